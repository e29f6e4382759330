"""Writing to somebody outside: once per key, sealed, and never to an address that is none."""

import pytest
from django.db import connection

from plads.core.actor import Actor
from plads.core.ids import new_id
from plads.jobs.work import due_jobs
from plads.messages.models import OutgoingMessage
from plads.messages.outgoing import Letter, queue


@pytest.fixture
def system(inside) -> Actor:
    return Actor.system(inside.municipality.id)


def letter(**changes) -> Letter:
    defaults = {
        "channel": "mail",
        "to": "anna@plads.example",
        "name": "Anna Vik",
        "subject": "Aftalen venter på dig",
        "body": "Læs den her: https://plads.example/x/hemmelig/",
        "about": "agreement",
        "about_id": new_id(),
    }
    return Letter(**defaults | changes)


def test_the_same_key_is_one_message(system):
    first = queue(system, system.municipality_id, "signing:1", letter())
    again = queue(system, system.municipality_id, "signing:1", letter(subject="Et andet"))
    assert first == again
    assert OutgoingMessage.objects.get().subject == "Aftalen venter på dig"
    assert due_jobs().filter(task_name="plads.deliver").count() == 1


def test_address_name_and_words_are_sealed_in_the_database(system):
    queue(system, system.municipality_id, "k", letter())
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text FROM notices_outgoingmessage m")
        (stored,) = cursor.fetchone()
    assert not any(word in stored for word in ("anna", "Anna", "hemmelig", "venter på"))


@pytest.mark.parametrize(
    ("channel", "to", "error"),
    [
        ("mail", "", "no_address"),
        ("mail", "slettet-1@plads.invalid", "no_address"),
        ("mail", "1@mitid.PLADS.invalid", "no_address"),
        ("mail", "anna@plads.example\nBcc: alle@plads.example", "bad_address"),
        ("mail", "anna", "bad_address"),
        ("sms", "112", "bad_number"),
        ("sms", "+44 20 7946 0958", "bad_number"),
        ("sms", "anna@plads.example", "bad_number"),
    ],
)
def test_what_cannot_be_sent_has_failed_at_once_and_is_kept_in_sight(system, channel, to, error):
    message = queue(system, system.municipality_id, "k", letter(channel=channel, to=to))
    assert (message.state, message.error) == ("failed", error)


@pytest.mark.parametrize("to", ["20 12 34 56", "+45 20123456", "0045 2012 3456"])
def test_a_danish_number_is_written_in_full(system, to):
    message = queue(system, system.municipality_id, "k", letter(channel="sms", to=to))
    assert (message.state, message.to) == ("waiting", "+4520123456")


def test_a_subject_is_one_line(system):
    message = queue(
        system, system.municipality_id, "k", letter(subject="Aftale\r\nBcc: x@plads.example\u2028!")
    )
    assert message.subject == "Aftale Bcc: x@plads.example !"
