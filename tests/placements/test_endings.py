"""An end: what it asks, what it refuses and what is possible instead, and how it is moved or taken back."""

from datetime import timedelta

import pytest

from plads.candidates.models import Candidate
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.parse_week import parse_week
from plads.core.periods import months_after, period, show_day
from plads.core.roles import Role
from plads.placements.models import Attendance, EndReason, Outcome, PlacementEnd, RefillProposal
from plads.placements.services import placements
from plads.placements.services.attendance import note_attendance
from plads.placements.services.endings import Ending, end_of_itself, end_placement, withdraw_end
from plads.placements.services.hours import change_hours
from plads.placements.services.nominations import StepTerms
from plads.placements.services.refill import propose_refill
from tests.days import TODAY
from tests.refusals import not_visible, refused

LAST_WEEK, SOON = TODAY - timedelta(days=7), TODAY + timedelta(days=10)
JOB = {"weekly_minutes": 1800, "job_starts": SOON + timedelta(days=5)}


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def running(world):
    """A placement that began a week ago, for 13 weeks."""
    return world.running(first_day=LAST_WEEK)


def steps_of(placement):
    return [(each.period, each.weekly_minutes) for each in placement.steps.order_by("period")]


def test_an_end_before_the_last_attendance_says_which_day_and_what_is_possible(running, caseworker):
    note_attendance(caseworker, running.id, TODAY, Attendance.State.ILL)
    with refused("end_before_attendance", "last_day") as refusal:
        end_placement(caseworker, running.id, Ending(TODAY - timedelta(days=1), EndReason.ILLNESS))
    assert show_day(TODAY) in refusal.value.message
    assert show_day(running.agreed_last_day) in refusal.value.message


def test_an_end_before_the_start_says_the_first_day_and_one_after_the_agreed_day_says_that(
    running, caseworker
):
    with refused("end_before_start", "last_day") as refusal:
        end_placement(caseworker, running.id, Ending(LAST_WEEK - timedelta(days=1), EndReason.COMPANY))
    assert f"{show_day(LAST_WEEK)}. Det kan ikke slutte før: vælg den dag" in refusal.value.message
    late = Ending(running.agreed_last_day + timedelta(days=1), EndReason.CANDIDATE)
    with refused("end_after_agreed", "last_day") as refusal:
        end_placement(caseworker, running.id, late)
    assert f"{show_day(running.agreed_last_day)}. Vælg den eller en tidligere" in refusal.value.message


def test_a_job_may_begin_after_the_last_day_here_and_the_outcome_says_since_when(running, caseworker):
    starts = TODAY + timedelta(days=20)
    end_placement(
        caseworker, running.id, Ending(TODAY, EndReason.JOB_ELSEWHERE, weekly_minutes=1800, job_starts=starts)
    )
    outcome = Outcome.objects.get(placement=running)
    assert (outcome.kind, outcome.since, outcome.weekly_minutes) == ("job", starts, 1800)
    assert outcome.noted_by == caseworker.signature


def test_a_job_did_not_begin_before_the_course(running, caseworker):
    ending = Ending(TODAY, EndReason.JOB_HERE, "", 1800, LAST_WEEK - timedelta(days=1))
    with refused("job_before_course", "job_starts") as refusal:
        end_placement(caseworker, running.id, ending)
    assert "ordinære timer ved siden af" in refusal.value.message


def test_a_job_that_begins_after_the_first_time_it_is_asked_about_is_no_end_with_a_job(running, caseworker):
    asked = months_after(TODAY, 3)
    ending = Ending(TODAY, EndReason.JOB_HERE, "", 1800, asked + timedelta(days=1))
    with refused("job_after_followup", "job_starts") as refusal:
        end_placement(caseworker, running.id, ending)
    assert show_day(asked) in refusal.value.message
    ending = Ending(TODAY, EndReason.JOB_HERE, "", 1800, asked)
    assert end_placement(caseworker, running.id, ending).state == "ended"


@pytest.mark.parametrize("field", ["weekly_minutes", "job_starts"])
def test_only_a_job_has_hours_and_a_first_day(running, caseworker, field):
    with refused("no_job", field):
        end_placement(caseworker, running.id, Ending(TODAY, EndReason.ILLNESS, **{field: JOB[field]}))


@pytest.mark.parametrize("minutes", [0, 37 * 60 + 1])
def test_a_job_of_no_hours_or_more_than_a_full_week_is_refused(running, caseworker, minutes):
    with refused("over_full_week", "weekly_minutes") as refusal:
        end_placement(caseworker, running.id, Ending(TODAY, EndReason.JOB_HERE, weekly_minutes=minutes))
    assert "37 timer" in refusal.value.message


@pytest.mark.parametrize("reason", [EndReason.ILLNESS, EndReason.NO_SHOW])
def test_who_fell_ill_or_did_not_come_waits_again_from_the_day_after(running, caseworker, reason):
    end_placement(caseworker, running.id, Ending(TODAY, reason))
    candidate = Candidate.objects.get(id=running.candidate_id)
    assert (candidate.state, candidate.waiting_since) == ("ready", TODAY + timedelta(days=1))
    assert Outcome.objects.get(placement=running).kind == "unknown"


def test_an_end_within_the_lead_time_is_filled_ahead_and_the_day_it_comes_changes_nothing(
    world, running, caseworker
):
    next_one = world.candidate()
    end_placement(caseworker, running.id, Ending(SOON, EndReason.JOB_ELSEWHERE, **JOB))
    ahead = propose_refill(Actor.system(running.municipality_id), running.place_id)
    assert (ahead.free_from, ahead.first_choice_id) == (SOON + timedelta(days=1), next_one.id)
    with clock.at(SOON + timedelta(days=1)):
        ended = end_of_itself(caseworker, running.id)
    assert (ended.state, ended.outcomes.get().since) == ("ended", JOB["job_starts"])
    ahead.refresh_from_db()
    assert ahead.state == "open"


def test_an_end_taken_back_lets_the_course_last_as_agreed_and_the_candidate_stay(running, caseworker):
    before = steps_of(running)
    end_placement(caseworker, running.id, Ending(SOON, EndReason.JOB_ELSEWHERE, **JOB))
    assert Candidate.objects.get(id=running.candidate_id).state == "closed"
    back = withdraw_end(caseworker, running.id)
    assert back.period == period(LAST_WEEK, running.agreed_last_day)
    assert steps_of(back) == before
    assert not PlacementEnd.objects.filter(placement=running).exists()
    assert Candidate.objects.get(id=running.candidate_id).state == "ready"
    told = Event.objects.get(kind="placements.end_withdrawn", subjects__contains=[running.id])
    assert told.facts["last_day"] == running.agreed_last_day.isoformat()


def test_an_end_taken_back_gives_the_hours_back_that_were_to_rise(world, caseworker):
    firsts = [LAST_WEEK, TODAY + timedelta(days=20), TODAY + timedelta(days=40)]
    weeks = [parse_week(text) for text in ("man 9-12", "man-ons 9-12", "man-fre 9-13")]
    steps = [StepTerms(first, each) for first, each in zip(firsts, weeks, strict=True)]
    placement = world.running(first_day=LAST_WEEK, steps=steps)
    before = steps_of(placement)
    assert [minutes for _, minutes in before] == [180, 540, 1200]
    for last in (SOON, TODAY + timedelta(days=25)):
        end_placement(caseworker, placement.id, Ending(last, EndReason.CANDIDATE))
        withdraw_end(caseworker, placement.id)
        assert steps_of(placement) == before


def test_an_end_taken_back_does_not_bring_back_hours_that_were_changed(world, caseworker):
    later = StepTerms(TODAY + timedelta(days=40), parse_week("man-fre 9-13"))
    placement = world.running(
        first_day=LAST_WEEK, steps=[StepTerms(LAST_WEEK, parse_week("man 9-12")), later]
    )
    change_hours(caseworker, placement.id, [StepTerms(TODAY + timedelta(days=1), parse_week("man-ons 9-12"))])
    end_placement(caseworker, placement.id, Ending(SOON, EndReason.CANDIDATE))
    withdraw_end(caseworker, placement.id)
    assert steps_of(placement) == [
        (period(LAST_WEEK, TODAY), 180),
        (period(TODAY + timedelta(days=1), placement.agreed_last_day), 540),
    ]


def test_the_proposal_for_a_place_falls_when_its_end_is_taken_back(world, running, caseworker):
    world.candidate()
    end_placement(caseworker, running.id, Ending(SOON, EndReason.CANDIDATE))
    propose_refill(caseworker, running.place_id)
    withdraw_end(caseworker, running.id)
    assert not RefillProposal.objects.filter(place=running.place, state="open").exists()


def test_an_end_is_not_taken_back_once_the_place_is_offered_or_given_to_the_next(world, running, caseworker):
    end_placement(caseworker, running.id, Ending(SOON, EndReason.CANDIDATE))
    nomination = world.nomination(running.place, first_day=SOON + timedelta(days=1))
    with refused("place_offered", "last_day") as refusal:
        withdraw_end(caseworker, running.id)
    assert show_day(SOON + timedelta(days=1)) in refusal.value.message
    type(nomination).objects.filter(id=nomination.id).update(state="declined")
    world.planned(running.place, first_day=SOON + timedelta(days=1))
    with refused("place_taken", "last_day"):
        withdraw_end(caseworker, running.id)
    running.refresh_from_db()
    assert running.period.upper == SOON + timedelta(days=1)


def test_an_end_is_not_taken_back_into_hours_the_candidate_has_elsewhere(world, running, caseworker):
    end_placement(caseworker, running.id, Ending(SOON, EndReason.COMPANY))
    world.planned(world.place(), running.candidate, first_day=SOON + timedelta(days=1))
    with refused("clash", "slots"):
        withdraw_end(caseworker, running.id)


def test_there_is_nothing_to_take_back_without_an_end_or_after_it(running, caseworker):
    with refused("no_end"):
        withdraw_end(caseworker, running.id)
    end_placement(caseworker, running.id, Ending(SOON, EndReason.COMPANY))
    with clock.at(SOON + timedelta(days=1)), refused("no_end"):
        withdraw_end(caseworker, running.id)
    end_placement(caseworker, running.id, Ending(TODAY, EndReason.COMPANY))
    with refused("wrong_state"):
        withdraw_end(caseworker, running.id)


def test_a_placement_moved_in_the_moment_it_ends_is_not_ended_behind_the_other_places_back(
    world, running, caseworker, monkeypatch
):
    elsewhere, lock = world.place(), placements.lock_place

    def moved_meanwhile(actor, place_id):
        type(running).objects.filter(id=running.id).update(place=elsewhere)
        return lock(actor, place_id)

    monkeypatch.setattr(placements, "lock_place", moved_meanwhile)
    with refused("moved"):
        end_placement(caseworker, running.id, Ending(TODAY, EndReason.COMPANY))


def test_strangers_take_no_end_back(world, running, caseworker):
    end_placement(caseworker, running.id, Ending(SOON, EndReason.COMPANY))
    with refused("wrong_role"):
        withdraw_end(world.speaker(Role.CANDIDATE, running.candidate_id), running.id)
    with not_visible():
        withdraw_end(world.speaker(Role.CANDIDATE, world.candidate().id), running.id)
