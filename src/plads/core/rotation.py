"""Renewing keys while people work: a new key comes into use at once, and what older ones hold is encrypted anew.

The order is what makes it safe to be killed anywhere: the new key is in the file before anything uses it, and an
older one leaves the file only when nothing uses it any more. Started again, it goes on where it was. Rows somebody
else holds are passed over and come in the next round, so that nobody waits for it. See decision 0018.
"""

import base64
import fcntl
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.events import KeysRotated, record
from plads.core.fields import EncryptedTextField
from plads.core.keyring import KeyRing, fresh_key, key_ring, read_ring, replace_key_file
from plads.core.models import Municipality, TenantModel
from plads.core.scope import acting

SEALED_JSON: Mapping[str, tuple[str, str]] = {"mfa.Authenticator": ("data", "secret")}
"""Models of other makers that keep a token of ours inside a JSON column: the column and the name in it."""

BATCH = 500
"""Rows that are encrypted anew in one transaction."""

PATIENCE = 60.0
"""Seconds to wait for transactions that began before, and for rows that somebody else holds."""

STILL_ABOUT = timedelta(hours=24)
"""How long a key stays after it was replaced: sessions and uploads, which live at most twelve hours, use it."""

Told = Callable[[str, int], None]
"""Told as work goes on: the table, and how many of its rows were just encrypted anew."""


class KeysBusy(Exception):
    """Keys can't be renewed or removed now; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A table with encrypted values: its columns, and for some the column they are found by."""

    model: type[models.Model]
    columns: tuple[str, ...]
    lookups: tuple[tuple[str, str], ...] = ()
    inside: str = ""
    """The name within a JSON column, where the token lies in one."""

    @property
    def table(self) -> str:
        """The table's name."""
        return self.model._meta.db_table

    def expressions(self) -> tuple[str, ...]:
        """Return SQL for each token in a row."""
        return tuple(f"\"{each}\"->>'{self.inside}'" if self.inside else f'"{each}"' for each in self.columns)


def sealed_tables() -> list[Sealed]:
    """Return every table that holds something encrypted, found in the models.

    A column ``x_lookup`` beside an encrypted ``x`` holds the HMAC it is found by.
    """
    found = []
    for model in apps.get_models():
        names = {str(field.column) for field in model._meta.local_concrete_fields}
        columns = tuple(
            str(field.column)
            for field in model._meta.local_concrete_fields
            if isinstance(field, EncryptedTextField)
        )
        lookups = tuple((each, f"{each}_lookup") for each in columns if f"{each}_lookup" in names)
        if columns:
            found.append(Sealed(model, columns, lookups))
    for label, (column, inside) in SEALED_JSON.items():
        found.append(Sealed(apps.get_model(label), (column,), inside=inside))
    return found


# The file ---------------------------------------------------------------------------------------------------


def key_file() -> Path:
    """Return where the key ring lies."""
    return Path(settings.PLADS_KEYS_FILE)


@contextmanager
def _alone() -> Iterator[None]:
    """Let nobody else change keys meanwhile; raises ``KeysBusy`` when somebody does. Ends with the process."""
    path = key_file()
    handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise KeysBusy(
                "Somebody else is changing the keys right now. Wait until they are done."
            ) from error
        yield
    finally:
        os.close(handle)


def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(key_file().read_text(encoding="ascii"))
    return raw


def _changed(raw: dict[str, Any]) -> None:
    read_ring(json.dumps(raw))  # what can't be read again is never put in place
    replace_key_file(key_file(), raw)


def _begin(*, lookup: bool) -> None:
    """Put a new key into use, and a new look-up key when asked for; goes on with what was begun before."""
    raw = _raw()
    if not raw.get("rotating"):
        before = raw["current"]
        numbers = [int(name[1:]) for name in raw["keys"] if re.fullmatch(r"k[0-9]+", name)]
        raw["current"] = f"k{max(numbers, default=0) + 1}"
        raw["keys"][raw["current"]] = fresh_key()
        raw.setdefault("replaced", {})[before] = clock.now().isoformat()
        raw["rotating"] = True
    # A ring made before seals had a key of their own derives it from the look-up key: it must stay what it is.
    raw["seal"] = base64.b64encode(read_ring(json.dumps(raw)).seal_key).decode()
    if lookup and "lookup_before" not in raw:
        raw["lookup_before"], raw["lookup"] = raw["lookup"], fresh_key()
    _changed(raw)


def _finish() -> None:
    raw = _raw()
    raw.pop("rotating", None)
    raw.pop("lookup_before", None)
    _changed(raw)


# Rotating ---------------------------------------------------------------------------------------------------


def rotate(*, lookup: bool = False, told: Told = lambda table, rows: None) -> int:
    """Bring a new key into use and encrypt everything with it; return how many rows were encrypted anew.

    With ``lookup``, the key that encrypted values are found by is renewed too; both work until all is done. One
    that was stopped is finished first, and no further key is made. Raises ``KeysBusy`` when it can't be finished
    now; nothing is lost then, and the next call goes on. Must run outside a transaction.
    """
    with _alone():
        _begin(lookup=lookup)
        total, quiet = 0, 0
        # Whoever read a row before it was encrypted anew may still write the old token back. So it is done when
        # two rounds in a row find nothing, and everybody who was at work before the round has finished.
        while quiet < 2:
            wait_for_others()
            rows = _round(told)
            total, quiet = total + rows, 0 if rows else quiet + 1
        _finish()
    return total


def _round(told: Told) -> int:
    municipalities = list(Municipality.objects.order_by("id"))
    return sum(
        _renew(each, place, told) for each in sealed_tables() for place in _places(each, municipalities)
    )


def _places(sealed: Sealed, municipalities: list[Municipality]) -> list[Municipality | None]:
    """Return the scopes a table's rows are seen from; one without municipality is seen from anywhere."""
    return [*municipalities] if issubclass(sealed.model, TenantModel) else [None]


def _renew(sealed: Sealed, place: Municipality | None, told: Told) -> int:
    """Encrypt a table's rows in one municipality anew, batch by batch, each a transaction with its event."""
    total, deadline = 0, time.monotonic() + PATIENCE
    while True:
        with _in(place) as actor:
            stale = _stale_ids(sealed)
            rows = _free(sealed, stale)
            if rows:
                _store(sealed, rows)
            if rows and actor is not None:
                name = str(sealed.model._meta.verbose_name_plural)
                record(actor, actor.municipality_id, KeysRotated(len(rows), name))
        total += len(rows)
        if not stale:
            return total
        if rows:
            told(sealed.table, len(rows))
        elif time.monotonic() > deadline:
            raise KeysBusy(f"{len(stale)} rows of {sealed.table} are held by somebody. Try again in a while.")
        else:
            time.sleep(0.05)


@contextmanager
def _in(place: Municipality | None) -> Iterator[Actor | None]:
    if place is None:
        with transaction.atomic():
            yield None
        return
    with acting(Actor.system(place.id)) as actor:
        yield actor


Row = tuple[Any, list[str | None], list[str | None]]
"""A row's id, its tokens, and the look-ups it is found by."""


def _stale_ids(sealed: Sealed) -> list[Any]:
    """Return the ids of some rows that something of an older key is left in; none when all are done."""
    ring = key_ring()
    where = " OR ".join(f"({each} <> '' AND {each} NOT LIKE %s)" for each in sealed.expressions())
    values = [f"{ring.current}:%"] * len(sealed.columns)
    found = [row[0] for row in _read(sealed, f"WHERE {where} ORDER BY id LIMIT {BATCH}", values)]
    if found or not (ring.renewing and sealed.lookups):
        return found
    return next(filter(None, _found_by_the_old(sealed, ring)), [])


def _found_by_the_old(sealed: Sealed, ring: KeyRing) -> Iterator[list[Any]]:
    """Yield, page by page, the ids of rows found by an older look-up: it says nothing of its key itself."""
    page = f"ORDER BY id LIMIT {BATCH}"
    after: list[Any] = []
    while rows := _read(sealed, page, after):
        yield [row[0] for row in rows if _lookups(sealed, row, ring) != row[2]]
        page, after = f"WHERE id > %s ORDER BY id LIMIT {BATCH}", [rows[-1][0]]


def _free(sealed: Sealed, ids: list[Any]) -> list[Row]:
    """Lock and return those rows that nobody else holds right now: waiting for locks could end in a deadlock."""
    return _read(sealed, "WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED", [ids])


def _read(sealed: Sealed, rest: str, values: list[Any]) -> list[Row]:
    number = len(sealed.columns)
    names = ", ".join(("id", *sealed.expressions(), *(f'"{column}"' for _, column in sealed.lookups)))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {sealed.table} {rest}", values)
        return [(row[0], list(row[1 : number + 1]), list(row[number + 1 :])) for row in cursor.fetchall()]


def _lookups(sealed: Sealed, row: Row, ring: KeyRing) -> list[str | None]:
    """Return what a row's look-ups must be; what is empty, or was never found by this value, stays as it is."""
    tokens = dict(zip(sealed.columns, row[1], strict=True))
    wanted = []
    for (column, _), stored in zip(sealed.lookups, row[2], strict=True):
        token = tokens[column]
        known = ring.lookups(ring.decrypt(token)) if token else []
        wanted.append(known[0] if stored in known else stored)
    return wanted


def _store(sealed: Sealed, rows: list[Row]) -> None:
    ring = key_ring()
    sets = [f'"{column}" = {_new_value(sealed, column)}' for column in sealed.columns]
    sets += [f'"{column}" = %s' for _, column in sealed.lookups]
    statement = f"UPDATE {sealed.table} SET {', '.join(sets)} WHERE id = %s"
    values = [
        [*(_anew(token, ring) for token in row[1]), *_lookups(sealed, row, ring), row[0]] for row in rows
    ]
    try:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)
    except IntegrityError as error:
        message = (
            f"Two rows of {sealed.table} are found by the same value: one person was entered twice while the "
            "look-ups were renewed. Remove one of them, and start again."
        )
        raise KeysBusy(message) from error


def _new_value(sealed: Sealed, column: str) -> str:
    return (
        f"jsonb_set(\"{column}\"::jsonb, '{{{sealed.inside}}}', to_jsonb(%s::text))"
        if sealed.inside
        else "%s"
    )


def _anew(token: str | None, ring: KeyRing) -> str | None:
    return token if not token or ring.is_current(token) else ring.encrypt(ring.decrypt(token))


def wait_for_others() -> None:
    """Wait until every transaction of the application that is under way now has ended.

    Raises ``KeysBusy`` when one stays open for longer than ``PATIENCE`` seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
        deadline = time.monotonic() + PATIENCE
        while oldest := _oldest(cursor, moment):
            if time.monotonic() > deadline:
                raise KeysBusy(
                    f"A transaction has been open since {oldest:%H:%M:%S} UTC. What is encrypted already stays so. "
                    "Start again when it has ended."
                )
            time.sleep(0.05)


def _oldest(cursor: Any, moment: datetime) -> datetime | None:
    cursor.execute(
        """SELECT min(xact_start) FROM pg_stat_activity
           WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
             AND xact_start < %s""",
        [moment],
    )
    found: datetime | None = cursor.fetchone()[0]
    return found


# Listing and retiring ---------------------------------------------------------------------------------------


def used() -> Counter[str]:
    """Return how many stored values each key holds, in every municipality and every table."""
    counted: Counter[str] = Counter()
    municipalities = list(Municipality.objects.order_by("id"))
    for sealed in sealed_tables():
        for place in _places(sealed, municipalities):
            with _in(place), connection.cursor() as cursor:
                for each in sealed.expressions():
                    cursor.execute(
                        f"SELECT split_part({each}, ':', 1), count(*) FROM {sealed.table} WHERE {each} <> '' "
                        "GROUP BY 1"
                    )
                    counted.update(dict(cursor.fetchall()))
    return counted


def unfinished() -> bool:
    """Whether a rotation was stopped before everything was encrypted anew."""
    return bool(_raw().get("rotating"))


def retire(name: str) -> None:
    """Take a key off the ring for good; raises ``KeysBusy`` while anything may still need it.

    That is: it is in use, values are encrypted with it, a rotation is unfinished, or it was replaced less than
    ``STILL_ABOUT`` ago. A backup older than its replacement can't be read without it.
    """
    with _alone():
        raw = _raw()
        _check_retiring(raw, name)
        wait_for_others()
        number = used()[name]
        if number:
            raise KeysBusy(f"{number} values are encrypted with {name}. Run plads keys rotate first.")
        del raw["keys"][name]
        raw.get("replaced", {}).pop(name, None)
        _changed(raw)


def _check_retiring(raw: Mapping[str, Any], name: str) -> None:
    if name not in raw["keys"]:
        raise KeysBusy(f"There is no key {name} on the ring. It holds {', '.join(sorted(raw['keys']))}.")
    if name == raw["current"]:
        raise KeysBusy(f"{name} is the key in use. Run plads keys rotate, which brings a new one into use.")
    if raw.get("rotating"):
        raise KeysBusy("A rotation was stopped before it was done. Run plads keys rotate, which finishes it.")
    since = raw.get("replaced", {}).get(name)
    if since and clock.now() - datetime.fromisoformat(since) < STILL_ABOUT:
        until = datetime.fromisoformat(since) + STILL_ABOUT
        raise KeysBusy(
            f"{name} was replaced less than a day ago: sessions and uploads may still need it. "
            f"Try again after {until.astimezone(clock.COPENHAGEN):%d.%m.%Y %H:%M}."
        )
