"""Erasing one person: every row by the table of kinds, what history kept of it, and what lies outside the tables.

The figures stay as they were: what the person's courses count for is added to the counting tables first.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from plads.candidates.services import lock as lock_candidate
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.insight.counting import count_for_good
from plads.placements.models import Nomination, Placement
from plads.rights.events import PersonErased
from plads.rights.kinds import About, Fate
from plads.rights.outside import empty_queue, forget_in_sessions, throw_uploads_away
from plads.rights.policy import keeps
from plads.rights.services.letting_go import let_user_go
from plads.rights.subjects import PROPOSAL, Everything, candidate_subject, everything


class Why(Enum):
    """Why somebody is erased. No free text: it would be the one thing that remembers them."""

    ASKED = "Personen har bedt om det"
    TOO_OLD = "Opbevaringsfristen er udløbet"
    MISTAKE = "Oprettet ved en fejl"


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasing did: rows deleted by kind, and whether the person's user is gone too."""

    rows: dict[str, int]
    user_gone: bool


_SCRUB_PROPOSALS = """
UPDATE placements_refillproposal SET
    inputs = coalesce((SELECT jsonb_agg(each) FROM jsonb_array_elements(inputs) each
                       WHERE each ->> 'id' <> %(who)s), '[]'),
    ranked = coalesce((SELECT jsonb_agg(each) FROM jsonb_array_elements(ranked) each
                       WHERE each ->> 'candidate' <> %(who)s), '[]'),
    blocked = blocked - %(who)s,
    reason = CASE WHEN %(who)s::uuid IN (first_choice_id, chosen_id) THEN '' ELSE reason END,
    state = CASE WHEN state = 'open' THEN 'expired' ELSE state END,
    first_choice_id = NULLIF(first_choice_id, %(who)s::uuid),
    chosen_id = NULLIF(chosen_id, %(who)s::uuid)
WHERE id = ANY (%(proposals)s)
"""


@transaction.atomic
def erase_person(actor: Actor, candidate_id: UUID, why: Why) -> Erased:
    """Erase a candidate for good, with everything the table of kinds says; return what was done.

    For an administrator, and for Plads' own retention job. Raises ``Refused`` while the candidate has or awaits a
    place, and ``NotVisible`` for others' candidates. Open proposals that knew the candidate are let go: the daily
    look, and the reaction to this, propose anew.
    """
    if not keeps(actor):
        raise Refused("Kun en administrator kan slette en person.", code="wrong_role")
    subject = candidate_subject(actor, candidate_id)
    _lock_in_order(actor, candidate_id)
    if Placement.objects.filter(candidate_id=candidate_id, state__in=Placement.HOLDING).exists():
        raise Refused(
            "Kandidaten har et forløb. Det skal være slut eller aflyst, før personen kan slettes.",
            code="has_course",
        )
    count_for_good(candidate_id)
    whole = everything(subject)
    deleted = _delete(whole)
    _scrub(whole)
    gone = [let_user_go(actor, user_id) for user_id in subject.ids[About.USER]]
    _forget(whole, subject.ids[About.USER] if all(gone) else frozenset())
    throw_uploads_away()
    forget_in_sessions((str(candidate_id), subject.name))
    record(actor, subject.municipality_id, PersonErased(About.CANDIDATE.value, why.value))
    return Erased(deleted, bool(gone) and all(gone))


def _lock_in_order(actor: Actor, candidate_id: UUID) -> None:
    """Lock placements and nominations before their candidate, as everybody does."""
    for model in (Placement, Nomination):
        list(model.objects.select_for_update(no_key=True).filter(candidate_id=candidate_id).order_by("id"))
    lock_candidate(actor, candidate_id)


def _delete(whole: Everything) -> dict[str, int]:
    """Delete the candidate's own rows; the keys between them are looked at when the transaction ends."""
    doomed: list[tuple[str, Any, list[Any]]] = []
    for found in whole.found:
        part = found.part
        if part.about == About.CANDIDATE and part.fate == Fate.DELETE and part.model != "core.Event":
            doomed.append((found.kind.code, part.table, list(found.rows.values_list("pk", flat=True))))
    counts: dict[str, int] = {}
    for code, table, keys in doomed:
        rows = table._default_manager.filter(pk__in=keys)
        rows._raw_delete(rows.db)
        counts[code] = counts.get(code, 0) + len(keys)
        whole.row_ids |= set(keys)
    return counts


def _scrub(whole: Everything) -> None:
    """Take the candidate out of what stays: proposals, and the requests that were answered."""
    (who,) = whole.subject.ids[About.CANDIDATE]
    for found in whole.found:
        if found.part.model == PROPOSAL:
            keys = list(found.rows.values_list("pk", flat=True))
            with connection.cursor() as cursor:
                cursor.execute(_SCRUB_PROPOSALS, {"who": str(who), "proposals": keys})
            _forget_history(keys)
        elif found.part.model == "rights.RightsRequest":
            keys = list(found.rows.values_list("pk", flat=True))
            found.rows.update(candidate=None, text="", answer="")
            _forget_history(keys)
        elif found.part.model == "core.LookReview":
            found.rows.update(note="")


def _forget_history(keys: list[Any]) -> None:
    """Empty what history keeps of rows that stay without the person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT plads_forget_history(%s)", [keys])


def _forget(whole: Everything, users: frozenset[UUID]) -> None:
    """Empty what history and events keep, and the queue of what they would have started."""
    ids = list(whole.row_ids | set(users))
    empty_queue(ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT plads_forget(%s)", [ids])
