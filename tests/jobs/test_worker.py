"""The queue with a real worker."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinatePeriodicDefer

from plads.core.actor import Actor
from plads.core.models import Event, ReactionRun
from plads.core.roles import Role
from plads.core.scope import acting
from plads.jobs.work import QueueStands, due_jobs, work
from plads.placements.models import EndReason, RefillProposal
from plads.placements.services.endings import Ending, end_placement
from tests.days import TODAY
from tests.placements.conftest import committed  # noqa: F401 - the fixture


def test_a_freed_place_is_proposed_by_the_worker(committed):  # noqa: F811
    placement = committed.running(first_day=TODAY - timedelta(days=7))
    committed.candidate()
    work(once=True, signals=False)
    caseworker = committed.cast[Role.CASEWORKER]
    with acting(caseworker):
        end_placement(caseworker, placement.id, Ending(TODAY, EndReason.JOB_HERE))
    assert due_jobs().count() == 3
    work(once=True, signals=False)
    with acting(caseworker):
        assert RefillProposal.objects.get(place=placement.place, state="open").first_choice is not None
        done = ReactionRun.objects.filter(event__kind="placements.ended")
        assert {run.state for run in done} == {"done"}
        assert done.count() == 3


def test_what_is_rolled_back_was_never_said(committed):  # noqa: F811
    placement = committed.running(first_day=TODAY - timedelta(days=7))
    work(once=True, signals=False)
    caseworker = committed.cast[Role.CASEWORKER]
    with pytest.raises(ZeroDivisionError), acting(caseworker):  # noqa: PT012
        end_placement(caseworker, placement.id, Ending(TODAY, EndReason.JOB_HERE))
        raise ZeroDivisionError
    assert not due_jobs().exists()
    with acting(caseworker):
        assert not Event.objects.filter(kind="placements.ended").exists()


def test_what_a_reaction_causes_is_queued_with_it(committed):  # noqa: F811
    """Jobs queued by a reaction belong to its transaction, also inside the worker."""
    from plads.jobs import reactions

    placement = committed.running(first_day=TODAY - timedelta(days=7))
    work(once=True, signals=False)
    with transaction.atomic():
        with acting(Actor.system(placement.municipality_id)):
            reactions.enqueue(list(Event.objects.filter(kind="centres.place_opened")))
        assert due_jobs().exists()
        transaction.set_rollback(True)
    assert not due_jobs().exists()


def test_every_municipality_has_its_day(committed):  # noqa: F811
    from plads.demo.founding import found
    from plads.jobs.tasks import look_ahead

    found("992", "Andenby Kommune", "andenby")
    look_ahead.func(timestamp=0)
    assert due_jobs().filter(task_name="plads.day").count() == 2
    work(once=True, signals=False)
    assert not due_jobs().exists()


def test_a_worker_for_once_leaves_the_clocks_jobs_to_the_real_one(committed):  # noqa: F811
    """Otherwise what it does depends on the minute it runs in."""
    work(once=True, signals=False)
    assert not ProcrastinatePeriodicDefer.objects.exists()


def test_a_queue_that_stands_is_said(committed):  # noqa: F811
    """A job waits for another of the same lock, which nobody does: its worker is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO procrastinate_jobs (queue_name, task_name, args, priority, attempts, lock, status)
               VALUES ('daily', 'plads.day', '{}', 0, 0, 'one', 'doing'),
                      ('daily', 'plads.day', '{}', 0, 0, 'one', 'todo')"""
        )
    with pytest.raises(QueueStands, match="1 jobs wait"):
        work(once=True, signals=False)
