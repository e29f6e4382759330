"""Rimelighedskravet: how many supported persons a workplace may have, with the working a person can follow."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.law import Outcome, book
from plads.law.quota import QuotaFacts, allowed, quota
from tests.properties import always

NOW, THEN = date(2026, 11, 24), date(2020, 5, 1)
FULL, HALF = 2220, 1110


def months(*fte: str) -> list[tuple[date, Decimal]]:
    return [(date(2026, 7 + i, 1), Decimal(each)) for i, each in enumerate(fte)]


def ask(fte: str, *weekly: int, new: int = 1, on: date = NOW):
    return quota(QuotaFacts(months(*[fte] * 4), weekly, new), on)


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
        "1 for hver 5 op til 50, derefter 1 for hver 10, dog mindst 1: plads til 4 fuldtidspersoner",
        "Allerede i forløb: 1,5 fuldtidspersoner (2)",
        "Nye: 0,33 fuldtidspersoner (1)",
        "I alt 1,83 af 4",
        "Afrunding står ikke i reglen; her tælles kun hele pladser (ikke verificeret).",
    )


@pytest.mark.parametrize(("new", "before", "fresh"), [(0, "1 fuldtidspersoner (2)", "0"), (2, "0", "1 fuld")])
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
