"""Notices: one word to a person about one event, never two."""

from uuid import uuid4

import pytest

from plads.core import clock
from plads.core.actor import Actor
from plads.core.events import record
from plads.core.models import Event
from plads.core.roles import Role
from plads.messages.models import Notice
from plads.messages.services import mark_read, tell
from plads.people.events import RoleGiven
from tests.refusals import not_visible


@pytest.fixture
def event(inside) -> Event:
    return record(Actor.system(inside.municipality.id), inside.municipality.id, RoleGiven(uuid4(), "Leder"))


@pytest.fixture
def people(inside):
    return [inside[role].user_id for role in (Role.CASEWORKER, Role.CONSULTANT)]


def say(event, *recipients, text="Der er sket noget") -> int:
    return tell(event, recipients, text, "centre", uuid4())


def test_each_gets_one_notice_and_nobody_is_told_twice(event, people):
    one, two = people
    assert say(event, one, two, one) == 2
    say(event, two, one, text="Igen")
    assert sorted(Notice.objects.values_list("recipient_id", "text")) == sorted(
        (user, "Der er sket noget") for user in people
    )


def test_another_event_is_another_notice(inside, event, people):
    again = record(Actor.system(inside.municipality.id), inside.municipality.id, RoleGiven(uuid4(), "Leder"))
    say(event, people[0])
    say(again, people[0])
    assert Notice.objects.filter(recipient_id=people[0]).count() == 2


def test_a_case_without_a_caseworker_tells_nobody(event):
    assert say(event, None) == 0
    assert not Notice.objects.exists()


def test_only_the_recipient_marks_a_notice_as_read_and_the_first_time_counts(inside, event, people):
    say(event, people[0])
    notice = Notice.objects.get()
    with not_visible():
        mark_read(inside[Role.CONSULTANT], notice.id)
    mark_read(inside[Role.CASEWORKER], notice.id)
    first = Notice.objects.get().read_at
    assert first == clock.now()
    with clock.at(first.replace(year=2027)):
        mark_read(inside[Role.CASEWORKER], notice.id)
    assert Notice.objects.get().read_at == first
