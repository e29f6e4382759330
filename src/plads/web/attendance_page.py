"""The attendance part of a placement's page: the grid, what the days show together, and how they were put right."""

from typing import Any

from plads.core import clock
from plads.core.actor import Actor
from plads.core.periods import first_day
from plads.placements.attendance_story import corrections, shown_patterns
from plads.placements.models import Placement
from plads.placements.queries import attendance_since
from plads.web.attendance_grid import attendance_grid, grid_from

BEGUN = (Placement.State.RUNNING, Placement.State.ENDED)


def attendance_of(actor: Actor, row: Any) -> dict[str, Any]:
    """Return what the page shows of a placement read with ``attendance_beside`` (1 statement once it has begun)."""
    if row.state not in BEGUN:
        return {"grid": None, "notes": [], "patterns": [], "corrections": []}
    since = grid_from(clock.today())
    every = attendance_since(actor, row, first_day(row.period))
    grid = attendance_grid(row, [each for each in every if each.day >= since])
    return {
        "grid": grid,
        "notes": [cell for week in grid.weeks for cell in week.cells if cell.note],
        "patterns": shown_patterns(actor, every),
        "corrections": corrections(row.noted_rows, since),
    }
