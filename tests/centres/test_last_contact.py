"""A running centre always has somebody at the workplace who can answer for it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from plads.core import clock
from plads.core.errors import Refused
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.accounts import shut_out
from plads.people.models import Membership
from plads.people.services import leave_role, take_role
from tests.days import TODAY
from tests.placements.conftest import committed  # noqa: F401 - a fixture
from tests.refusals import refused


@pytest.fixture
def contact(world):
    """The only contact of an open centre's workplace."""
    centre = world.centre(1)
    return Membership.objects.get(role=Role.CONTACT, subject_id=centre.workplace_id)


def test_the_last_contact_of_a_running_centre_stays(world, contact):
    asta = world.cast[Role.ADMINISTRATOR]
    for go in (lambda: take_role(asta, contact.id), lambda: shut_out(asta, contact.user_id)):
        with refused("last_contact") as no:
            go()
        assert "Giv en anden adgang" in no.value.message


def test_the_contact_goes_when_another_is_named(world, contact):
    world.speaker(Role.CONTACT, contact.subject_id)
    take_role(world.cast[Role.CONSULTANT], contact.id)
    assert not Membership.objects.filter(id=contact.id).exists()


def test_the_contact_of_another_shop_is_no_help(world, contact):
    world.speaker(Role.CONTACT, world.workplace().id)
    with refused("last_contact"):
        take_role(world.cast[Role.CONSULTANT], contact.id)


def test_a_workplace_without_a_centre_needs_nobody(world):
    speaker = world.speaker(Role.CONTACT, world.workplace().id)
    with acting(speaker):
        leave_role(speaker, Membership.objects.get(user_id=speaker.user_id).id)


def test_of_two_contacts_who_leave_at_once_one_stays(committed):  # noqa: F811
    centre = committed.centre(1)
    with acting(committed.cast[Role.CONSULTANT]):
        first = Membership.objects.get(role=Role.CONTACT, subject_id=centre.workplace_id)
    second = committed.speaker(Role.CONTACT, centre.workplace_id)
    with acting(committed.cast[Role.CONSULTANT]):
        both = [first.id, Membership.objects.get(user_id=second.user_id).id]
    start = Barrier(2)

    def go(role_id) -> str:
        try:
            with clock.at(TODAY), acting(committed.cast[Role.CONSULTANT]):
                start.wait()
                take_role(committed.cast[Role.CONSULTANT], role_id)
                return "done"
        except Refused as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, both)) == ["done", "last_contact"]
