"""A link to choose a password: for whom one may, for a few days, once, and never further than one reaches oneself."""

from datetime import timedelta
from uuid import uuid4

import pytest

from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.access import access_link, choose_password, link_days, link_parts, user_of_link
from plads.people.models import User
from plads.people.services import give_role
from tests.days import TODAY
from tests.refusals import not_visible, refused

GOOD = "en lang og rolig dag ved vandet"


def let_in(inside, role=Role.CONTACT, municipality=None, **more) -> User:
    system = Actor.system((municipality or inside.municipality).id)
    subject = None if role in (Role.CASEWORKER, Role.MANAGER) else uuid4()
    with acting(system):
        return give_role(
            system,
            system.municipality_id,
            email="kim@firma.example",
            name="Kim",
            role=role,
            subject_id=subject,
            **more,
        )


def parts(path: str) -> tuple[str, str]:
    _, _, uid, token, _ = path.split("/")
    return uid, token


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CASEWORKER, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_the_office_lets_a_companys_contact_choose_a_password(inside, role):
    user = let_in(inside)
    uid, token = parts(access_link(inside[role], user.id))
    assert user_of_link(uid, token) == user
    assert choose_password(uid, token, GOOD) == user
    assert User.objects.get(id=user.id).check_password(GOOD)


def test_that_a_link_was_made_and_used_is_told_and_the_link_is_nowhere(inside):
    user = let_in(inside)
    uid, token = parts(access_link(inside[Role.CONSULTANT], user.id))
    choose_password(uid, token, GOOD)
    told = Event.objects.filter(kind__startswith="people.", subjects__contains=[user.id]).order_by("id")
    assert [event.kind for event in told] == [
        "people.role_given",
        "people.access_link_made",
        "people.password_chosen",
    ]
    assert not any(token in str(event.facts) or GOOD in str(event.facts) for event in told)


def test_a_candidates_name_stays_out_of_what_is_never_removed(inside):
    user = let_in(inside, Role.CANDIDATE)
    access_link(inside[Role.CASEWORKER], user.id)
    told = Event.objects.get(kind="people.access_link_made", subjects__contains=[user.id])
    assert told.facts["name"] == "Kandidaten"


def test_a_link_works_once(inside):
    uid, token = link_parts(let_in(inside))
    choose_password(uid, token, GOOD)
    assert user_of_link(uid, token) is None
    with not_visible():
        choose_password(uid, token, "et helt andet langt kodeord")


def test_looking_at_a_link_does_not_use_it(inside):
    user = let_in(inside)
    uid, token = link_parts(user)
    assert [user_of_link(uid, token) for _ in range(3)] == [user] * 3


def test_a_link_is_dead_after_its_days(inside):
    uid, token = link_parts(let_in(inside))
    with clock.at(TODAY + timedelta(days=link_days())):
        assert user_of_link(uid, token) is not None
    with clock.at(TODAY + timedelta(days=link_days() + 1)):
        assert user_of_link(uid, token) is None


@pytest.mark.parametrize(("uid", "token"), [("", ""), ("æøå", "x"), ("MQ", "x-y"), ("////", "\x00")])
def test_what_is_no_link_opens_nothing(inside, uid, token):
    assert user_of_link(uid, token) is None
    with not_visible():
        choose_password(uid, token, GOOD)


def test_a_link_for_one_person_does_not_open_another(inside):
    one, two = let_in(inside), inside.users[Role.MANAGER]
    assert user_of_link(link_parts(two)[0], link_parts(one)[1]) is None


@pytest.mark.parametrize("password", ["", "1234", "password"])
def test_a_password_that_is_easy_to_guess_is_refused_and_the_link_still_works(inside, password):
    uid, token = link_parts(let_in(inside))
    with refused("weak_password", "password"):
        choose_password(uid, token, password)
    assert user_of_link(uid, token) is not None


def test_who_may_no_longer_sign_in_gets_no_link_and_their_old_one_is_dead(inside):
    user = let_in(inside)
    uid, token = link_parts(user)
    user.is_active = False
    user.save()
    with refused("inactive"):
        access_link(inside[Role.ADMINISTRATOR], user.id)
    assert user_of_link(uid, token) is None


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CASEWORKER, Role.COORDINATOR])
def test_only_an_administrator_makes_a_link_for_a_colleague(inside, role):
    colleague = let_in(inside, Role.CASEWORKER)
    with refused("colleague"):
        access_link(inside[role], colleague.id)
    assert access_link(inside[Role.ADMINISTRATOR], colleague.id)


def test_a_contact_who_is_a_colleague_too_is_a_colleague(inside):
    user = let_in(inside)
    let_in(inside, Role.MANAGER)
    with refused("colleague"):
        access_link(inside[Role.CONSULTANT], user.id)


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.ADMINISTRATOR])
def test_nobody_makes_a_link_for_an_account_that_reaches_into_another_municipality(
    inside, other_municipality, role
):
    user = let_in(inside)
    let_in(inside, municipality=other_municipality)
    with refused("elsewhere"):
        access_link(inside[role], user.id)


@pytest.mark.parametrize(
    "role", [Role.REPRESENTATIVE, Role.SUPPORT, Role.MENTOR, Role.CANDIDATE, Role.MANAGER, Role.PUBLIC]
)
def test_nobody_else_makes_links(inside, role):
    user = let_in(inside)
    with refused("wrong_role"):
        access_link(Actor(uuid4(), "Nogen", role, frozenset({inside.municipality.id})), user.id)


def test_a_person_of_another_municipality_is_not_there(inside, other_municipality):
    user = let_in(inside, municipality=other_municipality)
    with not_visible():
        access_link(inside[Role.ADMINISTRATOR], user.id)


def test_a_link_is_dead_when_the_account_has_become_a_bigger_one(municipality, cast):
    """Made for a contact, it must not open an administrator's account."""
    consultant, system = cast[Role.CONSULTANT], Actor.system(municipality.id)
    with acting(consultant):
        user = give_role(
            consultant,
            municipality.id,
            email="vera@plads.example",
            name="Vera",
            role=Role.CONTACT,
            subject_id=uuid4(),
        )
        _, _, uid, token, _ = access_link(consultant, user.id).split("/")
    assert user_of_link(uid, token) == user
    with acting(system):
        give_role(system, municipality.id, email=user.email, name="Vera", role=Role.ADMINISTRATOR)
    assert user_of_link(uid, token) is None
