"""A candidate's calendar: at an address only they can make, which dies when they make another."""

from dataclasses import replace
from uuid import uuid4

import pytest

from plads.candidates.calendar import calendar_owner, calendar_token, own_calendar, renew_calendar
from plads.candidates.models import Candidate
from plads.candidates.services import close_candidate
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from tests.refusals import not_visible, refused


@pytest.fixture
def candidate(world):
    return world.candidate()


@pytest.fixture
def themselves(world, candidate):
    return world.speaker(Role.CANDIDATE, candidate.id)


@pytest.fixture
def visitor(world):
    return Actor.public(world.cast.municipality.id)


def address(candidate):
    return calendar_token(candidate.id, candidate.calendar_renewals)


def test_there_is_no_calendar_before_the_candidate_asks_for_one(candidate, themselves, visitor):
    assert address(candidate) == ""
    assert own_calendar(themselves) == ("", "")
    with not_visible():
        calendar_owner(visitor, calendar_token(candidate.id, 1))


def test_the_address_opens_the_candidates_own_calendar(world, candidate, themselves, visitor):
    made = renew_calendar(themselves)
    assert own_calendar(themselves) == (world.cast.municipality.slug, address(made))
    assert calendar_owner(visitor, address(made)).id == candidate.id
    assert Event.objects.filter(
        kind="candidates.calendar_renewed", subjects__contains=[candidate.id]
    ).exists()


def test_a_new_address_closes_the_one_before(themselves, visitor):
    old, new = address(renew_calendar(themselves)), address(renew_calendar(themselves))
    assert old != new
    assert calendar_owner(visitor, new)
    with not_visible():
        calendar_owner(visitor, old)


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1] + ("0" if t[-1] != "0" else "1"), lambda t: t[:-1], str.upper]
)
def test_a_spoilt_address_opens_nothing(themselves, visitor, spoil):
    token = address(renew_calendar(themselves))
    with not_visible():
        calendar_owner(visitor, spoil(token))


def test_an_address_opens_nothing_in_another_municipality(themselves, other_municipality):
    token = address(renew_calendar(themselves))
    neighbour = Actor.public(other_municipality.id)
    with acting(neighbour), not_visible():
        calendar_owner(neighbour, token)


def test_a_closed_candidates_address_opens_nothing(world, candidate, themselves, visitor):
    token = address(renew_calendar(themselves))
    close_candidate(world.cast[Role.CASEWORKER], candidate.id)
    with not_visible():
        calendar_owner(visitor, token)


def test_nobody_makes_an_address_to_somebody_elses_week(world, candidate, themselves):
    for actor in (world.cast[Role.CASEWORKER], replace(themselves, role=Role.MENTOR)):
        with refused("wrong_role"):
            renew_calendar(actor)
    assert Candidate.objects.get(id=candidate.id).calendar_renewals == 0


def test_the_address_of_one_candidate_is_no_key_to_another(world, themselves, visitor):
    other = world.candidate()
    token = address(renew_calendar(themselves))
    with not_visible():
        calendar_owner(visitor, other.id.hex + token[32:])
    with not_visible():
        calendar_owner(visitor, uuid4().hex + token[32:])
