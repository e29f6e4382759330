"""What a caseworker writes down about somebody: taken when it can be, and otherwise told at the field it stands in."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from plads.candidates.facts import CandidateFacts
from plads.candidates.models import Candidate
from plads.candidates.services import register_candidate
from plads.core.roles import Role
from tests.days import TODAY
from tests.refusals import refused

FACTS = {"name": "Ida Ny", "cpr": "610190-1234", "target_group": "aktivitetsparat"}


@pytest.fixture
def entered(world):
    def enter(**facts):
        return register_candidate(world.cast[Role.CASEWORKER], CandidateFacts(**FACTS | facts))

    return enter


def test_the_way_the_test_and_what_somebody_can_are_kept_as_they_were_said(entered):
    known = {
        "transport": ["cykel", "bus_tog"],
        "travel_minutes": 35,
        "work_duty": True,
        "danish_test": "Danskuddannelse 2, modul 3",
        "danish_tested_on": TODAY,
        "competences": ["Har passet kasse", "Truckcertifikat"],
        "wishes": "Et sted med mange kolleger.",
    }
    candidate = entered(**known)
    candidate.refresh_from_db()
    assert {name: getattr(candidate, name) for name in known} == known


@pytest.mark.parametrize("minutes", [-1, 181, 10_000])
def test_a_way_is_up_to_three_hours(entered, minutes):
    with refused("too_far", "travel_minutes"):
        entered(travel_minutes=minutes)


def test_the_longest_way_and_none_are_both_ways(entered):
    assert entered(travel_minutes=180).travel_minutes == 180
    assert entered(travel_minutes=0, cpr="610190-1235").travel_minutes == 0


def test_a_date_belongs_to_a_test(entered):
    with refused("no_test", "danish_test"):
        entered(danish_tested_on=TODAY, danish_test="  ")


def test_nobody_has_passed_a_test_tomorrow(entered):
    with refused("test_ahead", "danish_tested_on") as refusal:
        entered(danish_tested_on=TODAY + timedelta(days=1), danish_test="Prøve i Dansk 1")
    assert "25.11.2026" in refusal.value.message


def test_competences_are_few_and_short(entered):
    with refused("too_many_competences", "competences"):
        entered(competences=[f"Kan {number}" for number in range(21)])
    with refused("long_competence", "competences") as refusal:
        entered(competences=["Kan kasse", "x" * 81])
    assert "81 tegn" in refusal.value.message


@pytest.mark.parametrize("wrong", [{"travel_minutes": 181}, {"danish_tested_on": TODAY, "danish_test": ""}])
def test_the_database_holds_what_can_be_so(entered, wrong):
    candidate = entered()
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidate.objects.filter(id=candidate.id).update(**wrong)
