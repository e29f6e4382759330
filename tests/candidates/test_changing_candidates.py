"""What is known of a candidate is corrected; what was agreed with others stands."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from plads.candidates.models import Candidate
from plads.candidates.services import (
    CandidateChanges,
    CandidateFacts,
    change_candidate,
    close_candidate,
    register_candidate,
    settle_after_placement,
)
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from tests.days import TODAY
from tests.refusals import not_visible, refused

CHANGES = CandidateChanges(
    name=" Ida Nygård ",
    target_group="jobparat",
    danish_level=4,
    languages=["uk"],
    functions=["lager"],
    avoids=["stoej"],
    available=parse_week("man-tor 9-13"),
    weekly_minutes=600,
    goal="Lager",
    considerations="Har brug for ro",
    phone="11 22 33 44",
)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def test_everything_but_the_number_and_the_consent_is_corrected(world, caseworker):
    candidate = world.candidate()
    change_candidate(caseworker, candidate.id, CHANGES)
    changed = Candidate.objects.get(id=candidate.id)
    assert (changed.name, changed.target_group, changed.considerations) == (
        "Ida Nygård",
        "jobparat",
        "Har brug for ro",
    )
    assert changed.available_slots == parse_week("man-tor 9-13")
    assert changed.sort_name != candidate.sort_name
    assert (changed.cpr, changed.state, changed.consent_at) == (candidate.cpr, "ready", candidate.consent_at)
    told = Event.objects.filter(kind="candidates.changed", subjects__contains=[candidate.id])
    assert [event.facts for event in told] == [{"candidate_id": str(candidate.id)}]


@pytest.mark.parametrize("minutes", [37 * 60 + 1, 10**9, -1])
def test_more_than_a_full_week_is_refused_and_not_taken_for_a_known_number(world, caseworker, minutes):
    candidate = world.candidate()
    with refused("too_many_hours", "weekly_minutes"):
        change_candidate(caseworker, candidate.id, replace(CHANGES, weekly_minutes=minutes))
    facts = CandidateFacts(name="Ny", cpr="6101901234", target_group="jobparat", weekly_minutes=minutes)
    with refused("too_many_hours", "weekly_minutes"):
        register_candidate(caseworker, facts)


def test_who_goes_on_is_closed_and_who_does_not_waits_from_the_day_they_are_free(world, caseworker):
    goes_on, waits, closed = world.candidate(), world.candidate(), world.candidate()
    close_candidate(caseworker, closed.id)
    free = TODAY + timedelta(days=4)
    assert settle_after_placement(caseworker, goes_on.id, goes_on=True, free_from=free).state == "closed"
    settled = settle_after_placement(caseworker, waits.id, goes_on=False, free_from=free)
    assert (settled.state, settled.waiting_since) == ("ready", free)
    assert settle_after_placement(caseworker, closed.id, goes_on=False, free_from=free).state == "closed"


@pytest.mark.parametrize("role", [Role.CONTACT, Role.MENTOR, Role.MANAGER, Role.CANDIDATE])
def test_only_the_office_corrects(world, role):
    candidate = world.candidate()
    actor = Actor(uuid4(), "Nogen", role, frozenset({candidate.municipality_id}), frozenset({candidate.id}))
    with refused("wrong_role"):
        change_candidate(actor, candidate.id, CHANGES)


def test_another_municipality_corrects_nobody(world, caseworker, other_municipality):
    candidate = world.candidate()
    outsider = Actor(uuid4(), "Nabo", Role.CASEWORKER, frozenset({other_municipality.id}))
    for scope in (outsider, caseworker):
        with acting(scope), not_visible():
            change_candidate(outsider, candidate.id, CHANGES)
