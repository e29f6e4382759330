"""Roles that are taken away, given up or get a last day."""

from datetime import timedelta

import pytest

from plads.core import clock
from plads.core.actor import Actor
from plads.core.ids import new_id
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.models import Membership
from plads.people.queries import signed_in
from plads.people.services import give_role, leave_role, limit_role, take_role
from tests.days import TODAY
from tests.people.team import acts, held, hire, told
from tests.refusals import not_visible, refused


def hats_of(user):
    with acting(Actor(user.id, user.name, Role.PUBLIC, frozenset())):
        return signed_in(user.id)[1]


def test_a_role_taken_away_is_gone_at_once_and_told(inside):
    user = hire(inside, "gina", Role.CASEWORKER, Role.CONSULTANT)
    take_role(inside[Role.ADMINISTRATOR], held(user, Role.CASEWORKER).id)
    assert [hat.role for hat in hats_of(user)] == [Role.CONSULTANT]
    assert [facts["role"] for facts in told("role_taken")] == ["Sagsbehandler"]


@pytest.mark.parametrize(
    "role", [Role.CONSULTANT, Role.CASEWORKER, Role.COORDINATOR, Role.MANAGER, Role.SUPPORT]
)
def test_only_an_administrator_takes_a_colleagues_role(inside, role):
    user, other = hire(inside, "gina", Role.CASEWORKER), hire(inside, "carl", role)
    with refused("wrong_role"):
        take_role(acts(other, role, inside.municipality), held(user, Role.CASEWORKER).id)
    assert not told("role_taken")


def test_a_role_in_another_municipality_is_not_there_to_take(inside, other_municipality):
    with acting(Actor.system(other_municipality.id)) as system:
        user = give_role(system, other_municipality.id, email="o@x.example", name="O", role=Role.CASEWORKER)
        theirs = held(user, Role.CASEWORKER).id
    with not_visible():
        take_role(inside[Role.ADMINISTRATOR], theirs)


def test_people_leave_a_role_of_their_own_in_whatever_municipality_it_lies(inside, other_municipality):
    user = hire(inside, "gina", Role.CASEWORKER, Role.CONSULTANT)
    with acting(Actor.system(other_municipality.id)) as system:
        give_role(system, other_municipality.id, email=user.email, name="x", role=Role.CASEWORKER)
        theirs = held(user, Role.CASEWORKER)
    me = acts(user, Role.CONSULTANT, inside.municipality)
    with acting(me):
        leave_role(me, theirs.id)
    assert [(hat.role, hat.municipality_ids) for hat in hats_of(user)] == [
        (Role.CONSULTANT, {inside.municipality.id}),
        (Role.CASEWORKER, {inside.municipality.id}),
    ]
    with acting(Actor.system(other_municipality.id)):
        assert [facts["role"] for facts in told("role_left")] == ["Sagsbehandler"]


def test_nobody_leaves_anothers_role(inside):
    user, other = hire(inside, "gina", Role.CASEWORKER), hire(inside, "carl", Role.CONSULTANT)
    with not_visible():
        leave_role(acts(other, Role.CONSULTANT, inside.municipality), held(user, Role.CASEWORKER).id)
    with not_visible():
        leave_role(Actor.system(inside.municipality.id), held(user, Role.CASEWORKER).id)


def test_who_takes_their_own_role_away_leaves_it(inside):
    hire(inside, "gina", Role.ADMINISTRATOR)
    asta = inside[Role.ADMINISTRATOR]
    take_role(asta, Membership.objects.get(user_id=asta.user_id, role=Role.ADMINISTRATOR).id)
    assert told("role_left")
    assert not told("role_taken")


def test_a_role_with_a_last_day_ends_by_itself(inside):
    user = hire(inside, "gina", Role.CASEWORKER)
    last = TODAY + timedelta(days=3)
    limit_role(inside[Role.ADMINISTRATOR], held(user, Role.CASEWORKER).id, last)
    limit_role(inside[Role.ADMINISTRATOR], held(user, Role.CASEWORKER).id, last)
    assert [facts["ends"] for facts in told("role_limited")] == [f"{last:%d.%m.%Y}"]
    with clock.at(last):
        assert hats_of(user)
    with clock.at(last + timedelta(days=1)):
        assert not hats_of(user)


def test_a_role_given_again_after_its_last_day_counts_again(inside):
    user = hire(inside, "gina", Role.CASEWORKER, until=TODAY)
    with clock.at(TODAY + timedelta(days=5)):
        assert not hats_of(user)
        hire(inside, "gina", Role.CASEWORKER)
        assert hats_of(user)
    assert len(told("role_given")) == len({*map(str, told("role_given"))}) + 1
    assert Membership.objects.filter(user=user).count() == 1


def test_a_last_day_that_is_over_is_refused(inside):
    yesterday = TODAY - timedelta(days=1)
    with refused("day_is_over", "until"):
        hire(inside, "gina", Role.CASEWORKER, until=yesterday)
    user = hire(inside, "gina", Role.CASEWORKER)
    with refused("day_is_over", "until"):
        limit_role(inside[Role.ADMINISTRATOR], held(user, Role.CASEWORKER).id, yesterday)


def test_a_contact_names_and_removes_colleagues_of_their_own_workplace_only(world):
    here, elsewhere = world.workplace(), world.workplace()
    contact = world.speaker(Role.CONTACT, here.id)
    place = world.cast.municipality.id
    with acting(contact):
        give = {"email": "ny@butik.example", "name": "Ny"}
        user = give_role(contact, place, **give, role=Role.CONTACT, subject_id=here.id)
        for role, subject in (
            (Role.CONTACT, elsewhere.id),
            (Role.REPRESENTATIVE, here.id),
            (Role.HEAD_OFFICE, here.company_id),
            (Role.CANDIDATE, new_id()),
        ):
            with refused("wrong_role"):
                give_role(contact, place, **give, role=role, subject_id=subject)
        take_role(contact, held(user, Role.CONTACT).id)
        assert not Membership.objects.filter(user=user).exists()
    rival = world.speaker(Role.CONTACT, elsewhere.id)
    with acting(contact), refused("wrong_role"):
        take_role(contact, Membership.objects.get(user_id=rival.user_id).id)


def test_nobody_who_helps_gives_or_takes(inside):
    user = hire(inside, "gina", Role.CASEWORKER)
    asta = inside[Role.ADMINISTRATOR]
    helper = Actor(user.id, "Hjælper", Role.ADMINISTRATOR, asta.municipality_ids, helps=asta.user_id)
    with refused("wrong_role"):
        give_role(helper, inside.municipality.id, email="x@y.example", name="X", role=Role.MANAGER)
    with not_visible():
        leave_role(helper, held(user, Role.CASEWORKER).id)
