"""What some weeks of attendance show: counts that can be checked by hand, and nothing else."""

from datetime import date, timedelta

import pytest

from plads.placements.models import Attendance
from plads.placements.patterns import RULES, Noted, is_told, patterns
from tests.days import TODAY

PRESENT, ILL, EXCUSED, ABSENT = Attendance.State
WORDS = {"m": PRESENT, "s": ILL, "f": EXCUSED, "x": ABSENT}
MONDAY = TODAY - timedelta(days=1)
"""Yesterday: today is a Tuesday."""
FRIDAY = TODAY + timedelta(days=3)


def weeks(*drawn: str, last: date = MONDAY) -> list[Noted]:
    """Weeks of five days, the last beginning on ``last``: m came, s ill, f off, x did not come, - nothing noted."""
    start = last - timedelta(weeks=len(drawn) - 1)
    return [
        Noted(start + timedelta(weeks=week, days=day), WORDS[word])
        for week, days in enumerate(drawn)
        for day, word in enumerate(days)
        if word != "-"
    ]


def test_three_of_four_mondays_are_counted_beside_the_other_days():
    days = weeks("xmmmm", "smmmm", "mmmxm", "xm---")
    assert patterns(days, TODAY) == ["Ikke til stede 3 af 4 mandage. På andre dage 1 af 13."]


@pytest.mark.parametrize(
    "drawn",
    [
        ("xmmmm", "x----"),  # two Mondays are no pattern
        ("xmmmm", "mmmmm", "mmmmm", "xm---", "mm---"),  # less than half
        ("xxmxm", "xxxxm", "mmmmm", "xm---"),  # nearly as often on other days
        ("fmmmm", "fmmmm", "fmmmm", "f----"),  # off by agreement
    ],
)
def test_mondays_are_not_mentioned_when_they_are_like_other_days(drawn):
    assert not [said for said in patterns(weeks(*drawn), TODAY) if "mandage" in said]


def test_who_came_the_first_days_only_is_told_with_both_counts():
    days = weeks("mmmxm", "xsx--")
    assert "Mødt 4 af de første 5 dage. Derefter 0 af 3." in patterns(days, FRIDAY)


@pytest.mark.parametrize("drawn", [("mmmmm", "xx---"), ("mmmmm", "xxxm-"), ("xxxxx", "xxx--")])
def test_first_days_only_needs_a_beginning_and_three_days_without_one_since(drawn):
    assert not [said for said in patterns(weeks(*drawn), FRIDAY) if "de første" in said]


def test_three_noted_days_in_a_row_are_told_with_their_dates_across_a_day_off():
    days = weeks("mmmmm", "mmxfs", "xm---")
    assert patterns(days, TODAY) == ["Ikke til stede 3 noterede dage i træk: 18.11.2026 til 23.11.2026."]


def test_two_in_a_row_or_three_long_ago_are_not_told():
    long_ago = weeks("xxx--", last=MONDAY - timedelta(weeks=9))
    assert patterns([*long_ago, *weeks("mmmmm", "mxx--")], TODAY) == []


def test_attendance_that_falls_by_a_quarter_is_told_for_both_stretches():
    before, now = ("mmmmm", "mmmmm", "mmxmm"), ("mxmmx", "mxmxm", "mx---")
    said = patterns(weeks(*before, *now), FRIDAY)
    assert said == ["Mødt 7 af 12 dage de seneste 3 uger. 14 af 15 de 3 uger før."]


def test_attendance_that_rises_or_has_few_days_is_not_told():
    assert patterns(weeks("mxmxm", "mxmxm", "mxmxm", "mmmmm", "mmmmm", "mm---"), TODAY) == []
    assert patterns(weeks("mmmmm", "-----", "-----", "mx-x-"), TODAY) == []


def test_a_day_to_come_says_nothing():
    assert patterns(weeks("mmmmm", "mmxxx", last=MONDAY), TODAY) == []


def test_no_sentence_judges_or_says_why():
    everything = weeks("mmmmm", "mmmmm", "mmmmm", "xmmmm", "xxxxx", "xx---")
    said = " ".join([*patterns(everything, TODAY), *(words for words, _ in RULES)]).lower()
    assert said
    for word in ("ulovlig", "udeblev", "pjæk", "syg", "dårlig", "motivation", "sanktion", "bekymr"):
        assert word not in said


@pytest.mark.parametrize(
    ("drawn", "needed", "told"),
    [
        ("x", 1, True),
        ("s", 1, True),
        ("m", 1, False),
        ("f", 1, False),
        ("xmx", 2, True),
        ("xmx", 3, False),
        ("xxx", 3, True),
        ("xsx", 3, False),
        ("sfs", 2, True),
    ],
)
def test_the_caseworker_is_told_when_the_word_stands_so_many_days(drawn, needed, told):
    days = weeks(drawn, last=MONDAY)
    assert is_told(days, days[-1].day, needed) is told


def test_one_day_a_week_counts_in_a_row_though_it_takes_more_than_a_fortnight():
    assert is_told(weeks("x----", "x----", "x----"), MONDAY, 3)
    assert not is_told(weeks("x----", "m----", "x----", "x----"), MONDAY, 3)


def test_fourteen_days_are_fourteen_days():
    apart = [
        Noted(TODAY - timedelta(days=days), state)
        for days, state in ((13, ABSENT), (5, PRESENT), (0, ABSENT))
    ]
    assert is_told(apart, TODAY, 2)
    longer = [Noted(TODAY - timedelta(days=14), ABSENT), *apart[1:]]
    assert not is_told(longer, TODAY, 2)


def test_a_day_put_right_since_is_not_told_of():
    days = weeks("xxm--")
    assert not is_told(days, days[-1].day, 1)
    assert not is_told([], TODAY, 1)
