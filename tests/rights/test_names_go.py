"""When a mentor's or a contact's time is up, their name stands nowhere: not in what happened, nor in who did it."""

import pytest
from django.db import connection

from plads.companies.events import ContactAdded
from plads.companies.models import Contact
from plads.core.actor import Actor
from plads.core.events import record
from plads.core.models import Event
from plads.core.scope import acting
from plads.rights.services.retaining import _contact, _mentor
from tests.rights.canaries import where

pytestmark = pytest.mark.django_db


def test_a_mentors_name_goes_from_everything_they_did_and_all_that_was_done_with_them(world):
    mentor, _ = world.mentor(world.place().centre)
    name = mentor.name.lower()
    assert {"core_event.facts", "core_event.actor_name", "mentoring_mentor.name"} <= set(where(name))
    told = Event.objects.count()
    with acting(Actor.system(mentor.municipality_id)) as system:
        _mentor(system, mentor.id)
        connection.check_constraints()
    assert where(name) == []
    assert Event.objects.count() == told + 1


def test_a_contacts_name_goes_from_what_happened(world):
    place = world.place()
    with acting(Actor.system(place.municipality_id)) as system:
        contact = Contact.objects.create(
            municipality_id=place.municipality_id, workplace=place.centre.workplace, kind="contact",
            name="Kanarina Fugl", email="kanarina@plads.example",
        )  # fmt: skip
        record(
            system, place.municipality_id, ContactAdded(contact.workplace_id, contact.id, contact.name, "x")
        )
        assert "core_event.facts" in where("kanarina")
        _contact(system, contact.id)
    assert where("kanarina") == []
