"""Whatever people do, in any order and with any dates: never two in a place, never too many hours, never outside."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import Attendance, EndReason, Extension, Nomination, Placement
from plads.placements.services.attendance import note_attendance
from plads.placements.services.endings import Ending, end_of_itself, end_placement, withdraw_end
from plads.placements.services.extensions import Wish, extend_placement
from plads.placements.services.hours import change_hours
from plads.placements.services.nominations import StepTerms, answer_nomination, nominate, withdraw_nomination
from plads.placements.services.placements import (
    approve_placement,
    cancel_placement,
    plan_placement,
    start_placement,
)
from plads.placements.services.refill import propose_refill
from tests.days import TODAY
from tests.world import World, nomination_terms

WEEKS = ("man-fre 9-12", "man-tor 8-14", "tir 8-16", "man-fre 12-15")
ALLOWED = 25 * 60
RUNNING_OR_ANY = (["running"], ["running"], Placement.State.values)
"""Of which courses one is taken: mostly those that are running, so that something happens."""

TWO_IN_A_PLACE = """
    SELECT a.id FROM placements_placement a JOIN placements_placement b
    ON a.place_id = b.place_id AND a.id < b.id AND a.period && b.period
    WHERE a.state <> 'cancelled' AND b.state <> 'cancelled'
"""
OUTSIDE = """
    SELECT f.id FROM placements_placement f JOIN centres_place p ON p.id = f.place_id
    JOIN centres_agreement a ON a.id = p.agreement_id
    WHERE f.state <> 'cancelled' AND NOT (f.period <@ a.period AND f.period <@ p.period)
"""
TOO_MANY_HOURS = """
    SELECT c.id, d FROM candidates_candidate c
    CROSS JOIN generate_series(%(first)s::date, %(last)s::date, '1 day') d
    WHERE c.weekly_minutes < (
        SELECT sum(s.weekly_minutes) FROM placements_placement f JOIN placements_hoursstep s ON s.placement_id = f.id
        WHERE f.candidate_id = c.id AND f.state IN ('planned', 'approved', 'running')
        AND f.period @> d::date AND s.period @> d::date
    )
"""
HOURS_ASTRAY = """
    SELECT s.id FROM placements_hoursstep s JOIN placements_placement f ON f.id = s.placement_id
    WHERE f.state <> 'cancelled' AND NOT s.period <@ f.period
"""
NEVER = {
    "two in a place": TWO_IN_A_PLACE,
    "outside its agreement": OUTSIDE,
    "too many hours": TOO_MANY_HOURS,
    "hours outside the course": HOURS_ASTRAY,
}


@dataclass
class Town:
    """Two places, three candidates, and the day it is."""

    world: World
    places: list[Any]
    candidates: list[Any]
    contact: Actor
    today: date = TODAY
    allowed: list[str] = field(default_factory=list)

    @property
    def caseworker(self) -> Actor:
        return self.world.cast[Role.CASEWORKER]


def found(world: World) -> Town:
    centre = world.centre(2, place={"slots": parse_week("man-fre 7-18")})
    with acting(world.cast[Role.CASEWORKER]):
        places = list(centre.places.order_by("number").select_related("centre__workplace"))
    candidates = [
        world.candidate(weekly_minutes=ALLOWED, available=parse_week("man-fre 7-18")) for _ in range(3)
    ]
    return Town(world, places, candidates, world.speaker(Role.CONTACT, centre.workplace_id))


def put_forward(town: Town, chance: Random) -> None:
    terms = nomination_terms(
        town.places[chance.randint(0, 1)],
        town.candidates[chance.randint(0, 2)],
        first_day=town.today + timedelta(days=chance.choice([1, 1, 2, 7, 30, 90, 0, -3])),
        week=chance.choice(WEEKS),
    )
    last = terms.first_day + timedelta(weeks=chance.randint(1, 14), days=-1)
    nomination = nominate(town.caseworker, replace(terms, last_day=last))
    if chance.randint(0, 5):
        _answer(town, nomination)
        plan_placement(town.caseworker, nomination.id)


def _answer(town: Town, nomination: Nomination) -> None:
    answer_nomination(town.caseworker, nomination.id, yes=True)
    with acting(town.contact):
        answer_nomination(town.contact, nomination.id, yes=True)


def _some(chance: Random, rows: Any) -> Any:
    found = list(rows.order_by("created_at", "id"))
    if not found:
        raise NotVisible
    return found[chance.randint(0, len(found) - 1)]


def plan(town: Town, chance: Random) -> None:
    nomination = _some(chance, Nomination.objects.filter(state__in=["open", "accepted"]))
    if nomination.state == "open":
        _answer(town, nomination)
    plan_placement(town.caseworker, nomination.id)


def withdraw(town: Town, chance: Random) -> None:
    withdraw_nomination(town.caseworker, _some(chance, Nomination.objects.all()).id)


def grant(town: Town, chance: Random) -> None:
    placement = _some(chance, Placement.objects.all())
    approve_placement(town.caseworker, placement.id)
    town.world.approved_in_vitas(placement)


def start(town: Town, chance: Random) -> None:
    start_placement(town.caseworker, _some(chance, Placement.objects.all()).id)


def begin(town: Town, chance: Random) -> None:
    """Grant what is planned, wait until its first day, and let it begin."""
    placement = _some(chance, Placement.objects.filter(state__in=["planned", "approved"]))
    if placement.state == "planned":
        approve_placement(town.caseworker, placement.id)
        town.world.approved_in_vitas(placement)
    first = max(town.today, placement.period.lower)
    with clock.at(first):
        start_placement(town.caseworker, placement.id)
    town.today = first


def cancel(town: Town, chance: Random) -> None:
    cancel_placement(town.caseworker, _some(chance, Placement.objects.all()).id)


def end(town: Town, chance: Random) -> None:
    placement = _some(chance, Placement.objects.filter(state__in=chance.choice(RUNNING_OR_ANY)))
    reason = chance.choice([EndReason.JOB_ELSEWHERE, EndReason.CANDIDATE, EndReason.NO_SHOW])
    last = town.today + timedelta(days=chance.randint(-10, 60))
    end_placement(town.caseworker, placement.id, Ending(last, reason, weekly_minutes=None))


def extend(town: Town, chance: Random) -> None:
    placement = _some(chance, Placement.objects.filter(state="running"))
    wish = Wish(
        placement.agreed_last_day + timedelta(days=chance.choice([7, 28, 91, 300])),
        chance.choice(list(Extension.Kind)),
        "Kandidaten er godt på vej.",
    )
    extend_placement(town.caseworker, placement.id, wish)


def take_end_back(town: Town, chance: Random) -> None:
    withdraw_end(town.caseworker, _some(chance, Placement.objects.filter(end__isnull=False)).id)


def raise_hours(town: Town, chance: Random) -> None:
    placement = _some(chance, Placement.objects.filter(state="running"))
    first = town.today + timedelta(days=chance.choice([0, 1, 14, 60]))
    change_hours(town.caseworker, placement.id, [StepTerms(first, parse_week(chance.choice(WEEKS)))])


def end_alone(town: Town, chance: Random) -> None:
    placement = _some(chance, Placement.objects.filter(state="running", period__endswith__lte=town.today))
    system = Actor.system(placement.municipality_id)
    with acting(system):
        end_of_itself(system, placement.id)


def attend(town: Town, chance: Random) -> None:
    placement = _some(chance, Placement.objects.filter(state__in=chance.choice(RUNNING_OR_ANY)))
    day = town.today - timedelta(days=chance.randint(-1, 7))
    note_attendance(town.caseworker, placement.id, day, chance.choice(list(Attendance.State)))


def refill(town: Town, chance: Random) -> None:
    propose_refill(town.caseworker, town.places[chance.randint(0, 1)].id)


def wait(town: Town, chance: Random) -> None:
    town.today += timedelta(days=chance.randint(1, 40))


DEEDS: tuple[Callable[[Town, Any], None], ...] = (
    *(put_forward, put_forward, begin, begin, plan, withdraw, grant, start, cancel),
    *(end, end, end_alone, attend, attend, refill, wait, extend, extend, take_end_back, raise_hours),
)
"""Everything one may try with a place and a course."""


def broken(town: Town) -> list[str]:
    span = {"first": TODAY - timedelta(days=5), "last": TODAY + timedelta(days=340)}
    with connection.cursor() as cursor:
        found = []
        for name, sql in NEVER.items():
            cursor.execute(sql, span if "%(" in sql else None)
            found += [name] if cursor.fetchall() else []
    return found


@pytest.mark.django_db
def test_no_order_of_deeds_breaks_a_place_a_week_or_an_agreement(world):
    seen: Counter[str] = Counter()
    with acting(world.cast[Role.CASEWORKER]):
        ready = found(world)

    @settings(max_examples=15, deadline=None)
    @given(seed=st.integers(0, 2**32))
    def tried(seed):
        chance = Random(seed)  # noqa: S311 - no secret
        with transaction.atomic():
            town = replace(ready, today=TODAY, allowed=[])
            for _ in range(chance.randint(15, 40)):
                _try(town, chance)
            seen.update(town.allowed)
            transaction.set_rollback(True)

    tried()
    assert set(MUST_HAPPEN) <= set(seen), seen


MUST_HAPPEN = ("put_forward", "begin", "wait")
"""Deeds that some example is always allowed: where all is refused, nothing is shown."""


def _try(town, chance):
    """Let one deed be tried, and look whether all still holds."""
    deed = chance.choice(DEEDS)
    with clock.at(town.today), acting(town.caseworker):
        try:
            with transaction.atomic():
                deed(town, chance)
            town.allowed.append(deed.__name__)
        except (Refused, NotVisible):
            pass
        assert broken(town) == [], (deed.__name__, town.allowed)
