"""Fitting two weeks into each other."""

from collections.abc import Iterable, Sequence

from plads.planning.terms import Interval


def fit_week(
    place: Sequence[Interval], available: Sequence[Interval], busy: Sequence[Interval], most_minutes: int
) -> tuple[Interval, ...]:
    """Return the times of the place's week the candidate can be there, at most ``most_minutes`` in all.

    Taken day by day from Monday; the last stretch is cut short where the sum would be passed.
    """
    fitted: list[Interval] = []
    left = most_minutes
    for piece in sorted(_free(place, available, busy)):
        if left <= 0:
            break
        end = min(piece.end, piece.start + left)
        fitted.append(Interval(piece.weekday, piece.start, end))
        left -= end - piece.start
    return tuple(fitted)


def minutes(week: Iterable[Interval]) -> int:
    """Return the sum of minutes of a week."""
    return sum(each.end - each.start for each in week)


def _free(
    place: Sequence[Interval], available: Sequence[Interval], busy: Sequence[Interval]
) -> Iterable[Interval]:
    for slot in place:
        for can in available:
            start, end = max(slot.start, can.start), min(slot.end, can.end)
            if slot.weekday == can.weekday and start < end:
                yield from _without(Interval(slot.weekday, start, end), busy)


def _without(piece: Interval, busy: Sequence[Interval]) -> list[Interval]:
    pieces = [piece]
    for taken in busy:
        if taken.weekday == piece.weekday:
            pieces = [part for each in pieces for part in _cut(each, taken)]
    return pieces


def _cut(piece: Interval, taken: Interval) -> list[Interval]:
    if taken.end <= piece.start or taken.start >= piece.end:
        return [piece]
    before = Interval(piece.weekday, piece.start, taken.start)
    after = Interval(piece.weekday, taken.end, piece.end)
    return [each for each in (before, after) if each.start < each.end]
