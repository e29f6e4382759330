"""Accounts as somebody inside would abuse them: by the e-mail of a colleague, or by a role that is only on loan."""

from datetime import timedelta

import pytest

from plads.core.actor import Actor
from plads.core.ids import new_id
from plads.core.roles import Role
from plads.people.models import Membership, User
from plads.people.queries import signed_in
from plads.people.services import give_role, limit_role
from plads.people.sso import Held, Vouched, take_in, users_speaking_for
from plads.people.stand_in import name_stand_in
from tests.days import TODAY
from tests.people.team import hire
from tests.refusals import refused

MYSELF = Vouched("mitid", "id-of-the-caseworker", "Sagsbehandleren selv", "", "MitID")


def test_a_proved_cpr_number_makes_nobody_a_colleague(inside):
    """A caseworker makes a candidate of their own CPR number with the administrator's e-mail, and uses their MitID."""
    place, subject = inside.municipality.id, new_id()
    victim = User.objects.get(id=inside[Role.ADMINISTRATOR].user_id)
    give_role(
        inside[Role.CASEWORKER], place, email=victim.email, name="X", role=Role.CANDIDATE, subject_id=subject
    )
    assert users_speaking_for([subject], Role.CANDIDATE) == []
    user = take_in(MYSELF, {Held(Role.CANDIDATE, place, subject)})
    assert user is not None
    assert user != victim


def test_a_proved_cpr_number_finds_who_is_a_candidate_twice(inside):
    system, place = Actor.system(inside.municipality.id), inside.municipality.id
    subjects = [new_id(), new_id()]
    users = [
        give_role(system, place, email="k@plads.example", name="K", role=Role.CANDIDATE, subject_id=each)
        for each in subjects
    ]
    assert set(users_speaking_for(subjects, Role.CANDIDATE)) == {users[0].id}
    assert users_speaking_for(subjects[:1], Role.CANDIDATE) == [], "the other may be somebody else's course"


MONTH = timedelta(days=30)


@pytest.mark.parametrize("how", ["a role", "more days", "another loan"])
def test_a_stand_in_makes_what_they_borrowed_not_their_own(inside, how):
    place = inside.municipality.id
    boss, karla = inside.users[Role.ADMINISTRATOR], inside.users[Role.CONSULTANT]
    name_stand_in(inside[Role.ADMINISTRATOR], boss.id, karla.id, TODAY, TODAY)
    (hat,) = [each for each in signed_in(karla.id)[1] if each.role == Role.ADMINISTRATOR]
    actor = hat.actor(karla)
    loan = Membership.objects.get(user=karla, stands_in_for=boss)
    tries = {
        "a role": lambda: give_role(
            actor, place, email=karla.email, name=karla.name, role=Role.ADMINISTRATOR
        ),
        "more days": lambda: limit_role(actor, loan.id, TODAY + MONTH),
        "another loan": lambda: name_stand_in(actor, boss.id, karla.id, TODAY, TODAY + MONTH),
    }
    with refused("on_loan"):
        tries[how]()
    loan.refresh_from_db()
    assert loan.valid.upper == TODAY + timedelta(days=1)
    assert not Membership.objects.filter(user=karla, role=Role.ADMINISTRATOR, stands_in_for=None).exists()


def test_who_has_the_role_themselves_may_although_they_stand_in_as_well(inside):
    boss, place = inside.users[Role.ADMINISTRATOR], inside.municipality.id
    other = hire(inside, "mette", Role.ADMINISTRATOR)
    name_stand_in(inside[Role.ADMINISTRATOR], boss.id, other.id, TODAY, TODAY)
    (hat,) = [each for each in signed_in(other.id)[1] if each.role == Role.ADMINISTRATOR]
    give_role(hat.actor(other), place, email=other.email, name=other.name, role=Role.MANAGER)
    assert Membership.objects.filter(user=other, role=Role.MANAGER).exists()
