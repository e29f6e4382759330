"""Who came today."""

from datetime import date
from uuid import UUID

from django.db import transaction

from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import show, show_day
from plads.core.roles import Role
from plads.placements.events import AbsenceNoted, AttendanceNoted
from plads.placements.lifecycle import PLACEMENT
from plads.placements.models import Attendance, Placement
from plads.placements.services.placements import lock_placement

ABSENT = (Attendance.State.ILL, Attendance.State.ABSENT)
CANDIDATE_MAY = (Attendance.State.PRESENT, Attendance.State.ILL)


@transaction.atomic
def note_attendance(
    actor: Actor, placement_id: UUID, day: date, state: Attendance.State, note: str = ""
) -> Attendance:
    """Store or correct whether a candidate was there on ``day``; returns the row.

    Present counts the hours of that day's plan. Plads notes and tells the caseworker; it never sanctions.
    Raises ``Refused`` for a day outside the placement or in the future, and for a word a candidate cannot say
    about themselves. A candidate does not change what somebody else noted; a note without words keeps the
    words there are.
    """
    placement = lock_placement(actor, placement_id)
    PLACEMENT.permit(actor.role, placement.state, "note")
    _check_day(actor, placement, day, state)
    before = Attendance.objects.filter(placement=placement, day=day).first()
    _refuse_over_others(actor, before)
    minutes = planned_minutes(placement, day) if state == Attendance.State.PRESENT else 0
    row, _ = Attendance.objects.update_or_create(
        placement=placement,
        day=day,
        defaults={
            "municipality_id": placement.municipality_id,
            "state": state,
            "minutes": minutes,
            "note": note.strip() or (before.note if before else ""),
            "noted_by": actor.signature,
            "noted_at": clock.now(),
        },
    )
    label = "mødt" if state == Attendance.State.PRESENT else "fravær"  # why is nobody's but the row's
    noted = AttendanceNoted(placement.candidate_id, placement.id, day, label, actor.signature)
    record(actor, placement.municipality_id, noted)
    if state in ABSENT:
        absence = AbsenceNoted(placement.candidate_id, placement.id, day)
        record(actor, placement.municipality_id, absence)
    return row


def _refuse_over_others(actor: Actor, before: Attendance | None) -> None:
    if before and actor.role == Role.CANDIDATE and before.noted_by not in (actor.signature, actor.name):
        raise Refused(
            f"{before.noted_by} har allerede skrevet noget for den dag. Ring, hvis det er forkert.",
            code="noted_by_other",
        )


def planned_minutes(placement: Placement, day: date) -> int:
    """Return the minutes a placement's plan has on ``day``."""
    step = placement.steps.filter(period__contains=day).first()
    slots = [slot for slot in step.week if slot.weekday == day.isoweekday()] if step else []
    return week.total(slots)


def _check_day(actor: Actor, placement: Placement, day: date, state: Attendance.State) -> None:
    if day not in placement.period:
        raise Refused(
            f"{show_day(day)} ligger uden for forløbet ({show(placement.period)}).",
            code="outside_placement",
            field="day",
        )
    if day > clock.today():
        raise Refused("Dagen er ikke kommet endnu.", code="future", field="day")
    if actor.role == Role.CANDIDATE and state not in CANDIDATE_MAY:
        raise Refused("Ring til din sagsbehandler om det.", code="wrong_role")
