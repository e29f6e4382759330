"""Follow-up: set when a course is granted, held and noted, measured, and proved at the end."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import connection

from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.followup.models import FollowUp, ProgressMeasure, Statement
from plads.followup.queries import followups_of, next_followups, progress_and_statement, progress_lines
from plads.followup.services import (
    drop_followups,
    hold_followup,
    issue_statement,
    note_progress,
    note_progress_scores,
    plan_followups,
)
from plads.mentoring.services import assign_mentor
from plads.placements.models import Attendance, EndReason, Placement
from plads.placements.services.attendance import note_attendance
from plads.placements.services.endings import Ending, end_placement
from tests.days import TODAY
from tests.refusals import not_visible, refused

LAST_WEEK, TOMORROW = TODAY - timedelta(days=7), TODAY + timedelta(days=1)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def running(world) -> Placement:
    return world.running(first_day=LAST_WEEK)


def told(kind: str, placement) -> list[Event]:
    return list(
        Event.objects.filter(kind=f"followup.{kind}", subjects__contains=[placement.id]).order_by("id")
    )


def held(actor, placement, **changes) -> FollowUp:
    followup = plan_followups(Actor.system(placement.municipality_id), placement.id)[0]
    return hold_followup(
        actor, followup.id, **{"held_on": TODAY, "note": " Det går godt. ", "agreed": " Kl. 9. "} | changes
    )


def test_meetings_are_set_at_the_municipalitys_interval_and_on_the_last_day(world, caseworker):
    placement = world.planned()
    followups = plan_followups(caseworker, placement.id)
    every = timedelta(days=21)
    assert [each.due_on for each in followups] == [
        TOMORROW + every,
        TOMORROW + 2 * every,
        TOMORROW + 3 * every,
        TOMORROW + 4 * every,
        placement.agreed_last_day,
    ]
    assert [event.facts["count"] for event in told("planned", placement)] == [5]


@pytest.mark.parametrize(("days", "due"), [(1, [0]), (21, [20]), (22, [21]), (23, [21, 22])])
def test_a_short_course_has_at_least_the_meeting_on_its_last_day(world, caseworker, days, due):
    placement = world.planned(last_day=TOMORROW + timedelta(days=days - 1))
    planned = plan_followups(caseworker, placement.id)
    assert [each.due_on for each in planned] == [TOMORROW + timedelta(days=shift) for shift in due]


def test_meetings_set_twice_are_set_once_and_those_held_stay(caseworker, running):
    done = held(caseworker, running)
    again = plan_followups(caseworker, running.id)
    assert len(again) == len({each.due_on for each in again})
    assert FollowUp.objects.get(id=done.id).held_on == TODAY


def test_a_meeting_is_held_on_a_day_with_a_note_only_staff_can_read(world, caseworker, running):
    followup = held(caseworker, running)
    assert (followup.held_on, followup.note, followup.agreed) == (TODAY, "Det går godt.", "Kl. 9.")
    assert followup.held_by == caseworker.name
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM followup_followup WHERE id = %s", [followup.id])
        assert "godt" not in cursor.fetchone()[0]
    assert "godt" not in str([event.facts for event in told("held", running)])
    contact = world.speaker(Role.CONTACT, running.place.centre.workplace_id)
    assert followup in followups_of(caseworker, running.id)
    assert followups_of(contact, running.id) == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"held_on": TOMORROW}, "future", "held_on"),
        ({"held_on": LAST_WEEK - timedelta(days=1)}, "before_start", "held_on"),
        ({"note": "  "}, "no_note", "note"),
    ],
)
def test_a_meeting_that_cannot_have_been_is_refused(caseworker, running, changes, code, field):
    with refused(code, field):
        held(caseworker, running, **changes)
    assert not FollowUp.objects.filter(held_on__isnull=False).exists()


@pytest.mark.parametrize("role", [Role.CONTACT, Role.CANDIDATE, Role.MANAGER, Role.REPRESENTATIVE])
def test_only_the_office_notes_a_meeting(world, running, role):
    subject = running.candidate_id if role == Role.CANDIDATE else running.place.centre.workplace_id
    actor = Actor(None, "Nogen", role, frozenset({running.municipality_id}), frozenset({subject}))
    with not_visible():
        held(actor, running)


def test_the_next_meeting_of_each_course_is_the_earliest_not_held(caseworker, running):
    first, second, *_ = plan_followups(caseworker, running.id)
    assert next_followups(caseworker, [running.id]) == {running.id: first.due_on}
    hold_followup(caseworker, first.id, held_on=TODAY, note="Holdt")
    assert next_followups(caseworker, [running.id]) == {running.id: second.due_on}


def test_meetings_after_an_early_end_fall_away_and_those_held_stay(caseworker, running):
    done = held(caseworker, running)
    assert drop_followups(caseworker, running.id, after=TODAY) == 4
    assert list(running.followups.all()) == [done]


def test_progress_is_scored_on_a_day_and_corrected_that_day(caseworker, running):
    note_progress(caseworker, running.id, "tasks", 3)
    measure = note_progress(caseworker, running.id, "tasks", 5)
    assert ProgressMeasure.objects.get(placement=running) == measure
    with clock.at(TOMORROW):
        note_progress(caseworker, running.id, "tasks", 8)
    row = Placement.objects.annotate(**progress_and_statement()).get(id=running.id)
    (line,) = [each for each in progress_lines(row.progress_rows) if each.scores]
    assert (line.label, line.scores, line.change) == ("Klarer opgaverne", (5, 8), 3)
    assert line.latest_day == TOMORROW
    assert [event.facts["score"] for event in told("progress", running)] == [3, 5, 8]


def test_progress_is_scored_while_the_course_runs_and_a_fortnight_on(world, caseworker, running):
    with refused("not_running"):
        note_progress(caseworker, world.planned().id, "tasks", 5)
    end_placement(caseworker, running.id, Ending(TODAY, EndReason.JOB_HERE))
    with clock.at(TODAY + timedelta(days=14)):
        assert note_progress(caseworker, running.id, "tasks", 8).score == 8
    with clock.at(TODAY + timedelta(days=15)), refused("not_running"):
        note_progress(caseworker, running.id, "tasks", 9)


@pytest.mark.parametrize("score", [0, 11, -1])
def test_a_score_outside_the_scale_is_refused(caseworker, running, score):
    with refused("bad_score", "score"):
        note_progress(caseworker, running.id, "tasks", score)


def test_several_questions_are_scored_together_or_not_at_all(caseworker, running):
    with refused("no_scores"):
        note_progress_scores(caseworker, running.id, {})
    with refused("bad_score", "score"):
        note_progress_scores(caseworker, running.id, {"tasks": 4, "language": 11})
    assert not ProgressMeasure.objects.exists()
    assert len(note_progress_scores(caseworker, running.id, {"tasks": 4, "language": 6})) == 2


def test_the_mentor_scores_their_own_candidate_only(world, caseworker, running):
    (mentor, own), (_, other) = world.mentor(running.place.centre), world.mentor(running.place.centre)
    assign_mentor(caseworker, running.id, mentor.id)
    assert note_progress(own, running.id, "language", 4).noted_by == mentor.name
    with not_visible():
        note_progress(other, running.id, "language", 4)


@pytest.mark.parametrize("role", [Role.CONTACT, Role.CANDIDATE, Role.MANAGER])
def test_nobody_else_scores(world, running, role):
    subject = running.candidate_id if role == Role.CANDIDATE else running.place.centre.workplace_id
    actor = Actor(None, "Nogen", role, frozenset({running.municipality_id}), frozenset({subject}))
    with refused("wrong_role"):
        note_progress(actor, running.id, "tasks", 5)


def test_a_statement_says_what_was_done_for_how_many_hours_and_proves_itself(caseworker, running):
    for days in range(2):
        note_attendance(caseworker, running.id, TODAY - timedelta(days=days), Attendance.State.PRESENT)
    end_placement(caseworker, running.id, Ending(TODAY, EndReason.JOB_ELSEWHERE))
    statement = issue_statement(caseworker, running.id)
    assert statement.content == {
        "name": running.candidate.name,
        "workplace": running.place.centre.name,
        "function": "Butik",
        "period": "17.11.2026 – 24.11.2026",
        "tasks": ["Fylde op"],
        "hours": 8,
    }
    canonical = json.dumps(Statement.objects.get().content, ensure_ascii=False, sort_keys=True)
    assert statement.digest == hashlib.sha256(canonical.encode()).hexdigest()
    assert running.candidate.cpr not in canonical


def test_a_statement_is_issued_once_when_the_course_is_over(caseworker, running):
    with refused("not_ended"):
        issue_statement(caseworker, running.id)
    end_placement(caseworker, running.id, Ending(TODAY, EndReason.ILLNESS))
    assert issue_statement(caseworker, running.id) == issue_statement(caseworker, running.id)
    assert len(told("statement_issued", running)) == 1


def test_another_municipality_finds_nothing_to_follow_up(world, caseworker, running, other_municipality):
    followup = plan_followups(caseworker, running.id)[0]
    outsider = Actor(None, "Nabo", Role.CASEWORKER, frozenset({other_municipality.id}))
    for scope in (outsider, caseworker):
        with acting(scope):
            with not_visible():
                plan_followups(outsider, running.id)
            with not_visible():
                hold_followup(outsider, followup.id, held_on=TODAY, note="Nej")
            with not_visible():
                note_progress(outsider, running.id, "tasks", 5)
            with not_visible():
                drop_followups(outsider, running.id, after=TODAY)
            with not_visible():
                issue_statement(outsider, running.id)
            assert followups_of(outsider, running.id) == []
            assert next_followups(outsider, [running.id]) == {}
