"""The weeks of a placement, step by step: one more, and all of them fitted to a last day."""

from collections.abc import Sequence
from datetime import date

from plads.core import week
from plads.core.periods import closed_last_day, first_day, period
from plads.placements.models import HoursStep, Placement


def add_step(placement: Placement, first: date, last: date, slots: Sequence[week.Slot]) -> HoursStep:
    """Store these times as a placement's week from ``first`` to ``last``, both included; returns the step."""
    return HoursStep.objects.create(
        municipality_id=placement.municipality_id,
        placement=placement,
        period=period(first, last),
        weekly_minutes=week.total(slots),
        slots=week.dump(slots),
    )


def fit_steps(placement: Placement, last: date) -> None:
    """Let the hours end on ``last``: later steps go, and the last one that is left is cut or drawn out to it."""
    placement.steps.filter(period__startswith__gt=last).delete()
    final = placement.steps.order_by("-period").first()
    if final is not None and closed_last_day(final.period) != last:
        final.period = period(first_day(final.period), last)
        final.save(update_fields=["period"])
