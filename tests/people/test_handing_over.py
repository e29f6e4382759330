"""What somebody held goes to a colleague, all of it, and it is said on each thing."""

import pytest

from plads.candidates.models import Candidate
from plads.centres.models import Centre
from plads.core.models import Event
from plads.core.roles import Role
from plads.people.organisation import hand_over, holdings, takers
from tests.people.team import acts, hire, told
from tests.refusals import not_visible, refused


@pytest.fixture
def busy(world):
    """A consultant with a centre and a caseworker with two candidates, and one who is done."""
    world.centre(1)
    world.candidate(), world.candidate()
    Candidate.objects.filter(id=world.candidate().id).update(state=Candidate.State.CLOSED)
    return world.cast


def numbers(actor, user_id):
    return {share.key: share.number for share in holdings(actor, user_id)}


def test_the_preview_counts_what_is_open(busy):
    asta = busy[Role.ADMINISTRATOR]
    assert numbers(asta, busy[Role.CASEWORKER].user_id) == {
        "centres": 0,
        "inquiries": 0,
        "assignment_rules": 0,
        "candidates": 2,
    }
    assert numbers(asta, busy[Role.CONSULTANT].user_id) == {
        "centres": 1,
        "inquiries": 0,
        "assignment_rules": 0,
        "candidates": 0,
    }
    words = {share.key: share.words for share in holdings(asta, busy[Role.CONSULTANT].user_id)}
    assert words["centres"] == "center"


def test_a_colleague_takes_over_and_it_is_said_on_each_thing(busy):
    gina, sanne = hire(busy, "gina", Role.CASEWORKER), busy[Role.CASEWORKER]
    assert hand_over(busy[Role.COORDINATOR], sanne.user_id, gina.id, ["candidates"]) == 2
    assert numbers(busy[Role.COORDINATOR], sanne.user_id)["candidates"] == 0
    assert numbers(busy[Role.COORDINATOR], gina.id)["candidates"] == 2
    (event,) = Event.objects.filter(kind="people.handed_over")
    moved = Candidate.objects.filter(caseworker=gina).values_list("id", flat=True)
    assert set(event.subjects) == {sanne.user_id, gina.id, *moved}
    assert event.facts["number"] == 2


def test_nothing_to_hand_over_is_said_by_nobody(busy):
    gina = hire(busy, "gina", Role.CASEWORKER)
    for _ in range(2):
        hand_over(busy[Role.ADMINISTRATOR], busy[Role.CASEWORKER].user_id, gina.id, ["candidates"])
    assert len(told("handed_over")) == 1


def test_only_a_role_that_takes_it_takes_it(busy):
    gina = hire(busy, "gina", Role.CASEWORKER)
    with refused("cannot_take", "to"):
        hand_over(busy[Role.ADMINISTRATOR], busy[Role.CONSULTANT].user_id, gina.id, ["centres"])
    assert Centre.objects.get().consultant_id == busy[Role.CONSULTANT].user_id
    names = {user.name for user in takers(busy[Role.ADMINISTRATOR], busy[Role.CONSULTANT].user_id)}
    assert {"Gina", "Tove Tovholder"} <= names
    assert "Karla Konsulent" not in names


def test_people_hand_over_their_own_and_not_others(busy):
    gina = hire(busy, "gina", Role.CASEWORKER)
    with refused("wrong_role"):
        hand_over(busy[Role.CONSULTANT], busy[Role.CASEWORKER].user_id, gina.id, ["candidates"])
    assert hand_over(busy[Role.CASEWORKER], busy[Role.CASEWORKER].user_id, gina.id, ["candidates"]) == 2


def test_to_oneself_is_refused_and_strangers_do_not_exist(busy, other_municipality):
    asta, sanne = busy[Role.ADMINISTRATOR], busy[Role.CASEWORKER].user_id
    with refused("same_person", "to"):
        hand_over(asta, sanne, sanne, ["candidates"])
    stranger = acts(busy.users[Role.ADMINISTRATOR], Role.ADMINISTRATOR, other_municipality)
    with not_visible():
        hand_over(stranger, sanne, asta.user_id, ["candidates"])
