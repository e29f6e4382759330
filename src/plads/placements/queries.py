"""What pages read about nominations and placements."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from plads.candidates.models import Candidate
from plads.candidates.names import found_by, named, shown_name
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.events import about, signature
from plads.core.looks import Sight, saw, saw_across
from plads.core.models import Event
from plads.placements.events import NominationAnswered
from plads.placements.models import (
    Attendance,
    HoursStep,
    Nomination,
    OrdinaryHours,
    Outcome,
    Placement,
    VitasApplication,
)
from plads.placements.policy import visible_nominations, visible_placements

PAGE_SIZE = 25

HIDDEN = tuple(f"candidate__{name}" for name in ("cpr", "considerations", "motivation", "name", "sort_name"))
"""A candidate's secrets, seen from a placement or nomination: they stay on the candidate's own page.

The name too: pages show ``shown_name``.
"""


def _has_place() -> Exists:
    return Exists(Placement.objects.filter(candidate=OuterRef("pk"), state__in=Placement.HOLDING))


def _is_asked() -> Exists:
    return Exists(Nomination.objects.filter(candidate=OuterRef("pk"), state__in=Nomination.WAITING))


SITUATIONS: dict[str, tuple[str, Callable[[], Q]]] = {
    "aktive": ("Alle aktive", lambda: ~Q(state=Candidate.State.CLOSED)),
    "nye": ("Skal gøres klar", lambda: Q(state=Candidate.State.REGISTERED)),
    "venter": (
        "Venter på en plads",
        lambda: Q(state=Candidate.State.READY) & ~Q(_has_place()) & ~Q(_is_asked()),
    ),
    "foreslaaet": ("Foreslået til en plads", lambda: Q(_is_asked())),
    "plads": ("Har en plads", lambda: Q(_has_place())),
    "afsluttet": ("Afsluttede", lambda: Q(state=Candidate.State.CLOSED)),
}
"""Where a candidate stands, in the words of the list: the name in the address, its label and its filter."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The place a candidate has or awaits (``placed``), or is put forward for: where, and how far it has come."""

    placed: bool
    id: UUID
    centre: str
    number: int
    state: str
    """In words."""


def whereabouts(actor: Actor, candidate_ids: Collection[UUID]) -> dict[UUID, Whereabouts]:
    """Return where each candidate stands who has a place or is put forward for one (1 statement).

    Who has a place is told of that, though put forward for the next.
    """
    courses = Placement.objects.filter(visible_placements(actor), state__in=Placement.HOLDING)
    asked = Nomination.objects.filter(visible_nominations(actor), state__in=Nomination.WAITING)
    parts = [
        rows.filter(candidate_id__in=candidate_ids)
        .annotate(placed=Value(rows is courses), centre=F("place__centre__name"), number=F("place__number"))
        .values_list("placed", "id", "centre", "number", "state", "period", "candidate_id", "municipality_id")
        for rows in (asked, courses)
    ]
    found = sorted(parts[0].union(parts[1], all=True), key=lambda row: row[5].lower, reverse=True)
    saw_across(actor, ((row[7], row[6]) for row in found), Sight.COURSE)
    return {row[6]: _whereabouts(*row[:5]) for row in sorted(found, key=itemgetter(0))}


def _whereabouts(placed: bool, ident: UUID, centre: str, number: int, state: str) -> Whereabouts:
    states: Any = Placement.State if placed else Nomination.State
    return Whereabouts(placed, ident, centre, number, str(states(state).label))


def placements_of(actor: Actor, candidate_id: UUID) -> list[Placement]:
    """Return a candidate's placements, newest first, with steps, centre and end (2 statements)."""
    rows = (
        Placement.objects.filter(visible_placements(actor), candidate_id=candidate_id)
        .select_related("place__centre", "end")
        .defer("end__note", "verdicts")
        .prefetch_related("steps")
        .order_by("-period")
    )
    return _seen(actor, rows)


def nominations_of(actor: Actor, candidate_id: UUID) -> list[Nomination]:
    """Return a candidate's nominations, newest first, with the centre (1 statement)."""
    rows = (
        Nomination.objects.filter(visible_nominations(actor), candidate_id=candidate_id)
        .select_related("place__centre")
        .defer("verdicts")
        .order_by("-created_at")
    )
    return _seen(actor, rows)


Course = TypeVar("Course", Placement, Nomination)


def _seen(actor: Actor, rows: Iterable[Course]) -> list[Course]:
    """Return the rows read, and note that the actor sees whose courses they are of."""
    found = list(rows)
    saw_across(actor, ((row.municipality_id, row.candidate_id) for row in found), Sight.COURSE)
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """One side's answer to a nomination: when and by whom it was noted."""

    at: datetime
    by: str


def nomination_detail(actor: Actor, nomination_id: UUID) -> Nomination:
    """Return a nomination with candidate, place and the placement it became (1 statement)."""
    row = (
        Nomination.objects.filter(visible_nominations(actor), id=nomination_id)
        .select_related("candidate__caseworker", "place__centre", "nominated_by", "placement")
        .defer(*HIDDEN)
        .annotate(shown_name=shown_name(actor, "candidate__"))
        .first()
    )
    if row is None:
        raise NotVisible
    _saw_of(actor, row, Sight.NAME, Sight.COURSE, Sight.BENEFIT)
    return row


def _saw_of(actor: Actor, row: Placement | Nomination, *sights: Sight) -> None:
    person = row.candidate
    saw(actor, [person.id], *sights, municipality_id=row.municipality_id, protected=person.protected)


def nomination_answers(actor: Actor, nomination_id: UUID) -> dict[str, Answer]:
    """Return when each side answered, by the side's name in the event (1 statement)."""
    rows = Event.objects.filter(
        about(nomination_id),
        municipality_id__in=actor.municipality_ids,
        kind=NominationAnswered.kind,
    ).annotate(who=signature())
    said = rows.order_by("at").values_list("facts", "at", "who")
    return {facts["side"]: Answer(at, who) for facts, at, who in said}


@dataclass(frozen=True, slots=True)
class PlacementFilter:
    """What a list of placements is narrowed to; empty means those that hold a place."""

    text: str = ""
    state: str = ""
    centre_id: UUID | None = None
    ending_days: int | None = None


def placement_rows(actor: Actor, wanted: PlacementFilter) -> QuerySet[Placement]:
    """Return the placements of a list, those that end first at the top, each with ``weekly_minutes``."""
    rows = Placement.objects.filter(visible_placements(actor))
    if wanted.text:
        rows = rows.filter(
            found_by(actor, wanted.text, "candidate__") | named(wanted.text, "place__centre__")
        )
    if wanted.state == "alle":
        pass
    elif wanted.state in Placement.State.values:
        rows = rows.filter(state=wanted.state)
    else:
        rows = rows.filter(state__in=Placement.HOLDING)
    if wanted.centre_id:
        rows = rows.filter(place__centre_id=wanted.centre_id)
    if wanted.ending_days is not None:
        limit = clock.today() + timedelta(days=wanted.ending_days)
        rows = rows.filter(state__in=Placement.HOLDING, agreed_last_day__lte=limit)
    return (
        rows.select_related("candidate", "place__centre")
        .defer(*HIDDEN, "verdicts")
        .annotate(weekly_minutes=_minutes_now(), shown_name=shown_name(actor, "candidate__"))
        .order_by("period__endswith", "id")
    )


def placement_list(actor: Actor, wanted: PlacementFilter, side: Any = 1) -> "Page[Any]":
    """Return a page of ``placement_rows``, and note the look at those on it (2 statements)."""
    rows = placement_rows(actor, wanted)
    page: Page[Any] = Paginator(rows.values("pk"), PAGE_SIZE).get_page(side)
    # Found by their keys: sorted with all they show, a municipality's rows are a hundred times as heavy.
    listed = list(rows.filter(pk__in=page.object_list))
    page.object_list = listed
    protected = any(row.candidate.protected for row in listed)
    people = [row.candidate_id for row in listed]
    saw(actor, people, Sight.NAME, Sight.COURSE, protected=protected)
    return page


def _minutes_now() -> Coalesce:
    """Return the weekly minutes of the step in force today, or of the first one before the start."""
    steps = HoursStep.objects.filter(placement=OuterRef("pk"))
    today = clock.today()
    begun = steps.filter(period__startswith__lte=today).order_by("-period")
    first = steps.order_by("period")
    return Coalesce(
        Subquery(begun.values("weekly_minutes")[:1]), Subquery(first.values("weekly_minutes")[:1])
    )


OUTCOME_COLUMNS = ("months", "kind", "weekly_minutes", "since", "noted_by")


def placement_detail(
    actor: Actor, placement_id: UUID, also: Mapping[str, Any] | None = None, *sights: Sight
) -> Placement:
    """Return a placement with candidate, centre, end, outcomes and steps in order (2 statements).

    ``also`` are annotations by which apps below let their facts come along in the same statement; ``sights``
    say what they show.
    """
    outcomes = Outcome.objects.filter(placement=OuterRef("pk")).order_by("months")
    row = (
        Placement.objects.filter(visible_placements(actor), id=placement_id)
        .select_related("candidate__caseworker", "place__centre", "approved_by", "end")
        .defer(*HIDDEN)
        .annotate(
            shown_name=shown_name(actor, "candidate__"),
            outcome_rows=ArraySubquery(
                outcomes.values(row=JSONObject(**{name: name for name in OUTCOME_COLUMNS}))
            ),
            **(also or {}),
        )
        .prefetch_related(Prefetch("steps", HoursStep.objects.order_by("period")))
        .first()
    )
    if row is None:
        raise NotVisible
    _saw_of(actor, row, *(Sight.NAME, Sight.CONTACT, Sight.COURSE, Sight.BENEFIT, Sight.WISHES), *sights)
    return row


def vitas_beside() -> dict[str, Any]:
    """Return the annotations by which a placement brings its newest application in VITAS along, without its secrets."""
    newest = VitasApplication.objects.filter(placement=OuterRef("pk")).order_by("-created_at", "-id")
    columns = ("state", "number", "sent_on", "answered_on", "weekly_minutes", "overridden_at", "fault")
    row = JSONObject(first="period__startswith", after="period__endswith", **{name: name for name in columns})
    return {"uses_vitas": F("municipality__uses_vitas"), "vitas_row": Subquery(newest.values(row=row)[:1])}


def ordinary_beside() -> dict[str, Any]:
    """Return the annotation by which a placement brings the paid hours beside it along, in order."""
    rows = OrdinaryHours.objects.filter(placement=OuterRef("pk")).order_by("period", "employer_is_centre")
    row = JSONObject(
        first="period__startswith",
        after="period__endswith",
        minutes="weekly_minutes",
        here="employer_is_centre",
        id="id",
    )
    return {"ordinary_rows": ArraySubquery(rows.values(row=row))}


def attendance_since(actor: Actor, placement: Placement, day: date) -> list[Attendance]:
    """Return a placement's attendance from ``day`` on, in order (1 statement)."""
    saw(actor, [placement.candidate_id], Sight.ATTENDANCE, municipality_id=placement.municipality_id)
    return list(placement.attendance.filter(day__gte=day).order_by("day"))
