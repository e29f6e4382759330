"""Rimelighedskravet: how many supported persons a workplace may have, with the working a person can follow."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.law import Outcome, book
from plads.law.quota import QuotaFacts, allowed, quota, room_left, with_one_more
from tests.properties import always

NOW, THEN = date(2026, 11, 24), date(2020, 5, 1)
FULL, HALF = 2220, 1110


def months(*fte: str, before: date = NOW) -> list[tuple[date, Decimal]]:
    """So many whole months, the newest of them the one before a day's."""
    newest = before.year * 12 + before.month - 2
    numbers = [newest - shift for shift in reversed(range(len(fte)))]
    return [(date(n // 12, n % 12 + 1, 1), Decimal(each)) for n, each in zip(numbers, fte, strict=True)]


def ask(fte: str, *weekly: int, new: int = 1, on: date = NOW):
    return quota(QuotaFacts(months(*[fte] * 4, before=on), weekly, new), on)


@pytest.mark.parametrize(
    ("fte", "places"),
    [
        ("0", 1),
        ("0.4", 1),
        ("4.9", 1),
        ("5", 1),
        ("9.99", 1),
        ("10", 2),
        ("23.7", 4),
        ("49.99", 9),
        ("50", 10),
        ("50.1", 10),
        ("59.99", 10),
        ("60", 11),
        ("137.5", 18),
    ],
)
@pytest.mark.parametrize("on", [NOW, THEN], ids=["full-time persons", "heads"])
def test_one_for_every_five_up_to_fifty_and_then_one_for_every_ten_but_always_one(fte, places, on):
    assert allowed(book().on("rimelighedskrav", on), Decimal(fte)) == places
    assert ask(fte, *[FULL] * places, on=on).outcome is Outcome.OK
    assert ask(fte, *[FULL] * (places + 1), on=on).outcome is Outcome.BLOCK


def test_part_time_counts_as_a_fraction_since_2022_and_as_a_head_before():
    two_halves = [HALF, HALF]
    assert ask("5", *two_halves).outcome is Outcome.OK
    assert ask("5", *two_halves, on=date(2022, 1, 1)).outcome is Outcome.OK
    assert ask("5", *two_halves, on=date(2021, 12, 31)).outcome is Outcome.BLOCK
    assert ask("5", HALF, HALF, 1).outcome is Outcome.BLOCK


@always
@given(st.integers(1, 18), st.lists(st.integers(1, FULL), min_size=1, max_size=30))
def test_it_blocks_exactly_when_the_minutes_are_more_than_those_of_the_places(room, weekly):
    fte = Decimal(room * 5 if room <= 10 else 50 + (room - 10) * 10)
    verdict = quota(QuotaFacts(months(*[str(fte)] * 4), weekly, new=1), NOW)
    assert verdict.blocks is (sum(weekly) > room * FULL)


@always
@given(st.integers(1, 10), st.integers(1, 37))
def test_places_filled_to_the_minute_are_not_too_many(room, parts):
    """Thirds and sevenths of a week add up to whole persons, whatever a fraction looks like."""
    share, rest = divmod(room * FULL, parts * room)
    weekly = [share] * (parts * room - 1) + [share + rest]
    assert not quota(QuotaFacts(months(*[str(room * 5)] * 4), weekly, new=1), NOW).blocks


@always
@given(st.decimals(0, 500, places=2), st.decimals(0, 500, places=2))
def test_more_employees_never_allow_fewer(one, other):
    rule = book().on("rimelighedskrav", NOW)
    assert (one <= other) <= (allowed(rule, one) <= allowed(rule, other))


def test_the_average_is_of_the_latest_four_months_only():
    facts = QuotaFacts(months("500", "5", "5", "5", "5"), [FULL, FULL], new=1)
    assert quota(facts, NOW).outcome is Outcome.BLOCK
    assert "Gennemsnit af 4 måneder: 5 årsværk" in quota(facts, NOW).working


def test_months_that_are_missing_warn_and_say_which_average_was_used():
    verdict = quota(QuotaFacts(months("10", "12"), [FULL], new=1), NOW)
    assert verdict.outcome is Outcome.WARN
    assert "Gennemsnit af 2 måneder: 11 årsværk" in verdict.working
    assert "4 måneder" in verdict.remedy


def test_a_workplace_with_no_known_month_is_blocked_until_somebody_adds_them():
    verdict = quota(QuotaFacts([], [FULL], new=1), NOW)
    assert verdict.outcome is Outcome.BLOCK
    assert "Tilføj antal ansatte" in verdict.remedy


def test_too_many_with_months_missing_is_blocked_not_warned():
    assert quota(QuotaFacts(months("5"), [FULL, FULL], new=1), NOW).outcome is Outcome.BLOCK


def test_the_working_can_be_followed_line_by_line():
    facts = QuotaFacts(months("20.5", "23", "24", "27.3"), [FULL, HALF, 740], new=1)
    assert quota(facts, NOW).working == (
        "Ansatte i 07.2026: 20,5 årsværk",
        "Ansatte i 08.2026: 23 årsværk",
        "Ansatte i 09.2026: 24 årsværk",
        "Ansatte i 10.2026: 27,3 årsværk",
        "Gennemsnit af 4 måneder: 23,7 årsværk",
        "1 for hver 5 op til 50: 23,7 / 5 = 4,74, altså 4",
        "I alt 4: plads til 4 fuldtidspersoner (148 timer om ugen)",
        "Allerede i forløb: 1,5 fuldtidspersoner (2), 55,5 timer om ugen af 37",
        "Nye: 0,33 fuldtidspersoner (1), 12,33 timer om ugen af 37",
        "I alt 1,83 af 4 fuldtidspersoner (67,83 af 148 timer om ugen)",
        "Der er plads til 80,17 timer mere om ugen",
        "Afrunding står ikke i reglen; her tælles kun hele pladser (ikke verificeret).",
    )


@pytest.mark.parametrize(("new", "before", "fresh"), [(0, "1 fuldtidsperson (2)", "0"), (2, "0", "1 fuld")])
def test_those_already_there_and_the_new_are_told_apart(new, before, fresh):
    working = ask("50", HALF, HALF, new=new).working
    assert any(line.startswith(f"Allerede i forløb: {before}") for line in working)
    assert any(line.startswith(f"Nye: {fresh}") for line in working)


def test_the_remedy_is_how_many_hours_would_make_it_pass():
    verdict = ask("5", FULL, HALF)
    assert "18,5 timer ned" in verdict.remedy
    assert ask("5", FULL - 1110, HALF).outcome is Outcome.OK


def test_the_old_rules_remedy_is_to_wait_for_people_not_hours():
    assert ask("5", HALF, HALF, HALF, on=THEN).remedy == "Vent, til 2 forløb er slut."


def test_days_before_the_first_known_version_have_no_answer():
    with pytest.raises(LookupError, match="rimelighedskrav"):
        ask("5", FULL, on=date(2018, 6, 30))


def test_a_month_that_is_not_over_does_not_count():
    facts = QuotaFacts([*months("5", "5", "5", "5"), (date(2026, 11, 1), Decimal(500))], [FULL, FULL], new=1)
    assert quota(facts, NOW).outcome is Outcome.BLOCK
    assert quota(QuotaFacts([(date(2026, 11, 1), Decimal(500))], [FULL], new=1), NOW).blocks


@pytest.mark.parametrize(
    ("known", "remedy"),
    [
        ((5, 7, 8, 9), "følger ikke efter hinanden"),
        ((3, 4, 5, 6), "nyeste måned er 06.2026"),
        ((4, 5, 6, 7), ""),
    ],
)
def test_months_with_a_gap_or_long_ago_warn_and_say_so(known, remedy):
    facts = QuotaFacts([(date(2026, month, 1), Decimal(60)) for month in known], [FULL], new=1)
    verdict = quota(facts, NOW)
    assert verdict.outcome is (Outcome.WARN if remedy else Outcome.OK)
    assert remedy in verdict.remedy


@pytest.mark.parametrize(
    ("fte", "weekly", "words"),
    [
        ("5", [HALF], "Der er plads til 18,5 timer mere om ugen."),
        ("5", [FULL - 60], "Der er plads til 1 time mere om ugen."),
        ("5", [FULL], "Der er ikke plads til flere."),
        ("5", [FULL, 180], "Der er ikke plads til flere. Det er 3 timer for meget om ugen."),
    ],
)
def test_the_room_left_is_said_in_hours(fte, weekly, words):
    room = room_left(QuotaFacts(months(*[fte] * 4), weekly, new=0), NOW)
    assert room.words == words
    assert room.minutes == max(0, FULL - sum(weekly))


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Der er plads til 2 personer mere."),
        (1, "Der er plads til 1 person mere."),
        (2, "Der er ikke plads til flere."),
        (3, "Der er ikke plads til flere. Det er 1 for mange."),
    ],
)
def test_the_old_rules_room_is_said_in_persons(count, words):
    room = room_left(QuotaFacts(months(*["10"] * 4, before=THEN), [HALF] * count, new=0), THEN)
    assert (room.words, room.minutes) == (words, 0)


def test_nobody_knows_the_room_where_nobody_knows_the_employees():
    assert room_left(QuotaFacts([], [HALF], new=0), NOW) is None


@pytest.mark.parametrize("minutes", [1, HALF, HALF + 1, FULL])
def test_one_more_passes_exactly_while_there_is_room(minutes):
    facts = QuotaFacts(months(*["5"] * 4), [HALF], new=0)
    assert with_one_more(facts, minutes, NOW).blocks is (minutes > room_left(facts, NOW).minutes)


def test_those_the_rule_leaves_out_are_said_and_not_counted():
    verdict = quota(QuotaFacts(months(*["5"] * 4), [FULL], new=0, exempt=1), NOW)
    assert verdict.outcome is Outcome.OK
    assert "Undtaget og ikke talt med: 1 (BAB § 65, stk. 5)" in verdict.working
    over = QuotaFacts(months(*["5"] * 4), [FULL, FULL], new=0, exempt=1)
    assert (
        quota(over, NOW).outcome is Outcome.OK
    )  # those who were too many already are no reason against them
    assert quota(QuotaFacts(over.months, [FULL, FULL], new=1, exempt=1), NOW).blocks
