"""A hat reaches what one membership reaches, and nothing between two of them."""

from datetime import timedelta

import pytest

from plads.core.actor import Actor
from plads.core.ids import new_id
from plads.core.periods import period
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.models import Membership
from plads.people.queries import signed_in
from plads.people.services import give_role
from tests.days import TODAY

VERA = "vera@plads.example"


def invited(municipality, role, subject_id):
    system = Actor.system(municipality.id)
    with acting(system):
        return give_role(system, municipality.id, email=VERA, name="Vera", role=role, subject_id=subject_id)


def hats_of(user):
    with acting(Actor(user.id, user.name, Role.PUBLIC, frozenset())):
        return signed_in(user.id)[1]


def test_two_chains_in_two_municipalities_are_two_hats(municipality, other_municipality):
    store, rival = new_id(), new_id()
    invited(municipality, Role.HEAD_OFFICE, store)
    user = invited(other_municipality, Role.HEAD_OFFICE, rival)
    reach = {(hat.municipality_ids, hat.subject_ids) for hat in hats_of(user)}
    assert reach == {
        (frozenset({municipality.id}), frozenset({store})),
        (frozenset({other_municipality.id}), frozenset({rival})),
    }


def test_the_shops_of_a_regional_manager_are_one_hat_wherever_they_lie(municipality, other_municipality):
    here, there, third = new_id(), new_id(), new_id()
    invited(municipality, Role.CONTACT, here)
    invited(municipality, Role.CONTACT, third)
    user = invited(other_municipality, Role.CONTACT, there)
    (hat,) = hats_of(user)
    assert hat.municipality_ids == {municipality.id, other_municipality.id}
    assert hat.subject_ids == {here, there, third}


def test_one_company_in_two_municipalities_is_one_hat(municipality, other_municipality):
    chain = new_id()
    invited(municipality, Role.HEAD_OFFICE, chain)
    user = invited(other_municipality, Role.HEAD_OFFICE, chain)
    (hat,) = hats_of(user)
    assert hat.municipality_ids == {municipality.id, other_municipality.id}
    assert hat.subject_ids == {chain}


def test_every_hat_has_a_name_of_its_own(municipality, other_municipality):
    invited(municipality, Role.CONTACT, new_id())
    invited(municipality, Role.CONTACT, new_id())
    user = invited(other_municipality, Role.MENTOR, new_id())
    names = [hat.id for hat in hats_of(user)]
    assert len(names) == len(set(names)) == 2


@pytest.mark.parametrize(
    ("first", "last", "counts"), [(-9, -1, False), (-1, 0, True), (0, None, True), (1, None, False)]
)
def test_a_role_counts_on_its_days_only(municipality, first, last, counts):
    user = invited(municipality, Role.CONTACT, new_id())
    days = [None if day is None else TODAY + timedelta(days=day) for day in (first, last)]
    with acting(Actor.system(municipality.id)):
        Membership.objects.filter(user=user).update(valid=period(*days))
    assert bool(hats_of(user)) is counts
