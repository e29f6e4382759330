"""What pages read about nominations and placements."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from plads.candidates.models import Candidate
from plads.candidates.queries import named
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.models import Event
from plads.placements.events import NominationAnswered
from plads.placements.models import Attendance, HoursStep, Nomination, Outcome, Placement
from plads.placements.policy import visible_nominations, visible_placements

OPEN_NOMINATIONS = (Nomination.State.OPEN, Nomination.State.ACCEPTED)
HIDDEN = ("candidate__cpr", "candidate__considerations", "candidate__motivation")
"""A candidate's secrets, seen from a placement or nomination: they stay on the candidate's own page."""


def _has_place() -> Exists:
    return Exists(Placement.objects.filter(candidate=OuterRef("pk"), state__in=Placement.HOLDING))


def _is_asked() -> Exists:
    return Exists(Nomination.objects.filter(candidate=OuterRef("pk"), state__in=OPEN_NOMINATIONS))


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


def current_places(actor: Actor, candidate_ids: Collection[UUID]) -> dict[UUID, Placement]:
    """Return the placement each candidate has or awaits, with its centre (1 statement)."""
    rows = (
        Placement.objects.filter(
            visible_placements(actor), candidate_id__in=candidate_ids, state__in=Placement.HOLDING
        )
        .select_related("place__centre")
        .order_by("-period")
    )
    return {row.candidate_id: row for row in rows}


def open_nominations(actor: Actor, candidate_ids: Collection[UUID]) -> dict[UUID, Nomination]:
    """Return the nomination that is on its way for each candidate who has one, with its centre (1 statement)."""
    rows = (
        Nomination.objects.filter(
            visible_nominations(actor), candidate_id__in=candidate_ids, state__in=OPEN_NOMINATIONS
        )
        .select_related("place__centre")
        .defer("verdicts")
        .order_by("created_at")
    )
    return {row.candidate_id: row for row in rows}


def placements_of(actor: Actor, candidate_id: UUID) -> list[Placement]:
    """Return a candidate's placements, newest first, with steps, centre and end (2 statements)."""
    return list(
        Placement.objects.filter(visible_placements(actor), candidate_id=candidate_id)
        .select_related("place__centre", "end")
        .defer("end__note", "verdicts")
        .prefetch_related("steps")
        .order_by("-period")
    )


def nominations_of(actor: Actor, candidate_id: UUID) -> list[Nomination]:
    """Return a candidate's nominations, newest first, with the centre (1 statement)."""
    return list(
        Nomination.objects.filter(visible_nominations(actor), candidate_id=candidate_id)
        .select_related("place__centre")
        .defer("verdicts")
        .order_by("-created_at")
    )


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
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def nomination_answers(actor: Actor, nomination_id: UUID) -> dict[str, Answer]:
    """Return when each side answered, by the side's name in the event (1 statement)."""
    rows = Event.objects.filter(
        municipality_id__in=actor.municipality_ids,
        subjects__contains=[nomination_id],
        kind=NominationAnswered.kind,
    ).order_by("at")
    return {row.facts["side"]: Answer(row.at, row.actor_name) for row in rows}


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
        rows = rows.filter(named(wanted.text, "candidate__") | named(wanted.text, "place__centre__"))
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
        .annotate(weekly_minutes=_minutes_now())
        .order_by("period__endswith", "id")
    )


def _minutes_now() -> Coalesce:
    """Return the weekly minutes of the step in force today, or of the first one before the start."""
    steps = HoursStep.objects.filter(placement=OuterRef("pk"))
    today = clock.today()
    begun = steps.filter(period__startswith__lte=today).order_by("-period")
    first = steps.order_by("period")
    return Coalesce(
        Subquery(begun.values("weekly_minutes")[:1]), Subquery(first.values("weekly_minutes")[:1])
    )


def placement_detail(actor: Actor, placement_id: UUID, also: Mapping[str, Any] | None = None) -> Placement:
    """Return a placement with candidate, centre, end, outcomes and steps in order (2 statements).

    ``also`` are annotations by which apps below let their facts come along in the same statement.
    """
    outcomes = Outcome.objects.filter(placement=OuterRef("pk")).order_by("months")
    row = (
        Placement.objects.filter(visible_placements(actor), id=placement_id)
        .select_related("candidate__caseworker", "place__centre", "approved_by", "end")
        .defer(*HIDDEN)
        .annotate(
            outcome_rows=ArraySubquery(
                outcomes.values(row=JSONObject(months="months", kind="kind", weekly_minutes="weekly_minutes"))
            ),
            **(also or {}),
        )
        .prefetch_related(Prefetch("steps", HoursStep.objects.order_by("period")))
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def attendance_since(placement: Placement, day: date) -> list[Attendance]:
    """Return a placement's attendance from ``day`` on, in order (1 statement)."""
    return list(placement.attendance.filter(day__gte=day).order_by("day"))
