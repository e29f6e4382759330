"""The board: gaps in plain sight, known ends with the next one, and no names for those who lead."""

from datetime import timedelta

import pytest

from plads.core import clock, looks
from plads.core.actor import Actor
from plads.core.roles import Role
from plads.core.scope import acting
from plads.insight.board import Window, board
from plads.placements.services.refill import propose_refill
from tests.days import TODAY

pytestmark = pytest.mark.django_db
WINDOW = Window(clock.monday(TODAY) - timedelta(weeks=4))


def seen(world, role=Role.COORDINATOR, window=WINDOW):
    actor = world.cast[role]
    with acting(actor):
        return board(actor, window)


def only_row(shown):
    ((row,),) = [centre.rows for centre in shown.centres]
    return [(each.kind.value, each.name) for each in row.stretches]


def test_a_free_place_is_one_gap_from_its_first_day(world):
    place = world.place()
    shown = seen(world)
    assert only_row(shown) == [("gap", "")]
    assert shown.centres[0].rows[0].stretches[0].first == place.period.lower
    assert (shown.places, shown.empty) == (1, 1)


def test_a_known_end_shows_whom_plads_proposes_next(world):
    placement = world.running(first_day=TODAY - timedelta(days=20))
    world.candidate()
    proposal = propose_refill(Actor.system(placement.municipality_id), placement.place_id)
    kinds = only_row(seen(world))
    assert ("running", placement.candidate.name) in kinds
    assert ("proposed", proposal.first_choice.name) in kinds


def test_a_nomination_stands_in_the_place_it_waits_for(world):
    nomination = world.nomination()
    (_, proposed, *_rest) = seen(world).centres[0].rows[0].stretches
    assert (proposed.name, proposed.target, proposed.nominated) == (
        nomination.candidate.name,
        nomination.id,
        True,
    )


def test_those_who_lead_see_that_a_place_is_taken_and_not_by_whom(world):
    world.running(first_day=TODAY - timedelta(days=20))
    (row,) = seen(world, Role.MANAGER).centres[0].rows
    assert {each.name for each in row.stretches} == {""}
    assert {each.target for each in row.stretches} == {None}


def test_those_who_lead_cannot_search_for_a_person(world):
    placement = world.running(first_day=TODAY - timedelta(days=20))
    window = Window(WINDOW.monday, text=placement.candidate.name)
    assert len(seen(world, window=window).centres) == 1
    assert seen(world, Role.MANAGER, window).centres == ()


def test_only_places_empty_or_soon_empty_can_be_asked_for(world):
    world.running(first_day=TODAY - timedelta(days=20))
    free = world.place()
    shown = seen(world, window=Window(WINDOW.monday, only_gaps=True))
    assert [row.id for centre in shown.centres for row in centre.rows] == [free.id]


def test_an_earlier_course_tells_how_long_a_place_has_been_empty(world):
    with clock.at(TODAY - timedelta(days=26)):
        placement = world.running(first_day=TODAY - timedelta(days=25), last_day=TODAY - timedelta(days=20))
    window = Window(clock.monday(TODAY))
    (row,) = seen(world, window=window).centres[0].rows
    assert row.stretches[0].first == placement.period.upper


def test_it_takes_four_statements_whatever_the_number_of_places(world, django_assert_num_queries):
    world.centre(4)
    world.running(first_day=TODAY - timedelta(days=20))
    actor = world.cast[Role.COORDINATOR]
    with acting(actor), looks.watching(), django_assert_num_queries(4):
        board(actor, WINDOW)
