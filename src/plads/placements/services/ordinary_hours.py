"""Ordinary paid hours (ordinære løntimer) a candidate has beside a placement: never the placement's own hours."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.periods import closed_last_day, covers, first_day, period, show
from plads.core.roles import OFFICE
from plads.placements.models import OrdinaryHours, Placement
from plads.placements.outcome_events import OrdinaryHoursNoted, OrdinaryHoursRemoved
from plads.placements.policy import visible_placements
from plads.placements.services.endings import refuse_over_full_week
from plads.placements.services.placements import lock_placement


@dataclass(frozen=True, slots=True)
class PaidHours:
    """Paid hours from one day to another (``None``: as long as the placement), here or at another employer."""

    first_day: date
    last_day: date | None
    weekly_minutes: int
    here: bool = False


@dataclass(frozen=True, slots=True)
class NotedHours:
    """The hours stored, and a warning in words when the week is fuller than a full one; empty when it is not."""

    hours: OrdinaryHours
    warning: str


@transaction.atomic
def note_ordinary_hours(actor: Actor, placement_id: UUID, paid: PaidHours) -> NotedHours:
    """Store paid hours beside a placement, or correct those at the same employer from the same day.

    Together with the placement they may pass a full week: that is only said, for people may work more than they
    practise. Raises ``Refused`` outside the placement's days, on no hours or more than a full week of them, and
    when hours of the same employer are noted for some of the days already.
    """
    placement = lock_placement(actor, placement_id)
    _refuse_others(actor, placement)
    refuse_over_full_week(paid.weekly_minutes)
    span = _span(placement, paid)
    there = placement.ordinary_hours.filter(employer_is_centre=paid.here)
    row = there.filter(period__startswith=paid.first_day).first() or OrdinaryHours(
        municipality_id=placement.municipality_id, placement=placement, employer_is_centre=paid.here
    )
    other = there.filter(period__overlap=span).exclude(id=row.id).first()
    if other is not None:
        raise Refused(
            f"Der står allerede {week.show_hours(other.weekly_minutes)} om ugen {show(other.period)}. "
            "Vælg andre dage, eller fjern dem først.",
            code="hours_there",
            field="first_day",
        )
    row.period, row.weekly_minutes, row.noted_at = span, paid.weekly_minutes, clock.now()
    row.save()
    event = OrdinaryHoursNoted(placement.candidate_id, placement.id, paid.first_day, actor.signature)
    record(actor, placement.municipality_id, event)
    return NotedHours(row, _warning(placement, row))


@transaction.atomic
def remove_ordinary_hours(actor: Actor, placement_id: UUID, hours_id: UUID) -> None:
    """Remove paid hours noted by mistake; what stood there stays in the history. Raises ``NotVisible``."""
    placement = lock_placement(actor, placement_id)
    _refuse_others(actor, placement)
    row = placement.ordinary_hours.filter(id=hours_id).first()
    if row is None:
        raise NotVisible
    row.delete()
    event = OrdinaryHoursRemoved(placement.candidate_id, placement.id, first_day(row.period), actor.signature)
    record(actor, placement.municipality_id, event)


def ordinary_hours_of(actor: Actor, placement: Placement) -> list[OrdinaryHours]:
    """Return the paid hours beside a placement the actor was shown, in order (1 statement)."""
    if not actor.is_office:
        return []
    rows = OrdinaryHours.objects.filter(
        placement__in=Placement.objects.filter(visible_placements(actor), id=placement.id)
    )
    return list(rows.order_by("period", "employer_is_centre"))


def _refuse_others(actor: Actor, placement: Placement) -> None:
    if actor.role not in OFFICE:
        raise Refused("Kun kommunens medarbejdere noterer løntimer.", code="wrong_role")
    if placement.state == Placement.State.CANCELLED:
        raise Refused("Forløbet er aflyst, og der er ingen timer ved siden af det.", code="cancelled")


def _span(placement: Placement, paid: PaidHours) -> object:
    """Return the days of the hours; raises ``Refused`` when they do not lie within the placement's."""
    last = paid.last_day or closed_last_day(placement.period)
    if paid.last_day is not None and last < paid.first_day:
        raise Refused("Slutdagen ligger før startdagen.", code="end_before_start", field="last_day")
    span = period(paid.first_day, last) if last >= paid.first_day else None
    if span is None or not covers(placement.period, span):
        inside = paid.first_day in placement.period
        raise Refused(
            f"Forløbet varer {show(placement.period)}. Noter de timer, der ligger ved siden af det, "
            "inden for de dage.",
            code="outside_placement",
            field="last_day" if inside else "first_day",
        )
    return span


def _warning(placement: Placement, row: OrdinaryHours) -> str:
    """Return what to say when paid hours and the placement together are more than a full week, otherwise nothing."""
    steps = placement.steps.filter(period__overlap=row.period).values_list("weekly_minutes", flat=True)
    beside = placement.ordinary_hours.filter(period__overlap=row.period).exclude(id=row.id)
    most = max(steps, default=0) + row.weekly_minutes + sum(beside.values_list("weekly_minutes", flat=True))
    if most <= week.FULL_WEEK_MINUTES:
        return ""
    return (
        f"Sammen med forløbet bliver det op til {week.show_hours(most)} om ugen. "
        f"En fuld uge er {week.show_hours(week.FULL_WEEK_MINUTES)}. Tal med kandidaten om, hvorvidt det kan holde."
    )
