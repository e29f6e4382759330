"""Nothing is noted on a day the place was closed, and whoever tries is told why and which day to choose."""

from datetime import date, timedelta

import pytest

from plads.centres.services.pausing import PauseTerms, pause_agreement
from plads.core import clock
from plads.core.holidays import easter
from plads.core.roles import Role
from plads.placements.models import Attendance, Placement
from plads.placements.services.attendance import note_attendance, planned_minutes
from tests.days import TODAY
from tests.refusals import refused

PRESENT, ABSENT = Attendance.State.PRESENT, Attendance.State.ABSENT
LAST_WEEK = TODAY - timedelta(days=7)
SUNDAY = TODAY - timedelta(days=2)
CHRISTMAS = date(2026, 12, 25)


@pytest.fixture
def placement(world) -> Placement:
    """A course of weekday mornings that began a week ago; today is a Tuesday."""
    return world.running(first_day=LAST_WEEK)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def test_a_day_without_hours_in_the_plan_is_refused_with_its_name_and_a_day_to_choose(caseworker, placement):
    with refused("closed", "day") as refusal:
        note_attendance(caseworker, placement.id, SUNDAY, PRESENT)
    said = refusal.value.message
    assert "Den dag var pladsen lukket (22.11.2026: søndag uden arbejde i planen)" in said
    assert "fx 20.11.2026" in said
    assert not Attendance.objects.exists()


def test_a_public_holiday_is_refused_by_its_name(caseworker, placement):
    assert CHRISTMAS.isoweekday() == 5
    with clock.at(CHRISTMAS), refused("closed", "day") as refusal:
        note_attendance(caseworker, placement.id, CHRISTMAS, ABSENT)
    assert "25.12.2026: juledag" in refusal.value.message
    assert "fx 24.12.2026" in refusal.value.message


def test_a_holiday_has_no_hours_and_the_day_before_it_has(placement):
    assert planned_minutes(placement, CHRISTMAS) == 0
    assert planned_minutes(placement, CHRISTMAS - timedelta(days=1)) == 240


def test_a_day_in_the_agreements_pause_is_refused_with_the_days_of_the_pause(world, caseworker, placement):
    consultant = world.cast[Role.CONSULTANT]
    away = TODAY + timedelta(days=7)
    pause = PauseTerms(away, away + timedelta(days=6), "Ombygning")
    pause_agreement(consultant, placement.place.agreement_id, pause)
    with clock.at(away), refused("closed", "day") as refusal:
        note_attendance(caseworker, placement.id, away, PRESENT)
    assert "01.12.2026: centret holdt pause 01.12.2026 til 07.12.2026" in refusal.value.message
    assert "fx 30.11.2026" in refusal.value.message
    assert "Ombygning" not in refusal.value.message


def test_before_the_first_day_with_work_there_is_nothing_to_choose(world, caseworker):
    placement = world.running(first_day=SUNDAY)
    with refused("closed", "day") as refusal:
        note_attendance(caseworker, placement.id, SUNDAY, PRESENT)
    assert refusal.value.message.endswith("Ret først timeplanen.")


def test_what_stands_on_a_day_that_turned_out_to_be_closed_can_be_put_right(caseworker, placement):
    Attendance.objects.create(
        municipality_id=placement.municipality_id,
        placement=placement,
        day=SUNDAY,
        state=ABSENT,
        noted_by="Import",
    )
    row = note_attendance(caseworker, placement.id, SUNDAY, PRESENT)
    assert (row.state, row.minutes) == ("present", 0)


def test_easter_of_the_year_is_closed_from_thursday_to_monday(world):
    sunday = easter(2027)
    first = sunday - timedelta(days=30)
    placement = world.planned(first_day=first, last_day=sunday + timedelta(days=20))
    days = [sunday + timedelta(days=each) for each in (-4, -3, -2, 1, 2)]
    assert [planned_minutes(placement, day) for day in days] == [240, 0, 0, 0, 240]
