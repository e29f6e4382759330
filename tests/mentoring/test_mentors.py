"""Mentors: appointed by the workplace, sworn to silence before they see anyone, never given too many."""

from datetime import timedelta

import pytest

from plads.core import clock, looks
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.mentoring.models import Mentor, MentorAssignment, Training
from plads.mentoring.queries import mentor_page, mentors_of
from plads.mentoring.services import (
    CONFIDENTIALITY_VERSION,
    appoint_mentor,
    assign_mentor,
    note_training,
    set_capacity,
    sign_confidentiality,
)
from plads.people.models import Membership
from plads.placements.models import Placement
from plads.placements.policy import visible_placements
from plads.placements.services.placements import cancel_placement
from tests.days import TODAY
from tests.refusals import not_visible, refused


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def told(kind: str, subject) -> list[Event]:
    return list(Event.objects.filter(kind=f"mentoring.{kind}", subjects__contains=[subject.id]))


def appoint(actor, centre, email="mia@butik.example", **more) -> Mentor:
    return appoint_mentor(actor, centre.id, name=" Mia ", email=email, **more)


def seen_by(actor) -> list[Placement]:
    return list(Placement.objects.filter(visible_placements(actor)))


def test_the_companys_contact_appoints_a_colleague_who_gets_a_sign_in_of_their_own(world):
    centre = world.centre(1)
    contact = world.speaker(Role.CONTACT, centre.workplace_id)
    mentor = appoint(contact, centre, " Mia@Butik.Example ")
    assert (mentor.name, mentor.email, mentor.kind, mentor.capacity) == (
        "Mia",
        "mia@butik.example",
        "internal",
        4,
    )
    membership = Membership.objects.get(user=mentor.user)
    assert (membership.role, membership.subject_id) == (Role.MENTOR, mentor.id)
    assert len(told("appointed", mentor)) == 1


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CASEWORKER, Role.COORDINATOR])
def test_the_office_appoints_an_external_mentor(world, role):
    mentor = appoint(world.cast[role], world.centre(1), kind=Mentor.Kind.EXTERNAL)
    assert mentor.kind == "external"


def test_one_person_is_a_centres_mentor_once_and_may_help_in_two_centres(world, caseworker):
    one, two = world.centre(1), world.centre(1)
    mentor = appoint(caseworker, one)
    with refused("mentor_taken", "email"):
        appoint(caseworker, one, "MIA@butik.example")
    assert appoint(caseworker, two).user == mentor.user


@pytest.mark.parametrize(
    "role", [Role.REPRESENTATIVE, Role.HEAD_OFFICE, Role.MENTOR, Role.MANAGER, Role.CANDIDATE]
)
def test_nobody_else_appoints_mentors(world, role):
    centre = world.centre(1)
    subjects = frozenset({centre.workplace_id})
    with refused("wrong_role"):
        appoint(Actor(None, "Nogen", role, frozenset({centre.municipality_id}), subjects), centre)


def test_confidentiality_is_signed_once_and_by_the_mentor_alone(world, caseworker):
    mentor, actor = world.mentor(world.centre(1), signed=False)
    with refused("wrong_role"):
        sign_confidentiality(caseworker, mentor.id)
    signed = sign_confidentiality(actor, mentor.id)
    assert (signed.confidentiality_at, signed.confidentiality_version) == (
        clock.now(),
        CONFIDENTIALITY_VERSION,
    )
    with clock.at(TODAY + timedelta(days=30)):
        assert sign_confidentiality(actor, mentor.id).confidentiality_at == signed.confidentiality_at
    assert len(told("confidentiality_signed", mentor)) == 1


def test_a_mentor_sees_nobody_before_confidentiality_and_only_their_own_after(world, caseworker):
    placement = world.planned()
    world.planned()
    mentor, actor = world.mentor(placement.place.centre, signed=False)
    assign_mentor(caseworker, placement.id, mentor.id)
    assert seen_by(actor) == []
    sign_confidentiality(actor, mentor.id)
    assert seen_by(actor) == [placement]


def test_a_mentor_is_assigned_once_and_several_may_help_in_one_placement(world, caseworker):
    placement = world.planned()
    centre = placement.place.centre
    (one, _), (two, _) = world.mentor(centre), world.mentor(centre)
    assert assign_mentor(caseworker, placement.id, one.id) == assign_mentor(caseworker, placement.id, one.id)
    assign_mentor(caseworker, placement.id, two.id)
    assert MentorAssignment.objects.filter(placement=placement).count() == 2
    assert len(told("assigned", one)) == 1


def test_a_mentor_helps_in_their_own_centre_only(world, caseworker):
    placement, (stranger, _) = world.planned(), world.mentor(world.centre(1))
    with refused("other_centre", "mentor"):
        assign_mentor(caseworker, placement.id, stranger.id)


def test_a_mentor_is_not_given_more_candidates_at_a_time_than_they_can_help(world, caseworker):
    centre = world.centre(3)
    mentor, _ = world.mentor(centre)
    set_capacity(caseworker, mentor.id, 1)
    places = list(centre.places.order_by("number").select_related("centre__workplace"))
    first, second = world.planned(places[0]), world.planned(places[1])
    later = world.planned(places[2], first_day=first.agreed_last_day + timedelta(days=1))
    assign_mentor(caseworker, first.id, mentor.id)
    with refused("mentor_full", "mentor"):
        assign_mentor(caseworker, second.id, mentor.id)
    assert assign_mentor(caseworker, later.id, mentor.id).placement == later
    cancel_placement(caseworker, first.id)
    assert assign_mentor(caseworker, second.id, mentor.id).placement == second


def test_a_placement_that_is_over_or_called_off_gets_no_mentor_who_could_see_it(world, caseworker):
    placement = world.planned()
    mentor, actor = world.mentor(placement.place.centre)
    cancel_placement(caseworker, placement.id)
    with refused("wrong_state"):
        assign_mentor(caseworker, placement.id, mentor.id)
    assert seen_by(actor) == []


@pytest.mark.parametrize("capacity", [0, -1, 21])
def test_a_capacity_that_makes_no_sense_is_refused(world, caseworker, capacity):
    mentor, _ = world.mentor(world.centre(1))
    with refused("bad_capacity", "capacity"):
        set_capacity(caseworker, mentor.id, capacity)


def test_a_lower_capacity_takes_nobody_from_a_mentor(world, caseworker):
    centre = world.centre(2)
    mentor, _ = world.mentor(centre)
    for place in centre.places.select_related("centre__workplace"):
        assign_mentor(caseworker, world.planned(place).id, mentor.id)
    assert set_capacity(caseworker, mentor.id, 1).capacity == 1
    assert mentor.assignments.count() == 2
    assert len(told("capacity_set", mentor)) == 1


def test_a_course_is_enrolled_in_and_then_completed_as_one_line(world, caseworker):
    mentor, _ = world.mentor(world.centre(1))
    note_training(caseworker, mentor.id, title=" Mentor 1 ", day=TODAY)
    training = note_training(caseworker, mentor.id, title="Mentor 1", day=TODAY, completed=True)
    assert Training.objects.get(mentor=mentor) == training
    assert (training.title, training.completed) == ("Mentor 1", True)
    assert sorted(event.facts["state"] for event in told("training", mentor)) == ["gennemført", "tilmeldt"]
    assert [each.trained for each in mentors_of(caseworker, mentor.centre_id)] == [True]


@pytest.mark.parametrize("role", [Role.CONTACT, Role.MENTOR])
def test_companies_and_mentors_do_not_assign_train_or_set_capacity(world, role):
    placement = world.planned()
    mentor, actor = world.mentor(placement.place.centre)
    if role == Role.CONTACT:
        actor = world.speaker(role, placement.place.centre.workplace_id)
    with refused("wrong_role"):
        assign_mentor(actor, placement.id, mentor.id)
    with refused("wrong_role"):
        note_training(actor, mentor.id, title="Kursus", day=TODAY)
    with refused("wrong_role"):
        set_capacity(actor, mentor.id, 9)


def test_strangers_find_no_mentor(world, caseworker, other_municipality):
    placement = world.planned()
    centre = placement.place.centre
    mentor, _ = world.mentor(centre)
    outsider = Actor(None, "Nabo", Role.COORDINATOR, frozenset({other_municipality.id}))
    for actor in (
        outsider,
        world.speaker(Role.CONTACT, world.workplace().id),
        world.mentor(centre)[1],
        world.speaker(Role.REPRESENTATIVE, centre.workplace_id),
    ):
        with not_visible():
            mentor_page(actor, mentor.id)
        with not_visible():
            sign_confidentiality(actor, mentor.id)
    with not_visible():
        appoint(outsider, centre)
    with not_visible():
        appoint(world.speaker(Role.CONTACT, world.workplace().id), centre)
    with acting(outsider):
        with not_visible():
            assign_mentor(outsider, placement.id, mentor.id)
        with not_visible():
            note_training(outsider, mentor.id, title="Kursus", day=TODAY)
        with not_visible():
            set_capacity(outsider, mentor.id, 2)


def test_a_mentors_page_has_everything_in_a_fixed_number_of_statements(
    world, caseworker, django_assert_num_queries
):
    centre = world.centre(2)
    mentor, _ = world.mentor(centre)
    for place in centre.places.select_related("centre__workplace"):
        assign_mentor(caseworker, world.planned(place).id, mentor.id)
    with looks.watching(), django_assert_num_queries(6):
        page = mentor_page(caseworker, mentor.id)
    assert (page.mentor.busy, len(page.assignments), len(page.places)) == (2, 2, 2)
