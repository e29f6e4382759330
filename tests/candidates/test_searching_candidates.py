"""People are found by name on any keyboard: part of it, several words in any order, with and without accents."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.candidates.queries import CandidateFilter, candidate_rows
from plads.core.collation import search_pattern, sort_key
from plads.core.roles import Role
from tests.properties import always

NAMES = [
    "Aage Åkær",
    "Anders And",
    "José Núñez",
    "Jürgen Jäger",
    "Łukasz Đorđević",
    "Soren Kaer",
    "Søren Sørensen",
    "Zoë O'Brien-Ørsted",
]


@pytest.fixture
def found(world):
    for name in NAMES:
        world.candidate(ready=False, name=name)

    def search(text):
        rows = candidate_rows(world.cast[Role.CASEWORKER], CandidateFilter(text=text))
        return [row.shown_name for row in rows]

    return search


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("soren", ["Soren Kaer", "Søren Sørensen"]),
        ("soeren", ["Søren Sørensen"]),
        ("SØREN", ["Søren Sørensen"]),
        ("sørensen søren", ["Søren Sørensen"]),
        ("age", ["Aage Åkær", "Jürgen Jäger"]),
        ("åge", ["Aage Åkær"]),
        ("aage åk", ["Aage Åkær"]),
        ("akaer", ["Aage Åkær"]),
        ("kær", ["Soren Kaer", "Aage Åkær"]),
        ("nunez jose", ["José Núñez"]),
        ("jurgen jager", ["Jürgen Jäger"]),
        ("lukasz dordevic", ["Łukasz Đorđević"]),
        ("o'brien", ["Zoë O'Brien-Ørsted"]),
        ("zoe orsted", ["Zoë O'Brien-Ørsted"]),
        ("ders", ["Anders And"]),
        ("anders søren", []),
        ("kær.*", []),
        ("[", []),
        ("\\", []),
        ("%", []),
    ],
)
def test_people_are_found_as_their_name_is_typed(found, text, names):
    assert sorted(found(text)) == sorted(names)


def test_a_search_without_words_finds_everybody_in_danish_order(found):
    assert found("  ") == [
        "Anders And",
        "José Núñez",
        "Jürgen Jäger",
        "Soren Kaer",
        "Søren Sørensen",
        "Zoë O'Brien-Ørsted",
        "Aage Åkær",
        "Łukasz Đorđević",
    ]


@pytest.mark.parametrize(("text", "count"), [("x" * 3000, 0), ("ø" * 3000, 0), ("a " * 2000, 5)])
def test_a_search_as_long_as_an_address_is_only_a_search(found, text, count):
    assert len(found(text)) == count


def test_a_search_of_several_words_is_one_statement(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        list(candidate_rows(world.cast[Role.CASEWORKER], CandidateFilter(text="soren kær og flere")))


plain = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "é": "e", "ü": "u"})


@always
@given(st.text("abeoæøåéül -", min_size=1, max_size=12), st.data())
def test_any_part_of_a_name_finds_it(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    part = name[start:end]
    cuts_a_letter = name[max(0, start - 1) : end + 1].count("a") > part.count("a")
    if not cuts_a_letter:
        assert re.search(search_pattern(part), sort_key(name))


@always
@given(st.text("bdelrsæøåéü", min_size=1, max_size=12))
def test_a_name_is_found_by_its_letters_without_danish_ones(name):
    typed = name.translate(plain)
    if "aa" not in typed:  # that is å, also where two letters made it
        assert re.search(search_pattern(typed), sort_key(name))
