"""Name and address protection: who sets it, what everybody calls the candidate, and what a search tells."""

import pytest

from plads.candidates.models import Candidate
from plads.candidates.names import know, knows, masked, name_of, shown_name
from plads.candidates.protection import open_protected, set_protection
from plads.candidates.queries import CandidateFilter, candidate_detail, candidate_list
from plads.core.models import AccessRecord, Event
from plads.core.roles import Role
from tests.refusals import not_visible, refused


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def hidden(world, caseworker):
    """A protected candidate of the caseworker's."""
    candidate = world.candidate(name="Ida Skjult Nygård", phone="11 22 33 44", email="ida@x.example")
    return set_protection(caseworker, candidate.id, protected=True)


def called(actor, candidate):
    return Candidate.objects.annotate(called=shown_name(actor)).get(id=candidate.id).called


def test_setting_and_lifting_it_is_told_once_each(world, caseworker):
    candidate = world.candidate()
    for protected in (True, True, False, False):
        set_protection(caseworker, candidate.id, protected=protected)
    kinds = Event.objects.filter(subjects__contains=[candidate.id]).values_list("kind", flat=True)
    assert [kind for kind in kinds if "protect" in kind] == [
        "candidates.protected",
        "candidates.protection_lifted",
    ]


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.MANAGER, Role.ADMINISTRATOR])
def test_who_gets_no_word_from_the_register_does_not_set_it(world, role):
    candidate = world.candidate()
    with refused("wrong_role"):
        set_protection(world.cast[role], candidate.id, protected=True)


def test_only_the_candidate_and_their_caseworker_know_the_name(world, caseworker, hidden):
    own = world.speaker(Role.CANDIDATE, hidden.id)
    assert called(caseworker, hidden) == called(own, hidden) == "Ida Skjult Nygård"
    for role in (Role.CONSULTANT, Role.COORDINATOR, Role.MANAGER, Role.ADMINISTRATOR):
        assert called(world.cast[role], hidden) == masked(hidden.id)
    assert masked(hidden.id).startswith("Beskyttet kandidat · K-")


def test_the_rule_is_the_same_for_a_row_and_for_the_database(world, hidden):
    people = [*world.cast.actors.values(), world.speaker(Role.CANDIDATE, hidden.id)]
    for actor in people:
        row = Candidate.objects.get(id=hidden.id)
        assert know(actor, row) == Candidate.objects.filter(knows(actor), id=hidden.id).exists()
        assert name_of(actor, row) == called(actor, row)


def test_a_search_finds_a_hidden_name_only_for_who_knows_it(world, caseworker, hidden):
    consultant, number = world.cast[Role.CONSULTANT], masked(hidden.id).split("· ")[1]

    def found(actor, text):
        return [row.id for row in candidate_list(actor, CandidateFilter(text=text))]

    assert found(caseworker, "skjult") == [hidden.id]
    assert found(consultant, "skjult") == found(consultant, "nygard") == []
    assert found(consultant, number) == [hidden.id]


def test_contact_and_cpr_stay_shut_even_for_the_caseworker_until_opened(caseworker, hidden):
    shut = candidate_detail(caseworker, hidden.id)
    assert (shut.shut, shut.phone, shut.email, shut.cpr) == (True, "", "", "")
    opened = candidate_detail(caseworker, hidden.id, opened_for="Ringer om mødet")
    assert (opened.shut, opened.phone, opened.shown_name) == (False, "11 22 33 44", "Ida Skjult Nygård")


def test_opening_needs_a_reason_and_leaves_it_in_the_trace(world, hidden):
    consultant = world.cast[Role.CONSULTANT]
    with refused("no_reason", "why"):
        open_protected(consultant, hidden.id, "   ")
    assert open_protected(consultant, hidden.id, " Ringer  om mødet ") == "Ringer om mødet"
    look = AccessRecord.objects.get(why="Ringer om mødet")
    assert (look.protected, look.people, look.user_id) == (True, [hidden.id], consultant.user_id)
    assert set(look.sights) == {"name", "contact", "cpr"}


def test_nobody_opens_whom_they_do_not_see(world, hidden):
    with not_visible():
        open_protected(world.cast[Role.MANAGER], hidden.id, "Nysgerrig")
