"""A company asks for a pause or an end of its agreement: the municipality is told, and nothing else changes."""

from datetime import timedelta

import pytest

from plads.centres.models import Centre
from plads.centres.models.agreements import NoticeBy
from plads.centres.services.asking_change import AGAIN, LONGEST, ask_change
from plads.centres.services.ending import NoticeTerms, give_notice
from plads.centres.services.pausing import PauseTerms, pause_agreement
from plads.centres.wish_queries import Wish, wishes_asked
from plads.core import clock
from plads.core.errors import NotVisible, Refused
from plads.core.events import sentence
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.flows.agreements import tell_of_wish
from plads.messages.models import Notice
from tests.days import TODAY
from tests.life import agreement_of, system

WHY = "Vi bygger om\ni uge 5"


@pytest.fixture
def agreement(world):
    return agreement_of(world.centre(2))


@pytest.fixture
def contact(world, agreement):
    return world.speaker(Role.CONTACT, agreement.centre.workplace_id)


def asked():
    return Event.objects.get(kind="centres.change_asked")


def test_a_wish_is_an_event_and_the_agreement_stays_as_it_was(agreement, contact):
    before = {field.name: getattr(agreement, field.attname) for field in agreement._meta.concrete_fields}
    with acting(contact):
        ask_change(contact, agreement.id, Wish.PAUSE, WHY)
    agreement.refresh_from_db()
    assert before == {
        field.name: getattr(agreement, field.attname) for field in agreement._meta.concrete_fields
    }
    assert sentence(asked().kind, asked().facts) == "Virksomheden bad om en pause: Vi bygger om i uge 5"
    (line,) = wishes_asked(contact, agreement.id, clock.now() - timedelta(days=1))
    assert (line.wish, line.reason, line.name) == (Wish.PAUSE, "Vi bygger om i uge 5", contact.name)


def test_the_consultant_is_told_who_asks_and_for_what_once(world, agreement, contact):
    ask_change(contact, agreement.id, Wish.END, WHY)
    for _ in range(2):
        tell_of_wish(system(world), asked())
    notice = Notice.objects.get(event=asked())
    assert notice.recipient_id == agreement.centre.consultant_id
    assert (notice.subject, notice.subject_id) == ("centre", agreement.centre_id)
    assert notice.text.startswith(
        f"{agreement.centre.name} beder om at slutte aftalen. Ring til {contact.name}"
    )
    assert "bygger om" not in notice.text


def test_without_a_consultant_those_who_distribute_work_are_told(world, agreement, contact):
    ask_change(contact, agreement.id, Wish.END, WHY)
    Centre.objects.filter(id=agreement.centre_id).update(consultant=None)
    tell_of_wish(system(world), asked())
    assert Notice.objects.get(event=asked()).recipient_id == world.cast[Role.COORDINATOR].user_id


@pytest.mark.parametrize(
    ("reason", "code"), [(" \n ", "no_reason"), ("x" * (LONGEST + 1), "reason_too_long")]
)
def test_a_wish_says_why_and_is_short(agreement, contact, reason, code):
    with pytest.raises(Refused) as refused:
        ask_change(contact, agreement.id, Wish.PAUSE, reason)
    assert (refused.value.code, refused.value.field) == (code, "reason")


def test_the_same_is_not_asked_again_at_once_but_after_some_days(agreement, contact):
    ask_change(contact, agreement.id, Wish.PAUSE, WHY)
    with pytest.raises(Refused) as refused:
        ask_change(contact, agreement.id, Wish.PAUSE, WHY)
    assert refused.value.code == "asked_already"
    ask_change(contact, agreement.id, Wish.END, WHY)
    with clock.at(TODAY + AGAIN + timedelta(days=1)):
        ask_change(contact, agreement.id, Wish.PAUSE, WHY)
    assert Event.objects.filter(kind="centres.change_asked").count() == 3


def test_what_is_so_already_is_not_asked_for(world, agreement, contact):
    consultant = world.cast[Role.CONSULTANT]
    pause_agreement(consultant, agreement.id, PauseTerms(TODAY + timedelta(days=3), None, "Ferie"))
    with pytest.raises(Refused) as refused:
        ask_change(contact, agreement.id, Wish.PAUSE, WHY)
    assert refused.value.code == "paused_already"
    last = TODAY + timedelta(days=20)
    give_notice(consultant, agreement.id, NoticeTerms(NoticeBy.BOTH, last, "De flytter"))
    for wish in Wish:
        with pytest.raises(Refused) as refused:
            ask_change(contact, agreement.id, wish, WHY)
    assert refused.value.code == "notice_given"


def test_nobody_asks_for_another_company(world, agreement):
    stranger = world.speaker(Role.CONTACT, world.centre(1).workplace_id)
    with pytest.raises(NotVisible):
        ask_change(stranger, agreement.id, Wish.END, WHY)
