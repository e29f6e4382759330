"""A candidate is closed when no place holds them any more."""

from datetime import timedelta

import pytest

from plads.candidates.services import close_candidate
from plads.core.roles import Role
from plads.placements.models import EndReason
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.placements import approve_placement, cancel_placement
from tests.days import TODAY
from tests.refusals import refused


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def test_who_has_or_awaits_a_place_is_not_closed_until_it_is_called_off(world, caseworker):
    placement = world.planned()
    with refused("has_place"):
        close_candidate(caseworker, placement.candidate_id)
    approve_placement(caseworker, placement.id)
    with refused("has_place"):
        close_candidate(caseworker, placement.candidate_id)
    cancel_placement(caseworker, placement.id)
    assert close_candidate(caseworker, placement.candidate_id).state == "closed"


def test_who_is_in_a_place_is_not_closed_until_it_ends(world, caseworker):
    placement = world.running(first_day=TODAY - timedelta(days=7))
    with refused("has_place"):
        close_candidate(caseworker, placement.candidate_id)
    end_placement(caseworker, placement.id, Ending(TODAY, EndReason.CANDIDATE))
    assert close_candidate(caseworker, placement.candidate_id).state == "closed"
