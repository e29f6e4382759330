"""The mentor's day: one tap for each, one for all who came, and a second tap that changes nothing."""

from datetime import date, timedelta

import pytest

from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.insight.mentor_page import mentor_day
from plads.mentoring.services import assign_mentor
from plads.placements.attendance_story import attendance_beside, corrections, shown_patterns
from plads.placements.models import Attendance, Placement
from plads.placements.queries import placement_detail
from plads.placements.services.attendance import note_attendance, note_rest_present
from plads.placements.services.placements import approve_placement
from plads.web.attendance_grid import attendance_grid
from tests.days import TODAY

PRESENT, ILL, EXCUSED, ABSENT = Attendance.State
CHRISTMAS = date(2026, 12, 25)
LAST_WEEK = TODAY - timedelta(days=7)


@pytest.fixture
def centre(world):
    return world.centre(4)


@pytest.fixture
def mentor(world, centre):
    return world.mentor(centre)


def helped(world, centre, mentor, number: int, **terms) -> Placement:
    """A running course in one of the centre's places, with the mentor."""
    place = centre.places.select_related("centre__workplace").get(number=number)
    placement = world.running(place, **({"first_day": LAST_WEEK} | terms))
    assign_mentor(world.cast[Role.CASEWORKER], placement.id, mentor[0].id)
    return placement


def noted(placement: Placement) -> str:
    return Attendance.objects.get(placement=placement, day=TODAY).state


def test_all_came_notes_those_with_work_today_and_no_word_yet(world, centre, mentor):
    silent, ill = helped(world, centre, mentor, 1), helped(world, centre, mentor, 2)
    off_today = helped(world, centre, mentor, 3, week="ons-fre 9-13")
    own = world.speaker(Role.CANDIDATE, ill.candidate_id)
    note_attendance(own, ill.id, TODAY, ILL)
    assert note_rest_present(mentor[1]) == 1
    row = Attendance.objects.get(placement=silent, day=TODAY)
    assert (row.state, row.minutes, row.noted_by) == (PRESENT, 240, mentor[0].name)
    assert noted(ill) == ILL
    assert not Attendance.objects.filter(placement=off_today).exists()
    assert note_rest_present(mentor[1]) == 0


def test_all_came_begins_no_course_and_notes_nobody_the_mentor_does_not_help(world, centre, mentor):
    place = centre.places.select_related("centre__workplace").get(number=1)
    granted = world.planned(place, first_day=TODAY)
    approve_placement(world.cast[Role.CASEWORKER], granted.id)
    assign_mentor(world.cast[Role.CASEWORKER], granted.id, mentor[0].id)
    world.running(first_day=LAST_WEEK)
    assert note_rest_present(mentor[1]) == 0
    assert not Attendance.objects.exists()


def test_a_second_tap_on_the_same_word_changes_nothing_and_tells_nobody_again(world, centre, mentor):
    placement = helped(world, centre, mentor, 1)
    first = note_attendance(mentor[1], placement.id, TODAY, ABSENT)
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert note_attendance(mentor[1], placement.id, TODAY, ABSENT).noted_at == first.noted_at
    assert Event.objects.filter(kind="placements.attendance_noted").count() == 1
    assert Event.objects.filter(kind="placements.absence_noted").count() == 1


def test_the_same_word_from_somebody_else_is_noted_as_theirs_and_is_no_new_absence(world, centre, mentor):
    placement = helped(world, centre, mentor, 1)
    own = world.speaker(Role.CANDIDATE, placement.candidate_id)
    note_attendance(own, placement.id, TODAY, ILL)
    assert note_attendance(mentor[1], placement.id, TODAY, ILL).noted_by == mentor[0].name
    assert Event.objects.filter(kind="placements.attendance_noted").count() == 2
    assert Event.objects.filter(kind="placements.absence_noted").count() == 1


def test_on_a_public_holiday_nobody_is_due_and_the_next_day_is_a_working_day(world, centre, mentor):
    helped(world, centre, mentor, 1)
    with clock.at(CHRISTMAS):
        day = mentor_day(mentor[1])
    assert (day.holiday, day.here, day.silent) == ("juledag", [], [])
    assert [each.next_day for each in day.upcoming] == [date(2026, 12, 28)]


def test_a_holiday_is_no_missing_day_in_the_offices_grid(world, centre, mentor):
    placement, caseworker = helped(world, centre, mentor, 1), world.cast[Role.CASEWORKER]
    with clock.at(CHRISTMAS + timedelta(days=4)):
        row = placement_detail(caseworker, placement.id, attendance_beside())
        cells = {cell.day: cell for week in attendance_grid(row, []).weeks for cell in week.cells}
    closed, before = cells[CHRISTMAS], cells[CHRISTMAS - timedelta(days=1)]
    assert (closed.missing, closed.open, closed.closed) == (False, False, "juledag")
    assert (before.missing, before.open, before.closed) == (True, True, "")


def test_only_who_decides_about_a_course_reads_what_its_days_show(world, centre, mentor):
    placement = helped(world, centre, mentor, 1)
    rows = [
        Attendance(placement=placement, day=LAST_WEEK + timedelta(days=days), state=ABSENT)
        for days in (0, 1, 2)
    ]
    assert [role for role in Role if shown_patterns(Actor(None, "", role, frozenset()), rows)] == [
        Role.CASEWORKER,
        Role.COORDINATOR,
    ]


def test_a_day_put_right_keeps_who_said_what(world, centre, mentor):
    placement, caseworker = helped(world, centre, mentor, 1), world.cast[Role.CASEWORKER]
    note_attendance(mentor[1], placement.id, TODAY, ABSENT)
    note_attendance(mentor[1], placement.id, TODAY - timedelta(days=1), ABSENT)
    note_attendance(caseworker, placement.id, TODAY, PRESENT)
    row = placement_detail(caseworker, placement.id, attendance_beside())
    (day,) = corrections(row.noted_rows, LAST_WEEK)
    assert day.day == TODAY
    assert [(said.word, said.by) for said in day.said] == [
        ("fravær", mentor[0].name),
        ("mødt", caseworker.name),
    ]
    assert corrections(row.noted_rows, TODAY + timedelta(days=1)) == []
