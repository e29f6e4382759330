"""Paid hours beside a placement: noted apart, within its days, and never counted as its own."""

from datetime import timedelta

import pytest

from plads.core.models import Event
from plads.core.parse_week import parse_week
from plads.core.periods import period
from plads.core.roles import Role
from plads.insight.figures import accounts
from plads.placements.models import Attendance, OrdinaryHours
from plads.placements.services.attendance import note_attendance
from plads.placements.services.ordinary_hours import (
    PaidHours,
    note_ordinary_hours,
    ordinary_hours_of,
    remove_ordinary_hours,
)
from plads.placements.services.placements import cancel_placement
from tests.days import TODAY
from tests.refusals import not_visible, refused

LAST_WEEK = TODAY - timedelta(days=7)
FIVE_HOURS = PaidHours(TODAY, None, 300)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def running(world):
    """A placement of 15 hours a week that began a week ago."""
    return world.running(first_day=LAST_WEEK, week="man-fre 9-12")


def test_paid_hours_last_as_long_as_the_placement_unless_a_day_is_said(running, caseworker):
    noted = note_ordinary_hours(caseworker, running.id, FIVE_HOURS)
    assert noted.hours.period == period(TODAY, running.agreed_last_day)
    assert (noted.hours.weekly_minutes, noted.hours.employer_is_centre, noted.warning) == (300, False, "")
    told = Event.objects.get(kind="placements.ordinary_hours_noted", subjects__contains=[running.id])
    assert told.facts["first_day"] == TODAY.isoformat()


def test_paid_hours_are_no_hours_of_the_placement(world, running, caseworker):
    manager = world.cast[Role.MANAGER]
    before = list(running.steps.values_list("period", "weekly_minutes"))
    note_attendance(caseworker, running.id, TODAY, Attendance.State.PRESENT)
    counted = accounts(manager, TODAY.year)
    note_ordinary_hours(caseworker, running.id, PaidHours(TODAY, None, 300, here=True))
    assert list(running.steps.values_list("period", "weekly_minutes")) == before
    assert accounts(manager, TODAY.year) == counted


def test_hours_of_the_same_employer_from_the_same_day_are_corrected(running, caseworker):
    note_ordinary_hours(caseworker, running.id, FIVE_HOURS)
    until = TODAY + timedelta(days=6)
    note_ordinary_hours(caseworker, running.id, PaidHours(TODAY, until, 420))
    (row,) = ordinary_hours_of(caseworker, running)
    assert (row.period, row.weekly_minutes) == (period(TODAY, until), 420)


def test_hours_here_and_elsewhere_stand_beside_each_other_but_not_twice_at_one_employer(running, caseworker):
    note_ordinary_hours(caseworker, running.id, FIVE_HOURS)
    note_ordinary_hours(caseworker, running.id, PaidHours(TODAY, None, 120, here=True))
    with refused("hours_there", "first_day") as refusal:
        note_ordinary_hours(caseworker, running.id, PaidHours(TODAY + timedelta(days=7), None, 600))
    assert "5 timer om ugen" in refusal.value.message
    assert OrdinaryHours.objects.filter(placement=running).count() == 2


@pytest.mark.parametrize(
    ("first", "last", "code", "field"),
    [
        (LAST_WEEK - timedelta(days=1), TODAY, "outside_placement", "first_day"),
        (TODAY, TODAY + timedelta(days=400), "outside_placement", "last_day"),
        (TODAY + timedelta(days=400), None, "outside_placement", "first_day"),
        (TODAY, LAST_WEEK, "end_before_start", "last_day"),
    ],
)
def test_paid_hours_lie_within_the_placements_days(running, caseworker, first, last, code, field):
    with refused(code, field):
        note_ordinary_hours(caseworker, running.id, PaidHours(first, last, 300))


@pytest.mark.parametrize("minutes", [0, 37 * 60 + 1])
def test_no_hours_and_more_than_a_full_week_of_them_are_refused(running, caseworker, minutes):
    with refused("over_full_week", "weekly_minutes"):
        note_ordinary_hours(caseworker, running.id, PaidHours(TODAY, None, minutes))


def test_more_than_a_full_week_together_is_said_and_not_refused(running, caseworker):
    full = note_ordinary_hours(caseworker, running.id, PaidHours(TODAY, None, 22 * 60))
    assert full.warning == ""
    over = note_ordinary_hours(caseworker, running.id, PaidHours(TODAY, None, 60, here=True))
    assert "38 timer om ugen" in over.warning
    assert "37 timer" in over.warning


def test_the_highest_week_of_hours_that_rise_counts_in_the_warning(world, caseworker):
    from plads.placements.services.nominations import StepTerms

    steps = [
        StepTerms(LAST_WEEK, parse_week("man 9-12")),
        StepTerms(TODAY + timedelta(days=30), parse_week("man-fre 9-13")),
    ]
    placement = world.running(first_day=LAST_WEEK, steps=steps)
    until = TODAY + timedelta(days=20)
    paid = 20 * 60
    assert note_ordinary_hours(caseworker, placement.id, PaidHours(TODAY, until, paid)).warning == ""
    assert "40 timer" in note_ordinary_hours(caseworker, placement.id, PaidHours(TODAY, None, paid)).warning


def test_hours_noted_by_mistake_are_removed(world, running, caseworker):
    row = note_ordinary_hours(caseworker, running.id, FIVE_HOURS).hours
    other = world.running(first_day=LAST_WEEK)
    with not_visible():
        remove_ordinary_hours(caseworker, other.id, row.id)
    remove_ordinary_hours(caseworker, running.id, row.id)
    assert ordinary_hours_of(caseworker, running) == []
    assert Event.objects.filter(kind="placements.ordinary_hours_removed").count() == 1


def test_a_placement_called_off_has_no_hours_beside_it_and_only_the_office_notes_them(
    world, running, caseworker
):
    planned = world.planned()
    cancel_placement(caseworker, planned.id)
    with refused("cancelled"):
        note_ordinary_hours(caseworker, planned.id, FIVE_HOURS)
    candidate = world.speaker(Role.CANDIDATE, running.candidate_id)
    with refused("wrong_role"):
        note_ordinary_hours(candidate, running.id, FIVE_HOURS)
    assert ordinary_hours_of(candidate, running) == []
    with not_visible():
        note_ordinary_hours(world.speaker(Role.CANDIDATE, world.candidate().id), running.id, FIVE_HOURS)
