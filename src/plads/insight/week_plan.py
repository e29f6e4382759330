"""A candidate's week as it is planned: the hours of the place, everything beside it, and the ways between."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from plads.candidates.models import Activity, Candidate
from plads.candidates.names import shown_name
from plads.candidates.policy import visible
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw
from plads.core.periods import period
from plads.core.roles import Role
from plads.core.week import on_day
from plads.insight.week_steps import slots_on, step_rows, weeks_of
from plads.insight.week_sum import WORK, Bounds, Item, WeekSum, add_up
from plads.placements.models import Placement
from plads.placements.policy import visible_placements

TOLD = (Placement.State.APPROVED, Placement.State.RUNNING, Placement.State.ENDED)
"""The courses a candidate is told to come to, or came to."""

PLANNED = (Placement.State.PLANNED, *TOLD)
"""The courses the office plans with."""


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """Whose week it is, which, and what it holds; ``travel_minutes`` is ``None`` when nobody has said the way."""

    candidate_id: UUID
    name: str
    monday: date
    weekly_minutes: int
    travel_minutes: int | None
    plan: WeekSum


@dataclass(frozen=True, slots=True)
class Dated:
    """Something that happens on a day."""

    day: date
    item: Item


def week_of(actor: Actor, monday: date, candidate_id: UUID | None = None) -> PersonWeek:
    """Return a candidate's week from ``monday`` (3 statements); without ``candidate_id`` the actor's own.

    The office also sees courses that are not granted yet. Raises ``NotVisible`` for a candidate who is not the
    actor's to see.
    """
    wanted = Q(id=candidate_id) if candidate_id else Q(id__in=actor.subject_ids)
    rows = Candidate.objects.filter(visible(actor), wanted).annotate(shown_name=shown_name(actor))
    columns = ("municipality", "protected", "available", "weekly_minutes", "travel_minutes", "work_duty")
    person: Any = rows.only(*columns).first()
    if person is None:
        raise NotVisible
    saw(
        actor,
        [person.id],
        *(Sight.NAME, Sight.WEEK),
        municipality_id=person.municipality_id,
        protected=person.protected,
    )
    dated = happenings(actor, person.id, monday, monday + timedelta(days=6))
    bounds = Bounds(
        tuple(person.available_slots), person.weekly_minutes, person.travel_minutes, person.work_duty
    )
    return PersonWeek(
        candidate_id=person.id,
        name=person.shown_name,
        monday=monday,
        weekly_minutes=person.weekly_minutes,
        travel_minutes=person.travel_minutes,
        plan=add_up([each.item for each in dated], bounds, monday),
    )


def happenings(actor: Actor, candidate_id: UUID, first: date, last: date) -> list[Dated]:
    """Return what a candidate has planned from ``first`` to ``last``, both included, in order (2 statements).

    Times of work are those of the step in force on each day.
    """
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    states = TOLD if actor.role == Role.CANDIDATE else PLANNED
    courses: Any = (
        Placement.objects.filter(
            visible_placements(actor),
            candidate_id=candidate_id,
            state__in=states,
            period__overlap=period(first, last),
        )
        .select_related("place__centre__workplace")
        .defer("verdicts")
        .annotate(step_rows=step_rows())
        .order_by("period")
    )
    found = [each for course in courses for each in _work(course, days)]
    mine = Candidate.objects.filter(visible(actor), id=candidate_id)
    for row in Activity.objects.filter(candidate__in=mine, period__overlap=period(first, last)):
        found += [
            Dated(day, Item(slot, row.title, row.provider, row.kind))
            for day in days
            if day in row.period
            for slot in on_day(row.week, day)
        ]
    return sorted(found, key=lambda each: (each.day, each.item.slot, each.item.what))


def _work(course: Any, days: list[date]) -> list[Dated]:
    centre, steps = course.place.centre, weeks_of(course.step_rows)
    return [
        Dated(day, Item(slot, centre.name, centre.workplace.street or centre.name, WORK))
        for day in days
        if day in course.period
        for slot in slots_on(steps, day)
    ]
