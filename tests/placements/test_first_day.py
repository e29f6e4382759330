"""The first day: planned before it comes, ticked off as it happens, with a colleague's first name and no more."""

from datetime import time, timedelta

import pytest

from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.mentoring.services import assign_mentor, sign_confidentiality
from plads.placements.models import EndReason, FirstDay
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.first_day import Welcome, plan_first_day, tick_first_day
from plads.placements.services.placements import cancel_placement
from tests.days import TODAY
from tests.refusals import not_visible, refused

PLAN = Welcome(
    time(9, 0), " Personaleindgangen ", "Varme sokker", "Anne-Marie", ["Hils på holdet", "Se kantinen"]
)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def planned(world):
    return world.planned()


@pytest.fixture
def mentor(world, planned):
    mentor, actor = world.mentor(planned.place.centre)
    assign_mentor(world.cast[Role.CASEWORKER], planned.id, mentor.id)
    return actor


def told(kind):
    return [event.facts for event in Event.objects.filter(kind=f"placements.{kind}").order_by("id")]


def test_the_plan_is_stored_and_told_without_its_words(caseworker, planned):
    row = plan_first_day(caseworker, planned.id, PLAN)
    row.refresh_from_db()
    assert (row.meet_at, row.where, row.bring, row.buddy) == (
        time(9, 0),
        "Personaleindgangen",
        "Varme sokker",
        "Anne-Marie",
    )
    assert [each["text"] for each in row.tasks] == ["Hils på holdet", "Se kantinen"]
    assert [each["by"] for each in told("first_day_planned")] == [caseworker.name]
    assert "Anne-Marie" not in str(told("first_day_planned"))


def test_a_mentor_ticks_off_with_name_and_day_and_the_first_who_did_it_stands(caseworker, planned, mentor):
    plan_first_day(caseworker, planned.id, PLAN)
    with acting(mentor):
        tick_first_day(mentor, planned.id, "Hils på holdet")
    row = tick_first_day(caseworker, planned.id, "Hils på holdet")
    done = {"text": "Hils på holdet", "done_by": mentor.name, "done_on": TODAY.isoformat()}
    assert row.tasks == [done, {"text": "Se kantinen", "done_by": "", "done_on": ""}]
    assert [(each["done"], each["tasks"], each["by"]) for each in told("first_day_ticked")] == [
        (1, 2, mentor.name)
    ]


def test_a_tick_is_taken_back(caseworker, planned):
    plan_first_day(caseworker, planned.id, PLAN)
    tick_first_day(caseworker, planned.id, "Se kantinen")
    row = tick_first_day(caseworker, planned.id, "Se kantinen", done=False)
    assert not any(each["done_on"] or each["done_by"] for each in row.tasks)
    assert [each["done"] for each in told("first_day_ticked")] == [1, 0]


def test_a_changed_plan_keeps_the_ticks_of_the_lines_that_stay(caseworker, planned, mentor):
    plan_first_day(caseworker, planned.id, PLAN)
    tick_first_day(caseworker, planned.id, "Se kantinen")
    with acting(mentor):
        row = plan_first_day(
            mentor, planned.id, Welcome(tasks=["Prøv skoene", "Se kantinen", "Prøv skoene", " "])
        )
    assert [(each["text"], bool(each["done_on"])) for each in row.tasks] == [
        ("Prøv skoene", False),
        ("Se kantinen", True),
    ]
    assert FirstDay.objects.filter(placement=planned).count() == 1


def test_a_mentor_plans_only_after_signing_confidentiality(world, planned):
    mentor, actor = world.mentor(planned.place.centre, signed=False)
    assign_mentor(world.cast[Role.CASEWORKER], planned.id, mentor.id)
    with acting(actor), not_visible():
        plan_first_day(actor, planned.id, PLAN)
    with acting(actor):
        sign_confidentiality(actor, mentor.id)
        assert plan_first_day(actor, planned.id, PLAN).buddy == "Anne-Marie"


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.CONTACT])
def test_the_candidate_and_the_company_read_the_plan_and_do_not_write_it(planned, role):
    subject = planned.candidate_id if role == Role.CANDIDATE else planned.place.centre.workplace_id
    actor = Actor(None, "Nogen", role, frozenset({planned.municipality_id}), frozenset({subject}))
    with acting(actor), refused("wrong_role"):
        plan_first_day(actor, planned.id, PLAN)
    with acting(actor), refused("wrong_role"):
        tick_first_day(actor, planned.id, "Hils på holdet")


def test_nothing_is_planned_for_a_course_that_is_over_or_called_off(world, caseworker, planned):
    cancel_placement(caseworker, planned.id)
    with refused("course_over"):
        plan_first_day(caseworker, planned.id, PLAN)
    running = world.running(first_day=TODAY - timedelta(days=7))
    plan_first_day(caseworker, running.id, PLAN)
    end_placement(caseworker, running.id, Ending(TODAY, EndReason.JOB_HERE))
    with refused("course_over"):
        tick_first_day(caseworker, running.id, "Hils på holdet")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"meet_at": time(23, 0)}, "meets_late", "meet_at"),
        ({"buddy": "Anne Marie Jensen"}, "buddy_whole_name", "buddy"),
        ({"tasks": [f"Punkt {n}" for n in range(16)]}, "too_many_tasks", "tasks"),
        ({"tasks": ["x" * 121]}, "long_task", "tasks"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_not_stored(caseworker, planned, change, code, field):
    with refused(code, field):
        plan_first_day(caseworker, planned.id, Welcome(**change))
    assert not FirstDay.objects.exists()


def test_a_line_that_is_gone_is_not_ticked(caseworker, planned):
    with refused("no_task"):
        tick_first_day(caseworker, planned.id, "Hils på holdet")
    plan_first_day(caseworker, planned.id, PLAN)
    with refused("no_task"):
        tick_first_day(caseworker, planned.id, "Noget andet")
