"""A target group is dated: the law asks which it was on the first day of a placement, not which it is now."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from plads.candidates.facts import CandidateChanges, CandidateFacts
from plads.candidates.groups import group_on
from plads.candidates.models import Candidate, TargetGroupSpell
from plads.candidates.queries import candidate_detail
from plads.candidates.services import change_candidate, register_candidate
from plads.core import clock
from plads.core.periods import period, show
from plads.core.roles import Role
from tests.days import TODAY
from tests.refusals import refused

FACTS = CandidateFacts(name="Ida Ny", cpr="610190-1234", target_group="aktivitetsparat")
BEGUN = TODAY - timedelta(days=70)


def days(count):
    return timedelta(days=count)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def candidate(world):
    return world.candidate(waiting_since=BEGUN)


@pytest.fixture
def changed(caseworker, candidate):
    def change(group, since=None, on=TODAY):
        changes = CandidateChanges(
            name=candidate.name, target_group=group, group_from=since, waiting_since=BEGUN
        )
        with clock.at(on):
            return change_candidate(caseworker, candidate.id, changes)

    return change


def spells(candidate):
    return [(each.group, show(each.period)) for each in candidate.group_spells.order_by("period")]


def test_a_new_candidate_is_in_their_group_since_they_began_to_wait(candidate):
    assert spells(candidate) == [("aktivitetsparat", "15.09.2026 – indtil videre")]


def test_a_new_candidates_group_may_have_begun_on_another_day(caseworker):
    candidate = register_candidate(caseworker, replace(FACTS, group_from=TODAY - days(400)))
    assert spells(candidate) == [("aktivitetsparat", "20.10.2025 – indtil videre")]


def test_who_will_begin_to_wait_later_is_in_their_group_today(caseworker):
    candidate = register_candidate(caseworker, replace(FACTS, waiting_since=TODAY + days(20)))
    assert group_on(candidate, TODAY) == "aktivitetsparat"
    assert spells(candidate) == [("aktivitetsparat", "24.11.2026 – indtil videre")]


def test_a_new_group_begins_today_and_the_one_before_ended_yesterday(candidate, changed):
    changed("jobparat")
    assert Candidate.objects.get(id=candidate.id).target_group == "jobparat"
    assert spells(candidate) == [
        ("aktivitetsparat", "15.09.2026 – 23.11.2026"),
        ("jobparat", "24.11.2026 – indtil videre"),
    ]


@pytest.mark.parametrize(
    ("day", "group"),
    [
        (-200, "aktivitetsparat"),
        (-11, "aktivitetsparat"),
        (-10, "jobparat"),
        (0, "jobparat"),
        (90, "jobparat"),
    ],
)
def test_the_group_of_a_day_is_the_one_in_force_on_it(candidate, changed, day, group):
    changed("jobparat", TODAY - days(10))
    assert group_on(candidate, TODAY + days(day)) == group


def test_a_candidate_corrected_without_another_group_stays_in_it(candidate, changed):
    changed("aktivitetsparat")
    assert spells(candidate) == [("aktivitetsparat", "15.09.2026 – indtil videre")]


def test_a_group_that_was_written_wrongly_is_put_right_from_its_first_day(candidate, changed):
    changed("jobparat", BEGUN)
    assert spells(candidate) == [("jobparat", "15.09.2026 – indtil videre")]


@pytest.mark.parametrize("move", [-5, 5])
def test_the_first_day_of_a_group_is_moved_and_the_one_before_makes_room(candidate, changed, move):
    since = TODAY - days(20)
    changed("jobparat", since)
    changed("jobparat", since + days(move))
    before, now = candidate.group_spells.order_by("period")
    assert before.period.upper == now.period.lower == since + days(move)


def test_no_group_begins_before_the_one_it_follows_or_on_a_day_to_come(candidate, changed):
    with refused("group_before", "group_from") as refusal:
        changed("jobparat", BEGUN - days(1))
    assert "15.09.2026" in refusal.value.message
    changed("jobparat", TODAY - days(20))
    with refused("group_before", "group_from") as refusal:
        changed("jobparat", BEGUN)
    assert "16.09.2026" in refusal.value.message
    with refused("group_ahead", "group_from"):
        changed("dagpenge", TODAY + days(1))
    assert len(spells(candidate)) == 2


def test_a_new_candidates_group_does_not_begin_tomorrow(caseworker):
    with refused("group_ahead", "group_from"):
        register_candidate(caseworker, replace(FACTS, group_from=TODAY + days(1)))
    assert Candidate.objects.count() == 0


def test_the_database_knows_one_group_a_day(candidate):
    with pytest.raises(IntegrityError, match="candidates_one_group_a_day"), transaction.atomic():
        TargetGroupSpell.objects.create(
            municipality_id=candidate.municipality_id,
            candidate=candidate,
            group="jobparat",
            period=period(TODAY, TODAY),
        )


def test_the_page_knows_who_had_a_candidate_before_and_until_when(world, caseworker, candidate):
    consultant = world.cast[Role.CONSULTANT]
    facts = CandidateChanges(
        name=candidate.name, target_group="aktivitetsparat", caseworker_id=consultant.user_id
    )
    assert candidate_detail(caseworker, candidate.id).caseworker_rows == []
    change_candidate(caseworker, candidate.id, facts)
    (before,) = candidate_detail(caseworker, candidate.id).caseworker_rows
    assert before["name"] == caseworker.name
