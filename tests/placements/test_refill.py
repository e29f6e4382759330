"""Refill: a free place is proposed to the next candidate, with reasons; a person decides."""

from datetime import timedelta

import pytest

from plads.candidates.services import add_activity, close_candidate
from plads.centres.models import Place
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import EndReason, RefillProposal
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.nominations import withdraw_nomination
from plads.placements.services.refill import (
    TOP,
    decide_refill,
    free_day,
    propose_free_places,
    propose_refill,
    renew_proposals,
)
from plads.planning import load_weights
from tests.days import TODAY
from tests.refusals import not_visible, refused

LAST_WEEK, TOMORROW = TODAY - timedelta(days=7), TODAY + timedelta(days=1)
JOB = Ending(TODAY, EndReason.JOB_ELSEWHERE)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def waiting(world, weeks: int, **facts):
    return world.candidate(waiting_since=TODAY - timedelta(weeks=weeks), **facts)


def ranked(proposal: RefillProposal) -> list[str]:
    return [each["candidate"] for each in proposal.ranked]


def test_a_proposal_lists_who_fits_with_reasons_and_why_the_others_do_not(world, caseworker):
    place = world.place(place={"danish_level": 2, "demands": ["loeft"]})
    long, short = waiting(world, 20), waiting(world, 5)
    cook = world.candidate(functions=["koekken"])
    quiet = world.candidate(danish_level=1, avoids=["loeft"])
    proposal = propose_refill(caseworker, place.id)
    proposal.refresh_from_db()
    assert ranked(proposal) == [str(long.id), str(short.id)]
    assert proposal.first_choice == long
    texts = {reason["text"] for reason in proposal.ranked[0]["reasons"]}
    assert {"Arbejdet er et af dem, kandidaten ønsker", "Har ventet i 20 uger"} <= texts
    assert proposal.ranked[0]["points"] == sum(reason["points"] for reason in proposal.ranked[0]["reasons"])
    assert proposal.blocked[str(cook.id)] == ["Ønsker andet arbejde"]
    assert len(proposal.blocked[str(quiet.id)]) == 2


def test_a_proposal_keeps_what_it_knew_so_that_it_can_be_explained_later(world, caseworker):
    candidate = world.candidate(languages=["uk"])
    proposal = propose_refill(caseworker, world.place().id)
    proposal.refresh_from_db()
    assert proposal.weights_version == load_weights().version
    (known,) = proposal.inputs
    assert (known["id"], known["languages"], known["danish_level"]) == (str(candidate.id), ["uk"], 3)
    assert not {"name", "cpr", "considerations", "motivation", "target_group"} & set(known)


def test_a_free_place_is_proposed_from_today_to_the_end_of_its_agreement(world, caseworker):
    place = world.place()
    proposal = propose_refill(caseworker, place.id)
    assert (proposal.free_from, proposal.free_to) == (TODAY, TODAY + timedelta(days=335))
    events = Event.objects.filter(kind="placements.refill_proposed", subjects__contains=[place.id])
    assert [event.facts["ranked"] for event in events] == [0]


def test_a_place_without_anyone_who_fits_still_has_its_proposal(world, caseworker):
    proposal = propose_refill(caseworker, world.place().id)
    assert (proposal.ranked, proposal.first_choice, proposal.state) == ([], None, "open")


def test_those_in_a_place_put_forward_not_ready_or_closed_are_not_proposed(world, caseworker):
    world.planned()
    world.nomination()
    world.candidate(ready=False)
    close_candidate(caseworker, world.candidate().id)
    free = world.candidate()
    assert ranked(propose_refill(caseworker, world.place().id)) == [str(free.id)]


def test_who_is_in_a_place_until_the_day_before_may_be_proposed_for_the_next(world, caseworker):
    placement = world.planned()
    place, last = world.place(), placement.agreed_last_day
    assert ranked(propose_refill(caseworker, place.id, last)) == []
    assert ranked(propose_refill(caseworker, place.id, last + timedelta(days=1))) == [
        str(placement.candidate_id)
    ]


def test_only_the_best_ten_are_kept_and_all_that_are_blocked(world, caseworker):
    for _ in range(TOP + 2):
        world.candidate()
    proposal = propose_refill(caseworker, world.place().id)
    assert len(proposal.ranked) == TOP
    assert len(proposal.inputs) == TOP + 2


def test_a_new_proposal_takes_over_from_the_open_one(world, caseworker):
    place = world.place()
    old, new = propose_refill(caseworker, place.id), propose_refill(caseworker, place.id)
    old.refresh_from_db()
    assert (old.state, new.state) == ("expired", "open")


def test_a_place_is_proposed_from_the_day_after_its_course(world, caseworker):
    placement = world.planned()
    proposal = propose_refill(caseworker, placement.place_id, TOMORROW)
    assert proposal.free_from == placement.agreed_last_day + timedelta(days=1)


def test_a_place_free_before_its_next_course_begins_is_free_now(world):
    place = world.place()
    world.planned(place, first_day=TODAY + timedelta(days=30))
    assert free_day(place) == TODAY


def test_courses_back_to_back_are_one_taken_stretch(world):
    place = world.place()
    first = world.planned(place, first_day=TODAY, last_day=TODAY + timedelta(days=13))
    second = world.planned(place, first_day=TODAY + timedelta(days=14), last_day=TODAY + timedelta(days=20))
    assert free_day(place) == second.agreed_last_day + timedelta(days=1)
    assert free_day(place, first.agreed_last_day) == second.agreed_last_day + timedelta(days=1)


def test_a_place_taken_until_its_end_closed_or_already_offered_is_not_proposed(world, caseworker):
    taken = world.place(last_day=TODAY + timedelta(days=20))
    world.planned(taken, first_day=TODAY, last_day=TODAY + timedelta(days=20))
    closed = world.place()
    Place.objects.filter(id=closed.id).update(state="closed")
    offered = world.nomination().place
    over = world.place(last_day=TODAY - timedelta(days=1))
    for place in (taken, closed, offered, over):
        assert propose_refill(caseworker, place.id) is None
    assert not RefillProposal.objects.exists()


def test_following_the_proposal_nominates_with_the_week_that_fits(world, caseworker):
    candidate = world.candidate(weekly_minutes=15 * 60)
    add_activity(
        caseworker,
        candidate.id,
        kind="danish",
        title="Dansk",
        first_day=TODAY,
        last_day=TODAY + timedelta(days=90),
        slots=parse_week("man 8-12"),
    )
    proposal = propose_refill(caseworker, world.place().id)
    nomination = decide_refill(caseworker, proposal.id, candidate.id)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.chosen, proposal.decided_by_id) == (
        "accepted",
        candidate,
        caseworker.user_id,
    )
    assert proposal.decided_at == clock.now()
    assert nomination.proposal == proposal
    assert nomination.period.lower == TOMORROW
    assert (nomination.period.upper - nomination.period.lower).days == 13 * 7
    (step,) = nomination.steps
    assert [(slot["weekday"], slot["start"], slot["end"]) for slot in step["slots"]] == [
        (1, 720, 840),
        (2, 480, 840),
        (3, 480, 840),
        (4, 480, 540),
    ]
    told = Event.objects.get(kind="placements.refill_decided", subjects__contains=[proposal.id])
    assert told.facts["decision"] == "forslaget blev fulgt"


def test_choosing_another_is_as_quick_and_needs_a_reason(world, caseworker):
    first, second = waiting(world, 20), waiting(world, 5)
    proposal = propose_refill(caseworker, world.place().id)
    with refused("no_reason", "reason"):
        decide_refill(caseworker, proposal.id, second.id, reason=" ")
    nomination = decide_refill(caseworker, proposal.id, second.id, reason=" Bor i nærheden. ")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.chosen, proposal.reason) == ("overridden", second, "Bor i nærheden.")
    assert nomination.candidate_id != first.id


def test_a_proposal_is_decided_once(world, caseworker):
    candidate, other = waiting(world, 20), waiting(world, 5)
    old = propose_refill(caseworker, world.place().id)
    decide_refill(caseworker, old.id, candidate.id)
    with refused("decided"):
        decide_refill(caseworker, old.id, other.id, reason="En anden")
    place = world.place()
    replaced = propose_refill(caseworker, place.id)
    propose_refill(caseworker, place.id)
    with refused("decided"):
        decide_refill(caseworker, replaced.id, other.id, reason="En anden")


def test_a_choice_that_cannot_be_leaves_the_proposal_open(world, caseworker):
    nobody = world.candidate(available=parse_week("søn 8-9"))
    proposal = propose_refill(caseworker, world.place().id)
    with refused("no_hours", "slots"):
        decide_refill(caseworker, proposal.id, nobody.id, reason="Prøver alligevel")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.chosen) == ("open", None)


def test_a_course_never_lasts_longer_than_the_place(world, caseworker):
    candidate = world.candidate()
    place = world.place(last_day=TODAY + timedelta(days=40))
    nomination = decide_refill(caseworker, propose_refill(caseworker, place.id).id, candidate.id)
    assert nomination.period.upper == TODAY + timedelta(days=41)


def test_the_job_ready_are_proposed_the_four_weeks_they_may_have(world, caseworker):
    candidate = world.candidate(target_group="jobparat")
    nomination = decide_refill(caseworker, propose_refill(caseworker, world.place().id).id, candidate.id)
    assert (nomination.period.upper - nomination.period.lower).days == 28


def test_other_places_lose_who_was_just_put_forward_and_get_the_next_in_line(world, caseworker):
    best, next_best = waiting(world, 20), waiting(world, 5)
    one, two, third = world.place(), world.place(), world.place(place={"function": "kontor"})
    proposals = {place.id: propose_refill(caseworker, place.id) for place in (one, two, third)}
    decide_refill(caseworker, proposals[one.id].id, best.id)
    assert renew_proposals(caseworker, best.id) == 1
    renewed = RefillProposal.objects.get(place=two, state="open")
    assert renewed.first_choice == next_best
    assert RefillProposal.objects.get(place=third, state="open") == proposals[third.id]


def test_a_place_is_offered_again_when_its_candidate_gets_a_job(world, caseworker):
    placement, following = world.running(first_day=LAST_WEEK), world.candidate()
    end_placement(caseworker, placement.id, JOB)
    proposal = propose_refill(caseworker, placement.place_id)
    assert (proposal.free_from, proposal.state) == (TOMORROW, "open")
    assert str(following.id) in ranked(proposal)


def test_a_withdrawn_nomination_frees_candidate_and_place_for_a_proposal(world, caseworker):
    nomination = world.nomination()
    assert propose_refill(caseworker, nomination.place_id) is None
    withdraw_nomination(caseworker, nomination.id)
    assert ranked(propose_refill(caseworker, nomination.place_id)) == [str(nomination.candidate_id)]


@pytest.mark.parametrize(("days", "proposed"), [(15, 1), (14, 0)])
def test_a_known_end_is_proposed_within_the_municipalitys_lead_time(world, caseworker, days, proposed):
    last = TODAY + timedelta(days=14)
    placement = world.running(first_day=LAST_WEEK, last_day=last)
    proposals = propose_free_places(caseworker, timedelta(days=days))
    assert [each.free_from for each in proposals] == [last + timedelta(days=1)] * proposed
    assert propose_free_places(caseworker, timedelta(days=days)) == []
    assert {each.place_id for each in proposals} <= {placement.place_id}


def test_a_place_promised_to_the_next_already_is_not_proposed_for_its_known_end(world, caseworker):
    last = TODAY + timedelta(days=10)
    placement = world.running(first_day=LAST_WEEK, last_day=last)
    world.nomination(placement.place, first_day=last + timedelta(days=1))
    assert propose_free_places(caseworker, timedelta(days=14)) == []


@pytest.mark.parametrize(
    "role", [Role.CONTACT, Role.MENTOR, Role.CANDIDATE, Role.MANAGER, Role.REPRESENTATIVE]
)
def test_only_the_office_sees_and_decides_proposals(world, caseworker, role):
    candidate = world.candidate()
    proposal = propose_refill(caseworker, world.place().id)
    actor = Actor(None, "Nogen", role, frozenset({proposal.municipality_id}), frozenset({candidate.id}))
    with not_visible():
        decide_refill(actor, proposal.id, candidate.id)


def test_no_place_stands_empty_unseen(world, caseworker):
    """Free places nobody has a proposal for get one; those that are taken, closed or not open yet do not."""
    empty, coming, closed = world.place(), world.place(first_day=TODAY + timedelta(days=60)), world.place()
    Place.objects.filter(id=closed.id).update(state="closed")
    world.planned(world.place(), first_day=TODAY)
    assert [each.place_id for each in propose_free_places(caseworker, timedelta(days=14))] == [empty.id]
    assert coming.period.lower > TODAY


def test_plads_itself_proposes_but_never_decides(world, caseworker):
    candidate, system = world.candidate(), Actor.system(world.cast.municipality.id)
    proposal = propose_refill(system, world.place().id)
    with refused("wrong_role"):
        decide_refill(system, proposal.id, candidate.id)
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_another_municipality_finds_neither_place_nor_proposal_nor_candidate(
    world, caseworker, other_municipality
):
    outsider = Actor(None, "Nabo", Role.CASEWORKER, frozenset({other_municipality.id}))
    candidate, place = world.candidate(), world.place()
    proposal = propose_refill(caseworker, place.id)
    for scope in (outsider, caseworker):
        with acting(scope):
            with not_visible():
                propose_refill(outsider, place.id)
            with not_visible():
                decide_refill(outsider, proposal.id, candidate.id)
            assert renew_proposals(outsider, candidate.id) == 0
    with acting(caseworker), not_visible():
        decide_refill(caseworker, proposal.id, outsider.municipality_id, reason="Findes ikke")
