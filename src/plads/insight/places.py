"""Places as the office works with them: who has each until when, since when it is empty, who is proposed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, JSONField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import JSONObject

from plads.candidates.names import shown_name
from plads.centres.models import Place
from plads.core import clock
from plads.core.actor import Actor
from plads.core.looks import Sight, saw
from plads.core.periods import ONE_DAY, first_day
from plads.insight.expressions import free_from, holders, left_by, rested_until, rests
from plads.placements.models import Nomination, RefillProposal
from plads.placements.policy import visible_nominations, visible_proposals


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody in a place. ``name`` and ``id`` are empty for those who may not know who it is."""

    first_day: date
    last_day: date
    state: str
    name: str = ""
    id: str = ""

    @property
    def begun(self) -> bool:
        """Whether the first day has come."""
        return self.first_day <= clock.today()


@dataclass(frozen=True, slots=True)
class Asked:
    """A nomination that waits: the answers so far (``None`` is no answer yet)."""

    id: str
    name: str
    state: str
    first_day: date
    candidate: bool | None
    company: bool | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """An open proposal: its first choice, if anybody fits, and how many fit."""

    free_from: date
    name: str | None
    fits: int


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place today. ``free_from`` is the first day from today that nobody has it, if there is one."""

    place: Place
    stays: tuple[Stay, ...]
    free_from: date | None
    empty_since: date | None
    proposed: Proposed | None
    asked: Asked | None
    rests: tuple[tuple[date, date | None], ...] = ()
    """The pauses that are not over, each with its last day if it is known."""

    @property
    def rest(self) -> tuple[date, date | None] | None:
        """The pause today, if the place rests."""
        return next((each for each in self.rests if each[0] <= clock.today()), None)

    @property
    def now(self) -> Stay | None:
        """Who has the place today."""
        return next((stay for stay in self.stays if stay.begun), None)

    @property
    def coming(self) -> list[Stay]:
        """Who has it later, the first first."""
        return [stay for stay in self.stays if not stay.begun]

    @property
    def frees_soon(self) -> bool:
        """Whether the place, taken today, is free within the municipality's lead time."""
        limit = clock.today() + timedelta(days=self.place.municipality.refill_lead_days)
        return self.now is not None and self.free_from is not None and self.free_from <= limit

    @property
    def empty_days(self) -> int:
        """For how many days nobody has had it, counting today; 0 when somebody has."""
        return (clock.today() - self.empty_since).days + 1 if self.empty_since else 0


def place_lines(actor: Actor, centre_id: UUID) -> list[PlaceLine]:
    """Return the places of a centre that are not over, by number (1 statement).

    Whoever calls has made sure that ``actor`` may see the centre. Only the daily staff learn names.
    """
    rows = Place.objects.filter(centre_id=centre_id, period__endswith__gt=clock.today()).select_related(
        "municipality"
    )
    return [line_of(actor, row) for row in with_today(actor, rows).order_by("number")]


def with_today(actor: Actor, places: "QuerySet[Place]") -> "QuerySet[Place]":
    """Return places with what ``place_lines`` is made of, in the same statement."""
    today = clock.today()
    proposals = RefillProposal.objects.filter(
        visible_proposals(actor), place=OuterRef("pk"), state=RefillProposal.State.OPEN
    )
    nominations = Nomination.objects.filter(
        visible_nominations(actor), place=OuterRef("pk"), state__in=Nomination.WAITING
    ).order_by("created_at")
    return places.annotate(
        free_day=free_from(today),
        rest_rows=rests(),
        rested=rested_until(today),
        stays=ArraySubquery(
            holders().filter(day_after__gt=today).order_by("period").values(row=_stay_row(actor))
        ),
        last_over=left_by(today),
        proposal=Subquery(proposals.values(row=_proposal_row(actor))[:1], output_field=JSONField()),
        nomination=Subquery(nominations.values(row=_nomination_row(actor))[:1], output_field=JSONField()),
    )


def _stay_row(actor: Actor) -> JSONObject:
    span = {"first": "period__startswith", "after": "period__endswith"}
    name = shown_name(actor, "candidate__")
    return JSONObject(id="pk", state="state", name=name, person="candidate_id", **span)


def _proposal_row(actor: Actor) -> JSONObject:
    name = Case(When(first_choice=None, then=None), default=shown_name(actor, "first_choice__"))
    return JSONObject(free_from="free_from", name=name, ranked="ranked", person="first_choice_id")


def _nomination_row(actor: Actor) -> JSONObject:
    return JSONObject(
        id="pk",
        name=shown_name(actor, "candidate__"),
        state="state",
        first="period__startswith",
        candidate="candidate_answer",
        company="company_answer",
        person="candidate_id",
    )


def line_of(actor: Actor, row: Any) -> PlaceLine:
    """Return a row of ``with_today`` as a line."""
    stays = tuple(_stay(each, named=actor.is_office) for each in row.stays)
    _saw(actor, row)
    return PlaceLine(
        place=row,
        stays=stays,
        free_from=row.free_day,
        empty_since=_empty_since(row, stays),
        proposed=_proposed(row.proposal) if row.proposal else None,
        asked=_asked(row.nomination) if row.nomination else None,
        rests=tuple(_rests(row)),
    )


def _rests(row: Any) -> Iterator[tuple[date, date | None]]:
    for each in row.rest_rows:
        last = date.fromisoformat(each["after"]) - ONE_DAY if each["after"] else None
        if last is None or last >= clock.today():
            yield date.fromisoformat(each["first"]), last


def _saw(actor: Actor, row: Any) -> None:
    """Note the look at everybody a line names."""
    named = [*(row.stays if actor.is_office else ()), *filter(None, (row.proposal, row.nomination))]
    people = [UUID(each["person"]) for each in named if each["person"]]
    saw(actor, people, Sight.NAME, Sight.COURSE, municipality_id=row.municipality_id)


def _stay(row: dict[str, Any], *, named: bool) -> Stay:
    first, after = date.fromisoformat(row["first"]), date.fromisoformat(row["after"])
    who = (row["name"], row["id"]) if named else ("", "")
    return Stay(first, after - ONE_DAY, row["state"], *who)


def _proposed(row: dict[str, Any]) -> Proposed:
    return Proposed(date.fromisoformat(row["free_from"]), row["name"], len(row["ranked"]))


def _asked(row: dict[str, Any]) -> Asked:
    first = date.fromisoformat(row["first"])
    return Asked(row["id"], row["name"], row["state"], first, row["candidate"], row["company"])


def _empty_since(row: Any, stays: tuple[Stay, ...]) -> date | None:
    today = clock.today()
    if row.state != Place.State.OPEN or today not in row.period or any(stay.begun for stay in stays):
        return None
    return max(day for day in (first_day(row.period), row.last_over, row.rested) if day)
