"""Never an organisation without an administrator: not by one, not by two at once, not by any path."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.founding import found, hire_staff
from plads.people.accounts import let_in_again, shut_out
from plads.people.models import Membership, User
from plads.people.organisation import administrators
from plads.people.services import give_role, leave_role, limit_role, take_role
from plads.people.stand_in import end_stand_in, name_stand_in
from tests import databases
from tests.days import TODAY
from tests.people.team import acts, held, hire
from tests.refusals import refused

ADMINISTRATOR = Role.ADMINISTRATOR


def asta(inside) -> Membership:
    return Membership.objects.get(user_id=inside[ADMINISTRATOR].user_id, role=ADMINISTRATOR)


def test_the_last_administrator_cannot_leave(inside):
    with refused("last_administrator"):
        leave_role(inside[ADMINISTRATOR], asta(inside).id)
    assert administrators(inside.municipality.id) == 1


def test_the_last_administrators_role_gets_no_last_day(inside):
    with refused("last_administrator"):
        limit_role(Actor.system(inside.municipality.id), asta(inside).id, TODAY + timedelta(days=9))


def test_plads_itself_takes_no_last_administrator(inside):
    with refused("last_administrator"):
        take_role(Actor.system(inside.municipality.id), asta(inside).id)


def test_an_administrator_leaves_when_another_is_there(inside):
    hire(inside, "gina", ADMINISTRATOR)
    leave_role(inside[ADMINISTRATOR], asta(inside).id)
    assert administrators(inside.municipality.id) == 1


@pytest.mark.parametrize("other", ["shut out", "for some days", "on loan"])
def test_an_administrator_who_does_not_last_counts_for_none(inside, other):
    mine, system = asta(inside), Actor.system(inside.municipality.id)
    if other == "on loan":
        gina = hire(inside, "gina", Role.CASEWORKER)
        name_stand_in(inside[ADMINISTRATOR], mine.user_id, gina.id, TODAY, TODAY + timedelta(days=9))
    else:
        until = TODAY + timedelta(days=9) if other == "for some days" else None
        gina = hire(inside, "gina", ADMINISTRATOR, until=until)
        if other == "shut out":
            shut_out(system, gina.id)
    with refused("last_administrator"):
        leave_role(inside[ADMINISTRATOR], mine.id)


def test_the_last_administrator_is_not_shut_out_by_one_who_stands_in(inside):
    gina = hire(inside, "gina", Role.CASEWORKER)
    mine = asta(inside)
    name_stand_in(inside[ADMINISTRATOR], mine.user_id, gina.id, TODAY, TODAY + timedelta(days=9))
    with refused("last_administrator"):
        shut_out(acts(gina, ADMINISTRATOR, inside.municipality), mine.user_id)


def test_the_database_itself_refuses_whatever_the_code_does(inside):
    with pytest.raises(IntegrityError, match="no administrator"), transaction.atomic():
        asta(inside).delete()
    with pytest.raises(IntegrityError, match="no administrator"), transaction.atomic():
        Membership.objects.filter(id=asta(inside).id).update(role=Role.MANAGER)
    with pytest.raises(IntegrityError, match="no administrator"), transaction.atomic():
        User.objects.filter(id=asta(inside).user_id).update(is_active=False)


def test_the_database_looks_behind_the_wall_and_leaves_the_scope_as_it_was(inside, other_municipality):
    with acting(Actor.system(other_municipality.id)) as system:
        boss = give_role(system, other_municipality.id, email="b@x.example", name="B", role=ADMINISTRATOR)
    here = inside.municipality.id  # who works here too can be changed from here
    give_role(Actor.system(here), here, email=boss.email, name="B", role=Role.CASEWORKER)
    own = inside.municipality.id
    give_role(Actor.system(own), own, email="b@x.example", name="B", role=Role.CASEWORKER)
    with pytest.raises(IntegrityError, match="no administrator"), transaction.atomic():
        User.objects.filter(id=boss.id).update(is_active=False)
    with acting(Actor.system(other_municipality.id)) as system:
        give_role(system, other_municipality.id, email="c@x.example", name="C", role=ADMINISTRATOR)
    before = set(Membership.objects.values_list("id", flat=True))
    User.objects.filter(id=boss.id).update(is_active=False)
    assert set(Membership.objects.values_list("id", flat=True)) == before


@pytest.fixture
def two_administrators(django_db_blocker):
    """Two administrators in a database of its own, where everything is committed."""
    with django_db_blocker.unblock(), databases.copy_of(databases.template()) as urls:
        settings, before = connection.settings_dict, connection.settings_dict["NAME"]
        connection.close()
        settings["NAME"] = databases.name_of(urls)
        try:
            cast = hire_staff(found("991", "Prøvekøbing Kommune", "proevekoebing"), password=None)
            with acting(Actor.system(cast.municipality.id)):
                gina = hire(cast, "gina", ADMINISTRATOR)
            yield cast, [cast[ADMINISTRATOR], acts(gina, ADMINISTRATOR, cast.municipality)]
        finally:
            connections.close_all()
            settings["NAME"] = before


WAYS = {
    "take each other's role": lambda me, other, roles: take_role(me, roles[other]),
    "leave": lambda me, other, roles: leave_role(me, roles[me]),
    "shut each other out": lambda me, other, roles: shut_out(me, other.user_id),
}


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
def test_of_two_administrators_who_remove_each_other_at_once_one_is_left(two_administrators, first, second):
    cast, pair = two_administrators
    with acting(Actor.system(cast.municipality.id)):
        roles = {me: Membership.objects.get(user_id=me.user_id, role=ADMINISTRATOR).id for me in pair}
    start = Barrier(2)

    def go(number: int) -> str:
        me, other = pair[number], pair[1 - number]
        try:
            with clock.at(TODAY), acting(me):
                start.wait()
                WAYS[(first, second)[number]](me, other, roles)
                return "done"
        except Refused as error:
            return error.code
        except NotVisible:
            return "gone"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(go, (0, 1)))
    with acting(Actor.system(cast.municipality.id)):
        assert administrators(cast.municipality.id) == 1
    assert "done" in came
    if sorted(came) != ["done", "last_administrator"]:
        assert (first == "leave") != (second == "leave"), "both meant the same of the two"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["give", "give for a week", "take", "leave", "limit", "lend", "end", "shut out", "let in", "day"]
        ),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_sequence_of_steps_leaves_a_municipality_without_an_administrator(inside, steps):
    place, point = inside.municipality, transaction.savepoint()
    try:
        people = [
            inside.users[ADMINISTRATOR],
            hire(inside, "gina", Role.CASEWORKER),
            hire(inside, "carl", Role.MANAGER),
        ]
        day = TODAY
        for what, who, whom in steps:
            day += timedelta(days=4) if what == "day" else timedelta()
            with clock.at(day):
                step(place, what, people[who], people[whom])
                assert administrators(place.id) >= 1, (what, who, whom)
    finally:
        transaction.savepoint_rollback(point)


def step(place, what, who, whom):
    """Do one thing as whoever may; a refusal is an answer too."""
    me, system, today = acts(who, ADMINISTRATOR, place), Actor.system(place.id), clock.today()
    week = today + timedelta(days=6)
    own = Membership.objects.filter(user=whom, role=ADMINISTRATOR).order_by("id").first()
    ways = {
        "give": lambda: give_role(system, place.id, email=whom.email, name="", role=ADMINISTRATOR),
        "give for a week": lambda: give_role(
            system, place.id, email=whom.email, name="", role=ADMINISTRATOR, until=week
        ),
        "take": lambda: own and take_role(me, own.id),
        "leave": lambda: own and leave_role(acts(whom, ADMINISTRATOR, place), own.id),
        "limit": lambda: own and limit_role(me, own.id, week),
        "lend": lambda: name_stand_in(me, who.id, whom.id, today, week),
        "end": lambda: end_stand_in(me, who.id, whom.id),
        "shut out": lambda: shut_out(me, whom.id),
        "let in": lambda: let_in_again(me, whom.id),
        "day": lambda: None,
    }
    try:
        with transaction.atomic():
            ways[what]()
    except (Refused, NotVisible):
        pass


def test_the_steps_of_that_test_can_reach_each_refusal_and_each_success(inside):
    gina = hire(inside, "gina", Role.CASEWORKER)
    step(inside.municipality, "give", inside.users[ADMINISTRATOR], gina)
    assert held(gina, ADMINISTRATOR)
    step(inside.municipality, "leave", gina, inside.users[ADMINISTRATOR])
    assert not Membership.objects.filter(user_id=inside[ADMINISTRATOR].user_id, role=ADMINISTRATOR).exists()
    step(inside.municipality, "leave", gina, gina)
    assert held(gina, ADMINISTRATOR)
