"""The week as slots: who is where on which weekday between which times."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
SHORT = ("man", "tir", "ons", "tor", "fre", "lør", "søn")
FULL_WEEK_MINUTES = 37 * 60
"""A normal full-time week in minutes."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One stretch of a weekday. ``weekday`` is 1 (Monday) to 7; times are minutes after midnight."""

    weekday: int
    start: int
    end: int

    @property
    def minutes(self) -> int:
        """The slot's length in minutes."""
        return self.end - self.start

    def overlaps(self, other: "Slot") -> bool:
        """Return whether the two slots share time on the same weekday."""
        return self.weekday == other.weekday and self.start < other.end and other.start < self.end

    def within(self, other: "Slot") -> bool:
        """Return whether all of this slot lies inside ``other``."""
        return self.weekday == other.weekday and self.start >= other.start and self.end <= other.end

    def __str__(self) -> str:
        return f"{SHORT[self.weekday - 1]} {show_time(self.start)}–{show_time(self.end)}"


def show_time(minutes: int) -> str:
    """Return minutes after midnight as ``8.30``, the Danish way."""
    return f"{minutes // 60}.{minutes % 60:02d}"


def clock_minutes(at: time) -> int:
    """Return a time of day as minutes after midnight."""
    return at.hour * 60 + at.minute


def total(slots: Iterable[Slot]) -> int:
    """Return the sum of minutes of a week's slots."""
    return sum(slot.minutes for slot in slots)


def on_day(slots: Iterable[Slot], day: date) -> list[Slot]:
    """Return the times of a week that lie on the weekday of ``day``."""
    return [slot for slot in slots if slot.weekday == day.isoweekday()]


def clashes(one: Sequence[Slot], other: Sequence[Slot]) -> list[tuple[Slot, Slot]]:
    """Return each pair of slots, one from either week, that lie on top of each other."""
    return [(mine, theirs) for mine in one for theirs in other if mine.overlaps(theirs)]


def dump(slots: Iterable[Slot]) -> list[dict[str, int]]:
    """Return slots as JSON-ready rows."""
    return [{"weekday": slot.weekday, "start": slot.start, "end": slot.end} for slot in sorted(slots)]


def load(rows: Iterable[Mapping[str, Any]]) -> list[Slot]:
    """Return slots from stored rows; raises ``KeyError`` or ``ValueError`` on a malformed row."""
    return [Slot(int(row["weekday"]), int(row["start"]), int(row["end"])) for row in rows]


def show(slots: Iterable[Slot]) -> str:
    """Return a week in words: equal days are gathered, e.g. ``man, ons 9.00–13.00``."""
    by_time: dict[tuple[int, int], list[int]] = {}
    for slot in sorted(slots):
        by_time.setdefault((slot.start, slot.end), []).append(slot.weekday)
    parts = []
    for (start, end), weekdays in by_time.items():
        parts.append(f"{_show_days(weekdays)} {show_time(start)}–{show_time(end)}")
    return "; ".join(parts)


def _show_days(weekdays: Sequence[int]) -> str:
    """Return weekdays in words; three or more in a row as ``man–fre``."""
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [
        f"{SHORT[run[0] - 1]}–{SHORT[run[-1] - 1]}"
        if len(run) > 2
        else ", ".join(SHORT[day - 1] for day in run)
        for run in runs
    ]
    return ", ".join(names)


def show_hours(minutes: int) -> str:
    """Return a number of minutes as hours in Danish, e.g. ``12,5 timer``."""
    hours = f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{hours} {'time' if hours == '1' else 'timer'}"
