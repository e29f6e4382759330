"""How the installation is doing: what failed, what is queued, which version runs."""

import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from uuid import UUID

import django
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Max, Value
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from plads.companies.models import Workplace
from plads.config.services import configuration, faults
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.events import sentence
from plads.core.keyring import key_ring
from plads.core.models import ReactionRun
from plads.core.roles import Role
from plads.messages.queries import Counted, counted
from plads.placements.models import VitasApplication

SILENT = timedelta(minutes=2)
"""After this long without a word from it, the worker is taken to be gone."""

FAILURES = 50
"""How many failed reactions are shown, newest first."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A reaction that did not succeed; ``about`` is the event's sentence, ``error`` the kind of error."""

    run_id: UUID
    reaction: str
    about: str
    error: str
    attempts: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Installation:
    """What runs, and whether it is whole. ``missing`` are migrations in the code that were not carried out."""

    plads: str
    python: str
    django: str
    postgres: str
    missing: tuple[str, ...]
    keys: int


@dataclass(frozen=True, slots=True)
class RegisterTrouble:
    """How many workplaces the business register could not be read about, when it was last tried, and why one not."""

    workplaces: int
    tried_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class VitasTrouble:
    """How many applications VITAS gave no answer about, when it was last asked, and why one got none."""

    applications: int
    tried_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Operations:
    """The administrator's page. ``letters`` counts messages out; ``services`` and ``faults`` are of their file."""

    failures: tuple[Failure, ...]
    waiting: int
    broken: int
    worker_seen: datetime | None
    installation: Installation
    letters: Counted
    services: tuple[str, ...]
    faults: tuple[str, ...]
    register: "RegisterTrouble"
    vitas: "VitasTrouble"

    @property
    def worker_runs(self) -> bool:
        """Whether somebody works on the queue: a worker says so every few seconds."""
        return self.worker_seen is not None and clock.now() - self.worker_seen < SILENT


def operations(actor: Actor) -> Operations:
    """Return how things are (6 statements); only for the administrator."""
    _administrators_only(actor)
    jobs = dict(
        ProcrastinateJob.objects.values_list("status").annotate(number=Count("id")).order_by("status")
    )
    register, vitas = _outside(actor)
    return Operations(
        failures=tuple(_failures(actor)),
        waiting=jobs.get("todo", 0) + jobs.get("doing", 0),
        broken=jobs.get("failed", 0) + jobs.get("aborted", 0),
        worker_seen=ProcrastinateWorker.objects.aggregate(seen=Max("last_heartbeat"))["seen"],
        installation=_installation(),
        letters=counted(actor.municipality_id),
        services=tuple(configuration().names()),
        faults=tuple(faults()),
        register=register,
        vitas=vitas,
    )


def failed_run(actor: Actor, run_id: UUID) -> ReactionRun:
    """Return a failed reaction of the administrator's municipality; raises ``NotVisible`` otherwise."""
    _administrators_only(actor)
    run = ReactionRun.objects.filter(
        id=run_id, municipality_id__in=actor.municipality_ids, state=ReactionRun.State.FAILED
    ).first()
    if run is None:
        raise NotVisible
    return run


def _administrators_only(actor: Actor) -> None:
    if actor.role != Role.ADMINISTRATOR:
        raise NotVisible


def _outside(actor: Actor) -> tuple[RegisterTrouble, VitasTrouble]:
    """Return what the business register and VITAS did not answer (1 statement)."""
    mine = {"municipality_id__in": actor.municipality_ids}
    unread = Workplace.objects.filter(**mine).exclude(register_fault="")
    unanswered = VitasApplication.objects.filter(**mine, state=VitasApplication.State.SENT).exclude(fault="")
    rows = [
        found.order_by()
        .values(who=Value(who))
        .annotate(count=Count("id"), at=Max(at), why=Max(why))
        .values_list("who", "count", "at", "why")
        for who, found, at, why in (
            ("register", unread, "register_tried_at", "register_fault"),
            ("vitas", unanswered, "asked_at", "fault"),
        )
    ]
    said = {who: (count, at, why) for who, count, at, why in rows[0].union(rows[1], all=True)}
    nothing = (0, None, "")
    return RegisterTrouble(*said.get("register", nothing)), VitasTrouble(*said.get("vitas", nothing))


def _failures(actor: Actor) -> Iterable[Failure]:
    runs = (
        ReactionRun.objects.filter(municipality_id__in=actor.municipality_ids, state=ReactionRun.State.FAILED)
        .select_related("event")
        .order_by("-at")[:FAILURES]
    )
    for run in runs:
        about = sentence(run.event.kind, run.event.facts)
        yield Failure(run.id, run.reaction, about, run.error, run.attempts, run.at)


def _installation() -> Installation:
    done = set(MigrationRecorder.Migration.objects.values_list("app", "name"))
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    missing = sorted(f"{app} {name}" for app, name in known if (app, name) not in done)
    return Installation(
        plads=version("plads"),
        python=platform.python_version(),
        django=django.get_version(),
        postgres=".".join(str(part) for part in divmod(getattr(connection, "pg_version", 0), 10_000)),
        missing=tuple(missing),
        keys=_keys(),
    )


def _keys() -> int:
    """How many keys are on the ring; 0 when it cannot be read."""
    try:
        return len(key_ring().keys)
    except (OSError, ValueError, KeyError):
        return 0
