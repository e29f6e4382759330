"""What some weeks of attendance show: counts a caseworker can read aloud, never a judgement of a person.

Each rule is a sentence in ``RULES``. Being away is being ill or not coming; a day off by agreement counts neither way.
Pure: no rows are read here, and nothing is stored. See decision 0028.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from plads.core.periods import show_day
from plads.placements.models import Attendance

PRESENT = Attendance.State.PRESENT

LATELY = timedelta(weeks=8)
"""How far back the rules about the latest weeks look."""

HALF = timedelta(weeks=3)
"""The stretches that are held against each other to see attendance fall."""

FORTNIGHT = timedelta(days=14)
FIRST = 5
"""How many noted days are the first ones of a course."""

MONDAY = 1


@dataclass(frozen=True, slots=True, order=True)
class Noted:
    """A day of a course and the word noted about it."""

    day: date
    state: str

    @property
    def away(self) -> bool:
        """Whether the candidate was ill or did not come."""
        return self.state in Attendance.AWAY

    @property
    def counts(self) -> bool:
        """Whether the day says anything: a day off by agreement does not."""
        return self.away or self.state == PRESENT


def patterns(noted: Iterable[Noted], today: date) -> list[str]:
    """Return what the rules have to say about a course's days, each as a neutral sentence with its counts."""
    days = sorted(each for each in noted if each.counts and each.day <= today)
    return [said for said in (rule(days, today) for _, rule in RULES) if said]


def _mondays(days: Sequence[Noted], today: date) -> str:
    late = _since(days, today - LATELY)
    mondays = [each for each in late if each.day.isoweekday() == MONDAY]
    others = [each for each in late if each.day.isoweekday() != MONDAY]
    away, elsewhere = _away(mondays), _away(others)
    if len(mondays) < 3 or 2 * away < len(mondays) or away * len(others) < 2 * elsewhere * len(mondays):
        return ""
    return f"Ikke til stede {away} af {len(mondays)} mandage. På andre dage {elsewhere} af {len(others)}."


def _first_days_only(days: Sequence[Noted], today: date) -> str:
    first, later = days[:FIRST], days[FIRST:]
    came = len(first) - _away(first)
    if not came or len(later) < 3 or _away(later) < len(later):
        return ""
    return f"Mødt {came} af de første {FIRST} dage. Derefter 0 af {len(later)}."


def _in_a_row(days: Sequence[Noted], today: date) -> str:
    stretches = groupby(_since(days, today - LATELY), key=lambda each: each.away)
    longest = max((list(run) for away, run in stretches if away), key=len, default=[])
    if len(longest) < 3:
        return ""
    span = f"{show_day(longest[0].day)} til {show_day(longest[-1].day)}"
    return f"Ikke til stede {len(longest)} noterede dage i træk: {span}."


def _falling(days: Sequence[Noted], today: date) -> str:
    now = _since(days, today - HALF)
    before = [each for each in _since(days, today - 2 * HALF) if each not in now]
    if len(now) < 5 or len(before) < 5:
        return ""
    here, earlier = len(now) - _away(now), len(before) - _away(before)
    if earlier / len(before) - here / len(now) < 0.25:
        return ""
    return f"Mødt {here} af {len(now)} dage de seneste 3 uger. {earlier} af {len(before)} de 3 uger før."


RULES: tuple[tuple[str, Callable[[Sequence[Noted], date], str]], ...] = (
    (
        "Mandage: mindst 3 mandage er noteret på 8 uger, kandidaten var væk mindst halvdelen af dem, "
        "og mindst dobbelt så ofte som på andre dage.",
        _mondays,
    ),
    (
        "Kun de første dage: kandidaten mødte en eller flere af de første 5 noterede dage "
        "og ingen af de mindst 3, der er noteret siden.",
        _first_days_only,
    ),
    ("I træk: kandidaten var væk mindst 3 noterede dage i træk inden for 8 uger.", _in_a_row),
    (
        "Faldende fremmøde: andelen af dage, kandidaten mødte, er mindst 25 procentpoint lavere de seneste "
        "3 uger end de 3 uger før, og mindst 5 dage er noteret i hver.",
        _falling,
    ),
)
"""Each rule in words, and what it says about a course's days in order."""


def is_told(noted: Iterable[Noted], day: date, needed: int) -> bool:
    """Return whether the caseworker is told of what was noted on ``day``, by the municipality's rule.

    Told when the same word stands ``needed`` noted days in a row, or ``needed`` days within the 14 that end with
    ``day``. A day that no longer says that the candidate was away, because it was put right, is not told of.
    """
    days = sorted(each for each in noted if each.counts and each.day <= day)
    if not days or days[-1].day != day or not days[-1].away:
        return False
    word = days[-1].state
    in_a_row = len(next(list(run) for _, run in groupby(reversed(days), key=lambda each: each.state)))
    lately = sum(each.state == word for each in _since(days, day - FORTNIGHT))
    return max(in_a_row, lately) >= needed


def _since(days: Sequence[Noted], day: date) -> list[Noted]:
    return [each for each in days if each.day > day]


def _away(days: Iterable[Noted]) -> int:
    return sum(each.away for each in days)
