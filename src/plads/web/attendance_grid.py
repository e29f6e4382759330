"""A course's attendance as a grid: a row for each week, a cell for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from plads.core import clock
from plads.core.week import SHORT
from plads.placements.models import Attendance, Placement

LOOKS: dict[str, tuple[str, str]] = {
    Attendance.State.PRESENT: ("Mødt", "ok"),
    Attendance.State.ILL: ("Syg", "warn"),
    Attendance.State.EXCUSED: ("Fri", "info"),
    Attendance.State.ABSENT: ("Væk", "block"),
}
"""A short word and a tone for each state: the grid is narrow."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A day. ``word`` is empty when nothing is noted; ``missing`` when the plan has work and nothing is noted."""

    day: date
    word: str
    tone: str
    note: str
    by: str
    missing: bool
    open: bool


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


def attendance_grid(placement: Placement, rows: Sequence[Attendance]) -> Grid:
    """Return the grid of the latest weeks of a placement read with its steps and ``rows`` of attendance."""
    today = clock.today()
    noted = {row.day: row for row in rows}
    planned = _planned_days(placement, today)
    weekdays = max((day.isoweekday() for day in [*noted, *planned]), default=5)
    width = max(weekdays, 5)
    mondays = sorted({clock.monday(day) for day in [*noted, *planned]}, reverse=True)
    weeks = [_week(placement, monday, width, noted, planned) for monday in mondays]
    return Grid(
        days=[name.capitalize() for name in SHORT[:width]],
        weeks=weeks,
        present=sum(row.state == Attendance.State.PRESENT for row in rows),
        noted=len(rows),
        missing=sum(cell.missing for week in weeks for cell in week.cells),
    )


def _planned_days(placement: Placement, today: date) -> set[date]:
    """Return the days up to today with work in the plan."""
    first = grid_from(today)
    days = (first + timedelta(days=number) for number in range((today - first).days + 1))
    return {
        day
        for day in days
        for step in placement.steps.all()
        if day in step.period and any(slot.weekday == day.isoweekday() for slot in step.week)
    }


def _week(
    placement: Placement, monday: date, width: int, noted: dict[date, Attendance], planned: set[date]
) -> Week:
    days = [monday + timedelta(days=number) for number in range(width)]
    cells = [_cell(day, noted.get(day), day in planned, day in placement.period) for day in days]
    return Week(monday.isocalendar().week, monday, cells)


def _cell(day: date, row: Attendance | None, planned: bool, inside: bool) -> Cell:
    may = inside and day <= clock.today()
    if row is None:
        return Cell(day, "", "", "", "", planned and day < clock.today(), may)
    word, tone = LOOKS[row.state]
    return Cell(day, word, tone, row.note, row.noted_by, False, may)
