"""Candidates and their activities taken over from a spreadsheet, many at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from plads.candidates.groups import begin_groups, change_group
from plads.candidates.models import Activity, Candidate
from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.bulk import Taken, bring_in_step, may_take_over
from plads.core.collation import sort_key
from plads.core.keyring import key_ring
from plads.core.periods import first_day, period
from plads.people.models import User


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A candidate; ``None`` is "not said". Motivation and a day of consent make them ready for a place."""

    cpr: str
    name: str
    caseworker: str
    target_group: str
    available: list[week.Slot]
    email: str | None = None
    phone: str | None = None
    danish_level: int | None = None
    languages: list[str] | None = None
    functions: list[str] | None = None
    avoids: list[str] | None = None
    weekly_minutes: int | None = None
    goal: str | None = None
    considerations: str | None = None
    motivation: str | None = None
    consent_on: date | None = None
    waiting_since: date | None = None
    closed: bool | None = None


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity beside the placement, both days included."""

    cpr: str
    kind: str
    title: str
    first_day: date
    last_day: date
    slots: list[week.Slot]
    provider: str | None = None


_CHANGE = (
    "name",
    "sort_name",
    "email",
    "phone",
    "caseworker_id",
    "target_group",
    "danish_level",
    "languages",
    "functions",
    "avoids",
    "available",
    "weekly_minutes",
    "goal",
    "considerations",
)


@transaction.atomic
def take_over_candidates(
    actor: Actor, municipality_id: UUID, rows: Iterable[CandidateRow], staff: Mapping[str, User]
) -> Taken[str, Candidate]:
    """Store candidates by CPR number and return them by it; facts of those that are there are corrected.

    A candidate who was only registered becomes ready when motivation and consent are there; nobody is closed or
    opened again. What the candidate said and consented to is never overwritten.
    """
    may_take_over(actor)
    ring = key_ring()
    wanted = {ring.lookup(row.cpr): row for row in rows}
    known_by = {each: ring.lookup(row.cpr) for row in wanted.values() for each in ring.lookups(row.cpr)}
    found = Candidate.objects.filter(municipality_id=municipality_id, cpr_lookup__in=list(known_by))
    present = {known_by[candidate.cpr_lookup]: candidate for candidate in found.defer("cpr")}
    fields = {
        lookup: _fields(row, lookup, municipality_id, staff[row.caseworker].id)
        for lookup, row in wanted.items()
    }
    groups = {candidate.id: candidate.target_group for candidate in present.values()}
    taken = bring_in_step(Candidate, present, fields, change=_CHANGE)
    begin_groups([taken.rows[lookup] for lookup in taken.created], {})
    for candidate in present.values():
        if candidate.target_group != groups[candidate.id]:
            change_group(candidate, candidate.target_group, None)
    for lookup in _make_ready(present, wanted):
        if lookup not in taken.updated:
            taken.updated.append(lookup)
    by_cpr = {row.cpr: taken.rows[lookup] for lookup, row in wanted.items()}
    names = {lookup: row.cpr for lookup, row in wanted.items()}
    return Taken(by_cpr, [names[key] for key in taken.created], [names[key] for key in taken.updated])


def _fields(row: CandidateRow, lookup: str, municipality_id: UUID, caseworker_id: UUID) -> dict[str, Any]:
    return {
        "municipality_id": municipality_id,
        "cpr": row.cpr,
        "cpr_lookup": lookup,
        "name": row.name,
        "sort_name": sort_key(row.name)[:200],
        "email": row.email,
        "phone": row.phone,
        "caseworker_id": caseworker_id,
        "target_group": row.target_group,
        "danish_level": row.danish_level,
        "languages": row.languages,
        "functions": row.functions,
        "avoids": row.avoids,
        "available": week.dump(row.available),
        "weekly_minutes": row.weekly_minutes,
        "goal": row.goal,
        "considerations": row.considerations,
        "motivation": row.motivation,
        "consent_at": noon(row.consent_on) if row.consent_on else None,
        "waiting_since": row.waiting_since or clock.today(),
        "state": _state(row),
    }


def _state(row: CandidateRow) -> str:
    if row.closed:
        return Candidate.State.CLOSED
    return Candidate.State.READY if row.motivation and row.consent_on else Candidate.State.REGISTERED


def _make_ready(present: Mapping[str, Candidate], wanted: Mapping[str, CandidateRow]) -> list[str]:
    ready = []
    for lookup, candidate in present.items():
        row = wanted[lookup]
        if candidate.state == Candidate.State.REGISTERED and _state(row) == Candidate.State.READY:
            candidate.state, candidate.motivation = Candidate.State.READY, row.motivation or ""
            candidate.consent_at = noon(row.consent_on) if row.consent_on else None
            ready.append(lookup)
    changed = [present[lookup] for lookup in ready]
    if changed:
        Candidate.objects.bulk_update(changed, ["state", "motivation", "consent_at"], batch_size=500)
    return ready


def noon(day: date) -> datetime:
    """Return noon of a day in Denmark: the moment of something of which only the day is known."""
    return datetime.combine(day, time(12), clock.COPENHAGEN)


@transaction.atomic
def take_over_activities(
    actor: Actor, municipality_id: UUID, rows: Iterable[ActivityRow], candidates: Mapping[str, Candidate]
) -> Taken[tuple[UUID, str, date], Activity]:
    """Store activities by candidate, title and first day, and correct the days and times of those that are there."""
    may_take_over(actor)
    fields = {
        (candidates[row.cpr].id, row.title.casefold(), row.first_day): {
            "municipality_id": municipality_id,
            "candidate_id": candidates[row.cpr].id,
            "kind": row.kind,
            "title": row.title,
            "provider": row.provider,
            "period": period(row.first_day, row.last_day),
            "slots": week.dump(row.slots),
        }
        for row in rows
    }
    present = {
        (row.candidate_id, row.title.casefold(), first_day(row.period)): row
        for row in Activity.objects.filter(municipality_id=municipality_id)
    }
    return bring_in_step(Activity, present, fields, change=("kind", "provider", "period", "slots"))


def candidates_by_cpr(municipality_id: UUID, cprs: Iterable[str]) -> dict[str, Candidate]:
    """Return a municipality's candidates among those CPR numbers (1 statement)."""
    ring = key_ring()
    lookups = {each: cpr for cpr in cprs for each in ring.lookups(cpr)}
    found = Candidate.objects.filter(municipality_id=municipality_id, cpr_lookup__in=list(lookups))
    return {lookups[row.cpr_lookup]: row for row in found.defer("cpr", "considerations")}
