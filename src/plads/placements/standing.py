"""Who stands in an agreement's places, and what a change of it would take from them. Read before anything is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from plads.candidates.names import shown_name
from plads.centres.models import AgreementVersion
from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.looks import Sight, saw_across
from plads.core.periods import closed_last_day, first_day
from plads.placements.models import HoursStep, Nomination, Placement
from plads.placements.policy import visible_nominations, visible_placements


@dataclass(frozen=True, slots=True)
class InPlace:
    """Somebody who has or awaits a place; ``weeks`` are the hours that are not over, step by step."""

    id: UUID
    candidate_id: UUID
    name: str
    number: int
    first_day: date
    last_day: date
    state: str
    weeks: tuple[tuple[week.Slot, ...], ...] = ()

    @property
    def runs(self) -> bool:
        """Whether the course has begun."""
        return self.state == Placement.State.RUNNING


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody put forward for a place."""

    id: UUID
    name: str
    number: int
    first_day: date
    last_day: date


class Cut(StrEnum):
    """What a change takes from a course."""

    PLACE = "place"
    DAYS = "days"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Loss:
    """What a change would take from one course: the place, its days after ``until``, or hours of its week."""

    cut: Cut
    course: InPlace
    until: date | None = None


def standing(actor: Actor, agreement_id: UUID) -> list[InPlace]:
    """Return who has or awaits an agreement's places, by number and day (1 statement)."""
    steps = HoursStep.objects.filter(placement=OuterRef("pk"), period__endswith__gt=clock.today())
    rows: Any = (
        Placement.objects.filter(
            visible_placements(actor), place__agreement=agreement_id, state__in=Placement.HOLDING
        )
        .annotate(
            name=shown_name(actor, "candidate__"),
            weeks=ArraySubquery(steps.order_by("period").values(row=JSONObject(slots="slots"))),
        )
        .select_related("place")
        .only("period", "state", "candidate_id", "municipality_id", "place__number")
        .order_by("place__number", "period")
    )
    found = list(rows)
    people = ((row.municipality_id, row.candidate_id) for row in found)
    saw_across(actor, people, Sight.NAME, Sight.COURSE)
    return [
        InPlace(
            row.id,
            row.candidate_id,
            row.name,
            row.place.number,
            first_day(row.period),
            closed_last_day(row.period),
            row.state,
            tuple(tuple(week.load(each["slots"])) for each in row.weeks),
        )
        for row in found
    ]


def asked(actor: Actor, agreement_id: UUID) -> list[Asked]:
    """Return who is put forward for an agreement's places, by number and day (1 statement)."""
    rows: Any = (
        Nomination.objects.filter(
            visible_nominations(actor), place__agreement=agreement_id, state__in=Nomination.WAITING
        )
        .annotate(name=shown_name(actor, "candidate__"))
        .select_related("place")
        .only("period", "candidate_id", "municipality_id", "place__number")
        .order_by("place__number", "period")
    )
    found = list(rows)
    saw_across(actor, ((row.municipality_id, row.candidate_id) for row in found), Sight.NAME, Sight.COURSE)
    return [
        Asked(row.id, row.name, row.place.number, first_day(row.period), closed_last_day(row.period))
        for row in found
    ]


def losses(version: AgreementVersion, courses: Iterable[InPlace]) -> list[Loss]:
    """Return what a version takes from each course: its place, the end of its days, or a part of its week."""
    words = {each["number"]: each for each in version.places}
    found = [_loss(words.get(each.number), closed_last_day(version.period), each) for each in courses]
    return [loss for loss in found if loss is not None]


def _loss(place: dict[str, Any] | None, ends: date, course: InPlace) -> Loss | None:
    if place is None:
        return Loss(Cut.PLACE, course)
    own = place.get("last_day")
    until = date.fromisoformat(own) if own else ends
    if course.last_day > until:
        return Loss(Cut.DAYS, course, until)
    open_at = week.load(place["slots"])
    if any(not _covered(slots, open_at) for slots in course.weeks):
        return Loss(Cut.HOURS, course)
    return None


def _covered(slots: Sequence[week.Slot], open_at: Sequence[week.Slot]) -> bool:
    return all(any(slot.within(each) for each in open_at) for slot in slots)
