"""What ``plads check`` and the administrator's page look at."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from plads.config import sign_in
from plads.core import clock
from plads.core.actor import Actor
from plads.core.keyring import key_ring
from plads.core.models import Municipality, ReactionRun
from plads.core.rotation import unfinished
from plads.core.scope import acting
from plads.core.seals import Seal, is_here, verify
from plads.core.walls import APPEND_ONLY, tenant_models
from plads.jobs import health_agreements, health_outside
from plads.jobs.findings import Finding

OLDEST_POSTGRESQL = 15
STALE = timedelta(minutes=15)
_SILENT = ("log", "fatal", "panic")
"""Settings under which PostgreSQL says nothing of a statement that fails."""


def examine() -> list[Finding]:
    """Return a finding for each check; a check that itself fails is a finding too."""
    return [_guarded(each) for each in CHECKS]


def _guarded(look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - an unexpected error is what the operator must see
        name = look.__name__.strip("_").replace("_", " ")
        return Finding(name, False, type(error).__name__, "Run plads migrate, then look again.")


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _database() -> Finding:
    ((number,),) = _rows("SHOW server_version_num")
    version = int(number) // 10000
    return Finding(
        "database",
        version >= OLDEST_POSTGRESQL,
        f"PostgreSQL {version}",
        f"Move to PostgreSQL {OLDEST_POSTGRESQL} or newer.",
    )


def _server_log() -> Finding:
    """Look whether the server writes statements that fail, with what somebody wrote, into its own log."""
    ((messages, statements, words, every),) = _rows(
        """SELECT current_setting('log_min_messages'), current_setting('log_min_error_statement'),
                  current_setting('log_error_verbosity'), current_setting('log_statement')"""
    )
    silent = messages in _SILENT or (statements in _SILENT and words == "terse")
    return Finding(
        "database log",
        silent and every in ("none", "ddl"),
        "tells nothing of what people write"
        if silent
        else "holds statements that failed, with what people wrote",
        "Let the server's administrator set log_min_messages = log and log_statement = none.",
    )


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding("migrations", not waiting, f"{len(waiting)} not applied", "Run plads migrate.")


def _application_role() -> Finding:
    ((name, privileged, owned),) = _rows(
        """SELECT rolname, rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole,
                  (SELECT count(*) FROM pg_class WHERE relowner = r.oid)
           FROM pg_roles r WHERE rolname = current_user"""
    )
    return Finding(
        "application role",
        not privileged and not owned,
        f"{name} owns {owned} relations" + (" and has too many rights" if privileged else ""),
        "Let the application connect as a role that owns nothing and bypasses no row security.",
    )


def _walls() -> Finding:
    tables = [model._meta.db_table for model in tenant_models()]
    walled = {
        row[0]
        for row in _rows(
            """SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relrowsecurity AND relforcerowsecurity
               AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)""",
            tables,
        )
    }
    missing = sorted(set(tables) - walled)
    return Finding(
        "walls between municipalities",
        not missing,
        f"{len(walled)} of {len(tables)} tables" + (f"; without: {', '.join(missing)}" if missing else ""),
        "Run plads migrate, which raises them.",
    )


def _append_only() -> Finding:
    names = [model._meta.db_table for model in APPEND_ONLY]
    open_to_change = [
        name
        for name in names
        if _rows("SELECT has_table_privilege(%s, 'UPDATE') OR has_table_privilege(%s, 'DELETE')", name, name)[
            0
        ][0]
    ]
    return Finding(
        "events cannot be changed",
        not open_to_change,
        ", ".join(open_to_change) or "the application may only add",
        "Run plads migrate.",
    )


def _keys() -> Finding:
    ring = key_ring()
    good = ring.decrypt(ring.encrypt("prøve")) == "prøve"
    if unfinished():
        return Finding(
            "key ring", False, "a rotation was stopped before it was done", "Run plads keys rotate."
        )
    return Finding(
        "key ring", good, f"{len(ring.keys)} keys", f"Restore {settings.PLADS_KEYS_FILE} from backup."
    )


def _queue() -> Finding:
    ((waiting, oldest),) = _rows(
        """SELECT count(*), min(e.at) FROM procrastinate_jobs j
           JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred' WHERE j.status = 'todo'
           AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())"""
    )
    late = bool(oldest) and clock.now() - oldest > STALE
    return Finding("queue", not late, f"{waiting} jobs wait", "Start plads worker.")


def _reactions() -> Finding:
    failed = 0
    for municipality in Municipality.objects.all():
        with acting(Actor.system(municipality.id)):
            failed += ReactionRun.objects.filter(state=ReactionRun.State.FAILED).count()
    return Finding(
        "reactions",
        failed == 0,
        f"{failed} failed",
        "See the administrator's page, mend the cause, and try again.",
    )


def _looks() -> Finding:
    broken = []
    for municipality in Municipality.objects.all():
        broken += [f"{municipality.name}, {each.day}: {each.what}" for each in verify(municipality.id)]
    return Finding(
        "looks are as they were written",
        not broken,
        "; ".join(broken[:5]) + (f"; and {len(broken) - 5} more" if len(broken) > 5 else "") or "all fit",
        "Somebody changed the log of looks past Plads. Keep the database as it is and find out who.",
    )


def kept_seals(kept: Iterable[tuple[str, Seal]]) -> Finding:
    """Return whether every seal that was kept outside, by its municipality's code, is still here."""
    missing = []
    for code, seal in kept:
        municipality = Municipality.objects.filter(code=code).first()
        if municipality is None or not is_here(municipality.id, seal):
            missing.append(f"{code}, {seal.day}")
    return Finding(
        "seals kept outside are here",
        not missing,
        "; ".join(missing) or "all are here",
        "The log of looks was written anew after the seal was taken. Keep the database as it is, and find out who.",
    )


def _sign_in() -> Finding:
    faults = sign_in.faults()
    if faults:
        remedy = f"Mend the file that {sign_in.VARIABLE} names; nobody can sign in by others until then."
        return Finding("sign-in by others", False, " ".join(faults), remedy)
    ways = ", ".join(sign_in.configuration().ways) or "none"
    return Finding("sign-in by others", True, ways)


CHECKS = (
    _database,
    _server_log,
    _migrations,
    _application_role,
    _walls,
    _append_only,
    _keys,
    _queue,
    _reactions,
    _looks,
    _sign_in,
    *health_agreements.CHECKS,
    *health_outside.CHECKS,
)
