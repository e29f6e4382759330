"""What a killed worker had in hand is done by the next one."""

import os
import signal
import subprocess
import sys
import time

import psycopg
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from plads.core.roles import Role
from plads.core.scope import acting
from plads.jobs.stalled import take_up_again
from plads.jobs.work import due_jobs, work
from plads.localdb import Urls
from plads.messages.models import Notice
from plads.placements.models import Attendance
from plads.placements.services.attendance import note_attendance
from tests import databases
from tests.days import TODAY
from tests.placements.conftest import committed  # noqa: F401 - the fixture


def test_a_reaction_of_a_killed_worker_is_done_by_the_next(committed):  # noqa: F811
    """The worker is killed in the middle of a reaction: the table it writes to is locked, so that it waits there."""
    placement, caseworker = committed.running(first_day=TODAY), committed.cast[Role.CASEWORKER]
    work(once=True, signals=False)
    with acting(caseworker):
        note_attendance(caseworker, placement.id, TODAY, Attendance.State.ABSENT)
    with psycopg.connect(_here().app) as other:
        other.execute("LOCK TABLE notices_notice IN ACCESS EXCLUSIVE MODE")
        worker = _worker()
        try:
            _until(
                lambda: ProcrastinateJob.objects.filter(status="doing", task_name="plads.react").exists(),
                worker,
            )
        finally:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
    work(once=True, signals=False)
    assert not _told(caseworker)
    assert take_up_again() == 0, "the worker may only be slow"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    assert take_up_again() >= 1
    work(once=True, signals=False)
    assert _told(caseworker)
    assert not due_jobs().exists()


def _told(caseworker) -> bool:
    with acting(caseworker):
        return Notice.objects.filter(recipient_id=caseworker.user_id, text__startswith="Fravær").exists()


def _here() -> Urls:
    return databases.named(databases.open_run(), connection.settings_dict["NAME"])


def _worker() -> "subprocess.Popen[bytes]":
    environment = os.environ | databases.environment_of(_here())
    root = databases.FOLDER.parent.parent
    return subprocess.Popen([sys.executable, "-m", "tests.e2e.worker"], env=environment, cwd=root)


def _until(done, worker) -> None:
    for _ in range(400):
        assert worker.poll() is None, "the worker stopped"
        if done():
            return
        time.sleep(0.05)
    raise AssertionError("nothing happened")
