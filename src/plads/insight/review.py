"""Unusual looks: what a person should look into, found by rules one can read aloud.

A rule proves nothing: it says where to ask. Each is one SELECT of look, person and a word, all are read in one
statement over some days. Neighbours are not found: Plads holds no addresses of candidates or employees.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from plads.candidates.models import Candidate
from plads.candidates.names import shown_name
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.keyring import key_ring
from plads.core.looks import Sight, saw
from plads.core.models import LookReview
from plads.core.periods import ONE_DAY
from plads.core.roles import Role
from plads.insight.review_rules import RULES, SETTINGS, SOURCES, Rule
from plads.people.models import User

READERS = frozenset({Role.ADMINISTRATOR})
"""Who reviews looks: nobody who looks at candidates in their daily work."""

DAYS = 14
"""How many days back are looked through."""

SHOWN = 100
"""How many looks a page shows, the gravest first."""

_BY_CODE = {rule.code: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that a look meets, with a word of detail."""

    rule: Rule
    detail: str


@dataclass(frozen=True, slots=True)
class Unusual:
    """A look to look into. ``person`` is the candidate's name as the reader may call them; empty for a list."""

    id: UUID
    at: datetime
    user_id: UUID | None
    who: str
    role: str
    page: str
    sights: tuple[str, ...]
    people: int
    person: str
    why: str
    reasons: tuple[Reason, ...]
    conclusion: str
    reviewed_by: str
    reviewed_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Review:
    """The unusual looks of some days, those nobody has looked into unless asked for. ``more``: not all are shown."""

    since: date
    until: date
    looks: tuple[Unusual, ...]
    more: bool
    waiting: int


def review(actor: Actor, *, done: bool | None = False, look_id: UUID | None = None) -> Review:
    """Return the unusual looks of the latest days, not reviewed, (``done``) reviewed or both (``None``; 3 statements).

    Their names are shown, and that is a look. Raises ``NotVisible`` for who does not review.
    """
    if actor.role not in READERS:
        raise NotVisible
    until = clock.today() + ONE_DAY
    since = until - timedelta(days=DAYS)
    found = _found(actor, since, until, done=done, look_id=look_id)
    shown = found[:SHOWN]
    people = _people(actor, (row["person"] for row in shown if row["person"]))
    users = _users(shown)
    looks = tuple(_unusual(row, people, users) for row in shown)
    return Review(since, until - ONE_DAY, looks, len(found) > SHOWN, len(found))


def one(actor: Actor, look_id: UUID) -> Unusual:
    """Return one unusual look of the latest days, reviewed or not; raises ``NotVisible`` (3 statements)."""
    for found in review(actor, done=None, look_id=look_id).looks:
        return found
    raise NotVisible


def _found(
    actor: Actor, since: date, until: date, *, done: bool | None, look_id: UUID | None
) -> list[dict[str, Any]]:
    """Return a row for each look that meets a rule, the gravest and then the latest first."""
    parts = " UNION ALL ".join(
        f"SELECT '{rule.code}' AS rule, {rule.weight} AS weight, x.* FROM ({rule.sql}) x (look, person, detail)"
        for rule in RULES
    )
    sql = f"""{SOURCES}, hits AS ({parts})
        SELECT r.id, r.at, r.user_id, r.role, r.page, r.sights, cardinality(r.people) AS people, r.why,
               (array_agg(h.person ORDER BY h.weight DESC) FILTER (WHERE h.person IS NOT NULL))[1] AS person,
               jsonb_agg(DISTINCT jsonb_build_array(h.rule, h.detail)) AS hits, max(h.weight) AS weight,
               v.conclusion, v.reviewed_by, v.at AS reviewed_at, v.note
        FROM hits h JOIN recent r ON r.id = h.look LEFT JOIN core_lookreview v ON v.look_id = r.id
        WHERE (%(done)s::boolean IS NULL OR (v.id IS NOT NULL) = %(done)s)
        AND (%(look)s::uuid IS NULL OR r.id = %(look)s::uuid)
        GROUP BY r.id, r.at, r.user_id, r.role, r.page, r.sights, r.people, r.why,
                 v.id, v.conclusion, v.reviewed_by, v.at, v.note
        ORDER BY weight DESC, r.at DESC LIMIT 1000
    """
    asked = {
        **SETTINGS,
        "municipalities": list(actor.municipality_ids),
        "since": _midnight(since),
        "until": _midnight(until),
        "done": done,
        "look": look_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def _people(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return what the reader calls each candidate, and note the look."""
    rows = Candidate.objects.filter(municipality_id__in=actor.municipality_ids, id__in=set(ids))
    names = dict(rows.annotate(called=shown_name(actor)).values_list("id", "called"))
    saw(actor, names, Sight.NAME, Sight.LOOKS)
    return names


def _users(rows: Iterable[Mapping[str, Any]]) -> dict[UUID, str]:
    ids = {row[column] for row in rows for column in ("user_id", "reviewed_by") if row[column]}
    return dict(User.objects.filter(id__in=ids).values_list("id", "name"))


def _unusual(row: Mapping[str, Any], people: Mapping[UUID, str], users: Mapping[UUID, str]) -> Unusual:
    reasons = [Reason(_BY_CODE[code], detail) for code, detail in json.loads(row["hits"])]
    reviewed = row["conclusion"]
    return Unusual(
        id=row["id"],
        at=row["at"],
        user_id=row["user_id"],
        who=users.get(row["user_id"], "ukendt"),
        role=str(Role(row["role"]).label),
        page=row["page"],
        sights=tuple(str(Sight(code).label) for code in row["sights"]),
        people=row["people"],
        person=people.get(row["person"], ""),
        why=row["why"],
        reasons=tuple(sorted(reasons, key=lambda each: -each.rule.weight)),
        conclusion=str(LookReview.Conclusion(reviewed).label) if reviewed else "",
        reviewed_by=users.get(row["reviewed_by"], ""),
        reviewed_at=row["reviewed_at"],
        note=_opened(row["note"]),
    )


def _opened(token: str | None) -> str:
    return key_ring().decrypt(token) if token else ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.COPENHAGEN)
