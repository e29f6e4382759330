"""Accounts as somebody inside would abuse them: by the e-mail of a colleague, or by a role that is only on loan."""

from plads.core.actor import Actor
from plads.core.ids import new_id
from plads.core.roles import Role
from plads.people.models import User
from plads.people.services import give_role
from plads.people.sso import Held, Vouched, take_in, users_speaking_for

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
