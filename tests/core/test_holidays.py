"""Days on which nobody works: found in the almanac, not asked for."""

from datetime import date, timedelta

import pytest

from plads.core.holidays import easter, holiday


@pytest.mark.parametrize(
    "day",
    [
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2028-04-16",
        "2038-04-25",
        "2049-04-18",
        "2076-04-19",
    ],
)
def test_easter_falls_where_the_almanac_has_it(day):
    wanted = date.fromisoformat(day)
    assert easter(wanted.year) == wanted


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-01-01", "nytårsdag"),
        ("2026-04-02", "skærtorsdag"),
        ("2026-04-03", "langfredag"),
        ("2026-04-05", "påskedag"),
        ("2026-04-06", "2. påskedag"),
        ("2026-05-14", "Kristi himmelfartsdag"),
        ("2026-05-24", "pinsedag"),
        ("2026-05-25", "2. pinsedag"),
        ("2026-12-25", "juledag"),
        ("2026-12-26", "2. juledag"),
    ],
)
def test_a_public_holiday_has_a_name(day, name):
    assert holiday(date.fromisoformat(day)) == name


@pytest.mark.parametrize("day", ["2026-05-01", "2026-06-05", "2026-12-24", "2026-12-31", "2026-11-24"])
def test_other_days_are_working_days_store_bededag_too(day):
    assert holiday(date.fromisoformat(day)) == ""


def test_each_year_has_ten_holidays_and_easter_is_a_sunday_in_march_or_april():
    for year in range(1900, 2200):
        days = (date(year, 1, 1) + timedelta(days=each) for each in range(366))
        assert sum(bool(holiday(day)) for day in days if day.year == year) == 10
        sunday = easter(year)
        assert (
            sunday.isoweekday(),
            (year, 3, 22) <= (sunday.year, sunday.month, sunday.day) <= (year, 4, 25),
        ) == (7, True)
