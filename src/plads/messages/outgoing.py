"""Writing to somebody outside: one function for everybody who has something to send."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.events import record
from plads.core.phones import mobile_number
from plads.messages.events import MessageFailed, MessageQueued
from plads.messages.models import OutgoingMessage

NOWHERE = ".invalid"
"""How addresses end that Plads gives people it knows no address of. Nothing is ever sent there."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent. ``about`` and ``about_id`` name the thing it is about, on whose timeline it then stands.

    ``to`` is an e-mail address or a telephone number, Danish unless it begins with ``+``. ``body`` is plain text.
    After ``until`` nobody has a use for it: it is put away rather than sent. ``to_whom`` names the row that says who
    gets it, where that is another than ``about_id``: so they find it among what is known of them.
    """

    channel: Literal["mail", "sms"]
    to: str
    name: str
    subject: str
    body: str
    about: str
    about_id: UUID
    until: datetime | None = None
    to_whom: UUID | None = None


@transaction.atomic
def queue(actor: Actor, municipality_id: UUID, key: str, letter: Letter) -> OutgoingMessage:
    """Put a letter in the queue and return it; the same ``key`` again returns the one there is, unchanged.

    It is sent after the transaction commits, so what is rolled back is never sent. An address nothing can be sent to
    gives a message that has failed already and stands on the administrator's page: whoever writes need not know.
    """
    to, error = _address(letter)
    state = OutgoingMessage.State.FAILED if error else OutgoingMessage.State.WAITING
    message, is_new = OutgoingMessage.objects.get_or_create(
        municipality_id=municipality_id,
        key=key,
        defaults={
            "channel": letter.channel,
            "to": to,
            "name": letter.name,
            "subject": one_line(letter.subject),
            "body": letter.body,
            "about": letter.about,
            "about_id": letter.about_id,
            "state": state,
            "error": error,
            "next_try": clock.now(),
            "until": letter.until,
            "to_whom": letter.to_whom,
        },
    )
    if is_new:
        label = message.get_channel_display()
        record(actor, municipality_id, MessageQueued(message.id, letter.about_id, label))
        if error:
            record(actor, municipality_id, MessageFailed(message.id, letter.about_id, label, error))
    return message


def one_line(text: str) -> str:
    """Return a text without line breaks or other control characters: what a header may hold."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _address(letter: Letter) -> tuple[str, str]:
    """Return the address as it is used, and what is wrong with it: empty when nothing is."""
    to = letter.to.strip()
    if not to:
        return to, "no_address"
    if letter.channel == "sms":
        try:
            return mobile_number(to), ""
        except ValueError:
            return to, "bad_number"
    if to.rpartition("@")[2].lower().endswith(NOWHERE):
        return to, "no_address"
    try:
        validate_email(to)
    except ValidationError:
        return to, "bad_address"
    return to, ""
