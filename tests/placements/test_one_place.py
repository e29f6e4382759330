"""Never two people in one place."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from plads.core.errors import Refused
from plads.core.periods import period
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import Placement
from plads.placements.services.placements import plan_placement
from tests.days import TODAY


def test_a_place_that_is_taken_refuses_the_next_with_the_days_it_is_taken(world):
    place = world.place()
    first, second = world.accepted(place), world.accepted(place, world.candidate())
    caseworker = world.cast[Role.CASEWORKER]
    plan_placement(caseworker, first.id)
    with pytest.raises(Refused) as refusal:
        plan_placement(caseworker, second.id)
    assert refusal.value.code == "place_taken"
    assert "25.11.2026" in refusal.value.message
    assert Placement.objects.filter(place=place).count() == 1


def test_the_database_itself_refuses_two_people_in_a_place(world):
    placement = world.planned()
    with pytest.raises(IntegrityError, match="placements_one_person_in_a_place"), transaction.atomic():
        Placement.objects.create(
            municipality_id=placement.municipality_id,
            place=placement.place,
            candidate=world.candidate(),
            period=period(TODAY + timedelta(days=30), TODAY + timedelta(days=60)),
            agreed_last_day=TODAY + timedelta(days=60),
            purposes=["kompetencer"],
        )


def test_the_database_itself_refuses_a_placement_outside_its_agreement(world):
    place = world.place()
    with (
        acting(world.cast[Role.CASEWORKER]),
        pytest.raises(IntegrityError, match="outside its agreement"),
        transaction.atomic(),
    ):
        Placement.objects.create(
            municipality_id=place.municipality_id,
            place=place,
            candidate=world.candidate(),
            period=period(TODAY + timedelta(days=300), TODAY + timedelta(days=400)),
            agreed_last_day=TODAY + timedelta(days=400),
            purposes=["kompetencer"],
        )
