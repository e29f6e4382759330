"""The board: every place in reach over some weeks, who has it when, and the days it stands empty."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from plads.candidates.names import found_by, shown_name
from plads.centres.models import Centre, Place
from plads.centres.policy import visible_centres
from plads.core import clock
from plads.core.actor import Actor
from plads.core.looks import Sight, saw
from plads.core.periods import ONE_DAY, closed_last_day, first_day, period
from plads.insight.expressions import free_from, held_on, lead_day, left_by, rests, waits_on
from plads.insight.stretches import Stretch, StretchKind, stretches
from plads.placements.models import Nomination, Placement, RefillProposal

PLACES = {13: 80, 26: 65, 52: 40}
"""About how many places stand on one page, by its weeks; a centre is never divided."""

USUAL_COURSE = timedelta(weeks=13)
"""How long a proposal is drawn; its true end is set when it becomes a nomination."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the board is looked at."""

    monday: date
    weeks: int = 26
    centre_id: UUID | None = None
    text: str = ""
    only_gaps: bool = False
    side: int = 1

    @property
    def last(self) -> date:
        """The window's last day."""
        return self.monday + timedelta(weeks=self.weeks) - ONE_DAY


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """One row: a place and its stretches of time."""

    id: UUID
    number: int
    function: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class BoardCentre:
    """A centre with its rows; ``places`` and ``empty`` count those of its rows open and empty today."""

    id: UUID
    name: str
    places: int
    empty: int
    rows: list[BoardPlace] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Board:
    """The rows of one page of the board. ``places`` and ``empty`` count all pages, today."""

    window: Window
    day: date
    centres: tuple[BoardCentre, ...]
    side: int
    sides: int
    places: int
    empty: int
    named: bool
    """Whether the reader sees who is in the places, and may open them."""


def board(actor: Actor, window: Window) -> Board:
    """Return a page of the board (4 statements, whatever the number of places).

    Only the municipality's daily staff see names; others see that a place is taken.
    """
    day = clock.today()
    places = _places(actor, window, day)
    counted: Any = (
        places.values("centre_id", "centre__name")
        .annotate(places=Count("id"), open=_count_open(day), empty=Count("id", filter=waits_on(day)))
        .order_by("centre__sort_name", "centre_id")
    )
    sums: list[dict[str, Any]] = list(counted)
    sides = _sides(sums, PLACES.get(window.weeks, min(PLACES.values())))
    side = min(max(window.side, 1), max(len(sides), 1))
    centres = {
        row["centre_id"]: BoardCentre(row["centre_id"], row["centre__name"], row["open"], row["empty"])
        for row in (sides[side - 1] if sides else [])
    }
    for place, row in _rows(actor, places.filter(centre_id__in=centres), window, day):
        centres[place.centre_id].rows.append(row)
        saw(actor, {each.person for each in row.stretches if each.person}, Sight.NAME, Sight.COURSE)
    total, empty = sum(row["open"] for row in sums), sum(row["empty"] for row in sums)
    return Board(window, day, tuple(centres.values()), side, len(sides), total, empty, named=actor.is_office)


def _places(actor: Actor, window: Window, day: date) -> "QuerySet[Place]":
    centres = Centre.objects.filter(visible_centres(actor))
    places = Place.objects.filter(
        centre__in=centres, period__overlap=period(window.monday, window.last)
    ).exclude(state=Place.State.CLOSED)
    if window.centre_id:
        places = places.filter(centre_id=window.centre_id)
    if window.text:
        places = places.filter(_matches(actor, window))
    if window.only_gaps:
        places = places.alias(free=free_from(day)).filter(free__lte=lead_day(day))
    return places


def _matches(actor: Actor, window: Window) -> Q:
    """Return places at a centre or company of that name, or with a candidate of it for those who see names."""
    text = window.text
    found = Q(centre__name__icontains=text) | Q(centre__workplace__company__name__icontains=text)
    if not actor.is_office:
        return found
    people = Placement.objects.filter(
        found_by(actor, text, "candidate__"),
        place=OuterRef("pk"),
        period__overlap=period(window.monday, window.last),
    )
    return found | Q(Exists(people))


def _count_open(day: date) -> Count:
    """Count the places that are there today: open, or paused with somebody in them."""
    return Count("id", filter=Q(period__contains=day) & (Q(state=Place.State.OPEN) | Q(held_on(day))))


def _sides(sums: list[dict[str, Any]], most: int) -> list[list[dict[str, Any]]]:
    """Divide the centres into pages of about ``most`` places."""
    sides: list[list[dict[str, Any]]] = []
    room = 0
    for row in sums:
        if row["places"] > room or not sides:
            sides.append([])
            room = most
        sides[-1].append(row)
        room -= row["places"]
    return sides


def _rows(
    actor: Actor, places: "QuerySet[Place]", window: Window, day: date
) -> Iterable[tuple[Place, BoardPlace]]:
    found = list(
        places.annotate(freed=left_by(window.monday), rests=rests())
        .only("centre_id", "number", "function", "period")
        .order_by("centre__sort_name", "number", "period")
    )
    ids = [place.id for place in found]
    held, nominated = _held(actor, ids, window)
    proposed = _proposed(actor, ids, day) | nominated
    for place in found:
        begins = max(first_day(place.period), getattr(place, "freed", None) or first_day(place.period))
        last = closed_last_day(place.period)
        resting = _days(getattr(place, "rests", []), last)
        parts = stretches(begins, last, held[place.id], proposed.get(place.id), resting)
        shown = tuple(each for each in parts if each.last >= window.monday and each.first <= window.last)
        yield place, BoardPlace(place.id, place.number, place.get_function_display(), shown)


def _days(rows: Iterable[dict[str, Any]], last: date) -> list[tuple[date, date]]:
    """Return pauses as first and last days; one without an end lasts as long as the place."""
    return [
        (
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["after"]) - ONE_DAY if row["after"] else last,
        )
        for row in rows
    ]


_KINDS = {
    Placement.State.RUNNING: StretchKind.RUNNING,
    Placement.State.PLANNED: StretchKind.PLANNED,
    Placement.State.APPROVED: StretchKind.PLANNED,
    Placement.State.ENDED: StretchKind.ENDED,
}


def _held(
    actor: Actor, places: list[UUID], window: Window
) -> tuple[dict[UUID, list[Stretch]], dict[UUID, Stretch]]:
    """Return who has or had each place from the window's first day on, and who is put forward for it.

    Who is put forward waits for answers, or for the plan; both are read in one statement.
    """
    courses = Placement.objects.filter(place_id__in=places, day_after__gt=window.monday).exclude(
        state=Placement.State.CANCELLED
    )
    asked = Nomination.objects.filter(place_id__in=places, state__in=Nomination.WAITING)
    rows = sorted(_who(actor, courses).union(_who(actor, asked), all=True), key=_first)
    held: dict[UUID, list[Stretch]] = defaultdict(list)
    nominated: dict[UUID, Stretch] = {}
    for place_id, ident, state, span, who, person in rows:
        about = (first_day(span), closed_last_day(span), who, ident if actor.is_office else None)
        seen = person if actor.is_office else None
        if state in Nomination.WAITING:
            stretch = Stretch(StretchKind.PROPOSED, *about, nominated=True, person=seen)
            nominated.setdefault(place_id, stretch)
        else:
            held[place_id].append(Stretch(_KINDS[Placement.State(state)], *about, person=seen))
    return held, nominated


def _who(actor: Actor, rows: Any) -> Any:
    name = shown_name(actor, "candidate__") if actor.is_office else Value("")
    return rows.annotate(who=name).values_list("place_id", "id", "state", "period", "who", "candidate_id")


def _first(row: Any) -> date:
    return first_day(row[3])


def _proposed(actor: Actor, places: list[UUID], day: date) -> dict[UUID, Stretch]:
    """Whom Plads proposes for each place, from the day it is free."""
    name = shown_name(actor, "first_choice__") if actor.is_office else Value("")
    rows = RefillProposal.objects.filter(
        place_id__in=places, state=RefillProposal.State.OPEN, first_choice__isnull=False
    ).values_list("place_id", "free_from", name, "first_choice_id")
    return {
        place_id: Stretch(
            StretchKind.PROPOSED,
            begins,
            begins + USUAL_COURSE - ONE_DAY,
            who,
            person=person if actor.is_office else None,
        )
        for place_id, free, who, person in rows
        for begins in [max(free, day + ONE_DAY)]
    }
