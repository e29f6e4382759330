"""Looks are dropped when their time is up, whole days at once, and everything that is kept still verifies."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.looks import Sight, saw
from plads.core.models import AccessRecord, LooksDropped, LookTally, TraceDay
from plads.core.roles import Role
from plads.core.scope import acting
from plads.core.seals import drop_looks, seal_days, verify
from tests.days import TODAY

pytestmark = pytest.mark.django_db

OLD, YOUNG = TODAY - timedelta(days=300), TODAY - timedelta(days=30)


@pytest.fixture
def system(world):
    """A municipality with sealed looks on two days."""
    candidate, caseworker = world.candidate(), world.cast[Role.CASEWORKER]
    for day in (OLD, YOUNG):
        with clock.at(day), acting(caseworker):
            saw(caseworker, [candidate.id], Sight.NAME)
    with acting(Actor.system(candidate.municipality_id)) as actor:
        seal_days(actor)
        yield actor


def test_what_is_kept_still_verifies_after_a_drop(system):
    before = AccessRecord.objects.count()
    assert drop_looks(system, TODAY - timedelta(days=250)) == 1
    assert AccessRecord.objects.count() == before - 1
    assert not LookTally.objects.filter(day=OLD).exists()
    assert TraceDay.objects.filter(day=OLD).exists()
    assert verify(system.municipality_id) == []


def test_a_look_taken_out_without_a_drop_is_found(system):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT plads_drop_looks(%s, %s)", [system.municipality_id, TODAY - timedelta(days=250)]
        )
    assert [each.day for each in verify(system.municipality_id)] == [OLD]


def test_a_forged_note_excuses_nothing(system):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT plads_drop_looks(%s, %s)", [system.municipality_id, TODAY - timedelta(days=250)]
        )
    LooksDropped.objects.create(
        municipality_id=system.municipality_id, before=TODAY - timedelta(days=250), looks=1, proof="0" * 64
    )
    assert len(verify(system.municipality_id)) == 2


def test_young_looks_cannot_be_dropped(system):
    with pytest.raises(DatabaseError, match="six months"), transaction.atomic():
        drop_looks(system, TODAY)
    assert verify(system.municipality_id) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE core_looksdropped SET looks = 0", "DELETE FROM core_looksdropped"]
)
def test_a_note_of_dropping_cannot_be_changed(system, statement):
    drop_looks(system, TODAY - timedelta(days=250))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)
