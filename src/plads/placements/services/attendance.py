"""Who came today."""

from datetime import date
from uuid import UUID

from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import show, show_day
from plads.core.roles import Role
from plads.placements.events import AbsenceNoted, AttendanceNoted
from plads.placements.lifecycle import PLACEMENT
from plads.placements.models import Attendance, Placement
from plads.placements.open_days import OpenDays, open_days_of
from plads.placements.policy import visible_placements
from plads.placements.services.placements import lock_placement

CANDIDATE_MAY = (Attendance.State.PRESENT, Attendance.State.ILL)


@transaction.atomic
def note_attendance(
    actor: Actor, placement_id: UUID, day: date, state: Attendance.State, note: str = ""
) -> Attendance:
    """Store or correct whether a candidate was there on ``day``; returns the row.

    Present counts the hours of that day's plan. Plads notes and tells the caseworker; it never sanctions.
    Raises ``Refused`` for a day outside the placement, in the future or on which the place was closed, and for a
    word a candidate cannot say about themselves. A candidate does not change what somebody else noted; a note
    without words keeps the words there are; saying again what one has said changes nothing. What stands on a day
    that turned out to be closed can still be put right.
    """
    placement = lock_placement(actor, placement_id)
    PLACEMENT.permit(actor.role, placement.state, "note")
    _check_day(actor, placement, day, state)
    before = Attendance.objects.filter(placement=placement, day=day).first()
    _refuse_over_others(actor, before)
    words = note.strip() or (before.note if before else "")
    if before and (before.state, before.noted_by, before.note) == (state, actor.signature, words):
        return before
    plan = open_days_of(placement)
    if before is None:
        _refuse_closed(plan, day)
    row, _ = Attendance.objects.update_or_create(
        placement=placement,
        day=day,
        defaults={
            "municipality_id": placement.municipality_id,
            "state": state,
            "minutes": plan.minutes(day) if state == Attendance.State.PRESENT else 0,
            "note": words,
            "noted_by": actor.signature,
            "noted_at": clock.now(),
        },
    )
    _tell(actor, row, before)
    return row


@transaction.atomic
def note_rest_present(actor: Actor) -> int:
    """Note as present everybody the actor sees who has work today and about whom nothing is noted.

    Returns how many. Who has said that they are ill stays ill; a course that has not begun is not begun by it.
    """
    today = clock.today()
    silent = (
        Placement.objects.filter(
            visible_placements(actor), state=Placement.State.RUNNING, period__contains=today
        )
        .exclude(attendance__day=today)
        .select_related("place")
        .order_by("place_id")
    )
    waiting = [each.id for each in silent if not open_days_of(each).closed(today)]
    for placement_id in waiting:
        note_attendance(actor, placement_id, today, Attendance.State.PRESENT)
    return len(waiting)


def _tell(actor: Actor, row: Attendance, before: Attendance | None) -> None:
    placement = row.placement
    label = "mødt" if row.state == Attendance.State.PRESENT else "fravær"  # why is nobody's but the row's
    noted = AttendanceNoted(placement.candidate_id, placement.id, row.day, label, actor.signature)
    record(actor, row.municipality_id, noted)
    if row.state in Attendance.AWAY and (before is None or before.state != row.state):
        absence = AbsenceNoted(placement.candidate_id, placement.id, row.day)
        record(actor, row.municipality_id, absence)


def _refuse_over_others(actor: Actor, before: Attendance | None) -> None:
    if before and actor.role == Role.CANDIDATE and before.noted_by not in (actor.signature, actor.name):
        raise Refused(
            f"{before.noted_by} har allerede skrevet noget for den dag. Ring, hvis det er forkert.",
            code="noted_by_other",
        )


def _refuse_closed(plan: OpenDays, day: date) -> None:
    if why := plan.closed(day):
        other = plan.latest(day)
        choose = (
            f"Vælg en dag med arbejde i planen, fx {show_day(other)}." if other else "Ret først timeplanen."
        )
        raise Refused(
            f"Den dag var pladsen lukket ({show_day(day)}: {why}). {choose}", code="closed", field="day"
        )


def planned_minutes(placement: Placement, day: date) -> int:
    """Return the minutes a placement's plan has on ``day``; 0 when the place was closed."""
    return open_days_of(placement).minutes(day)


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
