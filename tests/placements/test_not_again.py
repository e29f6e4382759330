"""A place is not proposed to somebody who has had it."""

from datetime import timedelta

from plads.core import clock
from plads.core.roles import Role
from plads.placements.models import EndReason
from plads.placements.services.endings import Ending, end_due, end_placement
from plads.placements.services.placements import start_due
from plads.placements.services.refill import propose_refill
from tests.days import TODAY

TOMORROW = TODAY + timedelta(days=1)


def test_a_place_is_not_proposed_to_the_one_who_just_left_it(world):
    placement = world.running(first_day=TODAY - timedelta(days=14))
    caseworker, other = world.cast[Role.CASEWORKER], world.candidate()
    end_placement(caseworker, placement.id, Ending(TODAY, EndReason.COMPANY))
    proposal = propose_refill(caseworker, placement.place_id)
    assert proposal.first_choice_id == other.id
    assert proposal.blocked[str(placement.candidate_id)] == ["Har haft pladsen før"]


def test_a_known_end_is_filled_ahead_while_the_course_still_runs(world):
    placement = world.running(first_day=TODAY - timedelta(days=14))
    caseworker, last = world.cast[Role.CASEWORKER], TODAY + timedelta(days=10)
    world.candidate()
    placement = end_placement(caseworker, placement.id, Ending(last, EndReason.JOB_ELSEWHERE, "", 1800))
    assert placement.state == "running"
    assert not placement.outcomes.exists()
    assert propose_refill(caseworker, placement.place_id).free_from == last + timedelta(days=1)


def test_a_known_end_comes_true_on_its_day(world):
    placement = world.running(first_day=TODAY - timedelta(days=14))
    caseworker, last = world.cast[Role.CASEWORKER], TODAY + timedelta(days=10)
    end_placement(caseworker, placement.id, Ending(last, EndReason.JOB_ELSEWHERE, "", 1800))
    with clock.at(last):
        assert end_due(caseworker) == []
    with clock.at(last + timedelta(days=1)):
        (ended,) = end_due(caseworker)
        assert end_due(caseworker) == []
    assert ended.state == "ended"
    assert ended.outcomes.get().kind == "job"
    assert ended.outcomes.get().weekly_minutes == 1800


def test_a_known_end_may_be_set_anew_but_not_later_than_agreed(world):
    placement = world.running(first_day=TODAY - timedelta(days=14))
    caseworker = world.cast[Role.CASEWORKER]
    end_placement(caseworker, placement.id, Ending(TODAY + timedelta(days=20), EndReason.CANDIDATE))
    placement = end_placement(caseworker, placement.id, Ending(TODAY + timedelta(days=5), EndReason.COMPANY))
    assert placement.period.upper == TODAY + timedelta(days=6)
    assert placement.end.reason == "company"


def test_a_course_ends_on_its_agreed_day_of_itself(world):
    placement = world.running(first_day=TODAY - timedelta(days=14))
    caseworker = world.cast[Role.CASEWORKER]
    with clock.at(placement.agreed_last_day + timedelta(days=1)):
        (ended,) = end_due(caseworker)
    assert (ended.state, ended.end.reason, ended.end.last_day) == (
        "ended",
        "agreed",
        placement.agreed_last_day,
    )


def test_a_granted_course_begins_on_its_first_day_of_itself(world):
    from plads.placements.services.placements import approve_placement

    placement, caseworker = world.planned(first_day=TOMORROW), world.cast[Role.CASEWORKER]
    approve_placement(caseworker, placement.id)
    assert start_due(caseworker) == []
    with clock.at(TOMORROW):
        assert [started.state for started in start_due(caseworker)] == ["running"]
