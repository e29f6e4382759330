"""The walls around each municipality's rows, raised from the models after every migration.

For each tenant table: row-level security, enabled and forced, so that a transaction sees and writes only the
municipalities of its scope; foreign keys that include the municipality, so that no row can point across the
wall; and grants to the application's role, which owns nothing. Idempotent. See decision 0003.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models
from psycopg import sql

from plads.core import traces
from plads.core.models import AccessRecord, Change, Event, LooksDropped, TenantModel, TraceDay

APPEND_ONLY: tuple[type[models.Model], ...] = (Event, AccessRecord, Change, TraceDay, LooksDropped)
"""Tables the application may add to and read, never change."""

SHARED: dict[str, str] = {
    "core_municipality": "the tenant itself: name, public address and settings, read by public pages",
    "companies_company": "facts of the public business register: CVR number and name, the same everywhere",
    "core_attempt": "counted tries by HMAC, without any name; sign-in happens before a municipality is known",
    "people_user": "who may sign in; sign-in happens before a municipality is known",
}
"""Our tables without a municipality, each with the reason why."""

OWN_ROWS: dict[str, str] = {"people_membership": "user_id"}
"""Tables whose rows a signed-in user may also see, and only see, when they are their own."""

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION plads_municipalities() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT string_to_array(NULLIF(current_setting('plads.municipalities', true), ''), ',')::uuid[] $$;
CREATE OR REPLACE FUNCTION plads_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('plads.user', true), '')::uuid $$;
"""

_SCOPE = "ANY ((SELECT plads_municipalities())::uuid[])"
CHANGED_BY: dict[str, str] = {
    "core_municipality": f"id = {_SCOPE}",
    "companies_company": "EXISTS (SELECT FROM companies_workplace w WHERE w.company_id = companies_company.id)",
    "people_user": "id = (SELECT plads_user()) OR EXISTS "
    "(SELECT FROM people_membership m WHERE m.user_id = people_user.id)",
}
"""Shared tables: everybody reads and adds; a row is changed only by whom it concerns, in the scope that is open.

The tables asked are tenant tables, so what they answer is of the scope: a company with a workplace in it, a user
with a role in it.
"""

REMOVED_BY = {"people_user": CHANGED_BY["people_user"]}
"""Shared tables whose rows may go: a user, by themselves or where they hold a role. No tenant and no company."""

UNHEARD: dict[str, str] = {
    "core_event": "append-only: it tells of changes itself",
    "core_reactionrun": "Plads' own bookkeeping of what it did about an event",
    "core_accessrecord": "a trace",
    "core_looktally": "a trace",
    "core_eventsubject": "written by the database itself, from events that are never changed",
    "core_traceday": "a trace",
    "core_looksdropped": "a trace",
    "core_change": "a trace",
    "insight_countedday": "numbers of people who are erased: history would tell whose they were",
    "insight_countedoutcome": "numbers of people who are erased: history would tell whose they were",
    "insight_countedyear": "numbers of people who are erased: history would tell whose they were",
}
"""Tenant tables whose writes are not noted in ``core_change``, each with the reason why."""

HEARD_ALSO = ("core_municipality", "companies_company", "people_user")
"""Shared tables whose writes are noted, in the history of the municipality they were made from."""

ONLY_BY_THE_DATABASE = ("core_change", "core_looktally", "core_eventsubject")
"""Tables only triggers write to; the application reads them."""

_INSIDE = "municipality_id = ANY ((SELECT plads_municipalities())::uuid[])"


def tenant_models() -> list[type[TenantModel]]:
    """Return every concrete model whose rows belong to a municipality."""
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def raise_walls(using: str, **_: Any) -> None:
    """Bring policies, composite foreign keys and grants in step with the models (after a migration)."""
    app_role = settings.DATABASES["default"]["USER"]
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(_FUNCTIONS)
        cursor.execute(traces.FUNCTIONS)
        for tenant in tenant_models():
            if tenant._meta.db_table in present:
                for statement in (*_wall(tenant), *traces.listen(tenant, UNHEARD)):
                    cursor.execute(statement)
        for model in apps.get_models():
            if model._meta.db_table in HEARD_ALSO and model._meta.db_table in present:
                for statement in traces.listen(model, UNHEARD):
                    cursor.execute(statement)
        if set(CHANGED_BY) <= present:
            for table in CHANGED_BY:
                for statement in _fence(table):
                    cursor.execute(statement)
        if {"core_change", "core_looktally"} <= present:
            cursor.execute(traces.TALLY_TRIGGER)
        if {"core_event", "core_eventsubject"} <= present:
            cursor.execute(traces.LINK_TRIGGER)
        if app_role != connection.settings_dict["USER"]:
            for grant in _grants(app_role):
                cursor.execute(grant)


def _wall(model: type[TenantModel]) -> Iterator[str]:
    table = model._meta.db_table
    own = OWN_ROWS.get(table)
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS tenant ON "{table}"'
    yield f'CREATE POLICY tenant ON "{table}" USING ({_INSIDE}) WITH CHECK ({_INSIDE})'
    yield f'DROP POLICY IF EXISTS own ON "{table}"'
    if own:
        yield f'CREATE POLICY own ON "{table}" FOR SELECT USING ({own} = (SELECT plads_user()))'
    for field in model._meta.local_fields:
        target = field.related_model if isinstance(field, models.ForeignKey) else None
        if field.column and isinstance(target, type) and issubclass(target, TenantModel):
            yield from _composite_key(table, field.column, target._meta.db_table)


def _fence(table: str) -> Iterator[str]:
    """Let everybody read and add to a shared table, and only those it concerns change a row."""
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    for name, rule in (
        ("reading", "FOR SELECT USING (true)"),
        ("adding", "FOR INSERT WITH CHECK (true)"),
        ("changing", f"FOR UPDATE USING ({CHANGED_BY[table]})"),
        ("removing", f"FOR DELETE USING ({REMOVED_BY.get(table, 'false')})"),
    ):
        yield f'DROP POLICY IF EXISTS {name} ON "{table}"'
        yield f'CREATE POLICY {name} ON "{table}" {rule}'


def _composite_key(table: str, column: str, target: str) -> Iterator[str]:
    unique, foreign = f"{target}_tenant_key"[:63], f"{table}_{column}_tenant"[:63]
    yield f'CREATE UNIQUE INDEX IF NOT EXISTS "{unique}" ON "{target}" (municipality_id, id)'
    yield f"""DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = '{foreign}'
                       AND conrelid = '"{table}"'::regclass) THEN
            ALTER TABLE "{table}" ADD CONSTRAINT "{foreign}" FOREIGN KEY (municipality_id, "{column}")
                REFERENCES "{target}" (municipality_id, id) DEFERRABLE INITIALLY DEFERRED;
        END IF; END $$"""


def _grants(app_role: str) -> Iterator[sql.Composed]:
    role = sql.Identifier(app_role)
    every = "ALL TABLES IN SCHEMA public"
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role)
    yield sql.SQL(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {every} TO {{}}").format(role)
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(role)
    for model in APPEND_ONLY:
        table = sql.Identifier(model._meta.db_table)
        yield sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(table, role)
    for name in ONLY_BY_THE_DATABASE:
        yield sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(name), role)
    yield sql.SQL("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}").format(role)
    for name in (*traces.OPEN, *traces.SHUT):
        yield sql.SQL(f"REVOKE ALL ON FUNCTION plads_{name} FROM PUBLIC, {{}}").format(role)
    for name in traces.OPEN:
        yield sql.SQL(f"GRANT EXECUTE ON FUNCTION plads_{name} TO {{}}").format(role)
