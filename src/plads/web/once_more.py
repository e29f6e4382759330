"""A placement used again for the next person: its hours and purposes as they were, person and days open."""

from datetime import date
from typing import Any
from uuid import UUID

from plads.centres.models import Place
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.periods import first_day
from plads.placements.models import Placement
from plads.placements.queries import placement_detail
from plads.web.forms_people import NominationForm


def again(actor: Actor, placement_id: str, place: Place, start: date) -> dict[str, Any]:
    """Return what a nomination's form takes over from an earlier placement in the same place (2 statements).

    Hours that rose rise again, as many days after ``start`` as they did. Empty when there is no such placement.
    """
    try:
        row = placement_detail(actor, UUID(placement_id))
    except (ValueError, NotVisible):
        return {}
    return _taken_over(row, start) if row.place_id == place.id else {}


def _taken_over(row: Placement, start: date) -> dict[str, Any]:
    begun = first_day(row.period)
    steps = list(row.steps.all())[: 1 + len(NominationForm.RISES)]
    taken: dict[str, Any] = {"purposes": list(row.purposes)}
    for (day, slots), step in zip((("first_day", "slots"), *NominationForm.RISES), steps, strict=False):
        taken[day] = start + (first_day(step.period) - begun)
        taken[slots] = step.week
    return taken
