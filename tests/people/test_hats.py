"""A hat reaches what one membership reaches, and nothing between two of them."""

from plads.core.actor import Actor
from plads.core.ids import new_id
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.queries import signed_in
from plads.people.services import give_role

VERA = "vera@plads.example"


def invited(municipality, role, subject_id):
    system = Actor.system(municipality.id)
    with acting(system):
        return give_role(system, municipality.id, email=VERA, name="Vera", role=role, subject_id=subject_id)


def hats_of(user):
    with acting(Actor(user.id, user.name, Role.PUBLIC, frozenset())):
        return signed_in(user.id)[1]


def test_two_companies_in_two_municipalities_are_two_hats(municipality, other_municipality):
    store, rival = new_id(), new_id()
    invited(municipality, Role.CONTACT, store)
    user = invited(other_municipality, Role.CONTACT, rival)
    reach = {(hat.municipality_ids, hat.subject_ids) for hat in hats_of(user)}
    assert reach == {
        (frozenset({municipality.id}), frozenset({store})),
        (frozenset({other_municipality.id}), frozenset({rival})),
    }


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
    assert len(names) == len(set(names)) == 3
