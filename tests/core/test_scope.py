"""The tenant scope: what a transaction sees and may write."""

import pytest
from django.db import DatabaseError, InternalError, connection, transaction

from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting, enter
from plads.people.models import Membership
from plads.people.services import give_role


def here() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('plads.municipalities', true)")
        return cursor.fetchone()[0] or ""


def note(municipality) -> Event:
    return Event.objects.create(
        municipality=municipality, kind="x", actor_name="x", actor_role="x", subjects=[], facts={}
    )


def test_nothing_is_seen_without_a_scope(cast):
    assert not Membership.objects.exists()
    with acting(cast[Role.CASEWORKER]):
        assert Membership.objects.exists()
    assert not Membership.objects.exists()


def test_nothing_is_written_without_a_scope_or_for_another_municipality(cast, other_municipality):
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        note(cast.municipality)
    with acting(cast[Role.CASEWORKER]):
        note(cast.municipality)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            note(other_municipality)


def test_each_sees_their_own_municipality_and_the_scope_before_comes_back(cast, other_municipality):
    own, other = Actor.system(cast.municipality.id), Actor.system(other_municipality.id)
    with acting(other):
        give_role(other, other_municipality.id, email="a@b.example", name="A", role=Role.CASEWORKER)
    with acting(own):
        mine = set(Membership.objects.values_list("municipality_id", flat=True))
        with acting(other):
            theirs = set(Membership.objects.values_list("municipality_id", flat=True))
        again = set(Membership.objects.values_list("municipality_id", flat=True))
    assert (mine, theirs, again) == ({cast.municipality.id}, {other_municipality.id}, {cast.municipality.id})


def test_an_actor_of_two_municipalities_sees_both(cast, other_municipality):
    other = Actor.system(other_municipality.id)
    with acting(other):
        give_role(other, other_municipality.id, email="a@b.example", name="A", role=Role.CASEWORKER)
    both = frozenset({cast.municipality.id, other_municipality.id})
    with acting(Actor(None, "Kæde", Role.HEAD_OFFICE, both)):
        assert set(Membership.objects.values_list("municipality_id", flat=True)) == both


def test_the_scope_before_comes_back_after_an_error_inside(cast, other_municipality):
    with acting(Actor.system(cast.municipality.id)):
        with pytest.raises(ZeroDivisionError), acting(Actor.system(other_municipality.id)):
            raise ZeroDivisionError
        assert here() == str(cast.municipality.id)
    assert here() == ""


def test_the_scope_a_page_entered_comes_back_after_a_service_acted_inside(cast, other_municipality):
    with transaction.atomic():
        enter(cast[Role.CASEWORKER])
        with acting(Actor.system(other_municipality.id)):
            assert here() == str(other_municipality.id)
        assert here() == str(cast.municipality.id)


def test_what_was_written_before_an_error_is_gone(cast):
    system = Actor.system(cast.municipality.id)
    with pytest.raises(ZeroDivisionError), acting(system):
        assert 1 // (note(cast.municipality).kind != "x")
    with acting(system):
        assert not Event.objects.filter(kind="x").exists()


def test_a_page_that_only_shows_things_cannot_write(cast):
    def look_and_write(read_only):
        with transaction.atomic():
            enter(cast[Role.CASEWORKER], read_only=read_only)
            assert Membership.objects.exists()
            return note(cast.municipality)

    with pytest.raises(InternalError, match="read-only transaction"):
        look_and_write(read_only=True)
    assert look_and_write(read_only=False).pk


def test_only_an_actor_of_one_municipality_has_one(cast, other_municipality):
    assert cast[Role.CASEWORKER].municipality_id == cast.municipality.id
    chain = Actor(None, "Kæde", Role.HEAD_OFFICE, frozenset({cast.municipality.id, other_municipality.id}))
    with pytest.raises(ValueError, match="unpack"):
        assert chain.municipality_id
