"""Mentor support: applied for, decided with reasons, spent hour by hour and approved by somebody else."""

from datetime import timedelta
from decimal import Decimal

import pytest

from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.mentoring.approval import approve_hours
from plads.mentoring.models import MentorHours, SupportGrant
from plads.mentoring.queries import mentor_page
from plads.mentoring.services import (
    SupportTerms,
    apply_support,
    decide_support,
    granted_cost,
    note_hours,
)
from tests.days import TODAY
from tests.refusals import not_visible, refused

MONDAY = TODAY - timedelta(days=1)
SUNDAY = MONDAY - timedelta(days=1)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def mentoring(world):
    """A mentor of an open centre, and the mentor as an actor."""
    return world.mentor(world.centre(1))


def terms(mentor, **changes) -> SupportTerms:
    usual = {
        "mentor_id": mentor.id,
        "first_day": TODAY - timedelta(days=30),
        "last_day": TODAY + timedelta(days=60),
        "weekly_minutes": 300,
        "beyond_normal": " Daglig oplæring på let dansk. ",
    }
    return SupportTerms(**usual | changes)


def granted(world, mentor, **changes) -> SupportGrant:
    grant = apply_support(world.cast[Role.CONSULTANT], terms(mentor, **changes))
    return decide_support(world.cast[Role.CASEWORKER], grant.id, yes=True, decision="Mere end det normale.")


def told(kind: str, grant) -> list[Event]:
    return list(Event.objects.filter(kind=f"mentoring.{kind}", subjects__contains=[grant.id]).order_by("id"))


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CASEWORKER, Role.COORDINATOR, Role.CONTACT])
def test_support_is_applied_for_at_the_municipalitys_rate(world, mentoring, role):
    mentor, _ = mentoring
    workplace_id = mentor.centre.workplace_id
    actor = world.speaker(role, workplace_id) if role == Role.CONTACT else world.cast[role]
    grant = apply_support(actor, terms(mentor))
    assert (grant.state, grant.hourly_rate, grant.beyond_normal) == (
        "applied",
        200,
        "Daglig oplæring på let dansk.",
    )
    assert len(told("support_applied", grant)) == 1


def test_support_may_be_for_one_place_of_the_mentors_own_centre(world, caseworker, mentoring):
    mentor, _ = mentoring
    place = mentor.centre.places.get()
    assert apply_support(caseworker, terms(mentor, place_id=place.id)).place == place
    with not_visible():
        apply_support(caseworker, terms(mentor, place_id=world.place().id))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"last_day": TODAY - timedelta(days=31)}, "end_before_start", "last_day"),
        ({"last_day": TODAY + timedelta(days=160)}, "mentorstoette-periode", ""),
        ({"beyond_normal": "  "}, "not_beyond", "beyond_normal"),
        ({"weekly_minutes": 0}, "bad_minutes", "weekly_minutes"),
        ({"weekly_minutes": 37 * 60 + 1}, "bad_minutes", "weekly_minutes"),
    ],
)
def test_what_cannot_be_granted_cannot_be_applied_for(caseworker, mentoring, changes, code, field):
    with refused(code, field):
        apply_support(caseworker, terms(mentoring[0], **changes))
    assert not SupportGrant.objects.exists()


@pytest.mark.parametrize(
    ("yes", "state", "said"), [(True, "granted", "bevilget"), (False, "refused", "afslået")]
)
def test_a_decision_has_a_reason_a_person_and_a_day(caseworker, mentoring, yes, state, said):
    grant = apply_support(caseworker, terms(mentoring[0]))
    with refused("no_reason", "decision"):
        decide_support(caseworker, grant.id, yes=yes, decision=" ")
    decided = decide_support(caseworker, grant.id, yes=yes, decision=" Mere end det normale. ")
    assert (decided.state, decided.decision) == (state, "Mere end det normale.")
    assert (decided.decided_by_id, decided.decided_at) == (caseworker.user_id, clock.now())
    assert [event.facts["answer"] for event in told("support_decided", grant)] == [said]
    with refused("wrong_state"):
        decide_support(caseworker, grant.id, yes=not yes, decision="Omgjort")


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.MANAGER, Role.CONTACT, Role.MENTOR])
def test_only_who_decides_grants_support_and_approves_hours(world, mentoring, role):
    mentor, actor = mentoring
    if role == Role.CONTACT:
        actor = world.speaker(role, mentor.centre.workplace_id)
    elif role != Role.MENTOR:
        actor = world.cast[role]
    waiting, grant = apply_support(world.cast[Role.CONSULTANT], terms(mentor)), granted(world, mentor)
    for yes in (True, False):
        with refused("wrong_role"):
            decide_support(actor, waiting.id, yes=yes, decision="Nej")
    with refused("wrong_role"):
        approve_hours(actor, grant.id, TODAY)


@pytest.mark.parametrize("role", [Role.MENTOR, Role.MANAGER, Role.REPRESENTATIVE, Role.CANDIDATE])
def test_nobody_else_applies(world, mentoring, role):
    mentor, actor = mentoring
    with refused("wrong_role"):
        apply_support(Actor(None, "Nogen", role, actor.municipality_ids, actor.subject_ids), terms(mentor))


def test_a_mentor_notes_hours_day_by_day_and_corrects_them(world, mentoring):
    mentor, actor = mentoring
    grant = granted(world, mentor)
    note_hours(actor, grant.id, MONDAY, 120)
    hours = note_hours(actor, grant.id, MONDAY, 90)
    assert MentorHours.objects.get(grant=grant) == hours
    assert [event.facts["minutes"] for event in told("hours_noted", grant)] == [120, 90]


def test_a_week_holds_the_granted_minutes_from_monday_to_sunday(world, mentoring):
    mentor, actor = mentoring
    grant = granted(world, mentor)
    note_hours(actor, grant.id, SUNDAY, 300)
    note_hours(actor, grant.id, MONDAY, 200)
    with refused("over_grant", "minutes"):
        note_hours(actor, grant.id, TODAY, 101)
    note_hours(actor, grant.id, TODAY, 100)
    with refused("over_grant", "minutes"):
        note_hours(actor, grant.id, MONDAY, 201)
    assert note_hours(actor, grant.id, MONDAY, 199).minutes == 199


@pytest.mark.parametrize(
    ("day", "minutes", "code", "field"),
    [
        (TODAY - timedelta(days=31), 60, "no_grant", "day"),
        (TODAY + timedelta(days=61), 60, "no_grant", "day"),
        (TODAY + timedelta(days=1), 60, "future", "day"),
        (TODAY, 0, "bad_minutes", "minutes"),
        (TODAY, -5, "bad_minutes", "minutes"),
        (TODAY, 24 * 60 + 1, "bad_minutes", "minutes"),
    ],
)
def test_hours_that_cannot_be_are_refused(world, mentoring, day, minutes, code, field):
    mentor, actor = mentoring
    grant = granted(world, mentor)
    with refused(code, field):
        note_hours(actor, grant.id, day, minutes)


def test_no_hours_are_noted_under_an_application_or_a_refusal(caseworker, mentoring):
    mentor, actor = mentoring
    grant = apply_support(caseworker, terms(mentor))
    with refused("no_grant", "day"):
        note_hours(actor, grant.id, TODAY, 60)
    decide_support(caseworker, grant.id, yes=False, decision="Nej")
    with refused("no_grant", "day"):
        note_hours(actor, grant.id, TODAY, 60)


def test_a_mentor_notes_their_own_hours_only(world, caseworker, mentoring):
    mentor, _ = mentoring
    grant = granted(world, mentor)
    for actor in (world.mentor(mentor.centre)[1], caseworker, world.speaker(Role.CONTACT, mentor.id)):
        with not_visible():
            note_hours(actor, grant.id, TODAY, 60)


def test_hours_are_approved_once_up_to_a_day(world, caseworker, mentoring):
    mentor, actor = mentoring
    grant = granted(world, mentor)
    for day in (SUNDAY, MONDAY, TODAY):
        note_hours(actor, grant.id, day, 60)
    assert approve_hours(caseworker, grant.id, MONDAY) == 120
    with refused("no_hours"):
        approve_hours(caseworker, grant.id, MONDAY)
    assert approve_hours(caseworker, grant.id, TODAY) == 60
    assert [event.facts["minutes"] for event in told("hours_approved", grant)] == [120, 60]
    (line,) = mentor_page(caseworker, mentor.id).grants
    assert (line.minutes, line.waiting, line.last_noted) == (180, 0, TODAY)


def test_hours_that_are_approved_for_payment_are_not_changed_by_the_mentor(world, caseworker, mentoring):
    mentor, actor = mentoring
    grant = granted(world, mentor)
    note_hours(actor, grant.id, MONDAY, 60)
    approve_hours(caseworker, grant.id, MONDAY)
    with refused("approved_already", "day"):
        note_hours(actor, grant.id, MONDAY, 240)
    assert note_hours(actor, grant.id, TODAY, 240).approved_at is None
    assert granted_cost(grant) == Decimal("1000.00")


def test_nobody_approves_their_own_hours(world, mentoring):
    mentor, actor = mentoring
    grant = granted(world, mentor)
    note_hours(actor, grant.id, TODAY, 60)
    hat = Actor(mentor.user_id, mentor.name, Role.CASEWORKER, actor.municipality_ids)
    with refused("own_hours"):
        approve_hours(hat, grant.id, TODAY)
    assert MentorHours.objects.get(grant=grant).approved_at is None


def test_hours_cost_the_rate_of_the_day_they_were_granted_to_the_oere(world, mentoring):
    mentor, actor = mentoring
    grant = granted(world, mentor)
    for day, minutes in ((SUNDAY, 50), (MONDAY, 100)):
        note_hours(actor, grant.id, day, minutes)
    world.cast.municipality.mentor_rate = Decimal(999)
    assert granted_cost(grant) == Decimal("500.00")
    (line,) = mentor_page(world.cast[Role.CASEWORKER], mentor.id).grants
    assert (line.cost, line.ceiling) == (Decimal("500.00"), Decimal("13000.00"))


def test_another_municipality_finds_no_grant(world, caseworker, mentoring, other_municipality):
    mentor, _ = mentoring
    grant = apply_support(caseworker, terms(mentor))
    outsider = Actor(None, "Nabo", Role.COORDINATOR, frozenset({other_municipality.id}))
    for scope in (outsider, caseworker):
        with acting(scope):
            with not_visible():
                apply_support(outsider, terms(mentor))
            with not_visible():
                decide_support(outsider, grant.id, yes=True, decision="Ja")
            with not_visible():
                approve_hours(outsider, grant.id, TODAY)


def test_the_same_days_are_not_granted_twice(world, caseworker, mentoring):
    mentor, _ = mentoring
    first, second = (apply_support(caseworker, terms(mentor)) for _ in range(2))
    decide_support(caseworker, first.id, yes=True, decision="Ja")
    with refused("granted_already"):
        decide_support(caseworker, second.id, yes=True, decision="Ja")
    assert decide_support(caseworker, second.id, yes=False, decision="Allerede bevilget").state == "refused"
