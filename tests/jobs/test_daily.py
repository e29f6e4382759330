"""What the day brings, of itself."""

from datetime import timedelta

import pytest

from plads.core import clock
from plads.core.roles import Role
from plads.jobs.daily import live_the_day
from plads.placements.models import Placement, RefillProposal
from plads.placements.services.placements import approve_placement
from tests.days import TODAY

TOMORROW = TODAY + timedelta(days=1)


def test_a_granted_course_begins_on_its_first_day_and_not_before(world):
    placement, caseworker = world.planned(first_day=TOMORROW), world.cast[Role.CASEWORKER]
    approve_placement(caseworker, placement.id)
    world.approved_in_vitas(placement)
    live_the_day(placement.municipality_id)
    placement.refresh_from_db()
    assert placement.state == "approved"
    with clock.at(TOMORROW):
        live_the_day(placement.municipality_id)
    placement.refresh_from_db()
    assert placement.state == "running"


def test_a_course_ends_after_its_agreed_day_and_its_place_is_proposed(world):
    placement = world.running(first_day=TODAY - timedelta(days=14))
    other = world.candidate()
    with clock.at(placement.agreed_last_day + timedelta(days=1)):
        live_the_day(placement.municipality_id)
        live_the_day(placement.municipality_id)
    placement.refresh_from_db()
    assert (placement.state, placement.end.reason) == ("ended", "agreed")
    assert RefillProposal.objects.get(place=placement.place, state="open").first_choice == other


def test_one_course_that_cannot_end_does_not_hold_the_others_back(world):
    placements = [world.running(first_day=TODAY - timedelta(days=14)) for _ in range(3)]
    stuck = placements[1]
    stuck.period = stuck.period.__class__(stuck.period.lower, TODAY, "[)")
    Placement.objects.filter(id=stuck.id).update(
        period=stuck.period, agreed_last_day=TODAY - timedelta(days=30)
    )
    with clock.at(placements[0].agreed_last_day + timedelta(days=1)), pytest.raises(ExceptionGroup):
        live_the_day(stuck.municipality_id)
    states = [Placement.objects.get(id=each.id).state for each in placements]
    assert states == ["ended", "running", "ended"]


def test_a_place_is_proposed_ahead_of_a_known_end(world):
    placement = world.running(first_day=TODAY - timedelta(days=14))
    world.candidate()
    with clock.at(placement.agreed_last_day - timedelta(days=10)):
        live_the_day(placement.municipality_id)
    proposal = RefillProposal.objects.get(place=placement.place, state="open")
    assert proposal.free_from == placement.agreed_last_day + timedelta(days=1)
