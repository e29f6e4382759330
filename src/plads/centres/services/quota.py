"""Rimelighedskravet for the places of an agreement, with everybody else who is or will be at the P-number.

Who stands in places lies above this room: the placements app says here how it counts them (``register_counter``).
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from plads.companies.queries import employment
from plads.core import clock, week
from plads.core.week import Slot
from plads.law import Verdict
from plads.law.quota import QuotaFacts, Room, quota, room_left, with_one_more

Counter = Callable[[UUID, "DateRange", UUID | None], list[int]]
"""Returns the weekly minutes of everybody else at a workplace, on the fullest day of a period.

They are the courses there and the places of other agreements; those of the agreement named last are left out.
"""

_COUNTERS: list[Counter] = []


def register_counter(counter: Counter) -> None:
    """Let ``counter`` say who else is at a workplace; called once, when its app is ready."""
    if counter not in _COUNTERS:
        _COUNTERS.append(counter)


def places_facts(
    workplace_id: UUID,
    weeks: Sequence[Sequence[Slot]],
    span: "DateRange | None" = None,
    agreement_id: UUID | None = None,
) -> QuotaFacts:
    """Return the facts of places with these weeks at a workplace: everybody else first, then the places.

    Without ``span`` nobody else is counted. ``agreement_id`` is the agreement the places are of (2 statements; 1
    without ``span``).
    """
    others = (
        [minutes for count in _COUNTERS for minutes in count(workplace_id, span, agreement_id)]
        if span
        else []
    )
    weekly = [min(week.total(slots), week.FULL_WEEK_MINUTES) for slots in weeks]
    return QuotaFacts(employment(workplace_id), [*others, *weekly], new=len(weekly))


def places_quota(
    workplace_id: UUID,
    weeks: Sequence[Sequence[Slot]],
    span: "DateRange | None" = None,
    agreement_id: UUID | None = None,
) -> Verdict:
    """Return rimelighedskravet for places with these weeks; see ``places_facts``."""
    return quota_of(places_facts(workplace_id, weeks, span, agreement_id))


def quota_of(facts: QuotaFacts) -> Verdict:
    """Return rimelighedskravet for facts that were read, by the law in force today."""
    return quota(facts, on=clock.today())


def room_for_more(facts: QuotaFacts) -> Room | None:
    """Return the room that is left when everybody in ``facts`` is there; ``None`` when employment is unknown."""
    return room_left(facts, on=clock.today())


def quota_with_one_more(facts: QuotaFacts, weekly_minutes: int) -> Verdict:
    """Return what one more person at so many minutes a week would do."""
    return with_one_more(facts, weekly_minutes, on=clock.today())
