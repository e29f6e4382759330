"""Roles taken over from a spreadsheet are given no more freely than one by one."""

from uuid import uuid4

import pytest

from plads.core.actor import Actor
from plads.core.roles import Role
from plads.people.models import Membership, User
from plads.people.stand_in import name_stand_in
from plads.people.take_over import RoleRow, take_over_roles
from tests.days import TODAY
from tests.refusals import refused

COLLEAGUE = RoleRow("ny@plads.example", "Ny", Role.CASEWORKER)


def test_an_administrator_takes_over_colleagues_once(inside):
    administrator, municipality = inside[Role.ADMINISTRATOR], inside.municipality.id
    first = take_over_roles(administrator, municipality, [COLLEAGUE])
    again = take_over_roles(administrator, municipality, [COLLEAGUE])
    assert first.tally() == {"created": 1, "updated": 0, "unchanged": 0}
    assert again.tally() == {"created": 0, "updated": 0, "unchanged": 1}
    assert not User.objects.get(email=COLLEAGUE.email).has_usable_password()


def test_a_coordinator_takes_over_a_companys_contact_and_no_colleague(inside):
    coordinator, municipality = inside[Role.COORDINATOR], inside.municipality.id
    contact = RoleRow("kim@firma.example", "Kim", Role.CONTACT, uuid4())
    take_over_roles(coordinator, municipality, [contact])
    with refused("wrong_role"):
        take_over_roles(coordinator, municipality, [contact, COLLEAGUE])
    assert list(
        Membership.objects.filter(user__email__in=[contact.email, COLLEAGUE.email]).values_list("role")
    ) == [(Role.CONTACT,)]


def test_a_coordinator_may_name_colleagues_who_have_their_role_already(inside):
    take_over_roles(inside[Role.ADMINISTRATOR], inside.municipality.id, [COLLEAGUE])
    taken = take_over_roles(inside[Role.COORDINATOR], inside.municipality.id, [COLLEAGUE])
    assert taken.tally()["unchanged"] == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR, Role.ADMINISTRATOR, Role.SYSTEM}))
def test_nobody_else_takes_over_anything(inside, role):
    actor = Actor(uuid4(), "Nogen", role, frozenset({inside.municipality.id}))
    with refused("wrong_role"):
        take_over_roles(actor, inside.municipality.id, [])


def test_who_only_stands_in_gets_the_role_the_sheet_gives_them(inside):
    karla, sanne = inside.users[Role.CONSULTANT], inside[Role.CASEWORKER]
    name_stand_in(sanne, sanne.user_id, karla.id, TODAY, TODAY)
    row = RoleRow(karla.email, karla.name, Role.CASEWORKER)
    taken = take_over_roles(inside[Role.ADMINISTRATOR], inside.municipality.id, [row])
    assert taken.tally()["created"] == 1
    own = Membership.objects.get(user=karla, role=Role.CASEWORKER, stands_in_for=None)
    assert own.given_by_id == inside[Role.ADMINISTRATOR].user_id
