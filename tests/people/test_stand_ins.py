"""Somebody is away: a colleague has their role and their matters, from a day to a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from plads.core import clock
from plads.core.actor import Actor
from plads.core.events import record
from plads.core.ids import new_id
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.accounts import shut_out
from plads.people.events import RoleGiven
from plads.people.models import Membership
from plads.people.queries import signed_in, staff
from plads.people.services import give_role, limit_role, take_role
from plads.people.stand_in import LONGEST, end_stand_in, name_stand_in, stand_ins
from tests.days import TODAY
from tests.people.team import acts, held, hire, told
from tests.refusals import not_visible, refused

WEEK = timedelta(days=6)


@pytest.fixture
def sanne(inside):
    return inside.users[Role.CASEWORKER]


@pytest.fixture
def karla(inside):
    return inside.users[Role.CONSULTANT]


def lend(inside, absent, colleague, first=TODAY, last=TODAY + WEEK, by=None):
    return name_stand_in(
        by or acts(absent, Role.CASEWORKER, inside.municipality), absent.id, colleague.id, first, last
    )


def hats_of(user):
    return {hat.role: hat for hat in signed_in(user.id)[1]}


def test_a_stand_in_has_the_role_and_the_matters_from_the_first_day_to_the_last(inside, sanne, karla):
    lend(inside, sanne, karla, TODAY + timedelta(days=1), TODAY + timedelta(days=3))
    for days, has in ((0, False), (1, True), (3, True), (4, False)):
        with clock.at(TODAY + timedelta(days=days)):
            assert (Role.CASEWORKER in hats_of(karla)) is has
    with clock.at(TODAY + timedelta(days=2)):
        actor = hats_of(karla)[Role.CASEWORKER].actor(karla)
    assert actor.own_ids == {sanne.id, karla.id}


def test_what_a_stand_in_does_is_signed_as_a_stand_in(inside, sanne, karla):
    lend(inside, sanne, karla)
    hat = hats_of(karla)[Role.CASEWORKER]
    assert hat.label == "Sagsbehandler, Prøvekøbing Kommune (vikar for Sanne Sagsbehandler)"
    event = record(hat.actor(karla), inside.municipality.id, RoleGiven(new_id(), "x"))
    assert event.actor_name == "Karla Konsulent (vikar for Sanne Sagsbehandler)"
    assert event.actor_user_id == karla.id


def test_who_has_the_role_already_keeps_their_own_name_and_sees_both_peoples_matters(inside, sanne):
    gina = hire(inside, "gina", Role.CASEWORKER)
    lend(inside, sanne, gina)
    hat = hats_of(gina)[Role.CASEWORKER]
    assert hat.actor(gina).name == "Gina"
    assert hat.actor(gina).own_ids == {sanne.id, gina.id}


def test_naming_anew_moves_the_days(inside, sanne, karla):
    lend(inside, sanne, karla)
    lend(inside, sanne, karla, last=TODAY + timedelta(days=20))
    (found,) = stand_ins(acts(sanne, Role.CASEWORKER, inside.municipality), sanne.id)
    assert (found.last_day, found.roles, found.is_now) == (
        TODAY + timedelta(days=20),
        ("Sagsbehandler",),
        True,
    )
    assert len(told("stand_in_named")) == 2


def test_a_role_with_a_last_day_is_not_lent_beyond_it(inside, karla):
    gina = hire(inside, "gina", Role.CASEWORKER, until=TODAY + timedelta(days=2))
    lend(inside, gina, karla)
    assert Membership.objects.get(stands_in_for=gina).valid.upper == TODAY + timedelta(days=3)


def test_a_loan_is_not_lent_on(inside, sanne, karla):
    lend(inside, sanne, karla)
    gina = hire(inside, "gina", Role.MANAGER)
    lend(inside, karla, gina, by=acts(karla, Role.CONSULTANT, inside.municipality))
    assert Role.CASEWORKER not in hats_of(gina)
    assert Role.CONSULTANT in hats_of(gina)


def test_the_loan_goes_with_the_role_and_with_its_owner(inside, sanne, karla):
    gina = hire(inside, "gina", Role.CASEWORKER)
    lend(inside, gina, karla)
    shut_out(inside[Role.ADMINISTRATOR], gina.id)
    assert Role.CASEWORKER not in hats_of(karla)
    lend(inside, sanne, karla)
    take_role(inside[Role.ADMINISTRATOR], held(sanne, Role.CASEWORKER).id)
    assert Role.CASEWORKER not in hats_of(karla)


@pytest.mark.parametrize("by", ["absent", "colleague", "administrator"])
def test_it_can_be_ended_before_its_time(inside, sanne, karla, by):
    lend(inside, sanne, karla)
    actor = {
        "absent": acts(sanne, Role.CASEWORKER, inside.municipality),
        "colleague": acts(karla, Role.CASEWORKER, inside.municipality),
        "administrator": inside[Role.ADMINISTRATOR],
    }[by]
    end_stand_in(actor, sanne.id, karla.id)
    end_stand_in(actor, sanne.id, karla.id)
    assert Role.CASEWORKER not in hats_of(karla)
    assert len(told("stand_in_ended")) == 1


def test_stand_ins_get_nothing_in_their_own_name(inside, sanne, karla):
    lend(inside, sanne, karla)
    assert karla not in staff(inside.municipality.id, Role.CASEWORKER)


def test_an_administrator_names_anybodys_and_others_only_their_own(inside, sanne, karla):
    lend(inside, sanne, karla, by=inside[Role.ADMINISTRATOR])
    tove = inside[Role.COORDINATOR]
    with refused("wrong_role"):
        lend(inside, sanne, karla, by=tove)
    with refused("wrong_role"):
        end_stand_in(tove, sanne.id, karla.id)
    with not_visible():
        stand_ins(tove, sanne.id)
    helper = replace(acts(sanne, Role.CASEWORKER, inside.municipality), helps=sanne.id)
    with refused("wrong_role"):
        lend(inside, sanne, karla, by=helper)


def test_only_an_active_colleague_can_stand_in(inside, sanne, karla, other_municipality):
    contact = hire(inside, "vera", Role.CONTACT, subject_id=new_id())
    with refused("not_colleague", "colleague"):
        lend(inside, sanne, contact)
    with refused("same_person", "colleague"):
        lend(inside, sanne, sanne)
    with acting(Actor.system(other_municipality.id)) as system:
        far = give_role(system, other_municipality.id, email="o@x.example", name="O", role=Role.CASEWORKER)
    with not_visible():
        lend(inside, sanne, far)
    with refused("no_role"):
        lend(inside, contact, karla, by=inside[Role.ADMINISTRATOR])


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(3, 2, "end_before_start"), (-9, -1, "day_is_over"), (0, LONGEST.days + 1, "too_long")],
)
def test_wrong_days_are_refused(inside, sanne, karla, first, last, code):
    with refused(code, "last_day"):
        lend(inside, sanne, karla, TODAY + timedelta(days=first), TODAY + timedelta(days=last))
    assert not Event.objects.filter(kind="people.stand_in_named").exists()


def test_a_stand_in_always_has_a_last_day(inside, sanne, karla):
    lend(inside, sanne, karla)
    loan = Membership.objects.get(stands_in_for=sanne)
    with refused("no_end", "until"):
        limit_role(inside[Role.ADMINISTRATOR], loan.id, None)
