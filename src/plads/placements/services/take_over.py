"""Placements taken over from a spreadsheet, many at once: to come, running and ended."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from plads.candidates.models import Candidate
from plads.candidates.take_over import noon
from plads.centres.models import Place
from plads.centres.services.take_over import name_key
from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.bulk import Taken, bring_in_step, may_take_over
from plads.core.errors import Refused
from plads.core.periods import ONE_DAY, covers, first_day, period
from plads.law.practice import duration, purpose, weekly_hours
from plads.placements.models import EndReason, HoursStep, Outcome, Placement, PlacementEnd
from plads.placements.services.endings import OUTCOMES

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """A placement, days included. ``ended_on`` and ``reason`` are there when it is over."""

    cpr: str
    centre: str
    number: int
    first_day: date
    last_day: date
    purposes: list[str]
    slots: list[week.Slot]
    approved_on: date | None = None
    mentors: list[str] | None = None
    ended_on: date | None = None
    reason: str | None = None
    job_minutes: int | None = None

    @property
    def until(self) -> date:
        """The last day the placement has or had the place."""
        return self.ended_on or self.last_day

    def state(self, today: date) -> str:
        """Return the state the row tells of: nobody starts before the grant."""
        if self.ended_on:
            return Placement.State.ENDED
        if self.approved_on is None:
            return Placement.State.PLANNED
        return Placement.State.APPROVED if self.first_day > today else Placement.State.RUNNING


@dataclass(frozen=True, slots=True)
class StepRow:
    """New times from a day of the placement that the candidate began on ``first_day``."""

    cpr: str
    first_day: date
    from_day: date
    slots: list[week.Slot]


Key = tuple[UUID, UUID, date]
"""Candidate, place and first day: what tells one placement from another."""


@dataclass(slots=True)
class TakenPlacements:
    """What became of placements, and the row each new one came from."""

    taken: Taken[Key, Placement]
    rows: dict[Key, PlacementRow] = field(default_factory=dict)


@transaction.atomic
def take_over_placements(
    actor: Actor,
    municipality_id: UUID,
    rows: Iterable[PlacementRow],
    steps: Iterable[StepRow],
    candidates: Mapping[str, Candidate],
) -> TakenPlacements:
    """Store placements that are new, with their hours, verdicts, end and outcome.

    One that is there stays as it is, whatever its row says: it may have ended or been called off since. The
    database refuses two people in a place, days outside the agreement and too many hours.
    """
    may_take_over(actor)
    places = _Places(municipality_id)
    named = {(candidates[row.cpr].id, places.of(row).id, row.first_day): row for row in rows}
    found = Placement.objects.filter(municipality_id=municipality_id)
    present = {(each.candidate_id, each.place_id, first_day(each.period)): each for each in found}
    fields = {
        key: _fields(row, key, municipality_id, candidates[row.cpr], places) for key, row in named.items()
    }
    taken = bring_in_step(Placement, present, fields)
    fresh = [(taken.rows[key], named[key]) for key in taken.created]
    _store_steps(fresh, steps)
    _store_ends(fresh)
    return TakenPlacements(taken, named)


class _Places:
    """A municipality's places by centre, number and day (1 statement)."""

    def __init__(self, municipality_id: UUID) -> None:
        self._by_name: dict[tuple[str, int], list[Place]] = defaultdict(list)
        self.by_id: dict[UUID, Place] = {}
        for place in Place.objects.filter(municipality_id=municipality_id).select_related("centre"):
            self._by_name[name_key(place.centre.name), place.number].append(place)
            self.by_id[place.id] = place

    def of(self, row: PlacementRow) -> Place:
        """Return the place a row means: the one that is open in its days."""
        span = period(row.first_day, row.until)
        for place in self._by_name.get((name_key(row.centre), row.number), []):
            if covers(place.period, span):
                return place
        raise Refused(
            f"{row.centre}, plads {row.number}, er ikke åben i forløbets dage. Ret dagene.",
            code="outside_agreement",
        )


def _fields(
    row: PlacementRow, key: Key, municipality_id: UUID, candidate: Candidate, places: _Places
) -> dict[str, Any]:
    return {
        "municipality_id": municipality_id,
        "candidate_id": key[0],
        "place_id": key[1],
        "period": period(row.first_day, row.until),
        "agreed_last_day": row.last_day,
        "purposes": row.purposes,
        "tasks": places.by_id[key[1]].tasks,
        "verdicts": _verdicts(row, candidate.target_group),
        "approved_at": noon(row.approved_on) if row.approved_on else None,
        "state": row.state(clock.today()),
    }


def _verdicts(row: PlacementRow, target_group: str) -> list[dict[str, Any]]:
    """Return what the law said on the first day; nothing for days before the rules Plads knows."""
    try:
        verdicts = [
            purpose(row.purposes, row.first_day),
            duration(target_group, row.first_day, row.last_day),
            weekly_hours(week.total(row.slots), row.first_day),
        ]
    except LookupError:
        return []
    return [verdict.as_dict() for verdict in verdicts]


def _store_steps(fresh: list[tuple[Placement, PlacementRow]], steps: Iterable[StepRow]) -> None:
    later: dict[tuple[str, date], list[StepRow]] = defaultdict(list)
    for step in steps:
        later[step.cpr, step.first_day].append(step)
    HoursStep.objects.bulk_create(
        (
            HoursStep(
                municipality_id=placement.municipality_id,
                placement=placement,
                period=period(begins, ends),
                weekly_minutes=week.total(slots),
                slots=week.dump(slots),
            )
            for placement, row in fresh
            for begins, ends, slots in _stretches(row, later[row.cpr, row.first_day])
        ),
        batch_size=_CHUNK,
    )


def _stretches(row: PlacementRow, later: list[StepRow]) -> Iterable[tuple[date, date, list[week.Slot]]]:
    """Each step lasts until the day before the next; none goes beyond the placement's last day."""
    parts = [(row.first_day, row.slots), *sorted((step.from_day, step.slots) for step in later)]
    ends = [first - ONE_DAY for first, _ in parts[1:]]
    for (begins, slots), last in zip(parts, [*ends, row.until], strict=True):
        if begins <= row.until:
            yield begins, min(last, row.until), slots


def _store_ends(fresh: list[tuple[Placement, PlacementRow]]) -> None:
    ended = [(placement, row) for placement, row in fresh if row.ended_on and row.reason]
    PlacementEnd.objects.bulk_create(
        (
            PlacementEnd(
                municipality_id=placement.municipality_id,
                placement=placement,
                last_day=row.until,
                reason=row.reason or EndReason.AGREED,
                noted_at=noon(row.until),
            )
            for placement, row in ended
        ),
        batch_size=_CHUNK,
    )
    Outcome.objects.bulk_create((_outcome(placement, row) for placement, row in ended), batch_size=_CHUNK)


def _outcome(placement: Placement, row: PlacementRow) -> Outcome:
    return Outcome(
        municipality_id=placement.municipality_id,
        placement=placement,
        kind=OUTCOMES.get(row.reason or "", Outcome.Kind.UNKNOWN),
        weekly_minutes=row.job_minutes,
        employer_is_centre=row.reason == EndReason.JOB_HERE,
        noted_at=noon(row.until),
    )
