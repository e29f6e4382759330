"""The tenant scope: which municipalities' rows the database shows and accepts in this transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from plads.core.actor import Actor

_SETTINGS = ("plads.municipalities", "plads.user", "plads.role")
_OPEN = ", ".join(f"set_config('{name}', %s, true)" for name in _SETTINGS)
_SET = f"SELECT {_OPEN}"
_SET_READ_ONLY = _SET + ", set_config('transaction_read_only', 'on', true)"
_BEFORE = ", ".join(f"current_setting('{name}', true)" for name in _SETTINGS)
_CHANGE = f"""
WITH before (municipalities, who, role) AS MATERIALIZED (SELECT {_BEFORE})
SELECT municipalities, who, role, {_OPEN} FROM before
"""
"""Opens a scope and tells which one was open before."""


def values(actor: Actor) -> tuple[str, str, str]:
    """Return the settings that open an actor's scope: municipalities, user and role."""
    municipalities = ",".join(sorted(str(each) for each in actor.municipality_ids))
    return municipalities, str(actor.user_id or ""), actor.role.value


def enter(actor: Actor, *, read_only: bool = False) -> None:
    """Open the actor's scope for the rest of the current transaction (one SQL statement).

    With ``read_only`` the database itself refuses every write until the transaction ends: pages that only
    show things use it. Must run inside a transaction, because the setting is local to it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SET_READ_ONLY if read_only else _SET, values(actor))


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Run a block in one transaction and in the actor's scope; the scope before is restored afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_CHANGE, values(actor))
            before = [setting or "" for setting in cursor.fetchone()[: len(_SETTINGS)]]
        yield actor
        with connection.cursor() as cursor:
            cursor.execute(_SET, before)
