"""Proposing candidates for one free place: hard rules, declared points, sentences for every one of them."""

from dataclasses import fields, replace
from datetime import date, timedelta
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.core.codes import Demand, Function, Language
from plads.planning import CandidateTerms, Interval, PlaceTerms, Weights, load_weights, propose
from tests.days import TODAY
from tests.properties import always

WEIGHTS = load_weights()
WEEKDAYS = tuple(Interval(day, 480, 840) for day in range(1, 6))
PLACE = PlaceTerms("p", "butik", WEEKDAYS, 2, TODAY, TODAY + timedelta(days=300))


def candidate(name: str = "k", **facts) -> CandidateTerms:
    """Somebody who fits the place well and has waited ten weeks."""
    usual = {
        "functions": frozenset({"butik"}),
        "danish_level": 2,
        "available": WEEKDAYS,
        "busy": (),
        "weekly_minutes": 1200,
        "waiting_since": TODAY - timedelta(weeks=10),
    }
    return CandidateTerms(id=name, **usual | facts)


def points(one: CandidateTerms, place: PlaceTerms = PLACE) -> int:
    return propose(place, [one], WEIGHTS).ranked[0].points


@pytest.mark.parametrize(
    ("facts", "place", "says"),
    [
        ({"functions": frozenset({"koekken"})}, {}, "Ønsker andet arbejde"),
        ({"danish_level": 1}, {}, "Pladsen kræver dansk på trin 2, kandidaten har 1"),
        (
            {"danish_level": 0, "languages": frozenset({"ar"})},
            {"languages": frozenset({"uk"})},
            "kræver dansk",
        ),
        ({"avoids": frozenset({"loeft"})}, {"demands": frozenset({"loeft", "kulde"})}, "skal undgå"),
        ({"available": (Interval(6, 480, 840),)}, {}, "Kun 0 timer om ugen passer"),
        ({"weekly_minutes": 299}, {}, "Kun 4 timer om ugen passer"),
        ({"busy": WEEKDAYS}, {}, "Kun 0 timer om ugen passer"),
    ],
)
def test_a_hard_rule_blocks_and_says_why(facts, place, says):
    proposal = propose(replace(PLACE, **place), [candidate(**facts)], WEIGHTS)
    assert proposal.ranked == ()
    (rules,) = proposal.blocked.values()
    assert len(rules) == 1
    assert says in rules[0]


def test_every_rule_that_blocks_is_named():
    nobody = candidate(
        functions=frozenset({"lager"}), danish_level=0, avoids=frozenset({"stoej"}), weekly_minutes=0
    )
    blocked = propose(replace(PLACE, demands=frozenset({"stoej"})), [nobody], WEIGHTS).blocked
    assert len(blocked["k"]) == 4


def test_a_colleague_who_speaks_the_candidates_language_stands_in_for_danish():
    place = replace(PLACE, languages=frozenset({"uk"}))
    proposal = propose(place, [candidate(danish_level=0, languages=frozenset({"uk"}))], WEIGHTS)
    assert [each.candidate for each in proposal.ranked] == ["k"]


def test_who_wishes_nothing_in_particular_may_be_offered_anything_and_gets_no_points_for_it():
    assert points(candidate(functions=frozenset())) == points(candidate()) - WEIGHTS.first_wish


def test_just_enough_common_hours_are_enough():
    assert propose(PLACE, [candidate(weekly_minutes=WEIGHTS.least_weekly_minutes)], WEIGHTS).ranked


def test_the_points_are_the_sum_of_the_reasons_and_each_reason_is_a_sentence():
    place = replace(PLACE, languages=frozenset({"ar"}))
    (first,) = propose(place, [candidate(danish_level=4, languages=frozenset({"ar"}))], WEIGHTS).ranked
    assert {(reason.points, reason.text) for reason in first.reasons} == {
        (40, "Arbejdet er et af dem, kandidaten ønsker"),
        (20, "20 timer om ugen passer i begges uge"),
        (10, "En kollega taler et af kandidatens sprog"),
        (6, "Taler mere dansk, end pladsen kræver"),
        (20, "Har ventet i 10 uger"),
    }
    assert first.points == 96


def test_waiting_counts_whole_weeks_up_to_half_a_year():
    base = points(candidate(waiting_since=TODAY))
    for days, counted in [(6, 0), (7, 1), (26 * 7, 26), (60 * 7, 26), (-14, 0)]:
        assert (
            points(candidate(waiting_since=TODAY - timedelta(days=days)))
            == base + counted * WEIGHTS.waiting_week
        )


def test_most_points_come_first_then_the_longest_wait_then_the_lowest_id():
    half_a_year, longer = TODAY - timedelta(weeks=26), TODAY - timedelta(weeks=30)
    ranked = propose(
        PLACE,
        [
            candidate("d", waiting_since=half_a_year),
            candidate("c", waiting_since=half_a_year),
            candidate("b", waiting_since=longer),
            candidate("a", danish_level=5),
        ],
        WEIGHTS,
    ).ranked
    assert [each.candidate for each in ranked] == ["b", "c", "d", "a"]


times = st.builds(
    lambda day, start: Interval(day, start, start + 240), st.integers(1, 7), st.integers(360, 900)
)
people = st.builds(
    CandidateTerms,
    id=st.just(""),
    functions=st.frozensets(st.sampled_from(Function.values[:3])),
    danish_level=st.integers(0, 5),
    available=st.lists(times, max_size=6, unique_by=lambda each: each.weekday).map(tuple),
    busy=st.lists(times, max_size=2).map(tuple),
    weekly_minutes=st.integers(0, 2220),
    waiting_since=st.dates(date(2025, 1, 1), date(2027, 1, 1)),
    languages=st.frozensets(st.sampled_from(Language.values[:3])),
    avoids=st.frozensets(st.sampled_from(Demand.values[:3]), max_size=1),
)
crowds = st.lists(people, max_size=12)
places = st.builds(
    replace,
    st.just(PLACE),
    function=st.sampled_from(Function.values[:3]),
    danish_level=st.integers(0, 5),
    languages=st.frozensets(st.sampled_from(Language.values[:3])),
    demands=st.frozensets(st.sampled_from(Demand.values[:3])),
)


def numbered(crowd, start=0):
    return [replace(each, id=f"{start + number:03d}") for number, each in enumerate(crowd)]


@always
@given(places, crowds)
def test_everyone_is_either_ranked_or_blocked_with_reasons(place, crowd):
    people = numbered(crowd)
    proposal = propose(place, people, WEIGHTS)
    ranked = [each.candidate for each in proposal.ranked]
    assert sorted([*ranked, *proposal.blocked]) == [each.id for each in people]
    assert all(proposal.blocked.values())
    assert all(each.points == sum(reason.points for reason in each.reasons) for each in proposal.ranked)
    assert (proposal.place, proposal.weights) == (place.id, WEIGHTS.version)


@always
@given(places, crowds, st.randoms())
def test_the_order_people_are_read_in_changes_nothing(place, crowd, random):
    people = numbered(crowd)
    mixed = random.sample(people, len(people))
    assert propose(place, people, WEIGHTS).ranked == propose(place, mixed, WEIGHTS).ranked


@always
@given(places, people)
def test_who_somebody_is_changes_no_points(place, somebody):
    """The same facts under another id: the same points, reasons and week."""
    one, other = (
        [(each.points, each.reasons, each.week) for each in propose(place, [person], WEIGHTS).ranked]
        for person in (replace(somebody, id="aaa"), replace(somebody, id="zzz"))
    )
    assert one == other


@always
@given(places, crowds, people)
def test_one_more_in_the_queue_never_changes_the_order_of_the_others(place, crowd, another):
    people = numbered(crowd)
    before = [each.candidate for each in propose(place, people, WEIGHTS).ranked]
    after = propose(place, [*people, replace(another, id="new")], WEIGHTS).ranked
    assert [each.candidate for each in after if each.candidate != "new"] == before


@always
@given(places, people, st.integers(1, 100))
def test_waiting_longer_never_costs_a_place(place, somebody, days):
    longer = replace(somebody, id="longer", waiting_since=somebody.waiting_since - timedelta(days=days))
    ranked = propose(place, [replace(somebody, id="a"), longer], WEIGHTS).ranked
    assert [each.candidate for each in ranked][:1] in ([], ["longer"])


def test_planning_is_told_nothing_of_origin_health_name_or_number():
    assert {field.name for field in fields(CandidateTerms)} == {
        "id",
        "places",
        "functions",
        "danish_level",
        "available",
        "busy",
        "weekly_minutes",
        "waiting_since",
        "languages",
        "avoids",
    }


@pytest.mark.parametrize(
    "file",
    [
        each
        for each in resources.files("plads.planning").joinpath("weights").iterdir()
        if each.name.endswith(".toml")
    ],
    ids=lambda file: file.name,
)
def test_a_weights_file_declares_every_weight_as_a_whole_number(file):
    weights = load_weights(file.name.removesuffix(".toml"))
    values = {field.name: getattr(weights, field.name) for field in fields(Weights)}
    assert file.name == f"{values.pop('version')}.toml"
    assert all(type(value) is int and value >= 0 for value in values.values())
