"""What waits for the jobcentre today: one list in the order it breaks, whatever app each matter lives in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, Subquery, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from plads.candidates.models import Candidate
from plads.candidates.names import shown_name
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw
from plads.core.prepared import ask, written
from plads.core.roles import Role
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

_KINDS = {kind.value: kind for kind in Kind}

_WEIGHT = {kind: place for place, kind in enumerate(Kind)}


class Matter(NamedTuple):
    """One thing that waits. ``due`` is the day it breaks; ``number`` is the place's (of hours: the minutes).

    A candidate's name stands in it once it is ``named``.
    """

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
        owners = (self.consultant_id, self.caseworker_id)
        return owners == _NOBODY or any(each in user_ids for each in owners)


_NOBODY = (None, None)

_BREAK_ON_THE_DAY = frozenset({Kind.APPROVE, Kind.VITAS, Kind.PLACE, Kind.ABSENCE})
"""What has gone wrong already on its day: nobody may start without a grant, and an empty day is lost."""


@dataclass(frozen=True, slots=True)
class Today:
    """All that waits within the actor's reach, what breaks first on top, and what they were told."""

    day: date
    matters: tuple[Matter, ...]
    notices: tuple[Notice, ...]


def today(actor: Actor) -> Today:
    """Return what waits for the office today, without candidates' names (2 statements, whatever the number of rows)."""
    if not actor.is_office:
        raise NotVisible
    day = clock.today()
    found = [_matter(row) for row in ask(_statement(actor.role, actor.municipality_ids, day))]
    matters = sorted((each for each in found if each.due), key=lambda matter: _urgency(matter, day))
    return Today(day, tuple(matters), tuple(unread_notices(actor)))


@lru_cache(maxsize=128)
def _statement(role: Role, municipality_ids: frozenset[UUID], day: date) -> str:
    """Return the statement that finds what waits.

    It is the same for all of a role: writing and planning eighteen queries as one takes longer than answering them.
    """
    anybody = Actor(None, "", role, municipality_ids)
    first, *others = [source(anybody, day) for source in SOURCES]
    return written(*first.union(*others, all=True).query.sql_with_params())


def named(actor: Actor, shown: Iterable[Matter]) -> list[Matter]:
    """Return matters with what the actor calls their candidates, and note the look at them (1 statement).

    A list is long and a page shows a part of it: nobody else's name is read.
    """
    matters = list(shown)
    about = {each.person_id for each in matters if each.person_id}
    if not about:
        return matters
    rows = Candidate.objects.filter(id__in=about).values_list("id", shown_name(actor), "protected")
    names = {ident: (name, protected) for ident, name, protected in rows}
    for each in matters:
        if each.person_id:
            sight = Sight.ATTENDANCE if each.kind == Kind.ABSENCE else Sight.COURSE
            saw(actor, [each.person_id], Sight.NAME, sight, protected=names[each.person_id][1])
    return [_with_name(each, names[each.person_id][0]) if each.person_id else each for each in matters]


def _with_name(matter: Matter, name: str) -> Matter:
    return matter._replace(detail=name) if matter.kind == Kind.PLACE else matter._replace(subject=name)


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
    return Matter(_KINDS[row[0]], *row[1:])
