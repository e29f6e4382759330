"""Putting a candidate forward for a place, and the two answers."""

from datetime import timedelta

import pytest

from plads.candidates.models import Candidate
from plads.candidates.services import add_activity, close_candidate
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import Nomination, Placement, RefillProposal
from plads.placements.services.nominations import (
    StepTerms,
    answer_nomination,
    nominate,
    withdraw_nomination,
)
from plads.placements.services.placements import plan_placement
from plads.placements.services.refill import propose_refill
from tests.days import TODAY
from tests.refusals import not_visible, refused
from tests.world import nomination_terms

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def contact_of(world, nomination) -> Actor:
    return world.speaker(Role.CONTACT, nomination.place.centre.workplace_id)


def told(kind: str, nomination) -> list[Event]:
    events = Event.objects.filter(kind=f"placements.{kind}", subjects__contains=[nomination.id])
    return list(events.order_by("id"))


def test_a_nomination_keeps_the_terms_the_person_and_what_the_law_says(world, caseworker):
    nomination = world.nomination(reason=" Har arbejdet i butik før. ")
    assert nomination.state == "open"
    assert nomination.nominated_by_id == caseworker.user_id
    assert nomination.reason == "Har arbejdet i butik før."
    assert [(each["rule"], each["outcome"]) for each in nomination.verdicts] == [
        ("praktik-formaal", "ok"),
        ("praktik-varighed", "ok"),
        ("praktik-samme-arbejdsgiver", "ok"),
        ("praktik-timer", "ok"),
    ]
    assert [event.facts["first_day"] for event in told("nominated", nomination)] == ["2026-11-25"]


@pytest.mark.parametrize(
    ("terms", "code", "field"),
    [
        ({"last_day": TODAY}, "end_before_start", "last_day"),
        ({"last_day": TODAY + timedelta(days=336)}, "outside_agreement", "last_day"),
        ({"first_day": TODAY - timedelta(days=31)}, "outside_agreement", "first_day"),
        ({"steps": []}, "no_hours", "slots"),
        ({"steps": [StepTerms(TOMORROW, [])]}, "no_hours", "slots"),
        ({"steps": [StepTerms(TOMORROW + timedelta(days=1), parse_week("man 9-12"))]}, "no_hours", "slots"),
        ({"steps": [StepTerms(TODAY, parse_week("man 9-12"))]}, "no_hours", "slots"),
        ({"purposes": []}, "praktik-formaal", ""),
        ({"purposes": ["arbejdskraft"]}, "praktik-formaal", ""),
        ({"last_day": TOMORROW + timedelta(weeks=13)}, "praktik-varighed", ""),
        ({"week": "man-fre 8-15.30"}, "too_many_hours", "slots"),
    ],
)
def test_terms_that_cannot_be_are_refused_at_their_field_and_nothing_is_stored(world, terms, code, field):
    with refused(code, field):
        world.nomination(**terms)
    assert not Nomination.objects.exists()


def test_a_refusal_by_law_shows_the_working_and_what_would_pass(world):
    with refused("praktik-varighed") as refusal:
        world.nomination(candidate=world.candidate(target_group="jobparat"))
    assert "LAB § 61" in refusal.value.message
    assert "Højst 4 uger" in refusal.value.message
    assert "Vælg en slutdag senest 22.12.2026" in refusal.value.message


def test_a_group_the_rule_does_not_list_is_nominated_with_a_warning(world):
    nomination = world.nomination(candidate=world.candidate(target_group="foertidspension"))
    assert [each["outcome"] for each in nomination.verdicts] == ["ok", "warn", "ok", "ok"]


def test_a_candidate_who_is_not_ready_or_is_closed_is_not_nominated(world, caseworker):
    place, registered, closed = world.place(), world.candidate(ready=False), world.candidate()
    close_candidate(caseworker, closed.id)
    for candidate in (registered, closed):
        with refused("not_ready", "candidate"):
            world.nomination(place, candidate)


def test_who_was_closed_after_both_said_yes_gets_no_place(world, caseworker):
    nomination = world.accepted()
    close_candidate(caseworker, nomination.candidate_id)
    with refused("not_ready", "candidate"):
        plan_placement(caseworker, nomination.id)
    assert not Placement.objects.exists()


def test_a_candidate_is_put_forward_for_a_place_once_at_a_time(world, caseworker):
    nomination = world.nomination()
    with refused("nominated", "candidate"):
        world.nomination(nomination.place, nomination.candidate)
    withdraw_nomination(caseworker, nomination.id)
    assert world.nomination(nomination.place, nomination.candidate).state == "open"


def test_a_place_that_is_taken_is_refused_and_free_again_from_the_day_after(world):
    placement = world.planned()
    with refused("place_taken", "first_day"):
        world.nomination(placement.place, first_day=placement.agreed_last_day)
    after = placement.agreed_last_day + timedelta(days=1)
    assert world.nomination(placement.place, first_day=after).state == "open"


def test_work_on_top_of_danish_classes_is_refused_with_the_class_by_name(world, caseworker):
    candidate = world.candidate()
    _classes(caseworker, candidate, TODAY, TODAY + timedelta(days=200))
    with refused("clash", "slots") as refusal:
        world.nomination(candidate=candidate)
    assert "ons 9.00–13.00 er optaget af Danskuddannelse (ons 8.00–10.00)" in refusal.value.message
    assert world.nomination(candidate=candidate, week="man-tir 9-13; ons 10-13").state == "open"


def test_hours_may_rise_into_the_times_of_a_class_once_it_is_over(world, caseworker):
    candidate, classes_end = world.candidate(), TODAY + timedelta(days=30)
    _classes(caseworker, candidate, TODAY, classes_end)
    few, more = parse_week("man, tir 9-13"), parse_week("man-fre 9-13")
    rising = [StepTerms(TOMORROW, few), StepTerms(classes_end + timedelta(days=1), more)]
    assert len(world.nomination(candidate=candidate, steps=rising).steps) == 2
    too_soon = [StepTerms(TOMORROW, few), StepTerms(classes_end, more)]
    with refused("clash", "slots"):
        world.nomination(candidate=candidate, steps=too_soon)


def test_steps_are_kept_in_order_whatever_order_they_are_written_in(world):
    later, week = TODAY + timedelta(days=20), parse_week("man 9-12")
    nomination = world.nomination(steps=[StepTerms(later, week), StepTerms(TOMORROW, week)])
    assert [step["first_day"] for step in nomination.steps] == [TOMORROW.isoformat(), later.isoformat()]


@pytest.mark.parametrize(
    "second", [TOMORROW, TOMORROW + timedelta(weeks=13)], ids=["on the first day too", "after the last day"]
)
def test_a_step_that_would_last_no_day_is_refused(world, second):
    week = parse_week("man 9-12")
    with refused("no_hours", "slots"):
        world.nomination(steps=[StepTerms(TOMORROW, week), StepTerms(second, week)])


def test_both_must_say_yes(world, caseworker):
    nomination = world.nomination()
    contact = contact_of(world, nomination)
    assert answer_nomination(caseworker, nomination.id, yes=True).state == "open"
    assert answer_nomination(contact, nomination.id, yes=True).state == "accepted"
    assert [
        (event.facts["side"], event.facts["answer"]) for event in told("nomination_answered", nomination)
    ] == [
        ("Kandidaten", "ja"),
        ("Virksomheden", "ja"),
    ]


def test_the_candidate_answers_themselves(world):
    nomination = world.nomination()
    candidate = world.speaker(Role.CANDIDATE, nomination.candidate_id)
    assert answer_nomination(candidate, nomination.id, yes=True).candidate_answer is True
    with refused("answered"):
        answer_nomination(candidate, nomination.id, yes=False)


def test_a_no_declines_and_a_company_says_why(world, caseworker):
    nomination = world.nomination()
    contact = contact_of(world, nomination)
    with refused("no_reason", "reason"):
        answer_nomination(contact, nomination.id, yes=False, reason=" ")
    declined = answer_nomination(contact, nomination.id, yes=False, reason=" Vi flytter. ")
    assert (declined.state, declined.answer_reason) == ("declined", "Vi flytter.")
    with refused("wrong_state"):
        answer_nomination(caseworker, nomination.id, yes=True)


def test_a_candidate_may_say_no_without_a_reason(world):
    nomination = world.nomination()
    candidate = world.speaker(Role.CANDIDATE, nomination.candidate_id)
    assert answer_nomination(candidate, nomination.id, yes=False).state == "declined"


def test_a_nomination_is_withdrawn_until_it_is_a_placement(world, caseworker):
    nomination = world.accepted()
    assert withdraw_nomination(caseworker, nomination.id).state == "withdrawn"
    assert len(told("nomination_withdrawn", nomination)) == 1
    placement = world.planned()
    with refused("wrong_state"):
        withdraw_nomination(caseworker, placement.nomination_id)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR, Role.SYSTEM, Role.CONTACT, Role.MENTOR])
def test_only_the_office_nominates(world, role):
    place, candidate = world.place(), world.candidate()
    actor = Actor(None, "Nogen", role, frozenset({place.municipality_id}))
    with refused("wrong_role"):
        nominate(actor, nomination_terms(place, candidate))


def test_nobody_answers_for_another_company_or_another_candidate(world):
    nomination = world.nomination()
    for stranger in (
        world.speaker(Role.CONTACT, world.workplace().id),
        world.speaker(Role.CANDIDATE, world.candidate().id),
        world.speaker(Role.REPRESENTATIVE, nomination.place.centre.workplace_id),
        Actor(
            None, "Mentor", Role.MENTOR, frozenset({nomination.municipality_id}), frozenset({nomination.id})
        ),
    ):
        with not_visible():
            answer_nomination(stranger, nomination.id, yes=True)


def test_the_company_does_not_withdraw_or_plan(world):
    nomination = world.accepted()
    contact = contact_of(world, nomination)
    with refused("wrong_role"):
        withdraw_nomination(contact, nomination.id)
    with refused("wrong_role"):
        plan_placement(contact, nomination.id)


def test_another_municipality_finds_neither_place_candidate_nor_nomination(world, other_municipality):
    nomination, outsider = world.nomination(), _outsider(other_municipality)
    place, candidate = world.place(), world.candidate()
    for scope in (outsider, world.cast[Role.CASEWORKER]):
        with acting(scope):
            with not_visible():
                nominate(outsider, nomination_terms(place, candidate))
            with not_visible():
                answer_nomination(outsider, nomination.id, yes=True)
            with not_visible():
                withdraw_nomination(outsider, nomination.id)
            with not_visible():
                plan_placement(outsider, nomination.id)
    assert not Placement.objects.exists()


@pytest.mark.parametrize(("chosen", "state"), [(0, "accepted"), (1, "overridden")])
def test_nominating_settles_the_places_open_proposal(world, caseworker, chosen, state):
    place = world.place()
    candidates = [world.candidate(waiting_since=TODAY - timedelta(weeks=weeks)) for weeks in (20, 5)]
    proposal = propose_refill(caseworker, place.id)
    nomination = world.nomination(place, candidates[chosen], reason="Bor i nærheden.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.chosen, nomination.proposal) == (state, candidates[chosen], proposal)
    assert (proposal.decided_by_id, proposal.reason) == (caseworker.user_id, "Bor i nærheden.")
    assert not RefillProposal.objects.filter(place=place, state="open").exists()


def _outsider(other_municipality) -> Actor:
    return Actor(None, "Nabo", Role.CASEWORKER, frozenset({other_municipality.id}))


def _classes(actor, candidate, first, last):
    add_activity(
        actor,
        candidate.id,
        kind="danish",
        title="Danskuddannelse",
        first_day=first,
        last_day=last,
        slots=parse_week("ons 8-10"),
    )


def test_whose_data_may_not_be_used_is_put_forward_for_nothing(world):
    place, candidate, caseworker = world.place(), world.candidate(), world.cast[Role.CASEWORKER]
    with acting(caseworker):
        Candidate.objects.filter(id=candidate.id).update(restricted_at=clock.now())
        with refused("restricted", "candidate"):
            nominate(caseworker, nomination_terms(place, candidate))
