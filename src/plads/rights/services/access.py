"""Giving a person access to everything about them."""

import io
import json
import zipfile
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string

from plads.core import looks
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.looks import Sight
from plads.core.roles import Role
from plads.rights.archive import Archive, gather
from plads.rights.events import AccessGiven
from plads.rights.kinds import About
from plads.rights.policy import answers
from plads.rights.subjects import Subject, candidate_subject, user_subject

WHY = "Indsigt til personen selv"


@transaction.atomic
def give_access(actor: Actor, candidate_id: UUID) -> Archive:
    """Return everything about a candidate, to hand to them; noted as a look at all of it and as an event.

    For those who answer requests, and for the candidate themselves. Raises ``NotVisible`` for others.
    """
    subject = candidate_subject(actor, candidate_id)
    looks.saw(
        actor,
        [candidate_id],
        *Sight,
        municipality_id=subject.municipality_id,
        why=WHY,
        protected=subject.protected,
    )
    return _given(actor, subject, candidate_id)


@transaction.atomic
def give_user_access(actor: Actor, user_id: UUID) -> Archive:
    """Return everything about an employee, mentor or contact, to hand to them; noted as an event."""
    if not answers(actor) and actor.user_id != user_id:
        raise Refused("Kun den, der svarer på anmodninger, kan give indsigt.", code="wrong_role")
    return _given(actor, user_subject(actor, user_id), user_id)


def _given(actor: Actor, subject: Subject, person_id: UUID) -> Archive:
    archive = gather(subject)
    record(actor, subject.municipality_id, AccessGiven(person_id))
    return archive


def packed(archive: Archive) -> bytes:
    """Return the archive as a zip with a page to read and the same as JSON; nothing is kept on the server."""
    page = render_to_string("rights/archive.html", {"archive": archive, "mine": _is_candidate(archive)})
    text = json.dumps(archive.as_dict(), ensure_ascii=False, indent=1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("laes-mig-foerst.html", page)
        file.writestr("oplysninger.json", text)
    return buffer.getvalue()


def _is_candidate(archive: Archive) -> bool:
    return bool(archive.subject.ids.get(About.CANDIDATE))


COMMAND_LINE = "Kommandolinjen"


def command_line(municipality_id: UUID) -> Actor:
    """Return whoever runs ``plads person`` on the server: traced as an administrator without a user."""
    return Actor(None, COMMAND_LINE, Role.ADMINISTRATOR, frozenset({municipality_id}))
