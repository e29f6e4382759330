"""Danish alphabetical order, the same on every PostgreSQL."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from plads.core.collation import sort_key
from tests.properties import always

LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"


@pytest.mark.parametrize(
    "ordered",
    [
        list(LETTERS),
        ["Zakarias", "Ægir", "Østergaard", "Ågård"],
        ["Abel", "Bo", "Østerby", "Aabenraa"],
        ["Aage", "Ågesen", "Aagot"],
        ["Ida", "Idé", "Ideal"],
        ["Anders", "anders b", "Anders C"],
    ],
    ids=lambda ordered: ordered[-1],
)
def test_names_stand_in_danish_order(ordered):
    backwards = ordered[::-1]
    assert sorted(backwards, key=sort_key) == ordered


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aase", "Åse"),
        ("AASE", "aase"),
        ("René", "Rene"),
        ("Müller", "muller"),
        ("Ärlig", "Ærlig"),
        ("Ör", "Ør"),
    ],
)
def test_two_ways_to_write_a_name_stand_in_the_same_spot(one, other):
    assert sort_key(one) == sort_key(other)


@always
@given(st.text(LETTERS, max_size=8), st.text(LETTERS, max_size=8))
def test_words_compare_as_their_letters_do(one, other):
    def letters(word):
        return [LETTERS.index(letter) for letter in word.replace("aa", "å")]

    assert (sort_key(one) < sort_key(other)) == (letters(one) < letters(other))


@always
@given(st.text())
def test_a_key_never_depends_on_case(text):
    assert sort_key(text.casefold()) == sort_key(text)


def test_the_database_sorts_stored_keys_as_python_does(db):
    words = ["zoo", "Østers", "æble", "ål", "Aarhus", "abe", "Ölandsbrød", "a b", "a-b", "A", "århus z"]
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT key FROM unnest(%s::text[]) AS key ORDER BY key COLLATE "C"',
            [[sort_key(w) for w in words]],
        )
        assert [row[0] for row in cursor.fetchall()] == sorted(map(sort_key, words))
