"""What many people do at the same moment, over connections of their own."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from django.db import connection

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import Nomination, Placement
from plads.placements.services.placements import plan_placement
from tests.days import TODAY
from tests.world import World

ATTEMPTS, CONNECTIONS = 1000, 40


def nominate_many(world: World, place, count: int) -> list:
    """Accepted nominations of ``count`` candidates for one place, written in bulk."""
    template = world.accepted(place)
    with acting(world.cast[Role.CASEWORKER]):
        candidates = [template.candidate]
        for number in range(1, count):
            row = type(template.candidate).objects.get(id=template.candidate_id)
            row.pk = row._meta.pk.get_default()
            row.cpr_lookup = f"{number:064d}"
            candidates.append(row)
        type(template.candidate).objects.bulk_create(candidates[1:])
        rows = [_copy(template, candidate) for candidate in candidates[1:]]
        Nomination.objects.bulk_create(rows)
    return [template.id, *(row.id for row in rows)]


def _copy(nomination: Nomination, candidate) -> Nomination:
    values = {
        field.attname: getattr(nomination, field.attname)
        for field in nomination._meta.concrete_fields
        if not field.primary_key
    }
    return Nomination(**values | {"candidate_id": candidate.id})


def attempt(actor: Actor, nominations: list, start: Barrier) -> list[str]:
    """Try each nomination on one connection; return what came of it."""
    results = []
    start.wait()
    with clock.at(TODAY):
        for nomination_id in nominations:
            try:
                with acting(actor):
                    plan_placement(actor, nomination_id)
                results.append("placed")
            except Refused as refusal:
                results.append(refusal.code)
    connection.close()
    return results


def test_a_thousand_attempts_at_one_place_leave_one_placement_and_999_clear_refusals(committed):
    place = committed.place()
    nominations = nominate_many(committed, place, ATTEMPTS)
    caseworker = committed.cast[Role.CASEWORKER]
    start = Barrier(CONNECTIONS)
    shares = [nominations[number::CONNECTIONS] for number in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        results = Counter(
            result
            for share in pool.map(lambda share: attempt(caseworker, share, start), shares)
            for result in share
        )
    assert results == {"placed": 1, "place_taken": 999}
    with acting(caseworker):
        assert Placement.objects.filter(place=place).count() == 1


def test_one_candidate_taken_in_two_places_at_once_never_gets_more_hours_than_allowed(committed):
    candidate = committed.candidate(weekly_minutes=25 * 60)
    centre = committed.centre(2, place={"slots": parse_week("man-fre 8-18")})
    caseworker = committed.cast[Role.CASEWORKER]
    with acting(caseworker):
        places = list(centre.places.select_related("centre__workplace"))
    weeks = ("man-fre 9-13", "man-fre 13-17")
    nominations = [
        committed.accepted(place, candidate, week=week).id for place, week in zip(places, weeks, strict=True)
    ]
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        results = sorted(
            result
            for share in pool.map(lambda one: attempt(caseworker, [one], start), nominations)
            for result in share
        )
    assert results == ["placed", "too_many_hours"]


def test_an_end_and_a_refill_at_once_neither_lose_nor_double_the_place(committed):
    from plads.placements.models import EndReason, RefillProposal
    from plads.placements.services.endings import Ending, end_placement
    from plads.placements.services.refill import propose_refill

    placement = committed.running(first_day=TODAY - timedelta(days=7))
    for _ in range(3):
        committed.candidate()
    caseworker = committed.cast[Role.CASEWORKER]
    start = Barrier(4)

    def end() -> None:
        start.wait()
        with clock.at(TODAY), acting(caseworker):
            end_placement(caseworker, placement.id, Ending(TODAY, EndReason.JOB_HERE))
        connection.close()

    def refill() -> None:
        start.wait()
        with clock.at(TODAY), acting(caseworker):
            propose_refill(caseworker, placement.place_id)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        for task in [pool.submit(end), *(pool.submit(refill) for _ in range(3))]:
            task.result()
    with acting(caseworker):
        propose_refill(caseworker, placement.place_id)
        proposal = RefillProposal.objects.get(place=placement.place, state="open")
    assert proposal.free_from == TODAY + timedelta(days=1)


def test_a_choice_and_a_new_proposal_at_once_wait_for_each_other(committed):
    """The worker proposes anew while somebody presses the button: one after the other, never in each other's way."""
    from plads.placements.models import RefillProposal
    from plads.placements.services.refill import decide_refill, propose_refill

    caseworker = committed.cast[Role.CASEWORKER]
    for _ in range(5):
        place, _candidate = committed.place(), committed.candidate()
        with acting(caseworker):
            proposal = propose_refill(caseworker, place.id)
        start = Barrier(2)

        def decide(proposal=proposal, start=start) -> str:
            start.wait()
            try:
                with clock.at(TODAY), acting(caseworker):
                    decide_refill(caseworker, proposal.id, proposal.first_choice_id)
            except Refused as refusal:
                return refusal.code
            finally:
                connection.close()
            return "chosen"

        def again(place=place, start=start) -> str:
            start.wait()
            with clock.at(TODAY), acting(caseworker):
                propose_refill(caseworker, place.id)
            connection.close()
            return "proposed"

        with ThreadPoolExecutor(2) as pool:
            results = {pool.submit(decide), pool.submit(again)}
            assert {each.result() for each in results} in ({"chosen", "proposed"}, {"decided", "proposed"})
        with acting(caseworker):
            assert RefillProposal.objects.filter(place=place, state="open").count() <= 1
