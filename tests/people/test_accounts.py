"""Shutting users out, letting them in again, and correcting what they are called."""

import pytest

from plads.core.actor import Actor
from plads.core.ids import new_id
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.accounts import correct_own, correct_user, let_in_again, shut_out
from plads.people.models import User
from plads.people.queries import signed_in
from plads.people.services import give_role
from tests.people.team import acts, hire, told
from tests.refusals import not_visible, refused


@pytest.fixture
def gina(inside):
    return hire(inside, "gina", Role.CASEWORKER)


def test_who_is_shut_out_has_no_role_at_the_next_click_and_all_of_them_when_let_in_again(inside, gina):
    asta = inside[Role.ADMINISTRATOR]
    shut_out(asta, gina.id)
    shut_out(asta, gina.id)
    assert signed_in(gina.id) == (None, [])
    let_in_again(asta, gina.id)
    let_in_again(asta, gina.id)
    assert [hat.role for hat in signed_in(gina.id)[1]] == [Role.CASEWORKER]
    assert (len(told("user_shut_out")), len(told("user_let_in_again"))) == (1, 1)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CASEWORKER, Role.MANAGER])
def test_only_an_administrator_changes_accounts(inside, gina, role):
    for change in (shut_out, let_in_again, lambda a, u: correct_user(a, u, name="X", email="x@y.example")):
        with refused("wrong_role"):
            change(inside[role], gina.id)


def test_nobody_shuts_themselves_out_or_corrects_themselves_as_an_administrator(inside):
    asta = inside[Role.ADMINISTRATOR]
    with refused("own_account"):
        shut_out(asta, asta.user_id)
    with refused("own_account"):
        correct_user(asta, asta.user_id, name="X", email="x@y.example")


def test_whose_role_lies_in_another_municipality_too_is_not_ours_to_change(inside, other_municipality, gina):
    with acting(Actor.system(other_municipality.id)) as system:
        give_role(system, other_municipality.id, email=gina.email, name="x", role=Role.CASEWORKER)
    for change in (shut_out, let_in_again, lambda a, u: correct_user(a, u, name="X", email="x@y.example")):
        with refused("elsewhere"):
            change(inside[Role.ADMINISTRATOR], gina.id)


def test_a_stranger_does_not_exist(inside, other_municipality):
    with acting(Actor.system(other_municipality.id)) as system:
        user = give_role(system, other_municipality.id, email="o@x.example", name="O", role=Role.CASEWORKER)
    with not_visible():
        shut_out(inside[Role.ADMINISTRATOR], user.id)
    with not_visible():
        let_in_again(inside[Role.ADMINISTRATOR], new_id())


def test_a_name_and_an_e_mail_are_corrected_and_the_old_ones_told_nowhere(inside, gina):
    correct_user(inside[Role.ADMINISTRATOR], gina.id, name=" Gina  Ny ", email="Gina.Ny@plads.example")
    correct_user(inside[Role.ADMINISTRATOR], gina.id, name="Gina Ny", email="gina.ny@plads.example")
    gina.refresh_from_db()
    assert (gina.name, gina.email) == ("Gina Ny", "gina.ny@plads.example")
    (facts,) = told("user_corrected")
    assert facts["what"] == "navnet og e-mailen"
    assert "gina@" not in str(facts)


def test_a_candidates_name_is_in_no_event(inside):
    user = hire(inside, "kamal", Role.CANDIDATE, subject_id=new_id())
    shut_out(inside[Role.ADMINISTRATOR], user.id)
    assert told("user_shut_out")[0]["name"] == "Kandidaten"


@pytest.mark.parametrize(
    ("name", "email", "code", "field"),
    [
        (" ", "a@b.example", "no_name", "name"),
        ("A", "a@b", "no_email", "email"),
        ("A", "asta", "no_email", "email"),
        ("A", "konsulent@plads.example", "email_taken", "email"),
    ],
)
def test_a_wrong_name_or_e_mail_is_refused(inside, gina, name, email, code, field):
    with refused(code, field):
        correct_user(inside[Role.ADMINISTRATOR], gina.id, name=name, email=email)
    assert User.objects.get(id=gina.id).email == "gina@plads.example"


def test_people_correct_themselves_and_nobody_does_so_while_helping(inside, gina):
    correct_own(acts(gina, Role.CASEWORKER, inside.municipality), name="Gina G", email=gina.email)
    assert User.objects.get(id=gina.id).name == "Gina G"
    helper = Actor(new_id(), "H", Role.CASEWORKER, frozenset({inside.municipality.id}), helps=gina.id)
    for nobody in (helper, Actor.system(inside.municipality.id)):
        with not_visible():
            correct_own(nobody, name="X", email="x@y.example")
