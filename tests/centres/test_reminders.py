"""Reminders by hand and by plan: at most one a day a person, and none to who has answered."""

from datetime import datetime, timedelta

import pytest

from plads.centres.models import Party, SignatureRequest
from plads.centres.services.redrafting import withdraw_agreement
from plads.centres.services.reminders import remind, remind_by_plan, reminders_due
from plads.core import clock
from plads.core.actor import Actor
from plads.core.roles import Role
from tests.centres.signers import on_their_way
from tests.days import TODAY
from tests.refusals import refused

COMPANY, REPRESENTATIVE = Party.COMPANY, Party.REPRESENTATIVE


@pytest.fixture
def signers(world):
    return on_their_way(world)


@pytest.fixture
def system(world):
    return Actor.system(world.cast.municipality.id)


def days_later(days: int):
    return clock.at(TODAY + timedelta(days=days))


def due(system, party=COMPANY) -> bool:
    return bool(SignatureRequest.objects.filter(id__in=reminders_due(system), party=party))


def test_all_who_have_not_answered_are_reminded_once_a_day(signers):
    signers.sign(REPRESENTATIVE)
    reminded = remind(signers.consultant, signers.version.id)
    assert {each.party for each in reminded} == {"company", "municipality"}
    with refused("reminded_today"):
        remind(signers.coordinator, signers.version.id)
    with days_later(1):
        assert len(remind(signers.consultant, signers.version.id)) == 2
        request = signers.request()
        assert (request.reminders, request.reminded_at) == (2, clock.now())


def test_one_is_reminded_and_then_the_others(signers):
    (one,) = remind(signers.consultant, signers.version.id, signers.request().id)
    assert one.party == COMPANY
    assert len(remind(signers.consultant, signers.version.id)) == 2


def test_one_person_asked_about_two_agreements_is_reminded_of_one_a_day(signers, world):
    other = on_their_way(world)
    remind(signers.consultant, signers.version.id, signers.request().id)
    with refused("reminded_today"):
        remind(other.consultant, other.version.id, other.request().id)


def test_nobody_is_left_to_remind(signers):
    asked = signers.request().id
    signers.sign()
    with refused("nobody_waits"):
        remind(signers.consultant, signers.version.id, asked)


def test_only_negotiators_remind_and_only_while_it_waits(signers, world):
    with refused("wrong_role"):
        remind(world.cast[Role.CASEWORKER], signers.version.id)
    withdraw_agreement(signers.consultant, signers.version.id)
    with refused("wrong_state"):
        remind(signers.consultant, signers.version.id)


def test_a_reminder_keeps_the_link_in_the_mail_before_it_while_half_its_life_is_left(signers):
    token = signers.link()
    with days_later(3):
        remind(signers.consultant, signers.version.id)
        assert signers.link() == token
    with days_later(20):
        remind(signers.consultant, signers.version.id)
        assert signers.link() != token


def test_the_plan_reminds_on_its_days_and_once(signers, system):
    assert not due(system)
    for day in range(1, 20):
        with days_later(day):
            assert due(system) is (day in (3, 7, 14)), day
            for asked in reminders_due(system):
                remind_by_plan(system, asked)
            assert not due(system), day
    assert signers.request().reminders == 3


@pytest.mark.parametrize(
    "moment", ["2026-11-27 00:05", "2026-11-27 07:59", "2026-11-27 17:00", "2026-11-28 12:00"]
)
def test_the_plan_wakes_nobody_at_night_or_at_the_weekend(signers, system, moment):
    with clock.at(datetime.fromisoformat(moment).replace(tzinfo=clock.COPENHAGEN)):
        assert reminders_due(system) == []
    with clock.at(datetime(2026, 11, 30, 8, tzinfo=clock.COPENHAGEN)):
        assert due(system)


def test_days_the_worker_slept_are_one_reminder(signers, system):
    with days_later(15):
        for asked in reminders_due(system):
            assert remind_by_plan(system, asked)
        assert reminders_due(system) == []
    assert signers.request().reminders == 1


def test_a_reminder_by_hand_on_the_planned_day_is_the_planned_one(signers, system):
    with days_later(3):
        remind(signers.consultant, signers.version.id)
        assert not due(system)
    with days_later(4):
        assert not due(system)
    with days_later(7):
        assert due(system)


def test_who_answered_between_the_plan_and_its_deed_is_left_in_peace(signers, system):
    with days_later(3):
        asked = signers.request().id
        assert asked in reminders_due(system)
        signers.sign()
        assert remind_by_plan(system, asked) is None
        assert asked not in reminders_due(system)


def test_a_municipality_without_a_plan_reminds_nobody(signers, system):
    town = signers.world.cast.municipality
    town.reminder_days = []
    town.save()
    with days_later(30):
        assert reminders_due(system) == []
