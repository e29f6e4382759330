"""What an end means for the candidate and for the place's next one."""

from datetime import timedelta

import pytest

from plads.candidates.models import Candidate
from plads.core.roles import Role
from plads.placements.models import EndReason, RefillProposal
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.refill import propose_refill
from tests.days import TODAY
from tests.world import nomination_terms

LONG_AGO = TODAY - timedelta(days=20)


def end(world, placement, reason):
    minutes = 30 * 60 if reason in (EndReason.JOB_HERE, EndReason.JOB_ELSEWHERE) else None
    return end_placement(world.cast[Role.CASEWORKER], placement.id, Ending(TODAY, reason, "", minutes))


@pytest.mark.parametrize("reason", [EndReason.JOB_HERE, EndReason.EDUCATION, EndReason.FLEKSJOB])
def test_a_candidate_who_goes_on_is_closed_and_not_proposed_for_the_place_they_left(world, reason):
    placement = world.running(first_day=LONG_AGO)
    next_one = world.candidate()
    end(world, placement, reason)
    proposal = propose_refill(world.cast[Role.CASEWORKER], placement.place_id)
    assert Candidate.objects.get(id=placement.candidate_id).state == Candidate.State.CLOSED
    assert [each["candidate"] for each in proposal.ranked] == [str(next_one.id)]


def test_a_candidate_who_fell_ill_waits_again_from_the_day_after(world):
    placement = world.running(first_day=LONG_AGO)
    end(world, placement, EndReason.ILLNESS)
    candidate = Candidate.objects.get(id=placement.candidate_id)
    assert candidate.state == Candidate.State.READY
    assert candidate.waiting_since == TODAY + timedelta(days=1)


@pytest.mark.parametrize(("first", "state"), [(True, "accepted"), (False, "overridden")])
def test_choosing_somebody_from_their_own_page_settles_the_places_proposal(world, first, state):
    from plads.placements.services.nominations import nominate

    caseworker, place = world.cast[Role.CASEWORKER], world.place()
    best = world.candidate(waiting_since=TODAY - timedelta(weeks=20))
    other = world.candidate(waiting_since=TODAY)
    proposal = propose_refill(caseworker, place.id)
    proposal.refresh_from_db()
    assert proposal.first_choice_id == best.id
    chosen = best if first else other
    nomination = nominate(caseworker, nomination_terms(place, chosen))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.chosen_id) == (state, chosen.id)
    assert nomination.proposal_id == proposal.id
    assert not RefillProposal.objects.filter(place=place, state="open").exists()
