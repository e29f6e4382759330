"""Ends, extensions and refills of the same places at the same moment, over connections of their own.

Whatever comes first, no placement is ended twice or lost, no two people have a place on a day, the place has one
proposal at most, and nobody waits for somebody who waits for them: a deadlock would be an error here.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import combinations
from threading import Barrier

from django.db import connection

from plads.core import clock
from plads.core.errors import Refused
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import EndReason, Extension, Outcome, Placement, PlacementEnd, RefillProposal
from plads.placements.services.endings import Ending, end_placement, withdraw_end
from plads.placements.services.extensions import Wish, extend_placement
from plads.placements.services.placements import plan_placement
from plads.placements.services.refill import decide_refill, propose_free_places, propose_refill
from tests.days import TODAY

LAST_WEEK, SOON = TODAY - timedelta(days=7), TODAY + timedelta(days=10)


def together(actor, *deeds) -> Counter:
    """Do all deeds at once, each on a connection of its own; count what came of them: ``done``, or a refusal's code."""
    start = Barrier(len(deeds))

    def attempt(deed) -> str:
        start.wait()
        try:
            with clock.at(TODAY), acting(actor):
                deed()
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(attempt, deeds))


def alone_in_their_days(place) -> bool:
    """Whether no two people have the place on the same day."""
    spans = Placement.objects.filter(place=place).exclude(state="cancelled").values_list("period", flat=True)
    return all(a.upper <= b.lower or b.upper <= a.lower for a, b in combinations(spans, 2))


def test_of_many_ends_of_one_placement_one_comes_true_and_the_rest_are_refused(committed):
    placement, caseworker = committed.running(first_day=LAST_WEEK), committed.cast[Role.CASEWORKER]
    deeds = [lambda: end_placement(caseworker, placement.id, Ending(TODAY, EndReason.JOB_HERE))] * 12
    assert together(caseworker, *deeds) == {"done": 1, "wrong_state": 11}
    with acting(caseworker):
        assert PlacementEnd.objects.filter(placement=placement).count() == 1
        assert Outcome.objects.filter(placement=placement).count() == 1
        assert Event.objects.filter(kind="placements.ended", subjects__contains=[placement.id]).count() == 1


def test_ends_and_refills_of_one_place_leave_one_proposal_for_the_day_it_is_free(committed):
    placement, caseworker = committed.running(first_day=LAST_WEEK), committed.cast[Role.CASEWORKER]
    for _ in range(3):
        committed.candidate()
    ends = [lambda: end_placement(caseworker, placement.id, Ending(SOON, EndReason.COMPANY))] * 5
    refills = [lambda: propose_refill(caseworker, placement.place_id)] * 5
    assert together(caseworker, *ends, *refills) == {"done": 10}
    with acting(caseworker):
        propose_refill(caseworker, placement.place_id)
        proposal = RefillProposal.objects.get(place=placement.place, state="open")
        assert proposal.free_from == SOON + timedelta(days=1)
        assert PlacementEnd.objects.get(placement=placement).last_day == SOON


def test_an_end_an_extension_and_a_withdrawal_at_once_agree_on_the_last_day(committed):
    caseworker = committed.cast[Role.CASEWORKER]
    for _ in range(4):
        placement = committed.running(first_day=LAST_WEEK, last_day=TODAY + timedelta(days=30))
        wish = Wish(TODAY + timedelta(days=44), Extension.Kind.ASSESSED, "Kandidaten er i god gænge.")
        outcome = together(
            caseworker,
            lambda placement=placement: end_placement(
                caseworker, placement.id, Ending(SOON, EndReason.COMPANY)
            ),
            lambda placement=placement, wish=wish: extend_placement(caseworker, placement.id, wish),
            lambda placement=placement: propose_refill(caseworker, placement.place_id),
            lambda placement=placement: withdraw_end(caseworker, placement.id),
        )
        assert set(outcome) <= {"done", "no_end", "end_known"}, outcome
        with acting(caseworker):
            placement.refresh_from_db()
            end = PlacementEnd.objects.filter(placement=placement).first()
            last = end.last_day if end else placement.agreed_last_day
            assert placement.period.upper - timedelta(days=1) == last
            steps = list(placement.steps.order_by("period").values_list("period", flat=True))
            assert (steps[0].lower, steps[-1].upper) == (placement.period.lower, placement.period.upper)
            granted = Extension.objects.filter(placement=placement, state="granted").count()
            assert granted == (placement.agreed_last_day == wish.last_day)


def test_a_withdrawn_end_and_the_next_ones_plan_never_put_two_people_in_the_place(committed):
    caseworker = committed.cast[Role.CASEWORKER]
    for _ in range(4):
        placement = committed.running(first_day=LAST_WEEK)
        with acting(caseworker):
            end_placement(caseworker, placement.id, Ending(SOON, EndReason.COMPANY))
        accepted = committed.accepted(placement.place, first_day=SOON + timedelta(days=1))
        outcome = together(
            caseworker,
            lambda placement=placement: withdraw_end(caseworker, placement.id),
            lambda accepted=accepted: plan_placement(caseworker, accepted.id),
            lambda placement=placement: propose_refill(caseworker, placement.place_id),
        )
        assert outcome["done"] == 2
        with acting(caseworker):
            assert Placement.objects.filter(place=placement.place).count() == 2
            assert alone_in_their_days(placement.place)


def test_a_choice_for_a_place_and_the_end_taken_back_wait_for_each_other(committed):
    caseworker = committed.cast[Role.CASEWORKER]
    for _ in range(4):
        placement, _next = committed.running(first_day=LAST_WEEK), committed.candidate()
        with acting(caseworker):
            end_placement(caseworker, placement.id, Ending(SOON, EndReason.COMPANY))
            proposal = propose_refill(caseworker, placement.place_id)
        outcome = together(
            caseworker,
            lambda placement=placement: withdraw_end(caseworker, placement.id),
            lambda proposal=proposal: decide_refill(caseworker, proposal.id, proposal.first_choice_id),
        )
        assert outcome in ({"done": 1, "decided": 1}, {"done": 1, "place_offered": 1}), outcome


def test_proposals_for_all_places_and_ends_in_them_never_wait_in_a_ring(committed):
    caseworker = committed.cast[Role.CASEWORKER]
    courses = [committed.running(first_day=LAST_WEEK) for _ in range(3)]
    for _ in range(3):
        committed.candidate()
    lead = timedelta(days=200)
    ends = [
        lambda each=each: end_placement(caseworker, each.id, Ending(TODAY, EndReason.COMPANY))
        for each in courses
    ]
    sweeps = [lambda: propose_free_places(caseworker, lead)] * 4
    assert together(caseworker, *ends, *sweeps) == {"done": 7}
    with acting(caseworker):
        assert {each.state for each in Placement.objects.filter(id__in=[c.id for c in courses])} == {"ended"}
        for each in courses:
            assert RefillProposal.objects.filter(place_id=each.place_id, state="open").count() <= 1
