"""Which links a company's contact makes: the first one of a fellow contact, and no other."""

import pytest

from plads.core import clock
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.access import access_link
from plads.people.models import User
from plads.people.services import give_role
from tests.people.team import hire
from tests.refusals import not_visible, refused


@pytest.fixture
def contact(world):
    return world.speaker(Role.CONTACT, world.workplace().id)


@pytest.fixture
def fellow(world, contact):
    """A new contact of the same workplace."""
    return world.speaker(Role.CONTACT, *contact.subject_ids)


def test_a_contact_makes_a_fellow_contacts_first_link(contact, fellow):
    with acting(contact):
        assert access_link(contact, fellow.user_id).startswith("/adgang/")


def test_who_signed_in_before_gets_none_from_them(contact, fellow):
    User.objects.filter(id=fellow.user_id).update(last_login=clock.now())
    with acting(contact), refused("not_first_link"):
        access_link(contact, fellow.user_id)


@pytest.mark.parametrize("role", [Role.REPRESENTATIVE, Role.MENTOR, Role.CANDIDATE, Role.HEAD_OFFICE])
def test_nobody_else_gets_one_from_them(world, contact, role):
    other = world.speaker(role, *contact.subject_ids)
    with acting(contact), refused("not_first_link"):
        access_link(contact, other.user_id)


def test_a_fellow_contact_who_is_more_than_that_gets_none(world, contact, fellow):
    system = world.cast.municipality.id
    user = User.objects.get(id=fellow.user_id)
    hire(world.cast, "asta", Role.ADMINISTRATOR)
    give_role(world.cast[Role.ADMINISTRATOR], system, email=user.email, name=user.name, role=Role.CASEWORKER)
    with acting(contact), refused("not_first_link"):
        access_link(contact, fellow.user_id)


def test_a_stranger_does_not_exist(world, other_municipality, contact):
    from plads.core.actor import Actor

    with acting(Actor.system(other_municipality.id)) as system:
        far = give_role(system, other_municipality.id, email="o@x.example", name="O", role=Role.CASEWORKER)
    with acting(contact), not_visible():
        access_link(contact, far.id)
