"""The tenant scope: which municipalities' rows the database shows and accepts in this transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from plads.core.actor import Actor

_SET = "SELECT set_config('plads.municipalities', %s, true), set_config('plads.user', %s, true)"
_SET_READ_ONLY = _SET + ", set_config('transaction_read_only', 'on', true)"
_CHANGE = """
WITH before AS MATERIALIZED (
    SELECT current_setting('plads.municipalities', true) AS municipalities, current_setting('plads.user', true) AS who
)
SELECT municipalities, who, set_config('plads.municipalities', %s, true), set_config('plads.user', %s, true)
FROM before
"""
"""Opens a scope and tells which one was open before."""


def _values(actor: Actor) -> tuple[str, str]:
    municipalities = ",".join(sorted(str(each) for each in actor.municipality_ids))
    return municipalities, str(actor.user_id or "")


def enter(actor: Actor, *, read_only: bool = False) -> None:
    """Open the actor's scope for the rest of the current transaction (one SQL statement).

    With ``read_only`` the database itself refuses every write until the transaction ends: pages that only
    show things use it. Must run inside a transaction, because the setting is local to it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SET_READ_ONLY if read_only else _SET, _values(actor))


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Run a block in one transaction and in the actor's scope; the scope before is restored afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_CHANGE, _values(actor))
            municipalities, user, *_ = cursor.fetchone()
        yield actor
        with connection.cursor() as cursor:
            cursor.execute(_SET, (municipalities or "", user or ""))
