"""A place is not proposed to somebody who has had it."""

from datetime import timedelta

from plads.core import clock
from plads.core.roles import Role
from plads.placements.models import EndReason
from plads.placements.services.endings import Ending, end_of_itself, end_placement, ends_due
from plads.placements.services.refill import propose_refill
from tests.days import TODAY


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
        assert ends_due(caseworker) == []
    with clock.at(last + timedelta(days=1)):
        ended = end_of_itself(caseworker, placement.id)
        assert ends_due(caseworker) == []
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
        assert ends_due(caseworker) == [placement.id]
        ended = end_of_itself(caseworker, placement.id)
    assert (ended.state, ended.end.reason, ended.end.last_day) == (
        "ended",
        "agreed",
        placement.agreed_last_day,
    )


def test_a_job_that_falls_through_lets_the_candidate_wait_again(world):
    placement = world.running(first_day=TODAY - timedelta(days=14))
    caseworker, last = world.cast[Role.CASEWORKER], TODAY + timedelta(days=10)
    end_placement(caseworker, placement.id, Ending(last, EndReason.JOB_ELSEWHERE, "", 1800))
    placement.candidate.refresh_from_db()
    assert placement.candidate.state == "closed"
    end_placement(caseworker, placement.id, Ending(last, EndReason.CANDIDATE))
    placement.candidate.refresh_from_db()
    assert placement.candidate.state == "ready"
    assert placement.candidate.waiting_since == last + timedelta(days=1)


def test_fewer_allowed_hours_hold_back_neither_a_grant_nor_an_end(world):
    placement = world.running(first_day=TODAY - timedelta(days=14))
    caseworker = world.cast[Role.CASEWORKER]
    placement.candidate.weekly_minutes = 60
    placement.candidate.save()
    assert end_placement(caseworker, placement.id, Ending(TODAY, EndReason.ILLNESS)).state == "ended"
