"""Hours that rise: the weeks of a placement, step by step from a day on. What has been stays as it was."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from plads.candidates.models import Candidate
from plads.candidates.services import lock as lock_candidate
from plads.core import week
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import ONE_DAY, closed_last_day, first_day, period, show, show_day
from plads.core.week import Slot
from plads.law.practice import weekly_hours
from plads.placements.events import HoursChanged
from plads.placements.lifecycle import PLACEMENT
from plads.placements.models import HoursStep, Placement
from plads.placements.services.extensions import renewed
from plads.placements.services.nominations import (
    StepTerms,
    Stretch,
    refuse_activities,
    refuse_blocked,
    refuse_busy,
)
from plads.placements.services.placements import lock_in_place, refusal_of
from plads.placements.services.quota import placement_quota
from plads.placements.services.steps import add_step, fit_steps

CHANGES = {
    Placement.State.PLANNED: "change_hours_planned",
    Placement.State.APPROVED: "change_hours_ahead",
    Placement.State.RUNNING: "change_hours",
}
"""The lifecycle's action by which a placement in a state gets other hours."""


@transaction.atomic
def change_hours(actor: Actor, placement_id: UUID, steps: Sequence[StepTerms]) -> list[HoursStep]:
    """Give a placement these weeks from the first one's day until its last day; returns the new steps.

    The weeks before that day stay. Raises ``Refused`` on a day outside the placement or with attendance on it or
    later, on times outside the place's or the candidate's week or on top of something else there, on more hours than
    the candidate or the law has room for, and when rimelighedskravet blocks the new hours of a granted placement.
    """
    placement = lock_in_place(actor, placement_id)
    PLACEMENT.permit(
        actor.role, placement.state, CHANGES.get(Placement.State(placement.state), "change_hours")
    )
    candidate = lock_candidate(actor, placement.candidate_id)
    stretches = _stretches(placement, steps)
    _refuse_noted(placement, stretches[0][0])
    for _, _, slots in stretches:
        _refuse_outside(placement, candidate, slots)
    refuse_activities(candidate, stretches)
    refuse_busy(candidate, stretches, but=placement.id)
    most = max(week.total(slots) for _, _, slots in stretches)
    _refuse_too_many(candidate, most)
    verdicts = [weekly_hours(most, stretches[0][0])]
    refuse_blocked(verdicts)
    made = _replace(placement, stretches)
    if placement.state != Placement.State.PLANNED:
        verdicts.append(placement_quota(placement, period(stretches[0][0], stretches[-1][1])))
        refuse_blocked(verdicts)
    placement.verdicts = renewed(placement.verdicts, verdicts)
    placement.save(update_fields=["verdicts"])
    begins, hours = stretches[0][0], [week.show_hours(week.total(slots)) for _, _, slots in stretches]
    event = HoursChanged(
        placement.place_id, placement.candidate_id, placement.id, begins, f"{', siden '.join(hours)} om ugen"
    )
    record(actor, placement.municipality_id, event)
    return made


def earliest_change(placement: Placement) -> date:
    """Return the first day from which a placement's hours can be others: after its latest attendance (1 statement)."""
    latest = placement.attendance.aggregate(day=Max("day"))["day"]
    begins = first_day(placement.period)
    return max(begins, latest + ONE_DAY) if latest else begins


def _stretches(placement: Placement, steps: Sequence[StepTerms]) -> list[Stretch]:
    """Return each step with its first and last day; the last one lasts as long as the placement."""
    if not steps or any(not step.slots for step in steps):
        raise Refused("Skriv tiderne i ugen, fx »man-tor 9-13«.", code="no_hours", field="slots")
    ordered = sorted(steps, key=lambda step: step.first_day)
    firsts, last = [step.first_day for step in ordered], closed_last_day(placement.period)
    if firsts[0] < first_day(placement.period) or firsts[-1] > last:
        raise Refused(
            f"Forløbet varer {show(placement.period)}. Vælg en dag inden for det.",
            code="outside_course",
            field="first_day",
        )
    if len(set(firsts)) < len(firsts):
        raise Refused(
            "To trin begynder samme dag. Lad hvert trin vare mindst én dag.",
            code="no_hours",
            field="first_day",
        )
    lasts = [*(first - ONE_DAY for first in firsts[1:]), last]
    return [(step.first_day, until, step.slots) for step, until in zip(ordered, lasts, strict=True)]


def _refuse_noted(placement: Placement, begins: date) -> None:
    earliest = earliest_change(placement)
    if begins < earliest:
        raise Refused(
            f"Der er noteret fremmøde {show_day(earliest - ONE_DAY)}. "
            f"Timerne kan ændres fra {show_day(earliest)}.",
            code="hours_noted",
            field="first_day",
        )


def _refuse_outside(placement: Placement, candidate: Candidate, slots: Sequence[Slot]) -> None:
    """Raise ``Refused`` on a time when the place is closed or the candidate can't come; a week not known has none."""
    weeks = (
        (placement.place.week, "Pladsen er åben", "outside_place"),
        (week.load(candidate.available), "Kandidaten kan komme", "not_available"),
    )
    for known, words, code in weeks:
        for slot in slots:
            if known and not any(slot.within(each) for each in known):
                raise Refused(
                    f"{slot} passer ikke. {words} {week.show(known)}. Vælg tider inden for dem.",
                    code=code,
                    field="slots",
                )


def _refuse_too_many(candidate: Candidate, most: int) -> None:
    if most > candidate.weekly_minutes:
        raise Refused(
            f"Kandidaten kan højst {week.show_hours(candidate.weekly_minutes)} om ugen. "
            f"Her er der {week.show_hours(most)}.",
            code="too_many_hours",
            field="slots",
        )


def _replace(placement: Placement, stretches: Sequence[Stretch]) -> list[HoursStep]:
    """Put ``stretches`` in the place of the steps from their first day on."""
    begins = stretches[0][0]
    try:
        with transaction.atomic():
            placement.steps.filter(period__startswith__gte=begins).delete()
            fit_steps(placement, begins - ONE_DAY)
            return [add_step(placement, *stretch) for stretch in stretches]
    except IntegrityError as error:
        raise refusal_of(error) from error
