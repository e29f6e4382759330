"""Asking a rule about a case: every rule answers, exactly, and says what it does not understand."""

import json
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.law import book
from plads.law.explain import _EXPLAINED, explain
from plads.law.facts import BadFacts, day, parse
from tests.properties import always

NOW, THEN = date(2026, 11, 24), date(2020, 5, 1)
CASES = {
    "rimelighedskrav": {"ordinary_fte": 23.7, "supported_fte": 3, "new_weekly_hours": 18.5},
    "praktik-varighed": {"target_group": "jobparat", "days": 28},
    "praktik-timer": {"weekly_hours": 37},
    "praktik-formaal": {"purposes": ["kompetencer"]},
    "praktik-samme-arbejdsgiver": {"target_group": "dagpenge", "last_employed_here": False},
    "mentorstoette-periode": {"last_day": "2027-05-23"},
    "arbejdspligt": {"weekly_hours": 37},
}


def ask(rule, case, on=NOW):
    return explain(rule, parse(case if isinstance(case, str) else json.dumps(case)), on)


def quota(on=NOW, **facts):
    return ask("rimelighedskrav", CASES["rimelighedskrav"] | facts, on)


def refused(rule, case, on=NOW):
    with pytest.raises(BadFacts) as fault:
        ask(rule, case, on)
    return str(fault.value)


def test_every_rule_of_the_book_can_be_asked():
    assert set(_EXPLAINED) == {rule.id for rule in book().rules} == set(CASES)


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_says_which_facts_it_asks_for_and_answers_them(rule):
    facts = book().facts(rule)
    assert all(fact.name and fact.type and fact.meaning for fact in facts)
    assert set(CASES[rule]) <= {fact.name for fact in facts}
    verdict = ask(rule, CASES[rule])
    assert (verdict.rule, verdict.outcome.value) == (rule, "ok")
    assert verdict.version == book().on(rule, NOW).version


@pytest.mark.parametrize(
    ("rule", "required"),
    [(rule, fact.name) for rule in CASES for fact in book().facts(rule) if fact.required],
)
@pytest.mark.parametrize("how", ["left out", "null"])
def test_a_fact_that_is_missing_is_named(rule, required, how):
    case = {name: value for name, value in CASES[rule].items() if name != required or how == "null"}
    case |= {required: None} if how == "null" else {}
    assert refused(rule, case) == f"Der mangler: {required}."


@pytest.mark.parametrize("rule", CASES)
def test_a_fact_no_rule_knows_is_named_with_those_it_knows(rule):
    said = refused(rule, CASES[rule] | {"fte": 3})
    assert said.startswith("Reglen kender ikke: fte. Den kender: ")


@pytest.mark.parametrize(
    "number", [23.7, "23.7", "23,7", " 23,7 ", "+23.70", "23.7000"], ids=lambda number: repr(number)
)
def test_a_number_is_read_however_it_is_written(number):
    assert quota(ordinary_fte=number).as_dict() == quota().as_dict()


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (-1, "under 0"),
        ("-0,5", "under 0"),
        (True, "være et tal"),
        ("mange", "være et tal"),
        ("", "være et tal"),
        ("1.2.3", "være et tal"),
        ("1,234.5", "være et tal"),
        ("NaN", "være et tal"),
        ("٣", "være et tal"),
        ({}, "være et tal"),
        (10**30, "højst"),
        ("9" * 500, "være et tal"),
        (1e-300, "decimaler"),
        ([1, 2, 3, 4, 5], "højst have 4 måneder"),
        ([1, "x"], "være et tal"),
        ([[1]], "være et tal"),
        ([{"month": "2026-10"}], "skriv hver måned"),
        ([{"month": "2026-13", "fte": 1}], "en måned skrives"),
        ([{"month": "2026-11", "fte": 1}], "ikke en hel måned før"),
        ([{"month": "2026-10", "fte": 1}, {"month": "2026-10", "fte": 2}], "to gange"),
        ([{"month": "2026-10", "fte": 1}, 2], "skriv hver måned"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_employees_that_cannot_be_understood_are_refused(number, what):
    case = CASES["rimelighedskrav"] | {"ordinary_fte": number}
    assert what in refused("rimelighedskrav", json.dumps(case))


@pytest.mark.parametrize(
    ("room", "there", "new"), [(5, 20 / 37, 17), (15, 100 / 37, 11), (5, 1 / 3, 74 / 3), (5, 0.1 + 0.2, 25.9)]
)
def test_a_share_with_all_the_decimals_a_computer_writes_is_the_share_it_stands_for(room, there, new):
    """What together is a whole number of full weeks is not a hair more."""
    verdict = quota(ordinary_fte=room, supported_fte=there, new_weekly_hours=new)
    assert verdict.outcome.value == "ok"
    assert "Der er ikke plads til flere" in verdict.working


def test_an_average_with_all_its_decimals_is_not_just_below_the_step():
    months = [1.1, 2.2, 3.3, 20 - 6.6]
    assert quota(ordinary_fte=months).working[1].endswith("= 5 årsværk")
    assert quota(ordinary_fte=9.999999999999998).working == quota(ordinary_fte=10).working


def test_one_is_said_as_one():
    words = " ".join(quota(ordinary_fte=5, supported_fte=1, new_weekly_hours=37).working)
    assert "plads til 1 fuldtidsperson (" in words
    assert "1 fuldtidspersoner" not in words
    heads = quota(date(2020, 1, 1), ordinary_fte=5, supported_fte=1, new_weekly_hours=1).working
    assert "1 personer" not in " ".join(heads)
    assert "1 fuldtidspersoner" not in " ".join(heads)


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        ({"new_weekly_hours": 169}, "højst være 168"),
        ({"new_weekly_hours": [18, -1]}, "under 0"),
        ({"new_weekly_hours": [{"target_group": "jobparat"}]}, "skriv fx"),
        ({"new_weekly_hours": [{"hours": 5, "target_group": "ukendt"}]}, "skal være en af"),
        ({"target_group": "nr. 6"}, "skal være en af"),
        ({"employed_here": "ja"}, "true eller false"),
        ({"supported_heads": 2.5}, "helt tal"),
        ({"supported_fte": 3, "supported_heads": 2}, "færre end supported_fte"),
        ({"supported_fte": [1]}, "være et tal"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_people_that_cannot_be_understood_are_refused(facts, what):
    assert what in refused("rimelighedskrav", CASES["rimelighedskrav"] | facts)


def test_the_older_version_lets_one_say_persons_and_who_is_there_for_a_time():
    persons = {"ordinary_heads": 30, "fixed_term_heads": 5, "supported_fte": 2, "supported_heads": 4}
    verdict = quota(THEN, **persons)
    assert "Tidsbegrænset ansatte tæller ikke med: 30 - 5 = 25 hoveder" in verdict.working
    assert verdict.outcome.value == "ok"
    assert quota(THEN, **persons | {"fixed_term_heads": 6}).outcome.value == "block"
    assert quota(NOW, **persons).outcome.value == "ok"
    assert "flere end" in refused(
        "rimelighedskrav", CASES["rimelighedskrav"] | persons | {"fixed_term_heads": 31}, THEN
    )
    alone = CASES["rimelighedskrav"] | {"fixed_term_heads": 3}
    assert "Skriv ordinary_heads" in refused("rimelighedskrav", alone, THEN)


def test_the_older_version_warns_where_a_part_of_a_person_may_be_several():
    assert quota(THEN, supported_fte=1.5).outcome.value == "warn"
    assert "supported_heads" in quota(THEN, supported_fte=1.5).remedy
    assert quota(THEN, supported_fte=2).outcome.value == "ok"
    assert quota(THEN, supported_fte=3.5).outcome.value == "block"


@pytest.mark.parametrize(
    ("fte", "outcome"),
    [([], "block"), ([60], "warn"), ([60, 61, 62], "warn"), ([60, 61, 62, 63], "ok"), (60, "ok")],
)
def test_a_list_of_fewer_than_four_months_warns_and_one_number_is_the_average(fte, outcome):
    verdict = quota(ordinary_fte=fte)
    assert verdict.outcome.value == outcome
    assert bool(verdict.remedy) is (outcome != "ok")


def test_months_are_told_by_name_in_whatever_order_they_come():
    months = [{"month": f"2026-{n:02d}", "fte": str(20 + n)} for n in (9, 7, 10, 8)]
    verdict = quota(ordinary_fte=months)
    assert verdict.working[:5] == (
        "Ansatte i 07.2026: 27 årsværk",
        "Ansatte i 08.2026: 28 årsværk",
        "Ansatte i 09.2026: 29 årsværk",
        "Ansatte i 10.2026: 30 årsværk",
        "Gennemsnit af 4 måneder: 28,5 årsværk",
    )


def test_the_working_leaves_nothing_out():
    assert quota(supported_fte=3.5, new_weekly_hours=[18.5, "9,25"]).working == (
        "Ordinært ansatte: 23,7 årsværk (oplyst som gennemsnit)",
        "1 for hver 5 op til 50: 23,7 / 5 = 4,74, altså 4",
        "I alt 4: plads til 4 fuldtidspersoner (148 timer om ugen)",
        "Allerede i forløb: 3,5 fuldtidspersoner, 129,5 timer om ugen",
        "Nye: (18,5 + 9,25) / 37 = 0,75 fuldtidspersoner (2)",
        "I alt 4,25 af 4 fuldtidspersoner (157,25 af 148 timer om ugen)",
        "Der er ikke plads til flere. Det er 9,25 timer for meget om ugen",
        "Afrunding står ikke i reglen; her tælles kun hele pladser (ikke verificeret).",
    )


def test_the_remedy_says_how_many_hours_and_that_the_new_one_alone_cannot_help():
    assert quota(supported_fte=3.5, new_weekly_hours=20).remedy == (
        "Sæt de ugentlige timer 1,5 timer ned i alt, eller vent, til et forløb er slut."
    )
    assert "til andre forløb er slut" in quota(supported_fte=5, new_weekly_hours=20).remedy


@always
@given(st.decimals(0, 200, places=2), st.decimals(0, 30, places=3), st.decimals(0, 37, places=2))
def test_it_blocks_exactly_when_the_hours_are_more_than_the_room(employees, there, hours):
    verdict = quota(ordinary_fte=str(employees), supported_fte=str(there), new_weekly_hours=str(hours))
    room = max(1, int(min(employees, 50) / 5) + int(max(employees - 50, 0) / 10))
    assert verdict.blocks is (there * 37 + hours > room * 37)


@always
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
    )
)
def test_whatever_is_typed_is_answered_or_refused_in_words(value):
    for rule, case in CASES.items():
        for name in {fact.name for fact in book().facts(rule)}:
            with suppress(BadFacts):
                assert ask(rule, json.dumps(case | {name: value})).working


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "nej",
        "[]",
        "3",
        '"x"',
        "null",
        '{"a": NaN}',
        '{"a": 1, "a": 2}',
        "[" * 100_000,
        '{"a": 1' + "0" * 5000,
    ],
    ids=lambda text: text[:12],
)
def test_what_is_no_json_object_is_refused(text):
    with pytest.raises(BadFacts):
        parse(text)


def test_a_number_of_thousands_of_digits_is_refused_and_not_read():
    case = json.dumps(CASES["rimelighedskrav"]).replace("23.7", "1" + "0" * 5000)
    assert "højst" in refused("rimelighedskrav", case)


@pytest.mark.parametrize("on", [date(2018, 6, 30), date.min])
def test_a_day_without_a_version_is_refused_with_the_versions_there_are(on):
    said = refused("rimelighedskrav", CASES["rimelighedskrav"], on)
    assert "hoveder fra 01.07.2018 til 31.12.2021; aarsvaerk fra 01.01.2022" in said


def test_a_rule_nobody_knows_is_refused_with_those_there_are():
    assert "praktik-timer" in refused("kvoten", {})


@pytest.mark.parametrize("text", ["2026-11-24", "24.11.2026", " 24.11.2026 "])
def test_a_day_is_read_in_either_order(text):
    assert day(text, "dag") == NOW


@pytest.mark.parametrize(
    "text", ["2026-02-30", "24/11/2026", "2026", "", "20261124", None, 5, "٢٠٢٦-١١-٢٤", "0000-01-01"]
)
def test_a_day_that_is_none_is_refused(text):
    with pytest.raises(BadFacts, match="dag"):
        day(text, "dag")


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"days": 29}, "block"),
        ({"days": 28, "first_day": "2026-12-01"}, "ok"),
        ({"last_day": "2026-12-22"}, "block"),
        ({"last_day": "2026-12-21"}, "ok"),
        ({"days": 91, "target_group": "aktivitetsparat"}, "ok"),
        ({"days": 92, "target_group": "aktivitetsparat"}, "block"),
        ({"days": 182, "target_group": "aktivitetsparat", "extension": "assessed"}, "ok"),
        ({"days": 400, "target_group": "revalidering"}, "warn"),
    ],
)
def test_how_long_a_course_may_be_can_be_asked_by_day_or_by_number(facts, outcome):
    case = {"target_group": "jobparat"} | facts
    assert ask("praktik-varighed", case).outcome.value == outcome


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        ({}, "enten last_day eller days"),
        ({"days": 5, "last_day": "2026-12-01"}, "enten last_day eller days"),
        ({"days": 0}, "fra 1 til"),
        ({"days": 10**6}, "fra 1 til"),
        ({"days": 5, "first_day": "9999-12-30"}, "kalenderen"),
        ({"last_day": "9999-12-30"}, "kalenderen"),
        ({"last_day": "2026-11-23"}, "før first_day"),
        ({"days": 5, "extension": "mere"}, "skal være en af"),
        ({"days": 5, "target_group": "nr. 2"}, "skal være en af"),
        ({"days": 5, "target_group": 2}, "skal være en af"),
        ({"days": -1}, "under 0"),
        ({"days": 28.5}, "helt tal"),
        ({"days": "fire uger"}, "være et tal"),
        ({"days": 5, "extension": True}, "skal være en af"),
        ({"days": 5, "extension": ""}, "skal være en af"),
        ({"days": 5, "special_need_periods": 2}, "hører til extension »special_need«"),
        ({"days": 5, "extension": "assessed", "special_need_periods": 1}, "hører til extension"),
        ({"days": 5, "extension": "special_need", "special_need_periods": 0}, "fra 1 til 100"),
        ({"days": 5, "extension": "special_need", "special_need_periods": 101}, "fra 1 til 100"),
        ({"days": 5, "extension": "special_need", "special_need_periods": 1.5}, "helt tal"),
        ({"days": 5, "graduate": "ja"}, "true eller false"),
    ],
)
def test_days_that_cannot_be_understood_are_refused(facts, what):
    assert what in refused("praktik-varighed", {"target_group": "jobparat"} | facts)


def test_mentor_support_and_purposes_and_hours_are_judged_as_everywhere_else():
    assert ask("mentorstoette-periode", {"last_day": "2027-05-24"}).outcome.value == "block"
    assert ask("mentorstoette-periode", {"days": 181}).outcome.value == "ok"
    assert ask("praktik-formaal", {"purposes": []}).outcome.value == "block"
    assert "skal være en af" in refused("praktik-formaal", {"purposes": ["arbejdskraft"]})
    assert "liste" in refused("praktik-formaal", {"purposes": "kompetencer"})
    assert ask("praktik-timer", {"weekly_hours": "37,01"}).working == (
        "37,01 timer om ugen i alt, højst 37 timer",
    )
    assert ask("praktik-timer", {"weekly_hours": "37,01"}).outcome.value == "block"


@pytest.mark.parametrize(
    ("rule", "facts", "what"),
    [
        ("praktik-formaal", {"purposes": ["kompetencer", 3]}, "liste af tekster"),
        ("praktik-formaal", {"target_group": "nr. 6"}, "target_group skal være en af"),
        ("praktik-formaal", {"employed_here": "nej"}, "true eller false"),
        ("praktik-samme-arbejdsgiver", {"last_employed_here": "ja"}, "true eller false"),
        ("praktik-samme-arbejdsgiver", {"last_employed_here": 1}, "true eller false"),
        ("praktik-samme-arbejdsgiver", {"target_group": "ukendt"}, "target_group skal være en af"),
        ("praktik-samme-arbejdsgiver", {"earlier_placement_here": 2}, "true eller false"),
        ("praktik-samme-arbejdsgiver", {"new_function": []}, "true eller false"),
        ("praktik-timer", {"other_hours": [5, "x"]}, "other_hours skal være et tal"),
        ("praktik-timer", {"other_hours": {"hours": 5}}, "other_hours skal være et tal"),
        ("praktik-timer", {"other_hours": 169}, "højst være 168"),
        ("praktik-timer", {"company_hours": -1}, "under 0"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_facts_of_the_other_rules_that_cannot_be_understood_are_refused(rule, facts, what):
    assert what in refused(rule, CASES[rule] | facts)


@pytest.mark.parametrize(("rule", "names"), [(rule, [f.name for f in book().facts(rule)]) for rule in CASES])
def test_a_fact_that_may_be_left_out_may_be_null(rule, names):
    required = {fact.name for fact in book().facts(rule) if fact.required}
    nothing = {name: None for name in names if name not in required and name not in CASES[rule]}
    assert ask(rule, CASES[rule] | nothing) == ask(rule, CASES[rule])


def test_one_question_has_one_answer_on_each_side_of_a_change_of_law():
    edge = date(2022, 1, 1)
    facts = {"ordinary_fte": 5, "supported_fte": 0.5, "supported_heads": 1, "new_weekly_hours": 10}
    assert ask("rimelighedskrav", facts, edge).outcome.value == "ok"
    assert ask("rimelighedskrav", facts, edge - timedelta(days=1)).outcome.value == "block"
