"""Duration, weekly hours and purpose of a placement."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.law import Outcome, book
from plads.law.groups import label_of, target_groups
from plads.law.practice import duration, longest_last_day, purpose, weekly_hours, weeks
from tests.days import TODAY
from tests.properties import always

RULE = book().on("praktik-varighed", TODAY).parameters
LISTED = [(group, 4) for group in RULE["short_groups"]] + [(group, 13) for group in RULE["long_groups"]]


def course(group: str, days: int, extension: str | None = None):
    return duration(group, TODAY, TODAY + timedelta(days=days - 1), extension=extension)


@pytest.mark.parametrize(("group", "limit"), LISTED)
def test_a_group_may_stay_its_weeks_and_not_a_day_more(group, limit):
    assert course(group, limit * 7).outcome is Outcome.OK
    assert course(group, limit * 7 + 1).outcome is Outcome.BLOCK
    assert longest_last_day(group, TODAY) == TODAY + timedelta(weeks=limit, days=-1)


def test_the_short_groups_are_the_job_ready_and_the_long_those_further_away():
    assert set(RULE["short_groups"]) == {"dagpenge", "jobparat"}
    assert {"aktivitetsparat", "aktivitetsparat-ung", "sygedagpenge"} <= set(RULE["long_groups"])


@pytest.mark.parametrize(("extension", "limit"), [("assessed", 26), ("special_need", 39)])
def test_the_long_groups_may_be_extended_step_by_step(extension, limit):
    assert course("aktivitetsparat", limit * 7, extension).outcome is Outcome.OK
    assert course("aktivitetsparat", limit * 7 + 1, extension).outcome is Outcome.BLOCK


@pytest.mark.parametrize("extension", ["assessed", "special_need"])
def test_the_short_groups_may_not(extension):
    assert course("jobparat", 4 * 7 + 1, extension).outcome is Outcome.BLOCK


@pytest.mark.parametrize("group", ["revalidering", "foertidspension", "noget-nyt", ""])
def test_a_group_the_rule_does_not_list_is_for_a_person_to_judge(group):
    verdict = course(group, 400)
    assert verdict.outcome is Outcome.WARN
    assert verdict.remedy
    assert longest_last_day(group, TODAY) == TODAY + timedelta(weeks=4, days=-1)


@always
@given(st.sampled_from(LISTED), st.integers(1, 60))
def test_the_remedy_is_the_last_day_that_passes(listed, too_many):
    group, limit = listed
    verdict = course(group, limit * 7 + too_many)
    latest = longest_last_day(group, TODAY)
    assert verdict.remedy.startswith(f"Vælg en slutdag senest {latest:%d.%m.%Y}.")
    assert duration(group, TODAY, latest).outcome is Outcome.OK


def test_the_working_says_group_length_and_limit():
    assert course("aktivitetsparat", 92).working == (
        "Målgruppe: aktivitetsparat",
        "Forløbet varer 92 dage (13 uger og 1 dag)",
        "Højst 13 uger (LAB § 61, stk. 1, nr. 2)",
    )


@pytest.mark.parametrize(
    ("days", "said"), [(6, "0 uger og 6 dage"), (7, "1 uge"), (8, "1 uge og 1 dag"), (14, "2 uger")]
)
def test_days_are_said_as_weeks(days, said):
    assert weeks(days) == said


def test_a_week_holds_37_hours_and_not_a_minute_more():
    assert weekly_hours(37 * 60, TODAY).outcome is Outcome.OK
    verdict = weekly_hours(37 * 60 + 90, TODAY)
    assert verdict.outcome is Outcome.BLOCK
    assert verdict.working == ("38,5 timer om ugen i alt, højst 37 timer",)
    assert verdict.remedy == "Sæt timerne ned med 1,5 timer."


@pytest.mark.parametrize(
    ("chosen", "outcome"),
    [
        (["kompetencer"], Outcome.OK),
        (["loentimer", "kompetencer", "afklaring"], Outcome.OK),
        ([], Outcome.BLOCK),
        (["arbejdskraft"], Outcome.BLOCK),
        (["kompetencer", "arbejdskraft"], Outcome.BLOCK),
    ],
)
def test_one_or_more_of_the_three_legal_purposes_must_be_named_and_nothing_else(chosen, outcome):
    assert purpose(chosen, TODAY).outcome is outcome


def test_the_purposes_offered_are_those_of_the_law():
    from plads.placements.models import Purpose

    assert Purpose.values == book().on("praktik-formaal", TODAY).parameters["purposes"]


@pytest.mark.parametrize(
    ("extension", "next_step"),
    [
        (None, "kan forlænges til 26 uger"),
        ("assessed", "helt særligt behov"),
        ("special_need", "13 uger til"),
    ],
)
def test_a_long_course_that_is_too_long_is_told_the_next_step(extension, next_step):
    assert next_step in course("aktivitetsparat", 500, extension).remedy
    assert "stk. 2" not in course("jobparat", 500).remedy


@pytest.mark.parametrize("periods", [1, 2, 5])
def test_a_very_special_need_gives_thirteen_weeks_more_each_time(periods):
    days = (26 + 13 * periods) * 7
    for more, outcome in ((0, Outcome.OK), (1, Outcome.BLOCK)):
        last = TODAY + timedelta(days=days - 1 + more)
        verdict = duration(
            "aktivitetsparat", TODAY, last, extension="special_need", special_need_periods=periods
        )
        assert verdict.outcome is outcome


def test_nobody_is_told_that_eight_weeks_for_graduates_are_law():
    answers = {
        days: duration("dagpenge", TODAY, TODAY + timedelta(days=days - 1), graduate=True)
        for days in (28, 29, 56, 57)
    }
    assert [answer.outcome.value for answer in answers.values()] == ["ok", "warn", "warn", "block"]
    assert [answer.status for answer in answers.values()] == ["enacted", "unknown", "unknown", "enacted"]


def test_all_hours_of_a_week_are_added_and_the_company_s_own_week_holds_too():
    assert weekly_hours(20 * 60, TODAY, others=[17 * 60]).outcome is Outcome.OK
    assert weekly_hours(20 * 60, TODAY, others=[10 * 60, 450]).remedy == "Sæt timerne ned med 0,5 timer."
    assert weekly_hours(32 * 60, TODAY, company=30 * 60).remedy == "Sæt timerne ned med 2 timer."
    assert weekly_hours(30 * 60, TODAY, others=[7 * 60], company=30 * 60).outcome is Outcome.OK


def test_a_purpose_that_may_not_be_chosen_decides_over_one_that_may():
    verdict = purpose(
        ["kompetencer", "fastholdelse", "raadighedsafproevning"], TODAY, target_group="dagpenge"
    )
    assert (verdict.outcome, verdict.paragraph) == (Outcome.BLOCK, "BAB § 60, stk. 3")
    assert verdict.remedy == "Fravælg fastholdelse, og vælg et af de tre formål."


def test_every_group_of_a_rule_is_a_known_target_group():
    assert {group for group, _ in LISTED} <= {group.code for group in target_groups()}


def test_a_group_is_shown_by_its_name_or_by_its_code_when_it_is_unknown():
    assert label_of("aktivitetsparat") == "Aktivitetsparat, kontanthjælp"
    assert label_of("noget-nyt") == "noget-nyt"


def test_the_groups_the_reform_closed_could_be_entered_until_january_2026():
    closed = {group.code for group in target_groups() if group.new_until is not None}
    assert closed == {"ressourceforloeb", "revalidering"}
    assert {group.new_until for group in target_groups() if group.code in closed} == {date(2026, 1, 31)}
