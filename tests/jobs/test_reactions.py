"""Running reactions: once per event, failures in sight, nothing lost when it is tried again."""

import pytest
from django.db import transaction

from plads.core.actor import Actor
from plads.core.models import Event, ReactionRun
from plads.core.roles import Role
from plads.jobs import reactions
from plads.jobs.reactions import run, settle
from plads.jobs.work import due_jobs
from plads.messages.models import Notice
from plads.placements.models import Attendance, Placement
from plads.placements.services.attendance import note_attendance
from tests.days import TODAY


@pytest.fixture
def absence(world) -> Event:
    """A day somebody did not come."""
    placement: Placement = world.running(first_day=TODAY)
    note_attendance(world.cast[Role.CASEWORKER], placement.id, TODAY, Attendance.State.ABSENT)
    return Event.objects.get(kind="placements.absence_noted")


def react(event: Event) -> bool:
    return run(event.id, event.municipality_id, "tell_caseworker")


def broken(actor: Actor, event: Event) -> None:
    """Write something and then fail."""
    Notice.objects.create(
        municipality_id=event.municipality_id,
        recipient_id=event.actor_user_id,
        event=event,
        text="Halvvejs",
        subject="x",
        subject_id=event.id,
    )
    raise ZeroDivisionError("Ida Ny 610190-1234")


@pytest.fixture
def failing(monkeypatch):
    """Let the reaction to an absence fail until ``undo`` is called."""
    broken.__name__ = "tell_caseworker"
    monkeypatch.setitem(reactions.REACTIONS, "placements.absence_noted", (broken,))
    return monkeypatch.undo


def test_a_reaction_runs_once_however_often_it_is_asked_for(absence):
    assert [react(absence), react(absence), react(absence)] == [True, False, False]
    assert Notice.objects.filter(event=absence).count() == 1
    note = ReactionRun.objects.get(event=absence)
    assert (note.state, note.attempts, note.error) == ("done", 1, "")


def test_what_a_failed_reaction_began_is_undone_and_the_failure_is_in_sight(absence, failing):
    with pytest.raises(ZeroDivisionError):
        react(absence)
    assert not Notice.objects.filter(event=absence).exists()
    note = ReactionRun.objects.get(event=absence)
    assert (note.state, note.attempts, note.error) == ("failed", 1, "ZeroDivisionError")


def test_a_note_of_a_failure_never_repeats_what_the_error_said_of_a_person(absence, failing):
    with pytest.raises(ZeroDivisionError):
        react(absence)
    assert "Ida" not in ReactionRun.objects.get(event=absence).error


def test_a_failed_reaction_is_tried_again_until_it_is_done(absence, failing):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            react(absence)
    assert ReactionRun.objects.get(event=absence).attempts == 2
    failing()
    assert react(absence) is True
    note = ReactionRun.objects.get(event=absence)
    assert (note.state, note.attempts, note.error) == ("done", 3, "")
    assert Notice.objects.filter(event=absence).count() == 1


def test_settling_catches_up_with_all_that_is_not_done_and_then_rests(world, absence):
    municipality = world.cast.municipality.id
    assert settle(municipality) > 5
    assert settle(municipality) == 0
    events = Event.objects.filter(kind__in=reactions.REACTIONS)
    wanted = {(event.id, each.__name__) for event in events for each in reactions.REACTIONS[event.kind]}
    assert set(ReactionRun.objects.filter(state="done").values_list("event_id", "reaction")) == wanted


def test_settling_mends_a_failure_once_its_cause_is_gone(world, absence, failing):
    with pytest.raises(ZeroDivisionError):
        settle(world.cast.municipality.id)
    failing()
    settle(world.cast.municipality.id)
    assert not ReactionRun.objects.filter(state="failed").exists()
    assert Notice.objects.filter(event=absence).count() == 1


def test_an_event_queues_one_job_for_each_of_its_reactions(world):
    before = due_jobs().count()
    world.running(first_day=TODAY)
    events = Event.objects.all()
    wanted = sum(len(reactions.REACTIONS.get(event.kind, ())) for event in events)
    assert due_jobs().count() - before == wanted > 0


def test_a_job_is_gone_with_the_change_that_queued_it(world):
    before = due_jobs().count()

    def start_and_fail():
        with transaction.atomic():
            world.running(first_day=TODAY)
            assert due_jobs().count() > before
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        start_and_fail()
    assert due_jobs().count() == before
