"""A place's time in stretches: who has it when, and the days nobody has it. Pure: no database.

Days are included at both ends here, as people read them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from plads.core.periods import ONE_DAY


class StretchKind(StrEnum):
    """What a stretch of a place's time is."""

    RUNNING = "running"
    PLANNED = "planned"
    ENDED = "ended"
    PROPOSED = "proposed"
    GAP = "gap"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days of a place. ``name`` is who has it or is proposed, empty where the reader may not know.

    ``target`` is the id of the placement or nomination, if the reader may open it.
    """

    kind: StretchKind
    first: date
    last: date
    name: str = ""
    target: UUID | None = None
    nominated: bool = False
    person: UUID | None = None
    """The candidate, where the reader sees their name."""

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1

    def on(self, day: date) -> bool:
        """Return whether ``day`` lies within it."""
        return self.first <= day <= self.last


def stretches(
    first: date,
    last: date,
    held: Iterable[Stretch],
    proposed: Stretch | None = None,
    rests: Iterable[tuple[date, date]] = (),
) -> list[Stretch]:
    """Return the days from ``first`` to ``last`` as stretches without holes: held, proposed, paused or empty.

    A proposal takes only days that nobody holds. ``rests`` are the first and last days of pauses: in them nothing
    is empty, and who has the place goes on having it.
    """
    taken = sorted(
        (each for each in held if each.last >= first and each.first <= last), key=lambda s: s.first
    )
    taken = [replace(each, first=max(each.first, first), last=min(each.last, last)) for each in taken]
    if proposed is not None:
        fitted = _fit(proposed, taken, first, last)
        taken = sorted([*taken, *fitted], key=lambda s: s.first)
    pauses = sorted(rests)
    return [part for each in _with_gaps(first, last, taken) for part in _rested(each, pauses)]


def _rested(gap: Stretch, rests: list[tuple[date, date]]) -> Iterator[Stretch]:
    """Yield a gap in parts: empty, or paused within ``rests``; anything else as it is."""
    if gap.kind != StretchKind.GAP:
        yield gap
        return
    day = gap.first
    for first, last in rests:
        begins, ends = max(first, day), min(last, gap.last)
        if begins > ends:
            continue
        if day < begins:
            yield replace(gap, first=day, last=begins - ONE_DAY)
        yield replace(gap, kind=StretchKind.PAUSED, first=begins, last=ends)
        day = ends + ONE_DAY
    if day <= gap.last:
        yield replace(gap, first=day)


def _fit(proposed: Stretch, taken: list[Stretch], first: date, last: date) -> list[Stretch]:
    begins, ends = max(proposed.first, first), min(proposed.last, last)
    for each in taken:
        if each.on(begins):
            begins = each.last + ONE_DAY
        elif begins < each.first <= ends:
            ends = each.first - ONE_DAY
    return [replace(proposed, first=begins, last=ends)] if begins <= ends else []


def _with_gaps(first: date, last: date, taken: list[Stretch]) -> Iterator[Stretch]:
    day = first
    for each in taken:
        if day < each.first:
            yield Stretch(StretchKind.GAP, day, each.first - ONE_DAY)
        yield each
        day = each.last + ONE_DAY
    if day <= last:
        yield Stretch(StretchKind.GAP, day, last)


def columns(parts: Iterable[Stretch], monday: date, weeks: int) -> list[tuple[Stretch, int, int]]:
    """Return each stretch within the window with its first week column (from 1) and how many weeks it spans.

    A week that two stretches share goes to the one with more of its days, so that a row stays on one line; a
    stretch that would vanish keeps its week.
    """
    end = monday + timedelta(weeks=weeks) - ONE_DAY
    seen = [each for each in parts if each.last >= monday and each.first <= end]
    spans = [[_week(max(each.first, monday), monday), _week(min(each.last, end), monday)] for each in seen]
    for index in range(len(seen) - 1):
        one, other = spans[index], spans[index + 1]
        if one[1] == other[0]:
            _share(one, other, seen[index], monday)
    return [(each, start, stop - start + 1) for each, (start, stop) in zip(seen, spans, strict=True)]


def _share(one: list[int], other: list[int], first: Stretch, monday: date) -> None:
    """Give the week both lie in to one of them, if the other has a week besides."""
    days_of_first = first.last.weekday() + 1
    wins = days_of_first >= 4
    if wins and other[1] > other[0]:
        other[0] += 1
    elif one[1] > one[0]:
        one[1] -= 1
    elif other[1] > other[0]:
        other[0] += 1


def _week(day: date, monday: date) -> int:
    return (day - monday).days // 7 + 1
