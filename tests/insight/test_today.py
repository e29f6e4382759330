"""Today: what waits, for whom, and what comes first."""

from datetime import datetime, time, timedelta

import pytest

from plads.centres.models import AgreementVersion
from plads.centres.services.agreements import offer_agreement
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import watching
from plads.core.periods import period
from plads.core.roles import Role
from plads.core.scope import acting
from plads.followup.services import plan_followups
from plads.insight.matters import Kind
from plads.insight.today import _statement, named, today
from plads.placements.models import Attendance, EndReason
from plads.placements.services.attendance import note_attendance
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.refill import propose_refill
from tests.days import TODAY

pytestmark = pytest.mark.django_db


def waiting(world, role=Role.COORDINATOR):
    actor = world.cast[role]
    with acting(actor):
        return today(actor)


def of(kind, found):
    return [matter for matter in found.matters if matter.kind == kind]


def test_an_empty_place_waits_with_the_candidate_proposed(world):
    candidate, place = world.candidate(), world.place()
    propose_refill(Actor.system(place.municipality_id), place.id)
    (matter,) = of(Kind.PLACE, waiting(world))
    assert matter.id == place.id
    (line,) = named(world.cast[Role.COORDINATOR], [matter])
    assert (matter.person_id, line.detail) == (candidate.id, candidate.name)
    assert matter.due == place.period.lower
    assert matter.level(TODAY) == "late"


def test_a_change_sent_today_is_not_late_because_its_agreement_began_long_ago(world):
    """Its first day is the agreement's own: what counts is when it was sent."""
    from plads.centres.services.changing import amend_agreement

    consultant = world.cast[Role.CONSULTANT]
    with clock.at(TODAY - timedelta(days=60)):
        agreement = world.centre().agreements.get()
    offer_agreement(consultant, amend_agreement(consultant, agreement.id, "Nye tider").id)
    (matter,) = of(Kind.SIGN, waiting(world))
    assert (matter.due, matter.level(TODAY)) == (TODAY + timedelta(days=7), "soon")
    with clock.at(TODAY + timedelta(days=8)):
        (matter,) = of(Kind.SIGN, waiting(world))
        assert matter.level(TODAY + timedelta(days=8)) == "late"


def test_a_first_agreement_is_due_on_its_first_day_when_that_comes_within_a_week(world):
    draft = world.draft()
    offer_agreement(world.cast[Role.CONSULTANT], draft.id)
    (matter,) = of(Kind.SIGN, waiting(world))
    assert matter.due == TODAY + timedelta(days=7)
    AgreementVersion.objects.filter(id=draft.id).update(period=period(TODAY + timedelta(days=3), None))
    (matter,) = of(Kind.SIGN, waiting(world))
    assert matter.due == TODAY + timedelta(days=3)


def test_a_place_offered_to_somebody_waits_for_answers_instead(world):
    nomination = world.nomination()
    found = waiting(world)
    assert of(Kind.PLACE, found) == []
    (matter,) = of(Kind.ANSWER, found)
    assert matter.id == nomination.id
    assert matter.detail == "?,?"


def test_two_times_yes_waits_for_a_plan_and_then_for_the_grant(world):
    accepted = world.accepted()
    assert [matter.id for matter in of(Kind.PLAN, waiting(world))] == [accepted.id]


def test_a_planned_placement_waits_for_its_grant_before_its_first_day(world):
    placement = world.planned()
    (matter,) = of(Kind.APPROVE, waiting(world))
    assert (matter.id, matter.due) == (placement.id, TODAY + timedelta(days=1))
    with clock.at(matter.due):
        assert of(Kind.APPROVE, waiting(world))[0].level(matter.due) == "late"


def test_a_place_held_until_its_last_day_is_seen_before_it_is_empty(world):
    placement = world.running(first_day=TODAY - timedelta(days=20))
    assert of(Kind.PLACE, waiting(world)) == []
    with clock.at(placement.agreed_last_day - timedelta(days=10)):
        (matter,) = of(Kind.PLACE, waiting(world))
        assert matter.due == placement.agreed_last_day + timedelta(days=1)


def test_an_absence_waits_until_a_later_day_is_noted(world):
    placement, caseworker = world.running(first_day=TODAY - timedelta(days=20)), world.cast[Role.CASEWORKER]
    with acting(caseworker):
        note_attendance(caseworker, placement.id, TODAY - timedelta(days=1), Attendance.State.ABSENT)
    assert [matter.detail for matter in of(Kind.ABSENCE, waiting(world))] == ["absent"]
    with acting(caseworker):
        note_attendance(caseworker, placement.id, TODAY, Attendance.State.PRESENT)
    assert of(Kind.ABSENCE, waiting(world)) == []


def test_an_overdue_followup_and_a_course_past_its_day_wait(world):
    placement = world.running(first_day=TODAY - timedelta(days=29))
    plan_followups(Actor.system(placement.municipality_id), placement.id)
    found = waiting(world)
    assert [matter.id for matter in of(Kind.FOLLOWUP, found)] == [placement.id]
    with clock.at(placement.agreed_last_day + timedelta(days=1)):
        assert [matter.id for matter in of(Kind.END, waiting(world))] == [placement.id]


def test_a_place_freed_today_is_empty_tomorrow(world):
    placement, caseworker = world.running(first_day=TODAY - timedelta(days=20)), world.cast[Role.CASEWORKER]
    with acting(caseworker):
        end_placement(caseworker, placement.id, Ending(TODAY, EndReason.JOB_HERE))
    (matter,) = of(Kind.PLACE, waiting(world))
    assert matter.due == TODAY + timedelta(days=1)


def test_a_matter_is_its_owners_and_one_without_owner_is_everybodys(world):
    world.planned()
    (matter,) = of(Kind.APPROVE, waiting(world))
    assert matter.is_for(world.cast[Role.CASEWORKER].own_ids)
    assert matter.is_for(world.cast[Role.CONSULTANT].own_ids)
    assert not matter.is_for(world.cast[Role.COORDINATOR].own_ids)


def test_what_has_broken_comes_before_what_will(world):
    world.place()
    world.planned()
    levels = [matter.level(TODAY) for matter in waiting(world).matters]
    assert levels == sorted(levels, key=["late", "soon", "later"].index)


def test_it_takes_two_statements_whatever_waits(world, django_assert_num_queries):
    world.place()
    world.nomination()
    actor = world.cast[Role.COORDINATOR]
    with acting(actor), django_assert_num_queries(2):
        today(actor)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_only_the_daily_staff_reads_it(world, role):
    with pytest.raises(NotVisible):
        today(world.cast[role])


def test_what_is_asked_depends_on_the_day_and_on_who_asks_alone(world, django_assert_num_queries):
    """The statement is written once a day for all of a role: nothing else may go into it."""
    asking, write = world.cast[Role.COORDINATOR], _statement.__wrapped__
    who = asking.role, asking.municipality_ids
    with clock.at(datetime.combine(TODAY, time(6), clock.COPENHAGEN)), django_assert_num_queries(0):
        early = write(*who, TODAY)
    with clock.at(datetime.combine(TODAY, time(22), clock.COPENHAGEN)):
        assert write(*who, TODAY) == early
    assert write(*who, TODAY + timedelta(days=1)) != early


def test_names_are_read_of_the_lines_shown_alone(world, django_assert_num_queries):
    one, other = world.planned(), world.planned(world.place())
    coordinator = world.cast[Role.COORDINATOR]
    matters = {matter.id: matter for matter in of(Kind.APPROVE, waiting(world))}
    assert {matter.subject for matter in matters.values()} == {""}
    with django_assert_num_queries(1), watching() as looks:
        (line,) = named(coordinator, [matters[one.id]])
    assert line.subject == one.candidate.name
    assert [look.people for look in looks.values()] == [{one.candidate_id}]
    assert other.id in matters
    with django_assert_num_queries(0):
        assert named(coordinator, []) == []


def test_a_place_somebody_keeps_until_after_the_lead_time_waits_for_nobody(world):
    place = world.place()
    world.running(place=place)
    assert of(Kind.PLACE, waiting(world)) == []
