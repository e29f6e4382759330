"""No course in the past, no two courses at once, and an end that can be moved."""

from datetime import timedelta

from plads.core import clock
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.people.models import Membership
from plads.placements.models import EndReason
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.nominations import answer_nomination
from plads.placements.services.placements import approve_placement, plan_placement, start_placement
from tests.days import TODAY
from tests.refusals import refused

WIDE = {"slots": parse_week("man-fre 8-18")}


def test_a_course_that_would_be_over_is_refused_at_its_last_day(world):
    with refused("past", "last_day"):
        world.nomination(first_day=TODAY - timedelta(days=20), last_day=TODAY - timedelta(days=1))


def test_a_course_is_neither_granted_nor_begun_after_its_last_day(world):
    placement, caseworker = world.planned(), world.cast[Role.CASEWORKER]
    with clock.at(placement.agreed_last_day + timedelta(days=1)), refused("over"):
        approve_placement(caseworker, placement.id)
    approve_placement(caseworker, placement.id)
    with clock.at(placement.agreed_last_day + timedelta(days=1)), refused("over"):
        start_placement(caseworker, placement.id)


def test_nobody_is_put_forward_for_hours_they_spend_in_another_place(world):
    placement = world.running(first_day=TODAY - timedelta(days=7), week="man-fre 9-12")
    with refused("clash", "slots"):
        world.nomination(world.place(place=WIDE), placement.candidate, week="fre 11-13")
    assert world.nomination(world.place(place=WIDE), placement.candidate, week="fre 12-14")


def test_of_two_accepted_nominations_for_the_same_hours_only_one_becomes_a_course(world):
    candidate = world.candidate()
    first, second = (world.accepted(world.place(), candidate, week="man 9-12") for _ in range(2))
    caseworker = world.cast[Role.CASEWORKER]
    plan_placement(caseworker, first.id)
    with refused("clash", "slots"):
        plan_placement(caseworker, second.id)


def test_a_known_end_may_be_moved_later_while_the_place_is_free(world):
    placement = world.running(first_day=TODAY - timedelta(days=7))
    caseworker, agreed = world.cast[Role.CASEWORKER], placement.agreed_last_day
    end_placement(caseworker, placement.id, Ending(TODAY + timedelta(days=5), EndReason.JOB_HERE))
    placement = end_placement(caseworker, placement.id, Ending(TODAY + timedelta(days=9), EndReason.JOB_HERE))
    assert placement.period.upper == TODAY + timedelta(days=10)
    assert placement.steps.get().period.upper == TODAY + timedelta(days=10)
    with refused("end_after_agreed", "last_day"):
        end_placement(caseworker, placement.id, Ending(agreed + timedelta(days=1), EndReason.JOB_HERE))


def test_a_known_end_is_not_moved_into_the_days_of_the_next(world):
    placement = world.running(first_day=TODAY - timedelta(days=7))
    caseworker = world.cast[Role.CASEWORKER]
    end_placement(caseworker, placement.id, Ending(TODAY + timedelta(days=5), EndReason.JOB_HERE))
    world.planned(placement.place, first_day=TODAY + timedelta(days=6))
    with refused("place_taken", "last_day"):
        end_placement(caseworker, placement.id, Ending(TODAY + timedelta(days=9), EndReason.JOB_HERE))


def test_staff_do_not_answer_for_a_company(world):
    nomination = world.nomination()
    contact = world.speaker(Role.CONTACT, nomination.place.centre.workplace_id)
    Membership.objects.create(
        municipality_id=nomination.municipality_id, user_id=contact.user_id, role=Role.CASEWORKER
    )
    with refused("staff"):
        answer_nomination(contact, nomination.id, yes=True)


def test_a_grant_does_not_reach_back(world):
    placement, caseworker = world.planned(), world.cast[Role.CASEWORKER]
    with clock.at(placement.period.lower):
        assert approve_placement(caseworker, placement.id).state == "approved"
    late = world.planned()
    with clock.at(late.period.lower + timedelta(days=1)), refused("late_grant") as refusal:
        approve_placement(caseworker, late.id)
    assert "gælder ikke bagud" in refusal.value.message


def test_a_course_that_never_began_gives_its_place_back_after_its_last_day(world):
    from plads.core.actor import Actor
    from plads.placements.services.placements import lapse_placement, lapses_due

    placement, caseworker = world.planned(), world.cast[Role.CASEWORKER]
    approve_placement(caseworker, placement.id)
    system = Actor.system(placement.municipality_id)
    with clock.at(placement.agreed_last_day):
        assert lapses_due(system) == []
        with refused("not_over"):
            lapse_placement(system, placement.id)
    with refused("wrong_role"):
        lapse_placement(caseworker, placement.id)
    with clock.at(placement.agreed_last_day + timedelta(days=1)):
        assert lapses_due(system) == [placement.id]
        assert lapse_placement(system, placement.id).state == "cancelled"
        assert lapses_due(system) == []
