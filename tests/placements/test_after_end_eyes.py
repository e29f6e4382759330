"""A course that is over goes from the sight of company and mentor after a while; their own hours and figures stay."""

from datetime import timedelta

import pytest

from plads.core import clock
from plads.core.roles import Role
from plads.core.scope import acting
from plads.insight.account import centre_account
from plads.mentoring.services import assign_mentor
from plads.placements.models import EndReason, Nomination, Placement
from plads.placements.policy import AFTER_END, visible_nominations, visible_placements
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.nominations import withdraw_nomination
from plads.placements.services.placements import cancel_placement
from tests.days import TODAY


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def sees(actor, placement):
    return Placement.objects.filter(visible_placements(actor), id=placement.id).exists()


@pytest.mark.parametrize(
    ("days", "seen"), [(0, True), (AFTER_END.days - 1, True), (AFTER_END.days + 1, False)]
)
def test_an_ended_course_is_seen_for_thirty_days(world, caseworker, days, seen):
    placement = world.running(first_day=TODAY - timedelta(days=20))
    mentor, helper = world.mentor(placement.place.centre)
    assign_mentor(caseworker, placement.id, mentor.id)
    contact = world.speaker(Role.CONTACT, placement.place.centre.workplace_id)
    candidate = world.speaker(Role.CANDIDATE, placement.candidate_id)
    end_placement(caseworker, placement.id, Ending(TODAY, EndReason.COMPANY, "", None))
    with clock.at(TODAY + timedelta(days=days)):
        assert (sees(contact, placement), sees(helper, placement)) == (seen, seen)
        assert sees(caseworker, placement)
        assert sees(candidate, placement)
        with acting(contact):
            assert centre_account(contact, placement.place.centre_id, TODAY.year).candidates == 1


def test_a_cancelled_course_is_gone_at_once(world, caseworker):
    placement = world.planned()
    contact = world.speaker(Role.CONTACT, placement.place.centre.workplace_id)
    assert sees(contact, placement)
    cancel_placement(caseworker, placement.id)
    assert not sees(contact, placement)


def test_a_candidate_who_was_taken_back_is_gone_after_thirty_days(world, caseworker):
    nomination = world.nomination()
    contact = world.speaker(Role.CONTACT, nomination.place.centre.workplace_id)
    withdraw_nomination(caseworker, nomination.id)
    for days, seen in ((0, True), (AFTER_END.days + 1, False)):
        with clock.at(TODAY + timedelta(days=days)):
            found = Nomination.objects.filter(visible_nominations(contact), id=nomination.id)
            assert found.exists() == seen
