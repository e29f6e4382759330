"""A course's attendance as a grid: a row for each week, a cell for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from plads.core import clock
from plads.core.week import SHORT
from plads.placements.models import Attendance
from plads.placements.open_days import OpenDays, open_days

LOOKS: dict[str, tuple[str, str]] = {
    Attendance.State.PRESENT: ("Mødt", "ok"),
    Attendance.State.ILL: ("Syg", "warn"),
    Attendance.State.EXCUSED: ("Fri", "info"),
    Attendance.State.ABSENT: ("Væk", "block"),
}
"""A short word and a tone for each state: the grid is narrow."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day. ``word`` is empty when nothing is noted; ``missing`` when the plan has work and nothing is noted.

    ``closed`` is the name of a public holiday or pause; ``open``: something can be noted or put right.
    """

    day: date
    word: str
    tone: str
    note: str
    by: str
    missing: bool
    open: bool
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the grid."""

    number: int
    monday: date
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid: the names of its days, its weeks with the latest first, and the sums in days."""

    days: list[str]
    weeks: list[Week]
    present: int
    noted: int
    missing: int


def grid_from(today: date) -> date:
    """Return the Monday from which a grid shows attendance: this week and the five before."""
    return clock.monday(today) - timedelta(weeks=5)


def attendance_grid(placement: Any, rows: Sequence[Attendance]) -> Grid:
    """Return the grid of the latest weeks of a placement read with its steps, ``attendance_beside`` and ``rows``."""
    today = clock.today()
    noted = {row.day: row for row in rows}
    plan = open_days(placement.period, placement.steps.all(), placement.pause_rows)
    first = grid_from(today)
    days = (first + timedelta(days=number) for number in range((today - first).days + 1))
    planned = {day for day in days if day in placement.period and not plan.closed(day)}
    width = max((day.isoweekday() for day in [*noted, *planned]), default=5)
    mondays = sorted({clock.monday(day) for day in [*noted, *planned]}, reverse=True)
    weeks = [_week(plan, monday, max(width, 5), noted) for monday in mondays]
    return Grid(
        days=[name.capitalize() for name in SHORT[: max(width, 5)]],
        weeks=weeks,
        present=sum(row.state == Attendance.State.PRESENT for row in rows),
        noted=len(rows),
        missing=sum(cell.missing for week in weeks for cell in week.cells),
    )


def _week(plan: OpenDays, monday: date, width: int, noted: dict[date, Attendance]) -> Week:
    days = [monday + timedelta(days=number) for number in range(width)]
    return Week(monday.isocalendar().week, monday, [_cell(plan, day, noted.get(day)) for day in days])


def _cell(plan: OpenDays, day: date, row: Attendance | None) -> Cell:
    inside, closed = day in plan.span and day <= clock.today(), plan.closed(day)
    if row is None:
        missing = inside and not closed and day < clock.today()
        return Cell(day, "", "", "", "", missing, inside and not closed, plan.shut(day) if inside else "")
    word, tone = LOOKS[row.state]
    return Cell(day, word, tone, row.note, row.noted_by, False, inside)
