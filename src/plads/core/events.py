"""Events: facts each app announces, recorded in the same transaction as the change they tell of."""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Case, CharField, F, Q, Value, When

from plads.core.actor import Actor
from plads.core.models import Event, EventSubject
from plads.core.roles import Role

_KINDS: dict[str, type["DomainEvent"]] = {}
_LISTENERS: list[Callable[[list[Event]], None]] = []


@dataclasses.dataclass(frozen=True)
class DomainEvent:
    """A fact in the past tense. Subclasses are frozen dataclasses with ``kind`` and a Danish sentence.

    Every field of type ``UUID`` is a subject: the event then stands on that thing's timeline. Facts hold no
    CPR number, health matter or free text about a person: those stay in their own protected columns.
    """

    kind: ClassVar[str] = ""
    says: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.kind in _KINDS:
            raise TypeError(f"two events are called {cls.kind}")
        _KINDS[cls.kind] = cls

    def subjects(self) -> list[UUID]:
        """Return the ids of the things this event is about."""
        return [value for value in vars(self).values() if isinstance(value, UUID)]

    def facts(self) -> dict[str, Any]:
        """Return the event's fields, ready for JSON."""
        return {name: _plain(value) for name, value in vars(self).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value


def subscribe(listener: Callable[[list[Event]], None]) -> None:
    """Let ``listener`` hear of events as they are recorded, inside the transaction that records them."""
    _LISTENERS.append(listener)


def record(actor: Actor, municipality_id: UUID, event: DomainEvent) -> Event:
    """Store one event with who did it, and hand it to whoever reacts once the transaction commits."""
    return record_many(actor, municipality_id, [event])[0]


def record_many(actor: Actor, municipality_id: UUID, events: Iterable[DomainEvent]) -> list[Event]:
    """Store many events in one statement; otherwise as ``record``."""
    rows = Event.objects.bulk_create(
        Event(
            municipality_id=municipality_id,
            kind=event.kind,
            actor_user_id=actor.user_id,
            actor_name=actor.signature,
            actor_role=actor.role,
            subjects=event.subjects(),
            facts=event.facts(),
        )
        for event in events
    )
    for listener in _LISTENERS:
        listener(rows)
    return rows


def about(*subject_ids: UUID | None) -> Q:
    """Return the condition that an event is about any of these things; an index answers it."""
    links = EventSubject.objects.filter(subject__in=[each for each in subject_ids if each is not None])
    return Q(id__in=links.values("event_id"))


def signature() -> Case:
    """Return the expression for who did what an event tells of; older events hold a candidate's name."""
    candidate = When(actor_role=Role.CANDIDATE, then=Value("Kandidaten"))
    return Case(candidate, default=F("actor_name"), output_field=CharField())


def sentence(kind: str, facts: Mapping[str, Any]) -> str:
    """Return the Danish sentence an event shows on a timeline; the kind itself when it is not known."""
    event = _KINDS.get(kind)
    return event.says.format_map(_Shown(_shown(facts))) if event else kind


class _Shown(dict[str, Any]):
    """Facts for a sentence; one that an older event lacks is a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def _shown(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _danish_day(value) for name, value in facts.items()}


def _danish_day(value: Any) -> Any:
    day = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", value) if isinstance(value, str) else None
    return f"{day[3]}.{day[2]}.{day[1]}" if day else value


@dataclasses.dataclass(frozen=True)
class KeysRotated(DomainEvent):
    """Plads encrypted stored secrets with a new key; what they say did not change."""

    kind = "core.keys_rotated"
    says = "Plads krypterede {rows} rækker med en ny nøgle ({table})"

    rows: int
    table: str
