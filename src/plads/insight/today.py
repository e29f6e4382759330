"""What waits for the jobcentre today: one list in the order it breaks, whatever app each matter lives in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, OuterRef, Subquery, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from plads.candidates.models import Candidate
from plads.candidates.names import shown_name
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw
from plads.insight.matters import Kind
from plads.insight.sources import SOURCES
from plads.messages.models import WHO, Notice
from plads.placements.events import AbsenceNoted

SOON = timedelta(days=7)
"""What breaks within a week is soon."""

NOTICES = 5
"""How many unread notices stand above the list."""

LEVELS = ("late", "soon", "later")
"""How near a matter's day is: it has broken, it breaks within a week, it breaks later."""

_WEIGHT = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits. ``due`` is the day it breaks; ``number`` is the place's (of hours: the minutes)."""

    kind: Kind
    id: UUID
    subject: str
    centre: str
    number: int | None
    due: date
    detail: str
    consultant_id: UUID | None
    caseworker_id: UUID | None
    person_id: UUID | None
    """The candidate it is about, or who is proposed."""

    def level(self, today: date) -> str:
        """Return ``late`` when it has broken, ``soon`` within a week, otherwise ``later``."""
        if self.kind == Kind.ABSENCE and self.detail == "ill":
            return "soon"
        if self.due < today or (self.due == today and self.kind in _BREAK_ON_THE_DAY):
            return "late"
        return "soon" if self.due <= today + SOON else "later"

    def is_for(self, user_ids: Collection[UUID]) -> bool:
        """Return whether the matter is one of these people's, or nobody's and so everybody's."""
        owners = {self.consultant_id, self.caseworker_id} - {None}
        return not owners or not owners.isdisjoint(user_ids)


_BREAK_ON_THE_DAY = frozenset({Kind.APPROVE, Kind.VITAS, Kind.PLACE, Kind.ABSENCE})
"""What has gone wrong already on its day: nobody may start without a grant, and an empty day is lost."""


@dataclass(frozen=True, slots=True)
class Today:
    """All that waits within the actor's reach, what breaks first on top, and what they were told."""

    day: date
    matters: tuple[Matter, ...]
    notices: tuple[Notice, ...]


def today(actor: Actor) -> Today:
    """Return what waits for the office today (2 statements, whatever the number of rows)."""
    if not actor.is_office:
        raise NotVisible
    day = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(*_statement(actor, day))
        matters = [_matter(row) for row in cursor.fetchall()]
    matters.sort(key=lambda matter: _urgency(matter, day))
    return Today(day, tuple(matters), tuple(unread_notices(actor)))


@lru_cache(maxsize=512)
def _statement(actor: Actor, day: date) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that finds what waits, with its values.

    Whoever asks and the day are all it depends on. Writing eighteen queries as one takes longer than the database
    takes to answer, so it is written once for each of them.
    """
    first, *others = [source(actor, day) for source in SOURCES]
    sql, values = first.union(*others, all=True).query.sql_with_params()
    return sql, tuple(values)


def saw_matters(actor: Actor, shown: Collection[Matter]) -> None:
    """Note the look at those whose matters are shown; a list is long, and a page shows a part of it."""
    for matter in shown:
        if matter.person_id:
            sight = Sight.ATTENDANCE if matter.kind == Kind.ABSENCE else Sight.COURSE
            saw(actor, [matter.person_id], Sight.NAME, sight)


def unread_notices(actor: Actor) -> list[Notice]:
    """Return the latest unread notices, each with what the actor calls its candidate as ``who`` (1 statement).

    The look at those candidates is noted.
    """
    about = Candidate.objects.filter(id=Cast(OuterRef("person"), UUIDField()))
    rows: Any = (
        Notice.objects.filter(recipient_id__in=actor.shown_ids, read_at=None)
        .annotate(person=KeyTextTransform("candidate_id", "event__facts"), kind=F("event__kind"))
        .annotate(who=Subquery(about.values(called=shown_name(actor))))
        .order_by("-created_at", "-id")[:NOTICES]
    )
    found = list(rows)
    for row in found:
        if row.person and WHO in row.text:
            sight = Sight.ATTENDANCE if row.kind == AbsenceNoted.kind else Sight.COURSE
            saw(actor, [UUID(row.person)], Sight.NAME, sight)
    return found


def _urgency(matter: Matter, day: date) -> tuple[Any, ...]:
    """Return the sort key: what has broken first, the gravest kind on top; then what breaks next."""
    level = matter.level(day)
    weight = _WEIGHT[matter.kind] if level == "late" else 0
    return LEVELS.index(level), weight, matter.due, _WEIGHT[matter.kind], matter.centre, matter.number or 0


def _matter(row: tuple[Any, ...]) -> Matter:
    kind, *rest = row
    return Matter(Kind(kind), *rest)
