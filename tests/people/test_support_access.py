"""Support sees a user's pages only when that user said so, and only until the time is up."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from plads.core import clock
from plads.core.roles import Role
from plads.people.models import SupportAccess
from plads.people.services import take_role
from plads.people.support import (
    accesses,
    end_support,
    grant_support,
    open_support,
    shown,
    waiting_for_support,
)
from tests.people.team import acts, held, hire, told
from tests.refusals import not_visible, refused


@pytest.fixture
def sanne(inside):
    return inside[Role.CASEWORKER]


@pytest.fixture
def helper(inside):
    return acts(hire(inside, "sofus", Role.SUPPORT), Role.SUPPORT, inside.municipality)


def grant(actor, minutes=60):
    return grant_support(actor, actor.municipality_id, "Jeg kan ikke finde listen.", minutes)


def test_support_sees_what_the_user_sees_and_is_still_who_they_are(sanne, helper):
    access = grant(sanne)
    open_support(helper, access.id)
    actor = shown(helper, access.id).actor
    assert (actor.user_id, actor.name, actor.helps) == (helper.user_id, helper.name, sanne.user_id)
    assert (actor.role, actor.municipality_ids, actor.subject_ids) == (
        sanne.role,
        sanne.municipality_ids,
        sanne.subject_ids,
    )


def test_nothing_is_shown_before_it_is_opened_or_to_another_of_support(inside, sanne, helper):
    access = grant(sanne)
    other = acts(hire(inside, "sally", Role.SUPPORT), Role.SUPPORT, inside.municipality)
    assert shown(helper, access.id) is None
    open_support(helper, access.id)
    assert shown(other, access.id) is None
    assert shown(inside[Role.ADMINISTRATOR], access.id) is None


def test_it_ends_by_itself(sanne, helper):
    access = grant(sanne, 15)
    open_support(helper, access.id)
    with clock.at(clock.now() + timedelta(minutes=15)):
        assert shown(helper, access.id) is None
        assert waiting_for_support(helper) == []
        with not_visible():
            open_support(helper, access.id)


def test_the_user_ends_it_whenever_they_like_and_so_may_support(sanne, helper):
    for who in (sanne, helper):
        access = grant(sanne)
        open_support(helper, access.id)
        end_support(who, access.id)
        end_support(who, access.id)
        assert shown(helper, access.id) is None
    assert len(told("support_ended")) == 2


def test_a_new_grant_ends_the_one_before(sanne, helper):
    first, second = grant(sanne), grant(sanne)
    with not_visible():
        open_support(helper, first.id)
    assert [each.id for each in waiting_for_support(helper)] == [second.id]


def test_the_user_sees_who_looked_and_when(sanne, helper):
    access = grant(sanne)
    open_support(helper, access.id)
    (mine,) = accesses(sanne)
    assert mine.id == access.id
    assert [(use.name, use.at) for use in mine.uses] == [("Sofus", clock.now())]
    assert [facts["minutes"] for facts in told("support_granted")] == [60]


def test_a_role_taken_away_from_the_user_is_gone_for_support_too(inside, sanne, helper):
    access = grant(sanne)
    open_support(helper, access.id)
    take_role(inside[Role.ADMINISTRATOR], held(inside.users[Role.CASEWORKER], Role.CASEWORKER).id)
    assert shown(helper, access.id) is None


def test_support_is_a_role_an_administrator_gives_and_can_take(inside, sanne, helper):
    access = grant(sanne)
    open_support(helper, access.id)
    for role in (Role.CONSULTANT, Role.COORDINATOR, Role.ADMINISTRATOR):
        with not_visible():
            open_support(inside[role], access.id)
        with not_visible():
            waiting_for_support(inside[role])


def test_support_opens_no_pages_of_its_own_and_grants_none(inside, sanne, helper):
    with not_visible():
        grant(helper)
    access = grant(acts(hire(inside, "sofus", Role.CASEWORKER), Role.CASEWORKER, inside.municipality))
    with not_visible():
        open_support(helper, access.id)
    own = grant(sanne)
    open_support(helper, own.id)
    seen = shown(helper, own.id).actor
    for act in (lambda: grant(seen), lambda: end_support(seen, own.id), lambda: open_support(seen, own.id)):
        with not_visible():
            act()
    with not_visible():
        waiting_for_support(seen)


def test_nobody_ends_or_sees_anothers(inside, sanne, helper):
    access = grant(sanne)
    with not_visible():
        end_support(inside[Role.CONSULTANT], access.id)
    assert accesses(inside[Role.CONSULTANT]) == []


def test_another_municipalitys_support_sees_none_of_it(inside, other_municipality, sanne):
    stranger = acts(hire(inside, "sofus", Role.SUPPORT), Role.SUPPORT, other_municipality)
    access = grant(sanne)
    with not_visible():
        open_support(stranger, access.id)
    with not_visible():
        grant_support(sanne, other_municipality.id, "Hjælp", 15)


def test_what_for_and_how_long_must_be_said(sanne):
    with refused("no_reason", "help_with"):
        grant_support(sanne, sanne.municipality_id, "  ", 60)
    with refused("wrong_length", "minutes"):
        grant(sanne, 61)


def test_the_longest_time_can_be_given_by_a_clock_that_runs(sanne):
    running = clock._fixed.set(None)
    try:
        access = grant(sanne, 240)
    finally:
        clock._fixed.reset(running)
    assert access.until - access.granted_at == timedelta(hours=4)


def test_the_database_itself_keeps_it_short(sanne):
    access = grant(sanne)
    with pytest.raises(IntegrityError, match="people_support_is_short"), transaction.atomic():
        SupportAccess.objects.filter(id=access.id).update(until=clock.now() + timedelta(days=1))
