"""What pages read about requests and keeping."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from plads.candidates.models import Candidate
from plads.candidates.names import shown_name
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw
from plads.placements.models import Placement
from plads.rights.due import Due, due
from plads.rights.models import RetentionHold, RetentionRun, RightsRequest
from plads.rights.policy import answers, candidates_of, keeps, requests_of
from plads.rights.retention import Period, periods_of
from plads.rights.services.retaining import TOLD_AHEAD

DUE_SHOWN = 5
"""How many requests stand on the page Today; the rest are on their own page."""


@dataclass(frozen=True, slots=True)
class PersonRights:
    """A candidate's requests, whether anything of theirs is restricted, and whether they could be erased now."""

    id: UUID
    name: str
    protected: bool
    restricted_at: object
    restricted_reason: str
    planning_declined_at: object
    requests: tuple[RightsRequest, ...]
    has_course: bool


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long each kind is kept, the round to come, the last ones, and the hold."""

    periods: tuple[Period, ...]
    coming: RetentionRun | None
    done: tuple[RetentionRun, ...]
    hold: RetentionHold | None


def waiting_requests(actor: Actor) -> list[RightsRequest]:
    """Return the requests that wait for an answer, the most pressing first, and the latest answered (1 statement)."""
    rows = list(_named(actor).order_by("decided_at", "due_on", "id")[:200])
    _note(actor, rows)
    return sorted(rows, key=lambda row: (row.state != RightsRequest.State.RECEIVED, row.due_on))


def due_requests(actor: Actor) -> list[RightsRequest]:
    """Return what waits for an answer without whose it is, the most pressing first (1 statement; none for others).

    For the page Today, which links to each: nobody is looked at there.
    """
    if not answers(actor):
        return []
    waiting = RightsRequest.objects.filter(requests_of(actor), state=RightsRequest.State.RECEIVED)
    return list(waiting.only("id", "kind", "due_on").order_by("due_on", "id")[:DUE_SHOWN])


def request_detail(actor: Actor, request_id: UUID) -> RightsRequest:
    """Return one request (1 statement); raises ``NotVisible``."""
    row = _named(actor).filter(id=request_id).first()
    if row is None:
        raise NotVisible
    _note(actor, [row])
    return row


def _named(actor: Actor) -> "QuerySet[RightsRequest]":
    rows = RightsRequest.objects.filter(requests_of(actor)).select_related("decided_by")
    return rows.annotate(who=shown_name(actor, "candidate__"))


def _note(actor: Actor, rows: list[RightsRequest]) -> None:
    saw(actor, [row.candidate_id for row in rows if row.candidate_id], Sight.NAME, Sight.NOTES)


def person_rights(actor: Actor, candidate_id: UUID) -> PersonRights:
    """Return a candidate's rights, theirs or one whose requests the actor answers (3 statements)."""
    row = (
        Candidate.objects.filter(candidates_of(actor), id=candidate_id)
        .annotate(who=shown_name(actor))
        .only(
            "id", "protected", "restricted_at", "restricted_reason", "planning_declined_at", "municipality_id"
        )
        .first()
    )
    if row is None:
        raise NotVisible
    saw(
        actor, [row.id], Sight.NAME, Sight.NOTES, municipality_id=row.municipality_id, protected=row.protected
    )
    return PersonRights(
        row.id,
        row.who,
        row.protected,
        row.restricted_at,
        row.restricted_reason,
        row.planning_declined_at,
        tuple(RightsRequest.objects.filter(candidate_id=row.id).order_by("-received_on", "-id")),
        Placement.objects.filter(candidate_id=row.id, state__in=Placement.HOLDING).exists(),
    )


def keeping(actor: Actor) -> Keeping:
    """Return everything about keeping and erasing in the actor's municipality (3 statements).

    Raises ``NotVisible`` for who does not decide about it.
    """
    if not keeps(actor):
        raise NotVisible
    runs = list(RetentionRun.objects.order_by("-told_at")[:6])
    return Keeping(
        tuple(periods_of(actor.municipality_id).values()),
        next((run for run in runs if run.state == RetentionRun.State.TOLD), None),
        tuple(run for run in runs if run.state != RetentionRun.State.TOLD),
        RetentionHold.objects.filter(lifted_at=None).select_related("set_by").first(),
    )


def preview(actor: Actor, on: date | None = None) -> dict[str, Due]:
    """Return what would go in a round on a day (default: the earliest that could be told today)."""
    if not keeps(actor):
        raise NotVisible
    return due(actor.municipality_id, on or clock.today() + TOLD_AHEAD)
