"""Who negotiates an agreement makes no new link to somebody whose word it waits for (decision 0014)."""

import pytest

from plads.centres.services.agreements import offer_agreement
from plads.core import clock
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.access import access_link
from plads.people.models import User
from tests.refusals import refused


@pytest.fixture
def offer(world):
    """An agreement on its way, and the contact it waits for, who has signed in before."""
    version = world.draft(1)
    with acting(world.cast[Role.CONSULTANT]):
        offer_agreement(world.cast[Role.CONSULTANT], version.id)
    contact = world.speaker(Role.CONTACT, version.agreement.centre.workplace_id)
    User.objects.filter(id=contact.user_id).update(last_login=clock.now())
    return version, contact


def test_the_negotiator_makes_no_new_link(world, offer):
    with refused("own_negotiation"):
        access_link(world.cast[Role.CONSULTANT], offer[1].user_id)


def test_nor_to_the_head_office_or_the_representative(world, offer):
    workplace = offer[0].agreement.centre.workplace
    for role, subject in ((Role.HEAD_OFFICE, workplace.company_id), (Role.REPRESENTATIVE, workplace.id)):
        other = world.speaker(role, subject)
        User.objects.filter(id=other.user_id).update(last_login=clock.now())
        with refused("own_negotiation"):
            access_link(world.cast[Role.CONSULTANT], other.user_id)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CASEWORKER, Role.ADMINISTRATOR])
def test_a_colleague_does(world, offer, role):
    assert access_link(world.cast[role], offer[1].user_id)


def test_the_first_link_lets_the_company_in(world, offer):
    newcomer = world.speaker(Role.CONTACT, offer[0].agreement.centre.workplace_id)
    assert access_link(world.cast[Role.CONSULTANT], newcomer.user_id)


def test_the_contact_of_another_workplace_is_no_concern_of_it(world, offer):
    other = world.speaker(Role.CONTACT, world.workplace().id)
    User.objects.filter(id=other.user_id).update(last_login=clock.now())
    assert access_link(world.cast[Role.CONSULTANT], other.user_id)


def test_once_signed_the_consultant_makes_links_again(world):
    centre = world.centre(1)
    contact = world.speaker(Role.CONTACT, centre.workplace_id)
    User.objects.filter(id=contact.user_id).update(last_login=clock.now())
    assert access_link(world.cast[Role.CONSULTANT], contact.user_id)
