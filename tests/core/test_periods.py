"""Periods: half-open in the database, both days included for people."""

from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import given
from hypothesis import strategies as st

from plads.core.periods import (
    closed_last_day,
    covers,
    days,
    first_day,
    last_day,
    period,
    show,
    show_day,
)
from tests.days import TODAY
from tests.properties import always

some_day = st.dates(date(1950, 1, 1), date(2150, 1, 1))
some_period = st.builds(
    lambda first, length: period(first, first + timedelta(days=length)), some_day, st.integers(0, 2000)
)


def test_a_period_of_one_day_holds_that_day_only():
    span = period(TODAY, TODAY)
    assert TODAY in span
    assert TODAY - timedelta(days=1) not in span
    assert TODAY + timedelta(days=1) not in span
    assert days(span) == 1


def test_the_upper_end_is_the_day_after_the_last_one():
    span = period(TODAY, TODAY + timedelta(days=6))
    assert (span.lower, span.upper) == (TODAY, TODAY + timedelta(days=7))
    assert (span.lower_inc, span.upper_inc) == (True, False)


@always
@given(some_period)
def test_first_and_last_day_are_the_ones_it_was_made_of(span):
    assert period(first_day(span), last_day(span)) == span
    assert days(span) == (closed_last_day(span) - first_day(span)).days + 1 >= 1


@always
@given(some_period, some_period)
def test_a_period_covers_another_exactly_when_it_holds_both_its_ends(outer, inner):
    both = first_day(inner) in outer and closed_last_day(inner) in outer
    assert covers(outer, inner) is both


def test_an_open_ended_period_covers_every_later_one_and_is_covered_by_none_that_ends():
    forever, week = period(TODAY, None), period(TODAY, TODAY + timedelta(days=6))
    assert covers(forever, week)
    assert covers(forever, period(TODAY + timedelta(days=900), None))
    assert not covers(week, forever)
    assert not covers(forever, period(TODAY - timedelta(days=1), TODAY))


def test_an_empty_period_neither_covers_nor_is_covered():
    empty = DateRange(empty=True)
    assert not covers(empty, period(TODAY, TODAY))
    assert not covers(period(TODAY, TODAY), empty)


def test_a_period_without_a_last_day_says_so_instead_of_inventing_one():
    assert last_day(period(TODAY, None)) is None
    with pytest.raises(ValueError, match="no last day"):
        closed_last_day(period(TODAY, None))
    with pytest.raises(ValueError, match="no first day"):
        first_day(DateRange(None, TODAY))


def test_people_read_days_the_danish_way_with_both_ends():
    assert show_day(date(2026, 3, 4)) == "04.03.2026"
    assert show(period(date(2026, 11, 24), date(2026, 12, 31))) == "24.11.2026 – 31.12.2026"
    assert show(period(date(2026, 11, 24), None)) == "24.11.2026 – indtil videre"
    assert show(DateRange(empty=True)) == "ingen dage"
