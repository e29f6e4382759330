"""A place's time in stretches: no day without an answer, and nobody drawn over anybody."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from plads.insight.stretches import Stretch, StretchKind, columns, stretches
from tests.properties import always

MONDAY = date(2026, 11, 2)


def day(number):
    return MONDAY + timedelta(days=number)


def held(first, last, kind=StretchKind.RUNNING):
    return Stretch(kind, day(first), day(last), "Bo")


def shape(parts):
    return [(part.kind.value, (part.first - MONDAY).days, (part.last - MONDAY).days) for part in parts]


def test_days_nobody_holds_are_gaps():
    parts = stretches(day(0), day(99), [held(10, 19), held(20, 29)])
    assert shape(parts) == [("gap", 0, 9), ("running", 10, 19), ("running", 20, 29), ("gap", 30, 99)]
    assert parts[0].days == 10


def test_a_proposal_takes_only_days_that_nobody_holds():
    proposed = Stretch(StretchKind.PROPOSED, day(15), day(60), "Åse")
    parts = stretches(day(0), day(99), [held(0, 19), held(40, 49, StretchKind.PLANNED)], proposed)
    assert shape(parts) == [
        ("running", 0, 19),
        ("proposed", 20, 39),
        ("planned", 40, 49),
        ("gap", 50, 99),
    ]


def test_a_proposal_without_a_free_day_is_not_drawn():
    proposed = Stretch(StretchKind.PROPOSED, day(5), day(9))
    assert shape(stretches(day(0), day(19), [held(0, 19)], proposed)) == [("running", 0, 19)]


def test_a_shared_week_goes_to_whom_has_most_of_it():
    parts = stretches(day(0), day(27), [held(0, 8)])
    assert [(each.kind.value, start, span) for each, start, span in columns(parts, MONDAY, 4)] == [
        ("running", 1, 1),
        ("gap", 2, 3),
    ]


def test_a_short_gap_keeps_its_week():
    parts = stretches(day(0), day(27), [held(0, 8), held(10, 27)])
    drawn = [(each.kind.value, start, span) for each, start, span in columns(parts, MONDAY, 4)]
    assert ("gap", 2, 1) in drawn


courses = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 60)), max_size=6)


@always
@given(courses, st.integers(1, 52))
def test_every_day_has_one_answer_and_every_bar_a_column(gaps_and_lengths, weeks):
    taken, at = [], 0
    for gap, length in gaps_and_lengths:
        taken.append(held(at + gap, at + gap + length - 1))
        at += gap + length
    parts = stretches(day(0), day(400), taken)
    assert sum(part.days for part in parts) == 401
    assert all(one.last + timedelta(days=1) == other.first for one, other in pairwise(parts))
    for _, start, span in columns(parts, MONDAY, weeks):
        assert start >= 1
        assert span >= 1
        assert start + span - 1 <= weeks
