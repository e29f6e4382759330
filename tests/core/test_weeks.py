"""A week of slots: written, read, shown and compared."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.core.parse_week import parse_week
from plads.core.week import (
    Slot,
    clashes,
    clock_minutes,
    dump,
    load,
    show,
    show_hours,
    show_time,
    total,
)
from tests.properties import always
from tests.refusals import outcome


@st.composite
def weeks(draw):
    """Weeks as parse_week gives them: in order, nothing on top of anything else."""
    slots = []
    for day in draw(st.sets(st.integers(1, 7))):
        edges = sorted(draw(st.sets(st.integers(0, 24 * 60), min_size=2, max_size=6)))
        slots += [Slot(day, start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    return sorted(slots)


@always
@given(weeks())
def test_a_week_that_is_shown_reads_back_as_the_same_week(week):
    assert parse_week(show(week)) == week


@always
@given(weeks())
def test_a_week_that_is_stored_loads_as_the_same_week(week):
    assert load(dump(week)) == week
    assert total(load(dump(week))) == sum(slot.end - slot.start for slot in week)


@always
@given(st.text() | st.text("mantirsdoføl 0123456789.:;,-–"))
def test_whatever_is_written_is_a_week_or_a_clear_no(text):
    week, against = outcome(parse_week, text)
    if week is None:
        assert against.startswith("»")
    else:
        assert not [pair for i, slot in enumerate(week) for pair in clashes([slot], week[i + 1 :])]


def test_days_are_written_as_spans_and_lists():
    assert parse_week("man-tor 9-13; fre 8.30-12") == [
        Slot(1, 540, 780),
        Slot(2, 540, 780),
        Slot(3, 540, 780),
        Slot(4, 540, 780),
        Slot(5, 510, 720),
    ]
    assert parse_week("Mandag, ONSDAG 9:00 – 13:30") == [Slot(1, 540, 810), Slot(3, 540, 810)]
    assert parse_week("man, tor–fre 8-9") == [Slot(1, 480, 540), Slot(4, 480, 540), Slot(5, 480, 540)]
    assert parse_week("lør 22-24") == [Slot(6, 1320, 1440)]
    assert parse_week(" ; ") == parse_week("") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hele ugen", "kan ikke læses som tider"),
        ("man 9", "kan ikke læses som tider"),
        ("xyz 9-12", "»xyz« er ikke en ugedag"),
        ("fre-man 9-12", "er ikke ugedage"),
        ("man-tir-ons 9-12", "er ikke ugedage"),
        ("man 12-9", "slutter før den begynder"),
        ("man 9-9", "slutter før den begynder"),
        ("man 9.60-12", "er ikke et klokkeslæt"),
        ("man 9-25", "er ikke et klokkeslæt"),
        ("man 9-24.01", "er ikke et klokkeslæt"),
        ("man 9-12; man 11-13", "»man 9.00–12.00« og »man 11.00–13.00« ligger oven i hinanden"),
    ],
)
def test_what_cannot_be_read_is_named(text, says):
    with pytest.raises(ValueError, match=says):
        parse_week(text)


def test_slots_clash_when_they_share_a_minute_of_the_same_day():
    nine_to_twelve = Slot(1, 540, 720)
    assert nine_to_twelve.overlaps(Slot(1, 719, 800))
    assert not nine_to_twelve.overlaps(Slot(1, 720, 800))
    assert not nine_to_twelve.overlaps(Slot(2, 540, 720))
    assert clashes([nine_to_twelve], [Slot(1, 480, 541), Slot(1, 720, 721)]) == [
        (nine_to_twelve, Slot(1, 480, 541))
    ]


def test_a_slot_lies_within_itself_and_not_within_a_shorter_one():
    slot = Slot(3, 540, 720)
    assert slot.within(slot)
    assert slot.within(Slot(3, 480, 720))
    assert not slot.within(Slot(3, 541, 720))
    assert not slot.within(Slot(4, 480, 800))


def test_equal_days_are_gathered_and_hours_said_in_danish():
    assert show(parse_week("man, ons 9-13; fre 9-12.30")) == "man, ons 9.00–13.00; fre 9.00–12.30"
    assert show([]) == ""
    assert show_time(8 * 60 + 5) == "8.05"
    assert [show_hours(m) for m in (0, 45, 60, 600, 750, 2220)] == [
        "0 timer",
        "0,75 timer",
        "1 time",
        "10 timer",
        "12,5 timer",
        "37 timer",
    ]
    assert clock_minutes(time(13, 15)) == 795


@pytest.mark.parametrize("row", [{"weekday": 1, "start": 540}, {"weekday": "x", "start": 1, "end": 2}])
def test_a_stored_row_that_is_no_slot_is_refused(row):
    with pytest.raises((KeyError, ValueError)):
        load([row])
