"""The hours of placements, read together with them: one statement however many placements there are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from plads.core import week
from plads.core.holidays import holiday
from plads.core.week import Slot, load, on_day
from plads.followup.models import FollowUp
from plads.mentoring.models import MentorAssignment
from plads.placements.models import HoursStep


@dataclass(frozen=True, slots=True)
class WeekStep:
    """The week of a placement from ``first_day`` until the next step; ``minutes`` are those of a week."""

    first_day: date
    minutes: int
    slots: tuple[Slot, ...]

    def on(self, day: date) -> tuple[Slot, ...]:
        """Return the times of that weekday."""
        return tuple(sorted(on_day(self.slots, day)))


def step_rows() -> ArraySubquery:
    """Return the annotation that reads a placement's steps with it; ``weeks_of`` makes them plain."""
    steps = HoursStep.objects.filter(placement=OuterRef("pk")).order_by("period")
    return ArraySubquery(
        steps.values(row=JSONObject(first="period__startswith", minutes="weekly_minutes", slots="slots"))
    )


def mentor_rows() -> ArraySubquery:
    """Return the annotation that reads the names and telephone numbers of a placement's mentors with it."""
    assignments = MentorAssignment.objects.filter(placement=OuterRef("pk")).order_by("since", "id")
    return ArraySubquery(assignments.values(row=JSONObject(name="mentor__name", phone="mentor__phone")))


def next_followup() -> Subquery:
    """Return the annotation of the day by which a placement's next follow-up is due."""
    waiting = FollowUp.objects.filter(placement=OuterRef("pk"), held_on=None).order_by("due_on")
    return Subquery(waiting.values("due_on")[:1])


def weeks_of(rows: Iterable[Mapping[str, Any]]) -> list[WeekStep]:
    """Return annotated steps in the order of their days."""
    return sorted(
        (
            WeekStep(date.fromisoformat(row["first"]), int(row["minutes"]), tuple(load(row["slots"])))
            for row in rows
        ),
        key=lambda step: step.first_day,
    )


def week_on(steps: Sequence[WeekStep], day: date) -> WeekStep | None:
    """Return the week in force on ``day``: before the first step it is the first one's."""
    begun = [step for step in steps if step.first_day <= day]
    return begun[-1] if begun else next(iter(steps), None)


def slots_on(steps: Sequence[WeekStep], day: date) -> tuple[Slot, ...]:
    """Return the planned times of a day, by the step in force on it; a public holiday has none."""
    step = None if holiday(day) else week_on(steps, day)
    return step.on(day) if step else ()


def next_day(steps: Sequence[WeekStep], start: date, last: date) -> date | None:
    """Return the first day with planned hours from ``start`` to ``last``, within three weeks."""
    days = (start + timedelta(days=each) for each in range(21))
    return next((day for day in days if day <= last and slots_on(steps, day)), None)


def times(slots: Iterable[Slot]) -> str:
    """Return the times of one day in words, e.g. ``9.00–13.00``."""
    return " og ".join(f"{week.show_time(slot.start)}–{week.show_time(slot.end)}" for slot in slots)
