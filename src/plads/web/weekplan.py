"""One timetable of everything in a person's week: work and activities together, clashes marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plads.candidates.models import Activity
from plads.core import clock
from plads.core.week import WEEKDAYS, Slot, show_hours, show_time
from plads.placements.models import HoursStep

ACTIVITY_LOOK = {
    Activity.Kind.DANISH: "class",
    Activity.Kind.COURSE: "class",
    Activity.Kind.TREATMENT: "treatment",
    Activity.Kind.JOB_SEARCH: "other",
}
"""How each kind of activity looks in ``components/week.html``."""

WAY = "transport"
"""How a way looks."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a week: when, what it is called, where, and how it looks."""

    slot: Slot
    label: str
    kind: str = "work"
    place: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ShownSlot:
    """An entry as ``components/week.html`` reads it."""

    start: str
    end: str
    label: str
    kind: str
    place: str
    url: str
    clash: bool
    clash_text: str


@dataclass(frozen=True, slots=True)
class Day:
    """A weekday with its entries in order; ``total`` is its hours in words, empty when there are none."""

    label: str
    date: str
    is_today: bool
    slots: list[ShownSlot]
    total: str


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """A week from Monday to Sunday. ``clashes`` says whether something lies on top of something else."""

    days: list[Day]
    total: str
    clashes: bool


def week_plan(entries: Iterable[Entry], monday: date | None = None) -> WeekPlan:
    """Return the week as the component shows it; with ``monday`` the days carry their dates."""
    ordered = sorted(entries, key=lambda entry: (entry.slot, entry.label))
    days = [_day(weekday, ordered, monday) for weekday in range(1, 8)]
    minutes = _minutes(ordered)
    clashes = any(slot.clash for day in days for slot in day.slots)
    return WeekPlan(days, show_hours(minutes) if minutes else "", clashes)


def work(
    steps: Iterable[HoursStep], monday: date, *, label: str = "", place: str = "", url: str = ""
) -> list[Entry]:
    """Return the working times of the week that begins on ``monday``, by the step in force on each day."""
    label = label or _("Arbejde")
    return [
        Entry(slot, label, "work", place, url)
        for step in steps
        for slot in step.week
        if _on(slot, monday) in step.period
    ]


def activities(rows: Iterable[Activity], monday: date) -> list[Entry]:
    """Return the activities of the week that begins on ``monday``."""
    return [
        Entry(slot, row.title, ACTIVITY_LOOK[Activity.Kind(row.kind)], row.provider)
        for row in rows
        for slot in row.week
        if _on(slot, monday) in row.period
    ]


def _minutes(entries: Iterable[Entry]) -> int:
    """Return the minutes of work and activities: the ways between are shown, not counted."""
    return sum(entry.slot.minutes for entry in entries if entry.kind != WAY)


def _on(slot: Slot, monday: date) -> date:
    return monday + timedelta(days=slot.weekday - 1)


def _day(weekday: int, ordered: Sequence[Entry], monday: date | None) -> Day:
    mine = [entry for entry in ordered if entry.slot.weekday == weekday]
    on = monday + timedelta(days=weekday - 1) if monday else None
    minutes = _minutes(mine)
    return Day(
        label=WEEKDAYS[weekday - 1].capitalize(),
        date=date_format(on, "j. N") if on else "",
        is_today=on == clock.today(),
        slots=[_slot(entry, mine) for entry in mine],
        total=show_hours(minutes) if minutes else "",
    )


def _slot(entry: Entry, day: Sequence[Entry]) -> ShownSlot:
    over = [each.label for each in day if each is not entry and each.slot.overlaps(entry.slot)]
    return ShownSlot(
        start=show_time(entry.slot.start),
        end=show_time(entry.slot.end),
        label=entry.label,
        kind=entry.kind,
        place=entry.place,
        url=entry.url,
        clash=bool(over),
        clash_text=_("Overlapper med {other}").format(other=over[0].lower()) if over else "",
    )
