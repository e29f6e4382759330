"""Mentor support is given for at most six months at a time (LAB § 167, stk. 1)."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.law import Outcome
from plads.law.mentor_support import support_period
from tests.properties import always

ONE_DAY = timedelta(days=1)


def six_months_on(day: date) -> date:
    """The same day of the month six months later, or that month's last when it has no such day."""
    year, month = day.year + (day.month > 6), (day.month + 5) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@always
@given(st.dates(date(2022, 1, 1), date(2090, 1, 1)))
def test_the_last_day_is_the_day_before_the_same_day_six_months_on(first):
    latest = six_months_on(first) - ONE_DAY
    assert support_period(first, latest).outcome is Outcome.OK
    verdict = support_period(first, latest + ONE_DAY)
    assert verdict.outcome is Outcome.BLOCK
    assert f"senest {latest:%d.%m.%Y}" in verdict.remedy


@pytest.mark.parametrize(
    ("first", "latest"),
    [
        (date(2026, 11, 24), date(2027, 5, 23)),
        (date(2026, 9, 1), date(2027, 2, 28)),
        (date(2027, 9, 1), date(2028, 2, 29)),
        (date(2026, 8, 29), date(2027, 2, 27)),
        (date(2026, 8, 31), date(2027, 2, 27)),
        (date(2026, 12, 31), date(2027, 6, 29)),
        (date(2026, 7, 1), date(2026, 12, 31)),
    ],
)
def test_month_ends_never_give_a_day_too_many(first, latest):
    assert support_period(first, latest).outcome is Outcome.OK
    assert support_period(first, latest + ONE_DAY).outcome is Outcome.BLOCK


def test_the_working_names_the_last_possible_day():
    assert support_period(date(2026, 11, 24), date(2026, 12, 1)).working == (
        "Støtten er fra 24.11.2026 til 01.12.2026",
        "Højst 6 måneder ad gangen: til og med 23.05.2027",
    )
