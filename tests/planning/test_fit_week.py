"""Fitting a candidate's week into a place's."""

from hypothesis import given
from hypothesis import strategies as st

from plads.planning import Interval, fit_week
from plads.planning.week import minutes
from tests.properties import always

intervals = st.builds(
    lambda day, start, length: Interval(day, start, start + length),
    st.integers(1, 7),
    st.integers(0, 1400),
    st.integers(1, 300),
)


@st.composite
def weeks(draw):
    """A week whose stretches never lie on top of each other."""
    week = []
    for each in draw(st.lists(intervals, max_size=8)):
        if not any(_overlap(each, other) for other in week):
            week.append(each)
    return tuple(week)


most = st.integers(0, 40 * 60)


def _overlap(one: Interval, other: Interval) -> bool:
    return one.weekday == other.weekday and one.start < other.end and other.start < one.end


def _times(week) -> set[tuple[int, int]]:
    return {(each.weekday, minute) for each in week for minute in range(each.start, each.end)}


@always
@given(weeks(), weeks(), weeks(), most)
def test_the_week_that_fits_is_the_first_common_free_minutes_up_to_the_most(
    place, available, busy, most_minutes
):
    """Inside the place's and the candidate's week, never while busy, never more than allowed, nothing wasted."""
    common = _times(place) & _times(available) - _times(busy)
    fitted = fit_week(place, available, busy, most_minutes)
    assert _times(fitted) == set(sorted(common)[:most_minutes])
    assert minutes(fitted) == len(_times(fitted))


@always
@given(weeks(), weeks(), st.lists(intervals, max_size=8), most)
def test_busy_times_may_lie_on_top_of_each_other(place, available, busy, most_minutes):
    fitted = fit_week(place, available, busy, most_minutes)
    assert not _times(fitted) & _times(busy)
    assert minutes(fitted) <= most_minutes


@always
@given(weeks(), weeks(), weeks(), most, st.randoms())
def test_the_order_in_which_times_are_given_changes_nothing(place, available, busy, most_minutes, random):
    def shuffled(week):
        return random.sample(week, len(week))

    assert fit_week(place, available, busy, most_minutes) == fit_week(
        shuffled(place), shuffled(available), shuffled(busy), most_minutes
    )


def test_a_danish_class_cuts_a_day_in_two_and_the_last_stretch_is_cut_short():
    place = [Interval(day, 480, 840) for day in range(1, 6)]
    classes = [Interval(1, 600, 720)]
    assert fit_week(place, place, classes, 600) == (
        Interval(1, 480, 600),
        Interval(1, 720, 840),
        Interval(2, 480, 840),
    )
    assert fit_week(place, place, classes, 330)[-1] == Interval(2, 480, 570)


def test_two_who_never_share_a_day_have_no_week():
    assert fit_week([Interval(1, 480, 840)], [Interval(2, 480, 840)], [], 2220) == ()
