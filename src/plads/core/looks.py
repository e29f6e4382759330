"""Looks: who saw which people's what. Queries say it, pages collect it, and it is stored before anything is shown.

A query that returns personal facts calls ``saw``. Within ``watching()`` (every web request and every export) the
looks are collected and written once, as one record per municipality; without it each is written at once. If it
can't be written, nothing is shown. See decision 0015.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC
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


@dataclass(slots=True)
class Look:
    """What one actor saw in one municipality: whom, what of them, and why when a reason was given."""

    actor: Actor
    municipality_id: UUID
    people: set[UUID] = field(default_factory=set)
    sights: set[Sight] = field(default_factory=set)
    why: str = ""
    protected: bool = False


Watch = dict[tuple[UUID | None, UUID, str], Look]
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
    kept = watch.setdefault((actor.user_id, where, why), look)
    kept.people |= others
    kept.sights |= set(sights)
    kept.protected |= protected


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
    """Store looks: one statement of its own for each municipality, durable when it returns."""
    for look in looks:
        row = _row(look, page)
        if connection.in_atomic_block:
            with acting(look.actor):
                row.save(force_insert=True)
        else:
            _insert_alone(look.actor, row)


def digest(row: AccessRecord) -> str:
    """Return the HMAC over everything an access record says."""
    said = [
        *(
            str(row.id),
            str(row.municipality_id),
            row.at.astimezone(UTC).isoformat(),
            str(row.user_id),
            row.role,
        ),
        *(str(row.helps), row.page, sorted(map(str, row.people)), sorted(row.sights), row.why, row.protected),
    ]
    return key_ring().seal(json.dumps(said, ensure_ascii=False))


def _row(look: Look, page: str) -> AccessRecord:
    row = AccessRecord(
        id=new_id(),
        municipality_id=look.municipality_id,
        at=clock.now(),
        user_id=look.actor.user_id,
        role=look.actor.role,
        helps=look.actor.helps,
        page=page,
        people=sorted(look.people),
        sights=sorted(look.sights),
        why=look.why,
        protected=look.protected,
    )
    row.digest = digest(row)
    return row


_COLUMNS = (
    *(
        "id",
        "municipality_id",
        "at",
        "user_id",
        "role",
        "helps",
        "page",
        "people",
        "sights",
        "why",
        "protected",
    ),
    "digest",
)
_ALONE = f"""
WITH scope AS MATERIALIZED (
    SELECT set_config('plads.municipalities', %s, true), set_config('plads.user', %s, true),
           set_config('plads.role', %s, true)
)
INSERT INTO core_accessrecord ({", ".join(_COLUMNS)})
SELECT {", ".join(["%s"] * len(_COLUMNS))} FROM scope
"""
"""Opens the scope and adds the row in one round trip; the row comes out of the scope, so the scope is open first."""


def _insert_alone(actor: Actor, row: AccessRecord) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [*values(actor), *(getattr(row, column) for column in _COLUMNS)])
