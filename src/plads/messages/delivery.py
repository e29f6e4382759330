"""Carrying out what was queued: each attempt is noted before it is made, and its outcome after.

So a message is never lost, and never sent twice without somebody asking for it: killed in between, it is found again
as being sent, and ``recover`` decides.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import DomainEvent, record
from plads.core.models import Municipality
from plads.messages.events import (
    MessageDelayed,
    MessageDropped,
    MessageFailed,
    MessagesEmptied,
    MessageSent,
    MessageTriedAgain,
    MessageUncertain,
)
from plads.messages.faults import NO_WAY
from plads.messages.lifecycle import OUTGOING
from plads.messages.models import OutgoingMessage
from plads.messages.ports import NotSent, Post

State = OutgoingMessage.State

WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360, 720, 1440, 1440))
"""How long to wait after each attempt that did not succeed; after the last, about four days on, it has failed."""

GIVEN_UP = timedelta(minutes=10)
"""An attempt that began so long ago was cut off: every carrier ends well within it."""

FRESH = timedelta(days=7)
"""How long a message waits for a carrier to be set up; after that a person says whether it shall still go."""

KEPT = timedelta(days=90)
"""How long the address of a message is kept, and how long one that was not sent waits for somebody to decide."""

_UNDECIDED = (State.WAITING, State.FAILED, State.UNCERTAIN)


@transaction.atomic
def begin(actor: Actor, message_id: UUID, *, is_set_up: bool) -> Post | None:
    """Note that a message is being sent now and return what to hand over; ``None`` when it is not its turn.

    It must commit before anything is handed over. Where nobody is set up to carry it, that is noted and it waits.
    What nobody has a use for any more is put away instead, and what waited long for that is left to a person.
    """
    message = _locked(message_id)
    if message.state != State.WAITING or message.next_try > clock.now():
        return None
    if message.until is not None and message.until <= clock.now():
        _lapse(actor, message)
        return None
    if is_set_up and message.error == "not_set_up" and message.next_try <= clock.now() - FRESH:
        _gone_stale(actor, message)
        return None
    if not is_set_up:
        if message.error != "not_set_up":
            message.error = "not_set_up"
            message.save(update_fields=["error"])
        return None
    message.state = OUTGOING.permit(actor.role, message.state, "begin")
    message.attempts += 1
    message.began_at = clock.now()
    message.save(update_fields=["state", "attempts", "began_at"])
    return _post(message)


@transaction.atomic
def arrived(actor: Actor, message_id: UUID) -> None:
    """Note that the other server took a message, and empty its words."""
    message = _locked(message_id)
    message.state = OUTGOING.permit(actor.role, message.state, "arrive")
    message.sent_at, message.error, message.body = clock.now(), "", ""
    message.save(update_fields=["state", "sent_at", "error", "body"])
    record(actor, message.municipality_id, MessageSent(message.id, message.about_id, _label(message)))


@transaction.atomic
def not_sent(actor: Actor, message_id: UUID, fault: NotSent) -> None:
    """Note that a message was surely not taken: it waits longer each time, and fails in the end."""
    message = _locked(message_id)
    message.error = fault.code
    event: DomainEvent
    if fault.final or message.attempts > len(WAITS):
        message.state = OUTGOING.permit(actor.role, message.state, "fail")
        event = MessageFailed(message.id, message.about_id, _label(message), fault.code)
    else:
        message.state = OUTGOING.permit(actor.role, message.state, "delay")
        message.next_try = clock.now() + WAITS[message.attempts - 1]
        event = MessageDelayed(message.id, _label(message), message.attempts, fault.code)
    message.save(update_fields=["state", "error", "next_try"])
    record(actor, message.municipality_id, event)


@transaction.atomic
def cut_off(actor: Actor, message_id: UUID, *, again: bool) -> None:
    """Note that nobody knows what became of an attempt.

    ``again`` says that the receiver knows a repeat by its reference: then it is simply tried once more. Otherwise a
    person decides.
    """
    if again:
        not_sent(actor, message_id, NotSent("cut_off"))
        return
    message = _locked(message_id)
    message.state = OUTGOING.permit(actor.role, message.state, "doubt")
    message.error = "cut_off"
    message.save(update_fields=["state", "error"])
    record(actor, message.municipality_id, MessageUncertain(message.id, message.about_id, _label(message)))


def due(actor: Actor, channel: str) -> list[UUID]:
    """Return the messages of the actor's municipalities whose turn it is, the oldest first (1 statement)."""
    waiting = OutgoingMessage.objects.filter(
        municipality_id__in=actor.municipality_ids,
        state=State.WAITING,
        channel=channel,
        next_try__lte=clock.now(),
    )
    return list(waiting.order_by("next_try", "id").values_list("id", flat=True))


def left_behind(actor: Actor, channel: str) -> list[UUID]:
    """Return the messages whose attempt began long ago and never came to an end (1 statement)."""
    found = OutgoingMessage.objects.filter(
        municipality_id__in=actor.municipality_ids,
        state=State.SENDING,
        channel=channel,
        began_at__lte=clock.now() - GIVEN_UP,
    )
    return list(found.order_by("began_at").values_list("id", flat=True))


@transaction.atomic
def retry(actor: Actor, message_id: UUID) -> OutgoingMessage:
    """Put a message in the queue again, at once and with all its attempts before it; for the administrator.

    Raises ``Refused`` when it is sent, being sent or put away, or has no address it could be sent to, and
    ``NotVisible`` for another municipality's.
    """
    message = _own(actor, message_id)
    state = OUTGOING.permit(actor.role, message.state, "retry")
    if message.error in NO_WAY:
        raise Refused(
            "Beskeden kan ikke sendes: der er ingen adresse, den kan sendes til. Ret adressen, hvor den er skrevet, "
            "og læg beskeden væk.",
            code="no_way",
        )
    message.state = state
    message.attempts, message.next_try, message.error = 0, clock.now(), ""
    message.save(update_fields=["state", "attempts", "next_try", "error"])
    record(actor, message.municipality_id, MessageTriedAgain(message.id, _label(message)))
    return message


@transaction.atomic
def drop(actor: Actor, message_id: UUID) -> OutgoingMessage:
    """Put a message away that shall not be sent, and empty its words; for the administrator. Raises as ``retry``."""
    message = _own(actor, message_id)
    message.state = OUTGOING.permit(actor.role, message.state, "drop")
    message.body = ""
    message.save(update_fields=["state", "body"])
    record(actor, message.municipality_id, MessageDropped(message.id, message.about_id, _label(message)))
    return message


@transaction.atomic
def empty_old(actor: Actor) -> int:
    """Empty address, name, subject and words of what was written long ago; returns how many.

    What nobody sent or put away in all that time is put away now: a letter so late would be a riddle.
    """
    rows = OutgoingMessage.objects.filter(
        municipality_id__in=actor.municipality_ids, created_at__lte=clock.now() - KEPT
    )
    rows.filter(state__in=_UNDECIDED).update(state=State.DROPPED, error="too_late")
    old = rows.filter(state__in=[State.SENT, State.DROPPED]).exclude(to="", name="", subject="", body="")
    number = old.update(to="", name="", subject="", body="")
    if number:
        record(actor, actor.municipality_id, MessagesEmptied(number))
    return number


def _lapse(actor: Actor, message: OutgoingMessage) -> None:
    message.state = OUTGOING.permit(actor.role, message.state, "lapse")
    message.error, message.body = "too_late", ""
    message.save(update_fields=["state", "error", "body"])
    record(actor, message.municipality_id, MessageDropped(message.id, message.about_id, _label(message)))


def _gone_stale(actor: Actor, message: OutgoingMessage) -> None:
    message.state = OUTGOING.permit(actor.role, message.state, "fail")
    message.error = "too_late"
    message.save(update_fields=["state", "error"])
    event = MessageFailed(message.id, message.about_id, _label(message), message.error)
    record(actor, message.municipality_id, event)


def _locked(message_id: UUID) -> OutgoingMessage:
    return OutgoingMessage.objects.select_for_update(no_key=True).get(id=message_id)


def _own(actor: Actor, message_id: UUID) -> OutgoingMessage:
    message = (
        OutgoingMessage.objects.select_for_update(no_key=True)
        .filter(id=message_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if message is None:
        raise NotVisible
    return message


def _post(message: OutgoingMessage) -> Post:
    sender = Municipality.objects.only("name", "office_name", "email").get(id=message.municipality_id)
    return Post(
        to=message.to,
        name=message.name,
        subject=message.subject,
        body=message.body,
        reference=str(message.id),
        office=f"{sender.office_name}, {sender.name}",
        reply_to=sender.email,
    )


def _label(message: OutgoingMessage) -> str:
    return message.get_channel_display()
