"""Running a worker of the queue in this process."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


class QueueStands(Exception):
    """Jobs wait, and the worker does none of them."""


def work(*, once: bool = False, signals: bool = True) -> None:
    """Do queued jobs until told to stop; with ``once`` only those that wait now, and what they queue.

    Raises ``QueueStands`` when jobs wait and none of them is done any more.
    """
    before = -1
    while True:
        _worker_app(periodic=not once).run_worker(
            wait=not once, install_signal_handlers=signals, listen_notify=not once, concurrency=2
        )
        # A job that was still running when the last one was fetched may have queued another.
        if not once or not due_jobs().exists():
            return
        before, last = ProcrastinateJob.objects.exclude(status="todo").count(), before
        if before == last:
            raise QueueStands(f"{due_jobs().count()} jobs wait and none is done")


def _worker_app(*, periodic: bool) -> App:
    """Return an app that fetches jobs over connections of its own.

    Jobs that a reaction queues must still go through Django's connection, in the reaction's own transaction:
    otherwise another thread may run them before that transaction commits. So the tasks keep their link to the
    app of the web processes, and only the fetching gets another connector.
    """
    connector: Any = app.connector
    fetching = App(connector=connector.get_worker_connector(), import_paths=app.import_paths)
    fetching.tasks = app.tasks
    if periodic:
        fetching.periodic_registry = app.periodic_registry
    return fetching


def due_jobs() -> "QuerySet[ProcrastinateJob]":
    """Return the jobs that wait and whose time has come."""
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=Now())
    return ProcrastinateJob.objects.filter(due, status="todo")
