"""The end of a placement: on the agreed day, or earlier and known ahead."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from plads.candidates.services import settle_after_placement
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import ONE_DAY, closed_last_day, first_day, period, show_day
from plads.placements.events import PlacementEnded, PlacementEndKnown
from plads.placements.lifecycle import PLACEMENT
from plads.placements.models import JOBS, EndReason, Outcome, Placement, PlacementEnd
from plads.placements.services.nominations import lock_place, refuse_taken
from plads.placements.services.placements import lock_placement

GOES_ON = (*JOBS, EndReason.EDUCATION, EndReason.FLEKSJOB, EndReason.OTHER_OFFER)
"""Ends after which the candidate does not look for a place any more."""

OUTCOMES: dict[str, Outcome.Kind] = {
    **dict.fromkeys(JOBS, Outcome.Kind.JOB),
    EndReason.EDUCATION: Outcome.Kind.EDUCATION,
    EndReason.FLEKSJOB: Outcome.Kind.FLEKSJOB,
}
"""Where a candidate stands on the day of such an end; after any other it is not known."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a placement ends. ``weekly_minutes`` are the ordinary paid minutes of the job, if it is one."""

    last_day: date
    reason: EndReason
    note: str = ""
    weekly_minutes: int | None = None


@transaction.atomic
def end_placement(actor: Actor, placement_id: UUID, ending: Ending) -> Placement:
    """Set the end of a running placement: its place is free from the day after ``ending.last_day``.

    A last day to come leaves the course running until then, and may be set anew; the place is offered at once.
    A candidate who got a job, education or another offer is closed; everyone else waits again from that day.
    Raises ``Refused`` on a day before the start or the last noted attendance, after the agreed last day, or
    when the agreed day is given as reason for another day.
    """
    placement = lock_placement(actor, placement_id)
    PLACEMENT.permit(actor.role, placement.state, "end")
    _check(placement, ending)
    lock_place(actor, placement.place_id)
    placement.period = period(first_day(placement.period), ending.last_day)
    placement.save(update_fields=["period"])
    _fit_steps(placement, ending.last_day)
    before = PlacementEnd.objects.filter(placement=placement).first()
    end, _ = PlacementEnd.objects.update_or_create(
        placement=placement,
        defaults={
            "municipality_id": placement.municipality_id,
            "last_day": ending.last_day,
            "reason": ending.reason,
            "note": ending.note.strip(),
            "weekly_minutes": ending.weekly_minutes,
        },
    )
    settle_after_placement(
        actor,
        placement.candidate_id,
        goes_on=ending.reason in GOES_ON,
        free_from=ending.last_day + ONE_DAY,
        was_to_go_on=before is not None and before.reason in GOES_ON,
    )
    if ending.last_day > clock.today():
        _announce(actor, placement, end)
    else:
        _finish(actor, placement, end)
    return placement


def ends_due(actor: Actor) -> list[UUID]:
    """Return the running placements whose last day has passed."""
    due = Placement.objects.filter(
        municipality_id__in=actor.municipality_ids,
        state=Placement.State.RUNNING,
        period__endswith__lte=clock.today(),
    )
    return list(due.order_by("id").values_list("id", flat=True))


@transaction.atomic
def end_of_itself(actor: Actor, placement_id: UUID) -> Placement:
    """End a placement whose last day has passed: as was set ahead, or on the agreed day."""
    placement = lock_placement(actor, placement_id)
    end = PlacementEnd.objects.filter(placement=placement).first()
    if end is None:
        return end_placement(actor, placement_id, Ending(closed_last_day(placement.period), EndReason.AGREED))
    _finish(actor, placement, end)
    return placement


def _finish(actor: Actor, placement: Placement, end: PlacementEnd) -> None:
    """Let a placement be over, with where the candidate stands on that day."""
    placement.state = PLACEMENT.permit(actor.role, placement.state, "end")
    placement.save(update_fields=["state"])
    Outcome.objects.create(
        municipality_id=placement.municipality_id,
        placement=placement,
        kind=OUTCOMES.get(end.reason, Outcome.Kind.UNKNOWN),
        weekly_minutes=end.weekly_minutes,
        employer_is_centre=end.reason == EndReason.JOB_HERE,
    )
    event = PlacementEnded(
        placement.place.centre_id,
        placement.place_id,
        placement.candidate_id,
        placement.id,
        end.last_day,
        str(end.get_reason_display()),
    )
    record(actor, placement.municipality_id, event)


def _announce(actor: Actor, placement: Placement, end: PlacementEnd) -> None:
    event = PlacementEndKnown(
        placement.place.centre_id,
        placement.place_id,
        placement.candidate_id,
        placement.id,
        end.last_day,
        str(end.get_reason_display()),
    )
    record(actor, placement.municipality_id, event)


def _check(placement: Placement, ending: Ending) -> None:
    begins = first_day(placement.period)
    if ending.last_day < begins:
        raise Refused(
            f"Forløbet begyndte {show_day(begins)}. Det kan ikke slutte før.",
            code="end_before_start",
            field="last_day",
        )
    if ending.last_day > placement.agreed_last_day:
        raise Refused(
            f"Den aftalte sidste dag er {show_day(placement.agreed_last_day)}. Vælg den eller en tidligere.",
            code="end_after_agreed",
            field="last_day",
        )
    if ending.last_day > closed_last_day(placement.period):
        later = period(closed_last_day(placement.period) + ONE_DAY, ending.last_day)
        refuse_taken(placement.place, later, field="last_day")
    latest = placement.attendance.aggregate(day=Max("day"))["day"]
    if latest is not None and latest > ending.last_day:
        raise Refused(
            f"Der er noteret fremmøde {show_day(latest)}. Vælg den dag eller en senere, eller ret fremmødet.",
            code="end_before_attendance",
            field="last_day",
        )
    if ending.reason == EndReason.AGREED and ending.last_day != placement.agreed_last_day:
        raise Refused(
            "Forløbet slutter før den aftalte dag. Vælg den rigtige årsag.", code="early_end", field="reason"
        )


def _fit_steps(placement: Placement, last: date) -> None:
    """Let the hours end on ``last``: later steps go, and the last one that is left is cut or drawn out to it."""
    placement.steps.filter(period__startswith__gt=last).delete()
    final = placement.steps.order_by("-period").first()
    if final is not None and closed_last_day(final.period) != last:
        final.period = period(first_day(final.period), last)
        final.save(update_fields=["period"])
