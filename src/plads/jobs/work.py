"""Running a worker of the queue in this process."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob


def work(*, once: bool = False, signals: bool = True) -> None:
    """Do queued jobs until told to stop; with ``once`` only those that wait now."""
    _worker_app().run_worker(
        wait=not once, install_signal_handlers=signals, listen_notify=not once, concurrency=2
    )
    if once and due_jobs().exists():
        # A job that was still running when the last one was fetched has queued another.
        work(once=True, signals=signals)


def _worker_app() -> App:
    """Return an app that fetches jobs over connections of its own.

    Jobs that a reaction queues must still go through Django's connection, in the reaction's own transaction:
    otherwise another thread may run them before that transaction commits. So the tasks keep their link to the
    app of the web processes, and only the fetching gets another connector.
    """
    connector: Any = app.connector
    fetching = App(connector=connector.get_worker_connector(), import_paths=app.import_paths)
    fetching.tasks, fetching.periodic_registry = app.tasks, app.periodic_registry
    return fetching


def due_jobs() -> "QuerySet[ProcrastinateJob]":
    """Return the jobs that wait and whose time has come."""
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=Now())
    return ProcrastinateJob.objects.filter(due, status="todo")
