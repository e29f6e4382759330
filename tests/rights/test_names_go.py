"""When a mentor's or a contact's time is up, their name stands nowhere: not in what happened, nor in who did it."""

import pytest
from django.db import connection

from plads.centres.models import Party
from plads.companies.events import ContactAdded
from plads.companies.models import Contact
from plads.core.actor import Actor
from plads.core.events import record
from plads.core.models import Event
from plads.core.scope import acting
from plads.jobs.reactions import settle
from plads.messages.models import OutgoingMessage
from plads.rights.archive import gather
from plads.rights.kinds import About
from plads.rights.services.retaining import _contact, _mentor
from plads.rights.subjects import Subject
from tests.centres.signers import contact, on_their_way
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


def test_the_number_of_somebody_asked_who_is_nobodys_contact_goes_too(world):
    signers = on_their_way(world)
    request = signers.request()
    assert (request.contact, request.phone) == (None, "+4520123456")
    with acting(Actor.system(request.municipality_id)) as system:
        _contact(system, contact(world, signers.version).id)
    request.refresh_from_db()
    assert (request.phone, request.name) == ("", "Karin Holm")


def test_a_contact_finds_what_was_sent_to_them_and_no_link_in_it_and_it_goes_with_them(world):
    signers = on_their_way(world)
    asked = signers.request(Party.REPRESENTATIVE)
    settle(asked.municipality_id)
    ids = {About.CONTACT: frozenset({asked.contact_id})}
    said = str(gather(Subject(asked.municipality_id, asked.name, ids)))
    assert "venter på dit svar" in said
    assert signers.link(Party.REPRESENTATIVE) not in said
    with acting(Actor.system(asked.municipality_id)) as system:
        _contact(system, asked.contact_id)
    assert not OutgoingMessage.objects.filter(to_whom=asked.id).exists()
