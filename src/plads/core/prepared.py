"""A statement so long that planning it takes as long as answering: the database plans it once a connection."""

from contextlib import nullcontext
from typing import Any

import psycopg
from django.db import connection

ON_REQUEST = 1_000_000
"""After how often a statement is prepared by itself: practically never, only those asked for here."""

AT_MOST = 4
"""How many plans a connection keeps, of some megabytes each; the one that was not asked for longest goes."""


def written(statement: str, values: tuple[Any, ...]) -> str:
    """Return a statement with its values written into it, so that its plan is made for them."""
    with psycopg.ClientCursor(_open()) as cursor:
        return cursor.mogrify(statement, values)


def ask(statement: str) -> list[tuple[Any, ...]]:
    """Return all rows of a statement without values, planned when this connection first asks for it (1 statement)."""
    plain = _open()
    plain.prepare_threshold, plain.prepared_max = ON_REQUEST, AT_MOST
    raw: Any = _Prepared(plain)
    with connection.make_cursor(raw) as cursor, _logged(cursor, statement):
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


class _Prepared(psycopg.Cursor[tuple[Any, ...]]):
    """A cursor that has what it is asked prepared."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> "_Prepared":
        """Send a statement, prepared."""
        return super().execute(query, params, prepare=True)


def _logged(cursor: Any, statement: str) -> Any:
    """Return what notes the statement as Django notes all others, where somebody counts them."""
    if not connection.queries_logged:
        return nullcontext()
    return connection.make_debug_cursor(cursor).debug_sql(statement)


def _open() -> Any:
    connection.ensure_connection()
    return connection.connection
