"""Hours that rise: the weeks of a course from a day on, as the place, the candidate and the law have room."""

from datetime import timedelta

import pytest

from plads.candidates.services import add_activity
from plads.companies.models import WorkplaceMonth
from plads.core.errors import Refused
from plads.core.models import Event
from plads.core.parse_week import parse_week
from plads.core.periods import closed_last_day, first_day
from plads.core.roles import Role
from plads.placements.models import Attendance, Placement
from plads.placements.services.attendance import note_attendance
from plads.placements.services.hours import change_hours, earliest_change
from plads.placements.services.nominations import StepTerms
from plads.placements.services.vitas_gate import newest, weekly_minutes
from tests.days import TODAY

LONG_AGO = TODAY - timedelta(days=20)
SOON = TODAY + timedelta(days=6)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def placement(world):
    """A course of 20 hours a week that began twenty days ago."""
    return world.running(first_day=LONG_AGO)


def step(first, words):
    return StepTerms(first, parse_week(words))


def weeks(placement):
    return [
        (first_day(each.period), closed_last_day(each.period), each.weekly_minutes // 60)
        for each in placement.steps.order_by("period")
    ]


def refused(actor, placement, *steps):
    before = weeks(placement)
    with pytest.raises(Refused) as no:
        change_hours(actor, placement.id, steps)
    assert weeks(placement) == before
    return no.value


def test_hours_rise_step_by_step_and_what_has_been_stays(placement, caseworker):
    later, last = SOON + timedelta(days=14), placement.agreed_last_day
    change_hours(caseworker, placement.id, [step(later, "man-fre 8-14"), step(SOON, "man-tor 8-14")])
    assert weeks(placement) == [
        (LONG_AGO, SOON - timedelta(days=1), 20),
        (SOON, later - timedelta(days=1), 24),
        (later, last, 30),
    ]
    event = Event.objects.get(kind="placements.hours_changed")
    assert event.facts["hours"] == "24 timer, siden 30 timer om ugen"


def test_new_steps_take_the_place_of_those_planned_from_that_day_on(placement, caseworker):
    change_hours(
        caseworker, placement.id, [step(SOON, "man-tor 8-14"), step(SOON + timedelta(days=9), "man-fre 8-14")]
    )
    change_hours(caseworker, placement.id, [step(SOON + timedelta(days=2), "man-ons 9-12")])
    assert [hours for _, _, hours in weeks(placement)] == [20, 24, 9]
    assert weeks(placement)[-1][1] == placement.agreed_last_day


@pytest.mark.parametrize("made", ["planned", "running"])
def test_the_hours_of_the_whole_course_can_be_others_before_it_begins(world, caseworker, made):
    placement = getattr(world, made)(first_day=TODAY)
    change_hours(caseworker, placement.id, [step(TODAY, "man-ons 9-12")])
    assert weeks(placement) == [(TODAY, placement.agreed_last_day, 9)]


def test_days_with_attendance_keep_their_hours_and_the_first_possible_day_is_said(placement, caseworker):
    note_attendance(caseworker, placement.id, TODAY, Attendance.State.PRESENT)
    assert earliest_change(placement) == TODAY + timedelta(days=1)
    no = refused(caseworker, placement, step(TODAY, "man-ons 9-12"))
    assert (no.code, no.field) == ("hours_noted", "first_day")
    assert f"{TODAY + timedelta(days=1):%d.%m.%Y}" in no.message
    assert change_hours(caseworker, placement.id, [step(TODAY + timedelta(days=1), "man-ons 9-12")])


@pytest.mark.parametrize(
    ("day", "words", "code", "field"),
    [
        (SOON, "man-ons 9-12; fre 13-15", "outside_place", "slots"),
        (SOON, "", "no_hours", "slots"),
        (LONG_AGO - timedelta(days=1), "man 9-12", "outside_course", "first_day"),
        (LONG_AGO + timedelta(weeks=13), "man 9-12", "outside_course", "first_day"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(placement, caseworker, day, words, code, field):
    no = refused(caseworker, placement, StepTerms(day, parse_week(words) if words else []))
    assert (no.code, no.field) == (code, field)


def test_two_steps_do_not_begin_on_one_day(placement, caseworker):
    no = refused(caseworker, placement, step(SOON, "man 9-12"), step(SOON, "tir 9-12"))
    assert no.code == "no_hours"


def test_a_candidate_comes_when_they_can_and_for_as_long_as_they_can(world, caseworker):
    candidate = world.candidate(available=parse_week("man-tor 8-16"), weekly_minutes=22 * 60)
    placement = world.running(None, candidate, first_day=LONG_AGO, week="man-tor 9-13")
    no = refused(caseworker, placement, step(SOON, "fre 9-12"))
    assert (no.code, no.field) == ("not_available", "slots")
    no = refused(caseworker, placement, step(SOON, "man-tor 8-14"))
    assert (no.code, no.field) == ("too_many_hours", "slots")
    assert "22 timer" in no.message


def test_a_class_in_the_new_times_is_named(placement, caseworker):
    add_activity(
        caseworker,
        placement.candidate_id,
        kind="danish",
        title="Dansk modul 3",
        first_day=LONG_AGO,
        last_day=placement.agreed_last_day,
        slots=parse_week("man 13-15"),
    )
    no = refused(caseworker, placement, step(SOON, "man-fre 8-14"))
    assert no.code == "clash"
    assert "Dansk modul 3" in no.message


def test_the_other_place_of_a_candidate_keeps_its_times_and_its_hours(world, caseworker):
    candidate = world.candidate(available=parse_week("man-fre 8-20"), weekly_minutes=30 * 60)
    placement = world.running(None, candidate, first_day=LONG_AGO, week="man-fre 9-12")
    other = world.place(place={"slots": parse_week("man-fre 13-16")})
    world.planned(other, candidate, first_day=SOON, last_day=SOON + timedelta(weeks=4), week="man-fre 13-16")
    wide = world.place(place={"slots": parse_week("man-fre 8-20")})
    assert refused(caseworker, placement, step(SOON, "man-fre 8-14")).code == "clash"
    assert refused(caseworker, placement, step(SOON, "man-tor 8-12.30")).code == "too_many_hours"
    assert wide.week


def test_rimelighedskravet_is_asked_about_the_new_hours_of_a_granted_course(placement, caseworker):
    WorkplaceMonth.objects.filter(workplace=placement.place.centre.workplace).update(ordinary_fte="0.00")
    change_hours(caseworker, placement.id, [step(SOON, "man-fre 8-14")])
    rules = [each["rule"] for each in Placement.objects.get(id=placement.id).verdicts]
    assert rules.count("rimelighedskrav") == rules.count("praktik-timer") == 1


def test_what_vitas_approved_holds_fewer_hours_and_not_more(placement, caseworker):
    change_hours(caseworker, placement.id, [step(SOON, "man-ons 9-12")])
    assert newest(placement).covers(placement.period, weekly_minutes(placement))
    change_hours(caseworker, placement.id, [step(SOON, "man-fre 8-14")])
    assert not newest(placement).covers(placement.period, weekly_minutes(placement))


def test_a_course_that_is_over_keeps_its_hours(placement, caseworker):
    Placement.objects.filter(id=placement.id).update(state="ended")
    assert refused(caseworker, placement, step(SOON, "man 9-12")).code == "wrong_state"
