"""Erasing one person leaves nothing of them anywhere, and every figure as it was."""

import pytest
from django.db import connection

from plads.core.roles import Role
from plads.core.scope import acting
from plads.rights.services.erasing import Why, erase_person
from tests.rights.canaries import planted, scan

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(world):
    return world.cast[Role.ADMINISTRATOR]


def erase(admin, person):
    """Erase, and let the database look at every key now instead of at the end of the test."""
    with acting(admin):
        done = erase_person(admin, person.candidate.id, Why.ASKED)
        connection.check_constraints()
    return done


def test_nothing_of_an_erased_person_is_left_anywhere(world, admin, caplog, capfd):
    person = planted(world)
    assert (
        scan(person.canaries) == person.canaries
    )  # every one of them is somewhere, or the scan sees nothing
    done = erase(admin, person)
    assert done.user_gone
    assert scan(person.canaries, caplog.text, *capfd.readouterr()) == set()
