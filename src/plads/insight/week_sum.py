"""A week of a person's added up: what lies on top of what, how full it is, and the ways between. Reads nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from plads.candidates.models import Activity
from plads.core.week import FULL_WEEK_MINUTES, Slot, total
from plads.law.verdict import Verdict
from plads.law.work_duty import work_duty

WORK, TRAVEL = "work", "travel"
Kind = Activity.Kind
COUNTS = frozenset({WORK, Kind.DANISH.value, Kind.COURSE.value, Kind.JOB_SEARCH.value})
"""What counts towards the work duty beside the ways between: all but treatment. Not verified in the law's own text."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something in a week. ``kind`` is work, travel or that of an activity; ``place`` is empty when it has none."""

    slot: Slot
    what: str
    place: str
    kind: str

    @property
    def at_home(self) -> bool:
        """Whether nobody has to go anywhere for it."""
        return not self.place


@dataclass(frozen=True, slots=True)
class Clash:
    """Two things at the same time, and when on that day, or on which other days, there is room for the shorter one."""

    one: Item
    other: Item
    free: tuple[Slot, ...]

    @property
    def shared(self) -> Slot:
        """The time the two share."""
        mine, theirs = self.one.slot, self.other.slot
        return Slot(mine.weekday, max(mine.start, theirs.start), min(mine.end, theirs.end))


@dataclass(frozen=True, slots=True)
class Hurry:
    """Two things at two places with less time between them than the way takes."""

    one: Item
    other: Item
    minutes: int


@dataclass(frozen=True, slots=True)
class WeekSum:
    """A week added up, in minutes. ``hours`` leaves out the ways; ``day_minutes`` are from Monday to Sunday.

    ``over_own`` is how much more work there is than the candidate can do a week, ``over_full`` how much more of
    everything than a full week. ``duty`` is the verdict on the work duty, where it applies.
    """

    items: tuple[Item, ...]
    day_minutes: tuple[int, ...]
    hours: int
    work: int
    travel: int
    clashes: tuple[Clash, ...]
    hurries: tuple[Hurry, ...]
    over_own: int
    over_full: int
    duty: Verdict | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a week is held against: the candidate's own times and hours, the way in minutes, and the duty."""

    available: tuple[Slot, ...]
    weekly_minutes: int
    travel_minutes: int | None
    work_duty: bool


def add_up(items: Sequence[Item], bounds: Bounds, on: date) -> WeekSum:
    """Return the week of ``items`` held against ``bounds``, with the ways added; ``on`` dates the law."""
    ways = _ways(items, bounds.travel_minutes or 0)
    work = _minutes(items, WORK)
    hours = total(item.slot for item in items)
    counted = total(item.slot for item in items if item.kind in COUNTS) + ways.between
    return WeekSum(
        items=tuple(sorted([*items, *ways.items], key=lambda item: (item.slot, item.what))),
        day_minutes=tuple(
            total(item.slot for item in items if item.slot.weekday == day) for day in range(1, 8)
        ),
        hours=hours,
        work=work,
        travel=_minutes(ways.items, TRAVEL),
        clashes=tuple(clashes(items, bounds.available)),
        hurries=tuple(ways.hurries),
        over_own=max(0, work - bounds.weekly_minutes),
        over_full=max(0, hours - FULL_WEEK_MINUTES),
        duty=work_duty(counted, on) if bounds.work_duty else None,
    )


def _minutes(items: Iterable[Item], kind: str) -> int:
    return total(item.slot for item in items if item.kind == kind)


def clashes(items: Sequence[Item], available: Sequence[Slot]) -> list[Clash]:
    """Return every two things that share time, each pair once, with where the shorter one would fit."""
    ordered = sorted(items, key=lambda item: (item.slot, item.what))
    return [
        Clash(one, other, _room(ordered, available, one, other))
        for place, one in enumerate(ordered)
        for other in ordered[place + 1 :]
        if one.slot.overlaps(other.slot)
    ]


def _room(items: Sequence[Item], available: Sequence[Slot], one: Item, other: Item) -> tuple[Slot, ...]:
    """Return where the shorter of the two would fit: on the same day if anywhere, otherwise on other days."""
    needed = min(one.slot.minutes, other.slot.minutes)
    room = [slot for slot in free(items, available) if slot.minutes >= needed]
    same_day = [slot for slot in room if slot.weekday == one.slot.weekday]
    return tuple(same_day or room)


def free(items: Iterable[Item], available: Iterable[Slot]) -> list[Slot]:
    """Return the times the candidate can come in which nothing is planned."""
    taken, found = sorted(item.slot for item in items), []
    for slot in sorted(available):
        start = slot.start
        for each in taken:
            if each.weekday == slot.weekday and each.start < slot.end and each.end > start:
                found.append(Slot(slot.weekday, start, each.start))
                start = each.end
        found.append(Slot(slot.weekday, start, slot.end))
    return [slot for slot in found if slot.minutes > 0]


@dataclass(slots=True)
class _Ways:
    """The ways of a week, the minutes of those between two things, and where there is too little time."""

    minutes: int
    items: list[Item] = field(default_factory=list)
    between: int = 0
    hurries: list[Hurry] = field(default_factory=list)

    def of_day(self, day: int, items: Iterable[Item]) -> None:
        """Add a day's: before the first and after the last thing, and between two at different places."""
        out = sorted((item for item in items if not item.at_home), key=lambda item: item.slot)
        if not out or self.minutes <= 0:
            return
        before = out[0]
        self._add(day, max(0, before.slot.start - self.minutes), before.slot.start)
        for each in out[1:]:
            if each.place != before.place:
                self._between(before, each)
            before = max(before, each, key=lambda item: item.slot.end)
        self._add(day, before.slot.end, min(24 * 60, before.slot.end + self.minutes))

    def _between(self, one: Item, other: Item) -> None:
        gap = other.slot.start - one.slot.end
        if gap < 0:
            return
        taken = min(gap, self.minutes)
        self._add(other.slot.weekday, other.slot.start - taken, other.slot.start)
        self.between += taken
        if gap < self.minutes:
            self.hurries.append(Hurry(one, other, gap))

    def _add(self, day: int, start: int, end: int) -> None:
        if end > start:
            self.items.append(Item(Slot(day, start, end), "", "", TRAVEL))


def _ways(items: Sequence[Item], minutes: int) -> _Ways:
    ways = _Ways(minutes)
    for day in range(1, 8):
        ways.of_day(day, (item for item in items if item.slot.weekday == day))
    return ways
