"""A candidate signs in to their own page: one candidate, one sign-in."""

from dataclasses import replace
from uuid import uuid4

import pytest

from plads.candidates.access import invite_candidate
from plads.candidates.queries import candidate_detail
from plads.candidates.services import CandidateChanges, change_candidate
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.models import Membership
from tests.refusals import not_visible, refused

KNOWN = CandidateChanges(name="Ida", target_group="aktivitetsparat", email="ida@post.example")


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def test_a_candidate_gets_a_sign_in_for_themselves_and_it_is_told(world, caseworker):
    candidate = world.candidate(email="ida@post.example")
    user = invite_candidate(caseworker, candidate.id)
    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.subject_id) == (Role.CANDIDATE, candidate.id)
    assert not user.has_usable_password()
    assert candidate_detail(caseworker, candidate.id).signs_in_as == "ida@post.example"
    assert Event.objects.filter(kind="candidates.invited", subjects__contains=[candidate.id]).count() == 1


def test_correcting_the_email_does_not_let_a_second_person_in(world, caseworker):
    candidate = world.candidate(email="ida@post.example")
    user = invite_candidate(caseworker, candidate.id)
    change_candidate(caseworker, candidate.id, replace(KNOWN, email="en.anden@post.example"))
    assert invite_candidate(caseworker, candidate.id) == user
    assert Membership.objects.filter(subject_id=candidate.id).count() == 1


def test_without_an_email_there_is_nothing_to_sign_in_with(world, caseworker):
    with refused("no_email"):
        invite_candidate(caseworker, world.candidate().id)


@pytest.mark.parametrize("role", [Role.CONTACT, Role.MENTOR, Role.CANDIDATE, Role.MANAGER])
def test_only_the_office_invites(world, role):
    candidate = world.candidate(email="ida@post.example")
    actor = Actor(uuid4(), "Nogen", role, frozenset({candidate.municipality_id}), frozenset({candidate.id}))
    with refused("wrong_role"):
        invite_candidate(actor, candidate.id)


def test_another_municipality_invites_nobody(world, caseworker, other_municipality):
    candidate = world.candidate(email="ida@post.example")
    outsider = Actor(uuid4(), "Nabo", Role.CASEWORKER, frozenset({other_municipality.id}))
    for scope in (outsider, caseworker):
        with acting(scope), not_visible():
            invite_candidate(outsider, candidate.id)
