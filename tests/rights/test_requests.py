"""Requests: asked with words, answered by a person with reasons, and what follows from a yes."""

from datetime import date, timedelta

import pytest

from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.jobs.reactions import settle
from plads.messages.models import Notice
from plads.placements.models import RefillProposal
from plads.placements.services.nominations import nominate
from plads.placements.services.refill import propose_refill
from plads.rights.models import RightsRequest
from plads.rights.services.requests import ask, decide, withdraw
from plads.rights.services.restricting import (
    accept_planning,
    decline_planning,
    lift_restriction,
    restrict,
)
from tests.days import TODAY
from tests.world import nomination_terms

pytestmark = pytest.mark.django_db
Kind = RightsRequest.Kind


@pytest.fixture
def caseworker(world):
    with acting(world.cast[Role.CASEWORKER]) as actor:
        yield actor


def own(candidate):
    return Actor(
        None,
        candidate.name,
        Role.CANDIDATE,
        frozenset({candidate.municipality_id}),
        frozenset({candidate.id}),
    )


def refused(code, function, *args, **options):
    with pytest.raises(Refused) as refusal:
        function(*args, **options)
    assert refusal.value.code == code


def test_a_candidates_request_is_due_a_month_later_and_the_caseworker_hears_of_it(world, caseworker):
    candidate = world.candidate()
    with acting(own(candidate)) as actor:
        row = ask(actor, candidate.id, Kind.RECTIFY, "Mit telefonnummer er forkert")
    assert (row.state, row.by_candidate, row.due_on) == ("received", True, date(2026, 12, TODAY.day))
    settle(candidate.municipality_id)
    assert Notice.objects.filter(
        recipient_id=caseworker.user_id, subject="rights_request", subject_id=row.id
    ).exists()


def test_a_request_that_came_by_letter_counts_from_the_day_it_came(world, caseworker):
    candidate = world.candidate()
    row = ask(caseworker, candidate.id, Kind.ACCESS, received_on=date(2026, 1, 31))
    assert (row.by_candidate, row.due_on) == (False, date(2026, 2, 28))
    refused("not_yet", ask, caseworker, candidate.id, Kind.OBJECT, received_on=TODAY + timedelta(days=1))


def test_what_is_wrong_must_be_said(world, caseworker):
    refused("no_words", ask, caseworker, world.candidate().id, Kind.RECTIFY, "  ")


def test_one_waits_at_a_time(world, caseworker):
    candidate = world.candidate()
    row = ask(caseworker, candidate.id, Kind.ACCESS)
    refused("asked_already", ask, caseworker, candidate.id, Kind.ACCESS)
    decide(caseworker, row.id, "grant", "Du får en samling med det hele.")
    ask(caseworker, candidate.id, Kind.ACCESS)


def test_an_answer_needs_words_and_is_given_once(world, caseworker):
    row = ask(caseworker, world.candidate().id, Kind.ERASE)
    refused("no_answer", decide, caseworker, row.id, "refuse", "")
    answered = decide(caseworker, row.id, "refuse", "Du har et forløb. Vi skal gemme, til det er slut.")
    assert (answered.state, answered.decided_by_id) == ("refused", caseworker.user_id)
    refused("wrong_state", decide, caseworker, row.id, "grant", "Alligevel")


def test_a_candidate_takes_back_their_own_and_sees_no_others(world, caseworker):
    candidate, other = world.candidate(), world.candidate()
    row, theirs = ask(caseworker, candidate.id, Kind.OBJECT), ask(caseworker, other.id, Kind.OBJECT)
    with acting(own(candidate)) as actor:
        assert withdraw(actor, row.id).state == "withdrawn"
        with pytest.raises(NotVisible):
            withdraw(actor, theirs.id)
        with pytest.raises(NotVisible):
            ask(actor, other.id, Kind.ACCESS)


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.MANAGER])
def test_others_neither_ask_nor_answer(world, role):
    candidate = world.candidate()
    with acting(world.cast[Role.CASEWORKER]) as caseworker:
        row = ask(caseworker, candidate.id, Kind.ACCESS)
    with acting(world.cast[role]) as actor:
        for attempt in (
            lambda: ask(actor, candidate.id, Kind.OBJECT),
            lambda: decide(actor, row.id, "grant", "Ja"),
            lambda: restrict(actor, candidate.id, "Fordi"),
        ):
            with pytest.raises(NotVisible):
                attempt()


def test_granting_a_restriction_stops_everything_new(world, caseworker):
    place, candidate = world.place(), world.candidate()
    row = ask(caseworker, candidate.id, Kind.RESTRICT, "Min adresse skal ikke bruges")
    decide(caseworker, row.id, "grant", "Det gør vi.")
    candidate.refresh_from_db()
    assert candidate.restricted
    assert candidate.restricted_reason == "Min adresse skal ikke bruges"
    refused("restricted", nominate, caseworker, nomination_terms(place, candidate))
    assert str(candidate.id) not in str(propose_refill(Actor.system(place.municipality_id), place.id).ranked)


def test_a_restriction_is_lifted_by_a_person(world, caseworker):
    place, candidate = world.place(), world.candidate()
    refused("not_restricted", lift_restriction, caseworker, candidate.id)
    refused("no_reason", restrict, caseworker, candidate.id, " ")
    restrict(caseworker, candidate.id, "Undersøges")
    refused("restricted_already", restrict, caseworker, candidate.id, "Igen")
    lift_restriction(caseworker, candidate.id)
    assert nominate(caseworker, nomination_terms(place, candidate)).candidate_id == candidate.id


def test_who_says_no_to_proposals_is_proposed_no_more_and_may_be_put_forward_by_hand(world, caseworker):
    place, candidate = world.place(), world.candidate()
    propose_refill(Actor.system(place.municipality_id), place.id)
    row = ask(caseworker, candidate.id, Kind.OBJECT)
    decide(caseworker, row.id, "grant", "Du er ikke med i forslag mere.")
    settle(candidate.municipality_id)
    assert RefillProposal.objects.get(state="open").first_choice_id is None
    refused("declined_already", decline_planning, caseworker, candidate.id)
    assert nominate(caseworker, nomination_terms(place, candidate)).candidate_id == candidate.id


def test_who_wants_proposals_again_gets_them(world, caseworker):
    candidate = world.candidate()
    refused("not_declined", accept_planning, caseworker, candidate.id)
    decline_planning(caseworker, candidate.id)
    accept_planning(caseworker, candidate.id)
    assert Event.objects.filter(kind="rights.planning_accepted").exists()


@pytest.mark.parametrize("action", ["grant_partly", "refuse"])
def test_only_a_whole_yes_has_consequences(world, caseworker, action):
    candidate = world.candidate()
    row = ask(caseworker, candidate.id, Kind.RESTRICT, "Alt")
    decide(caseworker, row.id, action, "Kun noget af det.")
    candidate.refresh_from_db()
    assert not candidate.restricted
