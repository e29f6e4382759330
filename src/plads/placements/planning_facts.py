"""Turns rows into the plain facts planning works on."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q

from plads.candidates.models import Activity, Candidate
from plads.centres.models import Place
from plads.core.periods import closed_last_day, period
from plads.core.week import Slot
from plads.placements.models import Nomination, Placement
from plads.planning import CandidateTerms, Interval, PlaceTerms


def place_terms(place: Place, free_from: date) -> PlaceTerms:
    """Return a place as planning sees it, free from ``free_from`` to the end of its period."""
    return PlaceTerms(
        id=str(place.id),
        function=place.function,
        week=intervals(place.week),
        danish_level=place.danish_level,
        free_from=free_from,
        free_to=closed_last_day(place.period),
        languages=frozenset(place.languages),
        demands=frozenset(place.demands),
    )


def waiting_candidates(municipality_id: UUID, free_from: date) -> list[CandidateTerms]:
    """Return the ready candidates who are in no place and not put forward for one (2 statements).

    Without those whose data may not be used for it, and those who said no to being proposed.
    """
    taken = Placement.objects.filter(
        Q(state__in=Placement.HOLDING), municipality_id=municipality_id, period__endswith__gt=free_from
    )
    had = Placement.objects.filter(candidate=OuterRef("id")).exclude(state=Placement.State.CANCELLED)
    asked = Nomination.objects.filter(municipality_id=municipality_id, state__in=Nomination.WAITING)
    rows = (
        Candidate.objects.filter(
            municipality_id=municipality_id,
            state=Candidate.State.READY,
            restricted_at=None,
            planning_declined_at=None,
        )
        .exclude(id__in=taken.values("candidate_id"))
        .exclude(id__in=asked.values("candidate_id"))
        .defer("cpr", "considerations", "motivation")
        .annotate(had=ArraySubquery(had.values("place_id")))
        .prefetch_related(activities_from(free_from))
        .order_by("id")
    )
    return [candidate_terms(row, row.activities.all(), row.had) for row in rows]


def activities_from(day: date) -> "Prefetch[str]":
    """Return the prefetch of activities that are not over on ``day``."""
    return Prefetch("activities", Activity.objects.filter(period__overlap=period(day, None)))


def candidate_terms(
    candidate: Candidate, activities: Iterable[Activity], had: Iterable[UUID] = ()
) -> CandidateTerms:
    """Return a candidate as planning sees them; ``had`` are the places they have had before."""
    busy = [slot for activity in activities for slot in activity.week]
    return CandidateTerms(
        id=str(candidate.id),
        functions=frozenset(candidate.functions),
        danish_level=candidate.danish_level,
        available=intervals(candidate.available_slots),
        busy=intervals(busy),
        weekly_minutes=candidate.weekly_minutes,
        waiting_since=candidate.waiting_since,
        languages=frozenset(candidate.languages),
        avoids=frozenset(candidate.avoids),
        places=frozenset(str(place_id) for place_id in had),
    )


def intervals(slots: Iterable[Slot]) -> tuple[Interval, ...]:
    """Return slots as planning's intervals."""
    return tuple(Interval(slot.weekday, slot.start, slot.end) for slot in slots)


def slots(week: Sequence[Interval]) -> list[Slot]:
    """Return planning's intervals as slots."""
    return [Slot(each.weekday, each.start, each.end) for each in week]
