"""Looks: who saw which people's what. Queries say it, pages collect it, and it is stored before anything is shown.

A query that returns personal facts calls ``saw``. Within ``watching()`` (every web request and every export) the
looks are collected and written in one statement, a record for each municipality; without it each is written at
once. If it can't be written, nothing is shown. See decision 0015.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.db.models import TextChoices

from plads.core import clock
from plads.core.actor import Actor
from plads.core.ids import new_id
from plads.core.keyring import key_ring
from plads.core.models import AccessRecord
from plads.core.roles import Role
from plads.core.scope import acting, values


class Sight(TextChoices):
    """What kind of facts about a person were seen, in words the person understands."""

    NAME = "name", "navn"
    CONTACT = "contact", "telefon og e-mail"
    CPR = "cpr", "CPR-nummer"
    NEEDS = "needs", "hensyn"
    WISHES = "wishes", "mål og ønsker"
    BENEFIT = "benefit", "målgruppe"
    WEEK = "week", "tider og aktiviteter"
    COURSE = "course", "forløb"
    ATTENDANCE = "attendance", "fremmøde"
    PROGRESS = "progress", "udvikling"
    NOTES = "notes", "referater"
    DOCUMENT = "document", "dokumenter"
    LOOKS = "looks", "hvem der har set oplysninger"
    HISTORY = "history", "ændringer af oplysninger"


@dataclass(slots=True)
class Look:
    """What one actor saw in one municipality: whom, what of them, and why when a reason was given."""

    actor: Actor
    municipality_id: UUID
    people: set[UUID] = field(default_factory=set)
    sights: set[Sight] = field(default_factory=set)
    why: str = ""
    protected: bool = False


Watch = dict[tuple[Actor, UUID, str], Look]
_watch: ContextVar[Watch | None] = ContextVar("plads_looks", default=None)


def saw(
    actor: Actor,
    people: Iterable[UUID],
    *sights: Sight,
    municipality_id: UUID | None = None,
    why: str = "",
    protected: bool = False,
) -> None:
    """Note that ``actor`` is shown ``sights`` of candidates; nobody seen, or only oneself, is no look.

    ``municipality_id`` is needed only for an actor of several. ``protected`` marks facts about a person with
    name and address protection. Plads' own jobs don't look: what they say to people is seen on a page.
    """
    others = set(people)
    if actor.role == Role.CANDIDATE and not actor.helps:
        others -= actor.subject_ids
    if not others or actor.role == Role.SYSTEM:
        return
    where = municipality_id or actor.municipality_id
    watch = _watch.get()
    look = Look(actor, where, others, set(sights), why, protected)
    if watch is None:
        write([look], page="")
        return
    kept = watch.setdefault((actor, where, why), look)
    kept.people |= others
    kept.sights |= set(sights)
    kept.protected |= protected


def saw_across(actor: Actor, people: Iterable[tuple[UUID, UUID]], *sights: Sight) -> None:
    """Note a look at people of several municipalities, given as (municipality, person)."""
    by_place: dict[UUID, set[UUID]] = {}
    for where, person in people:
        by_place.setdefault(where, set()).add(person)
    for where, inside in by_place.items():
        saw(actor, inside, *sights, municipality_id=where)


@contextmanager
def watching() -> Iterator[Watch]:
    """Collect the looks of a block; the caller writes them with ``write`` before anything is shown."""
    watch: Watch = {}
    token = _watch.set(watch)
    try:
        yield watch
    finally:
        _watch.reset(token)


def write(looks: Iterable[Look], *, page: str) -> None:
    """Store looks: one statement for each actor, durable when it returns."""
    by_actor: dict[Actor, list[AccessRecord]] = {}
    for look in looks:
        by_actor.setdefault(look.actor, []).append(_row(look, page))
    for actor, rows in by_actor.items():
        if connection.in_atomic_block:
            with acting(actor):
                AccessRecord.objects.bulk_create(rows)
        else:
            _insert_alone(actor, rows)


def digest(row: AccessRecord) -> str:
    """Return the HMAC over everything an access record says, written as ``SAID`` has it."""
    said = (
        *(row.id, row.municipality_id, _utc(row.at), row.user_id or "", row.role, row.helps or "", row.page),
        *(",".join(map(str, row.people)), ",".join(row.sights), "t" if row.protected else "f", row.why_seal),
    )
    return key_ring().seal("|".join(map(str, said)))


SAID = """
    concat_ws('|', id, municipality_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
              coalesce(user_id::text, ''), role, coalesce(helps::text, ''), page, array_to_string(people, ','),
              array_to_string(sights, ','), CASE WHEN protected THEN 't' ELSE 'f' END, why_seal)
"""
"""What ``digest`` is taken of, as the database writes it."""


def seal_why(look_id: UUID, why: str) -> str:
    """Return the HMAC over a look's reason, empty for none: it stays when the reason goes with its person."""
    return key_ring().seal(f"why|{look_id}|{why}") if why else ""


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def _row(look: Look, page: str) -> AccessRecord:
    row = AccessRecord(
        id=new_id(),
        municipality_id=look.municipality_id,
        at=clock.now(),
        user_id=look.actor.user_id,
        role=look.actor.role.value,
        helps=look.actor.helps,
        page=page,
        people=sorted(look.people),
        sights=sorted(sight.value for sight in look.sights),
        why=look.why,
        protected=look.protected,
    )
    row.why_seal = seal_why(row.id, row.why)
    row.digest = digest(row)
    return row


_COLUMNS = {
    "id": "uuid",
    "municipality_id": "uuid",
    "at": "timestamptz",
    "user_id": "uuid",
    "role": "text",
    "helps": "uuid",
    "page": "text",
    "people": "uuid[]",
    "sights": "text[]",
    "why": "text",
    "why_seal": "text",
    "protected": "boolean",
    "digest": "text",
}
_ROW = ", ".join(f"%s::{kind}" for kind in _COLUMNS.values())
_SCOPE = """
WITH scope AS MATERIALIZED (
    SELECT set_config('plads.municipalities', %s, true), set_config('plads.user', %s, true),
           set_config('plads.role', %s, true)
)
"""


def _insert_alone(actor: Actor, rows: list[AccessRecord]) -> None:
    """Open the scope and add the rows in one round trip; each row comes out of the scope, so it is open first."""
    shown, names = ", ".join(f"({_ROW})" for _ in rows), ", ".join(_COLUMNS)
    adding = f'INSERT INTO "core_accessrecord" ({names})'
    sql = f"{_SCOPE} {adding} SELECT v.* FROM scope, (VALUES {shown}) v ({names})"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values(actor), *(getattr(row, name) for row in rows for name in _COLUMNS)])
