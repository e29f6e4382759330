"""Who came today: noted by those who were there, told to the caseworker, never judged."""

from datetime import timedelta

import pytest

from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.mentoring.services import assign_mentor
from plads.placements.models import Attendance, EndReason, Placement
from plads.placements.services.attendance import note_attendance
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.nominations import StepTerms
from tests.days import TODAY
from tests.refusals import not_visible, refused

PRESENT, ILL, EXCUSED, ABSENT = Attendance.State
LAST_WEEK, YESTERDAY = TODAY - timedelta(days=7), TODAY - timedelta(days=1)


@pytest.fixture
def placement(world) -> Placement:
    """A course of weekday mornings that began a week ago; today is a Tuesday."""
    return world.running(first_day=LAST_WEEK)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def told(kind: str) -> list[Event]:
    return list(Event.objects.filter(kind=f"placements.{kind}").order_by("id"))


def test_present_counts_the_hours_of_that_days_plan(caseworker, placement):
    assert note_attendance(caseworker, placement.id, TODAY, PRESENT).minutes == 240


def test_hours_are_those_of_the_step_in_force_on_the_day(world, caseworker):
    steps = [StepTerms(LAST_WEEK, parse_week("man-fre 9-10")), StepTerms(TODAY, parse_week("tir 8-14"))]
    placement = world.running(first_day=LAST_WEEK, steps=steps)
    assert note_attendance(caseworker, placement.id, YESTERDAY, PRESENT).minutes == 60
    assert note_attendance(caseworker, placement.id, TODAY, PRESENT).minutes == 360


@pytest.mark.parametrize("state", [ILL, EXCUSED, ABSENT])
def test_who_was_not_there_has_no_hours(caseworker, placement, state):
    assert note_attendance(caseworker, placement.id, TODAY, state).minutes == 0


def test_a_correction_changes_the_row_and_leaves_an_event(caseworker, placement):
    note_attendance(caseworker, placement.id, TODAY, ABSENT, " Vi ringer. ")
    row = note_attendance(caseworker, placement.id, TODAY, PRESENT)
    assert Attendance.objects.get(placement=placement) == row
    assert (row.state, row.minutes) == ("present", 240)
    assert [event.facts["state"] for event in told("attendance_noted")] == ["fravær", "mødt"]


def test_a_later_tap_without_words_keeps_the_words_and_new_words_take_their_place(caseworker, placement):
    note_attendance(caseworker, placement.id, TODAY, ABSENT, " Vi ringer. ")
    note_attendance(caseworker, placement.id, TODAY, PRESENT, "  ")
    assert Attendance.objects.get(placement=placement).note == "Vi ringer."
    note_attendance(caseworker, placement.id, TODAY, PRESENT, "Kom kl. 10.")
    assert Attendance.objects.get(placement=placement).note == "Kom kl. 10."


@pytest.mark.parametrize(("state", "told_times"), [(PRESENT, 0), (EXCUSED, 0), (ILL, 1), (ABSENT, 1)])
def test_the_caseworker_is_told_of_illness_and_absence_only(caseworker, placement, state, told_times):
    note_attendance(caseworker, placement.id, TODAY, state)
    assert len(told("absence_noted")) == told_times


def test_what_is_noted_about_a_day_never_ends_a_course(caseworker, placement):
    for days in (0, 1, 4, 5, 6, 7):
        note_attendance(caseworker, placement.id, TODAY - timedelta(days=days), ABSENT)
    placement.refresh_from_db()
    assert placement.state == "running"


@pytest.mark.parametrize("state", [PRESENT, ILL])
def test_a_candidate_says_present_or_ill_about_themselves(world, placement, state):
    candidate = world.speaker(Role.CANDIDATE, placement.candidate_id)
    row = note_attendance(candidate, placement.id, TODAY, state)
    assert (row.state, row.noted_by) == (state, "Kandidaten")


@pytest.mark.parametrize("state", [EXCUSED, ABSENT])
def test_a_candidate_neither_excuses_nor_reports_themselves(world, placement, state):
    candidate = world.speaker(Role.CANDIDATE, placement.candidate_id)
    with refused("wrong_role"):
        note_attendance(candidate, placement.id, TODAY, state)


def test_a_candidate_corrects_their_own_word_but_never_anybody_elses(world, caseworker, placement):
    candidate = world.speaker(Role.CANDIDATE, placement.candidate_id)
    note_attendance(candidate, placement.id, TODAY, ILL)
    assert note_attendance(candidate, placement.id, TODAY, PRESENT).state == "present"
    note_attendance(caseworker, placement.id, TODAY, ABSENT)
    with refused("noted_by_other") as refusal:
        note_attendance(candidate, placement.id, TODAY, PRESENT)
    assert refusal.value.message.startswith(caseworker.name)
    row = Attendance.objects.get(placement=placement)
    assert (row.state, row.noted_by) == ("absent", caseworker.name)


@pytest.mark.parametrize("state", Attendance.State)
def test_the_companys_contact_and_the_mentor_note_every_kind_of_day(world, placement, state):
    contact = world.speaker(Role.CONTACT, placement.place.centre.workplace_id)
    mentor, actor = world.mentor(placement.place.centre)
    assign_mentor(world.cast[Role.CASEWORKER], placement.id, mentor.id)
    assert note_attendance(contact, placement.id, YESTERDAY, state).noted_by == contact.name
    assert note_attendance(actor, placement.id, TODAY, state).noted_by == mentor.name


def test_a_mentor_notes_nothing_before_confidentiality_is_signed(world, placement):
    mentor, actor = world.mentor(placement.place.centre, signed=False)
    assign_mentor(world.cast[Role.CASEWORKER], placement.id, mentor.id)
    with not_visible():
        note_attendance(actor, placement.id, TODAY, PRESENT)


def test_a_mentor_of_the_centre_who_does_not_help_this_candidate_finds_nothing(world, placement):
    _, actor = world.mentor(placement.place.centre)
    with not_visible():
        note_attendance(actor, placement.id, TODAY, PRESENT)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (LAST_WEEK - timedelta(days=1), "outside_placement"),
        (LAST_WEEK + timedelta(weeks=13), "outside_placement"),
        (TODAY + timedelta(days=1), "future"),
    ],
)
def test_a_day_outside_the_course_or_still_to_come_is_refused(caseworker, placement, day, code):
    with refused(code, "day"):
        note_attendance(caseworker, placement.id, day, PRESENT)
    assert not Attendance.objects.exists()


def test_nothing_is_noted_before_the_course_runs_or_after_it_ended(world, caseworker, placement):
    planned = world.planned()
    with clock.at(TODAY + timedelta(days=2)), refused("wrong_state"):
        note_attendance(caseworker, planned.id, TODAY + timedelta(days=1), PRESENT)
    end_placement(caseworker, placement.id, Ending(TODAY, EndReason.JOB_HERE))
    with refused("wrong_state"):
        note_attendance(caseworker, placement.id, TODAY, PRESENT)


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.HEAD_OFFICE, Role.MANAGER, Role.ADMINISTRATOR])
def test_who_has_no_business_with_a_person_finds_nothing(world, placement, role):
    workplace_id = placement.place.centre.workplace_id
    actor = Actor(None, "Nogen", role, frozenset({placement.municipality_id}), frozenset({workplace_id}))
    with not_visible():
        note_attendance(actor, placement.id, TODAY, PRESENT)


def test_a_note_about_a_day_is_sealed_in_the_database(caseworker, placement):
    from django.db import connection

    row = note_attendance(caseworker, placement.id, TODAY, ILL, "Har feber")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM placements_attendance WHERE id = %s", [row.id])
        assert "feber" not in cursor.fetchone()[0]
    assert Attendance.objects.get(id=row.id).note == "Har feber"
    assert "feber" not in str([event.facts for event in Event.objects.all()])
