"""What day it is in Denmark."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.core import clock
from tests.days import TODAY
from tests.properties import always


def test_the_clock_stands_still_in_tests():
    assert clock.today() == TODAY


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 22, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 23, 0, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_a_day_begins_at_midnight_in_copenhagen_winter_and_summer(moment, day):
    with clock.at(moment):
        assert clock.today() == day


def test_a_day_means_its_noon_so_that_it_is_the_same_day_everywhere_in_europe():
    with clock.at(date(2026, 3, 29)):
        assert clock.now().hour == 12
        assert clock.now().utcoffset() is not None
        assert clock.today() == date(2026, 3, 29)


def test_the_time_before_comes_back_also_after_an_error():
    with clock.at(date(2030, 1, 1)):
        with pytest.raises(ZeroDivisionError), clock.at(date(2031, 1, 1)):
            assert clock.today().year // 0
        assert clock.today() == date(2030, 1, 1)
    assert clock.today() == TODAY


@always
@given(st.dates(min_value=date(1900, 1, 8)))
def test_monday_is_the_first_day_of_the_days_own_week(day):
    monday = clock.monday(day)
    assert monday.isoweekday() == 1
    assert 0 <= (day - monday).days <= 6
