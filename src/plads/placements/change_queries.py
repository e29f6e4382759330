"""What pages read about making a placement longer: what was decided before, and what is possible."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.periods import ONE_DAY, closed_last_day
from plads.placements.models import Extension, Placement
from plads.placements.services.extensions import group_at_start, longest, next_in_place


@dataclass(frozen=True, slots=True)
class Room:
    """How long a placement could last: by law on each ground, and by its place and who comes there next.

    ``by_law`` holds ``None`` where the law names no limit; ``next_on`` is the next one's first day there.
    """

    by_law: dict[Extension.Kind, date | None]
    place_ends: date
    next_on: date | None

    def latest(self, kind: Extension.Kind) -> date:
        """Return the last day that everything but the candidate's own week allows."""
        limits = [self.place_ends, self.by_law[kind], self.next_on and self.next_on - ONE_DAY]
        return min(day for day in limits if day is not None)


def extensions_of(actor: Actor, placement: Placement) -> list[Extension]:
    """Return the decisions about making a placement longer, newest first, for the office (1 statement)."""
    if not actor.is_office or placement.municipality_id not in actor.municipality_ids:
        raise NotVisible
    rows = Extension.objects.filter(placement=placement).select_related("decided_by")
    return list(rows.order_by("-decided_at", "-id"))


def room_of(placement: Placement, decided: list[Extension]) -> Room:
    """Return how long a placement could last, given what was ``decided`` before (2 statements)."""
    needs = [
        each
        for each in decided
        if each.state == Extension.State.GRANTED and each.kind == Extension.Kind.SPECIAL_NEED
    ]
    span, group = placement.place.period, group_at_start(placement)
    return Room(
        {kind: longest(placement, group, kind, len(needs)) for kind in Extension.Kind},
        placement.agreed_last_day if span.isempty else closed_last_day(span),
        next_in_place(placement),
    )


def extensions_beside() -> dict[str, Any]:
    """Return the annotation by which a placement brings the decisions about its length along, newest first."""
    rows = Extension.objects.filter(placement=OuterRef("pk")).order_by("-decided_at", "-id")
    columns = {name: name for name in ("state", "last_day", "reason")}
    return {"extension_rows": ArraySubquery(rows.values(row=JSONObject(**columns)))}
