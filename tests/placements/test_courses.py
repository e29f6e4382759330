"""A placement from plan to end: the grant before the start, the hours in the week, the day and reason it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.parse_week import parse_week
from plads.core.periods import period
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import Attendance, EndReason, HoursStep, Outcome, Placement
from plads.placements.services.attendance import note_attendance
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.nominations import StepTerms
from plads.placements.services.placements import (
    approve_placement,
    cancel_placement,
    plan_placement,
    start_placement,
)
from tests.days import TODAY
from tests.refusals import not_visible, refused

LAST_WEEK, TOMORROW = TODAY - timedelta(days=7), TODAY + timedelta(days=1)
FULL_WEEK = {"week": "man-fre 8-15.24"}
WIDE = {"place": {"slots": parse_week("man-fre 6-18")}}
JOB = Ending(TODAY, EndReason.JOB_ELSEWHERE, weekly_minutes=1800)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def running(world) -> Placement:
    """A placement that began a week ago, for 13 weeks."""
    return world.running(first_day=LAST_WEEK)


def told(kind: str, placement) -> list[Event]:
    return list(Event.objects.filter(kind=f"placements.{kind}", subjects__contains=[placement.id]))


def steps_of(placement) -> list[tuple]:
    return [(step.period, step.weekly_minutes) for step in placement.steps.order_by("period")]


def at_one_workplace(world, count: int, fte: str) -> list:
    """Places of one workplace with so many employees, open early and late."""
    centre = world.centre(count, workplace=world.workplace("60.00"), **WIDE)
    with acting(world.cast[Role.CONSULTANT]):
        centre.workplace.months.update(ordinary_fte=fte)
        return list(centre.places.order_by("number").select_related("centre__workplace"))


def test_a_plan_takes_over_the_nominations_words_and_turns_it_into_a_placement(world):
    placement = world.planned()
    nomination = placement.nomination
    assert (placement.state, nomination.state) == ("planned", "placed")
    assert placement.period == nomination.period
    assert placement.agreed_last_day == TOMORROW + timedelta(weeks=13, days=-1)
    assert (placement.tasks, placement.purposes) == (["Fylde op"], ["kompetencer"])
    assert placement.verdicts == nomination.verdicts
    assert len(told("planned", placement)) == 1


def test_hours_rise_step_by_step_without_a_day_between(world):
    weeks = [parse_week(text) for text in ("man 9-12", "man-ons 9-12", "man-fre 9-13")]
    firsts = [TOMORROW + timedelta(weeks=count) for count in (0, 2, 5)]
    placement = world.planned(
        steps=[StepTerms(first, each) for first, each in zip(firsts, weeks, strict=True)]
    )
    assert steps_of(placement) == [
        (period(firsts[0], firsts[1] - timedelta(days=1)), 180),
        (period(firsts[1], firsts[2] - timedelta(days=1)), 540),
        (period(firsts[2], placement.agreed_last_day), 1200),
    ]


def test_only_a_nomination_with_two_yeses_becomes_a_placement(world, caseworker):
    nomination = world.nomination()
    with refused("wrong_state"):
        plan_placement(caseworker, nomination.id)


def test_a_grant_says_who_gave_it_and_keeps_the_quotas_working(world, caseworker):
    placement = approve_placement(caseworker, world.planned().id)
    assert (placement.state, placement.approved_by_id) == ("approved", caseworker.user_id)
    assert placement.approved_at == clock.now()
    assert [each["rule"] for each in placement.verdicts][-1] == "rimelighedskrav"
    assert placement.verdicts[-1]["outcome"] == "ok"
    assert [event.facts["by"] for event in told("approved", placement)] == [caseworker.name]


def test_a_placement_beyond_the_quota_is_not_granted_and_the_working_says_why(world, caseworker):
    one, two, three = at_one_workplace(world, 3, "10.00")
    for place in (one, two):
        approve_placement(caseworker, world.planned(place, **FULL_WEEK).id)
    placement = world.planned(three, week="man 9-10")
    with refused("rimelighedskrav") as refusal:
        approve_placement(caseworker, placement.id)
    assert "BAB § 65" in refusal.value.message
    assert "Allerede i forløb: 2 fuldtidspersoner (2)" in refusal.value.message
    assert "Nye: 0,03 fuldtidspersoner (1)" in refusal.value.message
    placement.refresh_from_db()
    assert (placement.state, placement.approved_at) == ("planned", None)


def test_hours_that_rise_count_in_the_quota_with_their_highest_step(world, caseworker):
    one, two = at_one_workplace(world, 2, "5.00")
    later = TOMORROW + timedelta(weeks=10)
    rising = [StepTerms(TOMORROW, parse_week("man 9-10")), StepTerms(later, parse_week("man-fre 8-15.24"))]
    approve_placement(caseworker, world.planned(one, steps=rising).id)
    with refused("rimelighedskrav"):
        approve_placement(caseworker, world.planned(two, week="man 9-10").id)


def test_placements_that_are_over_or_called_off_take_no_room_in_the_quota(world, caseworker):
    one, two, three = at_one_workplace(world, 3, "5.00")
    ended = world.running(one, first_day=LAST_WEEK, **FULL_WEEK)
    end_placement(caseworker, ended.id, JOB)
    cancelled = world.planned(two, **FULL_WEEK)
    cancel_placement(caseworker, cancelled.id)
    assert approve_placement(caseworker, world.planned(three, **FULL_WEEK).id).state == "approved"


def test_nobody_starts_before_the_grant_or_before_the_first_day(world, caseworker):
    placement = world.planned()
    with refused("wrong_state"):
        start_placement(caseworker, placement.id)
    approve_placement(caseworker, placement.id)
    with refused("too_early") as refusal:
        start_placement(caseworker, placement.id)
    assert "25.11.2026" in refusal.value.message
    world.approved_in_vitas(placement)
    with clock.at(TOMORROW):
        assert start_placement(caseworker, placement.id).state == "running"
    assert len(told("started", placement)) == 1


def test_a_consultant_plans_but_does_not_grant(world):
    placement = world.planned()
    with refused("wrong_role"):
        approve_placement(world.cast[Role.CONSULTANT], placement.id)


def test_a_placement_called_off_frees_its_place_at_once(world, caseworker):
    placement = world.planned()
    cancelled = cancel_placement(caseworker, placement.id)
    assert (cancelled.state, cancelled.holds_place) == ("cancelled", False)
    assert world.planned(placement.place).holds_place
    assert len(told("cancelled", placement)) == 1


def test_a_running_placement_is_ended_not_called_off(running, caseworker):
    with refused("wrong_state"):
        cancel_placement(caseworker, running.id)


def test_a_placement_that_never_ran_is_called_off_not_ended(world, caseworker):
    placement = world.planned()
    with refused("wrong_state"):
        end_placement(caseworker, placement.id, JOB)


@pytest.mark.parametrize(
    ("last_day", "reason", "code", "field"),
    [
        (LAST_WEEK - timedelta(days=1), EndReason.JOB_HERE, "end_before_start", "last_day"),
        (LAST_WEEK + timedelta(weeks=13), EndReason.AGREED, "end_after_agreed", "last_day"),
        (TODAY, EndReason.AGREED, "early_end", "reason"),
    ],
)
def test_an_end_that_cannot_be_is_refused_at_its_field(running, caseworker, last_day, reason, code, field):
    with refused(code, field):
        end_placement(caseworker, running.id, Ending(last_day, reason))
    running.refresh_from_db()
    assert running.state == "running"


def test_an_end_before_the_last_noted_day_is_refused(running, caseworker):
    note_attendance(caseworker, running.id, TODAY, Attendance.State.PRESENT)
    with refused("end_before_attendance", "last_day") as refusal:
        end_placement(caseworker, running.id, Ending(TODAY - timedelta(days=1), EndReason.ILLNESS))
    assert "24.11.2026" in refusal.value.message
    assert end_placement(caseworker, running.id, JOB).state == "ended"


def test_a_course_ends_on_its_agreed_day(running, caseworker):
    with clock.at(running.agreed_last_day):
        ended = end_placement(
            caseworker, running.id, Ending(running.agreed_last_day, EndReason.AGREED, " Godt gået. ")
        )
    assert (ended.state, ended.period) == ("ended", period(LAST_WEEK, running.agreed_last_day))
    assert (ended.end.reason, ended.end.note) == ("agreed", "Godt gået.")
    assert Outcome.objects.get(placement=ended).kind == "unknown"


def test_an_ordinary_job_ends_a_course_early_and_frees_the_place_from_the_day_after(
    world, running, caseworker
):
    ended = end_placement(caseworker, running.id, JOB)
    assert ended.period == period(LAST_WEEK, TODAY)
    assert ended.agreed_last_day > TODAY
    assert [event.facts["last_day"] for event in told("ended", ended)] == ["2026-11-24"]
    assert world.planned(running.place, first_day=TOMORROW).holds_place


@pytest.mark.parametrize(
    ("reason", "kind", "here"),
    [
        (EndReason.JOB_HERE, "job", True),
        (EndReason.JOB_ELSEWHERE, "job", False),
        (EndReason.EDUCATION, "education", False),
        (EndReason.FLEKSJOB, "fleksjob", False),
        (EndReason.ILLNESS, "unknown", False),
        (EndReason.NO_SHOW, "unknown", False),
    ],
)
def test_the_outcome_on_the_day_follows_from_the_reason(running, caseworker, reason, kind, here):
    end_placement(
        caseworker, running.id, Ending(TODAY, reason, weekly_minutes=600 if kind == "job" else None)
    )
    outcome = Outcome.objects.get(placement=running, months=0)
    assert (outcome.kind, outcome.employer_is_centre) == (kind, here)
    assert outcome.weekly_minutes == (600 if kind == "job" else None)


def test_an_early_end_cuts_the_step_it_falls_in_and_drops_those_after(world, caseworker):
    firsts = [LAST_WEEK, TODAY - timedelta(days=1), TODAY + timedelta(days=20)]
    placement = world.running(
        first_day=LAST_WEEK, steps=[StepTerms(first, parse_week("man 9-12")) for first in firsts]
    )
    end_placement(caseworker, placement.id, JOB)
    assert [span for span, _ in steps_of(placement)] == [
        period(LAST_WEEK, TODAY - timedelta(days=2)),
        period(TODAY - timedelta(days=1), TODAY),
    ]


def test_a_candidate_may_be_in_two_places_within_the_hours_they_can_work(world):
    candidate = world.candidate(weekly_minutes=20 * 60)
    world.planned(world.place(), candidate, week="man-tir 8-13")
    assert world.planned(world.place(), candidate, week="ons-tor 8-13").holds_place


def test_more_hours_than_a_candidate_can_work_are_refused_across_places(world, caseworker):
    candidate = world.candidate(weekly_minutes=20 * 60)
    world.planned(world.place(), candidate, week="man-ons 8-13")
    nomination = world.accepted(world.place(), candidate, week="tor-fre 8-11")
    with refused("too_many_hours"):
        plan_placement(caseworker, nomination.id)
    assert Placement.objects.filter(candidate=candidate).count() == 1


def test_hours_add_up_only_where_the_days_overlap(world):
    candidate = world.candidate(weekly_minutes=20 * 60)
    first = world.planned(world.place(), candidate)
    after = first.agreed_last_day + timedelta(days=1)
    assert world.planned(world.place(), candidate, first_day=after).holds_place


def test_the_database_itself_refuses_more_than_a_full_week_in_two_places(world):
    candidate = world.candidate()
    first = world.planned(world.place(**WIDE), candidate, week="man-fre 8-13")
    second = world.planned(world.place(**WIDE), candidate, week="man-fre 13-15")
    (step,) = second.steps.all()
    step.weekly_minutes = 12 * 60 + 1
    with pytest.raises(IntegrityError, match="more hours in a week than allowed"), transaction.atomic():
        step.save()
    step.weekly_minutes = 12 * 60
    step.save()
    with pytest.raises(IntegrityError, match="more hours in a week than allowed"), transaction.atomic():
        HoursStep.objects.filter(placement=first).update(weekly_minutes=25 * 60 + 1)


@pytest.mark.parametrize("role", [Role.CONTACT, Role.CANDIDATE])
def test_the_company_and_the_candidate_see_their_placement_and_do_not_steer_it(world, role):
    placement = world.planned()
    subject = placement.place.centre.workplace_id if role == Role.CONTACT else placement.candidate_id
    actor = world.speaker(role, subject)
    for verb in (approve_placement, cancel_placement, start_placement):
        with refused("wrong_role" if verb != start_placement else "wrong_state"):
            verb(actor, placement.id)


def test_strangers_find_no_placement(world, running, other_municipality):
    outsider = Actor(None, "Nabo", Role.COORDINATOR, frozenset({other_municipality.id}))
    strangers = [
        outsider,
        world.speaker(Role.CONTACT, world.workplace().id),
        world.speaker(Role.CANDIDATE, world.candidate().id),
        world.speaker(Role.REPRESENTATIVE, running.place.centre.workplace_id),
        world.mentor(running.place.centre)[1],
        world.cast[Role.MANAGER],
    ]
    for actor in strangers:
        with not_visible():
            end_placement(actor, running.id, JOB)
        with not_visible():
            approve_placement(actor, running.id)
        with not_visible():
            note_attendance(actor, running.id, TODAY, Attendance.State.PRESENT)
    with acting(outsider), not_visible():
        end_placement(outsider, running.id, JOB)
