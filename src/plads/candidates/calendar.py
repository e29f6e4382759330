"""The address of a candidate's own calendar: whoever has it reads the calendar, until the candidate asks for a new one.

Nothing secret is stored: the address is derived from the candidate, a counter and a key outside the database. See
decision 0029.
"""

import hmac
import re
from uuid import UUID

from django.db import transaction

from plads.candidates.events import CalendarRenewed
from plads.candidates.models import Candidate
from plads.candidates.policy import visible
from plads.candidates.services import lock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.keyring import key_ring
from plads.core.roles import Role

_SIGNS = 40
"""Signs of the secret part: 160 bits. Before them stands the candidate's id, 32 signs."""


@transaction.atomic
def renew_calendar(actor: Actor) -> Candidate:
    """Give the candidate who asks a new calendar address; the one before opens nothing any more.

    Raises ``Refused`` for everybody else: nobody makes an address to somebody else's week.
    """
    if actor.role != Role.CANDIDATE:
        raise Refused("Kun kandidaten selv kan lave en adresse til sin kalender.", code="wrong_role")
    (own,) = actor.subject_ids
    candidate = lock(actor, own)
    candidate.calendar_renewals += 1
    candidate.save(update_fields=["calendar_renewals"])
    record(actor, candidate.municipality_id, CalendarRenewed(candidate.id))
    return candidate


def calendar_token(candidate_id: UUID, renewals: int) -> str:
    """Return the secret part of a calendar's address; empty while the candidate has asked for none."""
    return _tokens(candidate_id, renewals)[0] if renewals else ""


def own_calendar(actor: Actor) -> tuple[str, str]:
    """Return where a candidate's own calendar is: the municipality's address and the secret part (1 statement).

    Both are empty while they have asked for none.
    """
    rows = Candidate.objects.filter(visible(actor), id__in=actor.subject_ids, calendar_renewals__gt=0)
    found = rows.values_list("id", "calendar_renewals", "municipality__slug").first()
    return (found[2], calendar_token(found[0], found[1])) if found else ("", "")


def calendar_owner(actor: Actor, token: str) -> Candidate:
    """Return whose calendar an address opens in the actor's municipality (1 statement).

    Raises ``NotVisible`` for an address that is wrong, or old, or of a candidate the jobcentre has closed.
    """
    parts = re.fullmatch(rf"([0-9a-f]{{32}})[0-9a-f]{{{_SIGNS}}}", token)
    if parts is None:
        raise NotVisible
    rows = Candidate.objects.filter(id=UUID(parts[1]), municipality_id__in=actor.municipality_ids)
    found = rows.exclude(state=Candidate.State.CLOSED).only("municipality_id", "calendar_renewals").first()
    known = _tokens(found.id, found.calendar_renewals) if found and found.calendar_renewals else []
    if found is None or not any(hmac.compare_digest(token, each) for each in known):
        raise NotVisible
    return found


def _tokens(candidate_id: UUID, renewals: int) -> list[str]:
    seals = key_ring().lookups(f"calendar {candidate_id} {renewals}")
    return [f"{candidate_id.hex}{seal[:_SIGNS]}" for seal in seals]
