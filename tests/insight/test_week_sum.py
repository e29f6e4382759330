"""A week added up: hours, ways, what lies on top of what, and what is possible instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.core.parse_week import parse_week
from plads.core.week import Slot, show, total
from plads.insight.week_sum import TRAVEL, WORK, Bounds, Item, add_up, clashes, free
from tests.days import TODAY
from tests.properties import always


def items(week, what="Center 1", place="Storegade 1", kind=WORK):
    return [Item(slot, what, place, kind) for slot in parse_week(week)]


def classes(week, place="Sprogskolen"):
    return items(week, "Danskuddannelse", place, "danish")


def summed(*rows, available="man-fre 8-16", most=37, way=None, duty=False):
    bounds = Bounds(tuple(parse_week(available)), most * 60, way, duty)
    return add_up([item for row in rows for item in row], bounds, TODAY)


def ways(plan):
    return show(item.slot for item in plan.items if item.kind == TRAVEL)


def test_hours_are_summed_by_day_and_week():
    plan = summed(items("man, tir 9-13"), classes("tir 13-15; ons 9-12"))
    assert [each // 60 for each in plan.day_minutes] == [4, 6, 3, 0, 0, 0, 0]
    assert (plan.hours, plan.work, plan.travel) == (13 * 60, 8 * 60, 0)


def test_two_things_at_once_are_told_once_with_the_time_they_share_and_where_there_is_room():
    (clash,) = summed(items("tir 9-13"), classes("tir 12-15")).clashes
    assert str(clash.shared) == "tir 12.00–13.00"
    assert show(clash.free) == "man, ons–fre 8.00–16.00"  # three hours fit nowhere on that Tuesday


def test_room_on_the_same_day_comes_before_room_on_another():
    (clash,) = summed(items("tir 9-13"), classes("tir 9-10"), available="tir 8-16; fre 8-10").clashes
    assert show(clash.free) == "tir 8.00–9.00; tir 13.00–16.00"
    (elsewhere,) = summed(items("tir 8-16"), classes("tir 9-10"), available="tir 8-16; fre 8-10").clashes
    assert show(elsewhere.free) == "fre 8.00–10.00"


def test_three_things_at_once_are_three_pairs():
    assert len(summed(items("man 9-12"), classes("man 10-11"), items("man 10.30-12", "Kursus")).clashes) == 3


def test_what_follows_right_after_is_no_clash():
    assert summed(items("man 9-12"), classes("man 12-14")).clashes == ()


def test_there_is_a_way_there_and_a_way_home():
    plan = summed(items("man 9-13"), way=30)
    assert ways(plan) == "man 8.30–9.00; man 13.00–13.30"
    assert (plan.travel, plan.hours) == (60, 4 * 60)


def test_there_is_a_way_between_two_places_and_none_between_two_things_at_one():
    plan = summed(items("man 9-12"), classes("man 13-15"), way=30)
    assert ways(plan) == "man 8.30–9.00; man 12.30–13.00; man 15.00–15.30"
    same = summed(items("man 9-12"), classes("man 13-15", place="Storegade 1"), way=30)
    assert ways(same) == "man 8.30–9.00; man 15.00–15.30"


def test_too_little_time_between_two_places_is_told():
    (hurry,) = summed(items("man 9-12"), classes("man 12.15-15"), way=30).hurries
    assert (hurry.one.what, hurry.other.what, hurry.minutes) == ("Center 1", "Danskuddannelse", 15)


def test_nobody_travels_to_what_is_done_at_home_or_when_no_way_is_said():
    assert ways(summed(items("man 9-10", "Jobsøgning", "", "job_search"), way=30)) == ""
    assert ways(summed(items("man 9-10"), way=None)) == ""


def test_a_way_stays_within_its_day():
    assert ways(summed(items("man 0.10-23.50"), way=30)) == "man 0.00–0.10; man 23.50–24.00"


@pytest.mark.parametrize(("most", "over"), [(16, 0), (15, 60)])
def test_more_work_than_the_candidate_can_do_is_told(most, over):
    assert summed(items("man-tor 9-13"), classes("fre 8-16"), most=most).over_own == over


@pytest.mark.parametrize(("day", "over"), [("fre 8-13", 0), ("fre 8-14", 60)])
def test_more_than_a_full_week_of_everything_is_told(day, over):
    assert summed(items("man-tor 8-16"), classes(day)).over_full == over


def test_the_work_duty_counts_all_but_treatment_and_the_ways_from_and_to_home():
    plan = summed(
        items("man 9-12"),
        classes("man 13-15"),
        items("tir 9-11", "Jobsøgning", "", "job_search"),
        items("ons 9-10", "Aftale", "Klinikken", "treatment"),
        way=30,
        duty=True,
    )
    assert plan.duty.working[0].startswith("7,5 timer tæller med")
    assert (plan.duty.paragraph, plan.duty.verified) == ("LAB §§ 105 a-b", False)
    assert summed(items("man 9-12")).duty is None


@pytest.mark.parametrize(("hours", "outcome"), [("man-tor 8-16; fre 8-13", "ok"), ("man 8-16", "warn")])
def test_a_full_work_duty_is_fine_and_a_smaller_week_is_for_a_person_to_judge(hours, outcome):
    assert summed(items(hours), duty=True).duty.outcome.value == outcome


slots = st.builds(
    lambda day, start, length: Slot(day, start, min(start + length, 1440)),
    st.integers(1, 7),
    st.integers(0, 1439),
    st.integers(1, 600),
)


@always
@given(st.lists(slots, max_size=8), st.integers(0, 180))
def test_any_week_adds_up_and_no_way_lies_on_top_of_what_it_leads_to(found, way):
    rows = [Item(slot, f"{n}", f"{n}", WORK) for n, slot in enumerate(found)]
    plan = add_up(rows, Bounds((), 2220, way, True), TODAY)
    assert plan.hours == sum(plan.day_minutes) == total(found)
    trips = [item for item in plan.items if item.kind == TRAVEL]
    assert plan.travel == total(item.slot for item in trips)
    assert all(0 <= item.slot.start < item.slot.end <= 1440 for item in trips)
    assert not any(item.slot.overlaps(slot) for item in trips for slot in found)


@always
@given(st.lists(slots, max_size=6), st.lists(slots, max_size=4))
def test_free_times_are_free_and_within_what_the_candidate_can(taken, available):
    rows = [Item(slot, "x", "x", WORK) for slot in taken]
    for room in free(rows, available):
        assert not any(room.overlaps(slot) for slot in taken)
        assert any(room.within(slot) for slot in available)


@always
@given(st.lists(slots, max_size=6))
def test_a_clash_is_there_exactly_when_two_share_time(found):
    rows = [Item(slot, f"{n}", "x", WORK) for n, slot in enumerate(found)]
    pairs = sum(one.overlaps(other) for n, one in enumerate(found) for other in found[n + 1 :])
    assert len(clashes(rows, [])) == pairs
