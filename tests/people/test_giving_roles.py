"""Who gives whom a role, and what a person who signs in may act as."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import COMPANY, OFFICE, SUBJECT_ROLES, Role
from plads.core.scope import acting
from plads.people.models import Membership, User
from plads.people.queries import signed_in, staff
from plads.people.services import give_role
from tests.refusals import refused


def hire(inside, role=Role.CASEWORKER, email="ny@plads.example", by=None, **more) -> User:
    giver = by or Actor.system(inside.municipality.id)
    return give_role(giver, inside.municipality.id, email=email, name="Ny", role=role, **more)


def test_an_administrator_gives_a_colleague_a_role_and_it_is_told(inside):
    user = hire(inside, by=inside[Role.ADMINISTRATOR])
    assert list(user.memberships.values_list("role", flat=True)) == ["caseworker"]
    told = Event.objects.filter(kind="people.role_given", subjects__contains=[user.id])
    assert [event.facts["role"] for event in told] == ["Sagsbehandler"]


def test_a_role_given_twice_is_one_role_and_told_once(inside):
    assert hire(inside) == hire(inside, email=" NY@plads.example ")
    assert Membership.objects.filter(user__email="ny@plads.example").count() == 1
    assert Event.objects.filter(kind="people.role_given", facts__user_id=str(hire(inside).id)).count() == 1


def test_one_person_may_hold_several_roles(inside):
    user = hire(inside)
    hire(inside, Role.MANAGER)
    _, hats = signed_in(user.id)
    assert [hat.role for hat in hats] == [Role.CASEWORKER, Role.MANAGER]


def test_a_known_users_password_and_name_are_left_alone(inside):
    user = hire(inside, password="første")
    again = give_role(
        Actor.system(inside.municipality.id),
        inside.municipality.id,
        email=user.email,
        name="En anden",
        role=Role.MANAGER,
        password="anden",
    )
    assert (again.name, again.check_password("første")) == ("Ny", True)


def test_who_was_made_a_user_this_very_moment_gets_the_role_too(inside, monkeypatch):
    user = hire(inside)
    monkeypatch.setattr(User.objects, "filter", lambda **_: User.objects.none())
    assert hire(inside, Role.MANAGER) == user
    assert list(user.memberships.order_by("role").values_list("role", flat=True)) == ["caseworker", "manager"]


def test_without_a_password_nobody_can_sign_in_yet(inside):
    assert not hire(inside).has_usable_password()


@pytest.mark.parametrize("giver", [*sorted(OFFICE), Role.MANAGER, Role.CONTACT, Role.MENTOR, Role.CANDIDATE])
def test_only_administrators_give_roles_inside_the_municipality(inside, giver):
    actor = Actor(uuid4(), "Nogen", giver, frozenset({inside.municipality.id}))
    with refused("wrong_role"):
        hire(inside, by=actor)
    assert not User.objects.filter(email="ny@plads.example").exists()


@pytest.mark.parametrize("giver", [Role.MANAGER, Role.CONTACT, Role.MENTOR, Role.CANDIDATE, Role.PUBLIC])
def test_only_the_offices_staff_let_somebody_speak_for_a_company(inside, giver):
    actor = Actor(uuid4(), "Nogen", giver, frozenset({inside.municipality.id}))
    with refused("wrong_role"):
        hire(inside, Role.CONTACT, by=actor, subject_id=uuid4())


def test_a_consultant_cannot_make_an_administrator_by_naming_a_subject(inside):
    with refused("wrong_role"):
        hire(inside, Role.ADMINISTRATOR, by=inside[Role.CONSULTANT], subject_id=uuid4())
    assert not Membership.objects.filter(user__email="ny@plads.example").exists()


@pytest.mark.parametrize("role", sorted(SUBJECT_ROLES))
def test_a_role_that_speaks_for_somebody_must_say_for_whom(inside, role):
    with pytest.raises(IntegrityError, match="people_membership_subject"), transaction.atomic():
        hire(inside, role)


def test_a_role_in_another_municipality_cannot_be_given_from_here(inside, other_municipality):
    system = Actor.system(inside.municipality.id)
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        give_role(system, other_municipality.id, email="x@y.example", name="X", role=Role.ADMINISTRATOR)


def test_an_email_signs_in_whatever_its_case(inside):
    user = hire(inside, email="Anne@Plads.Example")
    assert User.objects.get_by_natural_key("ANNE@plads.example ") == user


def test_a_chains_roles_in_two_municipalities_are_one_hat(inside, other_municipality):
    company = uuid4()
    user = hire(inside, Role.HEAD_OFFICE, subject_id=company)
    other = Actor.system(other_municipality.id)
    with acting(other):
        give_role(
            other, other_municipality.id, email=user.email, name="", role=Role.HEAD_OFFICE, subject_id=company
        )
    with acting(Actor(user.id, user.name, Role.PUBLIC, frozenset())):
        _, (hat,) = signed_in(user.id)
    assert hat.municipality_ids == {inside.municipality.id, other_municipality.id}
    assert hat.subject_ids == {company}
    assert hat.role in COMPANY


def test_a_role_inside_two_municipalities_is_a_hat_in_each(inside, other_municipality):
    user, other = hire(inside), Actor.system(other_municipality.id)
    with acting(other):
        give_role(other, other_municipality.id, email=user.email, name="", role=Role.CASEWORKER)
    with acting(Actor(user.id, user.name, Role.PUBLIC, frozenset())):
        _, hats = signed_in(user.id)
    assert [hat.label for hat in hats] == [
        "Sagsbehandler, Andenby Kommune",
        "Sagsbehandler, Prøvekøbing Kommune",
    ]
    assert len({hat.id for hat in hats}) == 2


def test_who_may_no_longer_sign_in_has_no_hat_and_is_not_among_the_staff(inside):
    user = hire(inside)
    assert user in staff(inside.municipality.id, Role.CASEWORKER)
    user.is_active = False
    user.save()
    assert signed_in(user.id) == (None, [])
    assert user not in staff(inside.municipality.id, Role.CASEWORKER)


def test_staff_are_those_of_the_asked_roles_in_the_asked_municipality(inside, other_municipality):
    names = {user.id for user in staff(inside.municipality.id, Role.CONSULTANT, Role.COORDINATOR)}
    assert names == {inside[Role.CONSULTANT].user_id, inside[Role.COORDINATOR].user_id}
    assert staff(other_municipality.id, *Role) == []
