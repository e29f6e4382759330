"""Nobody can be recognised in a table of figures."""

from hypothesis import given
from hypothesis import strategies as st

from plads.insight.small_numbers import SMALLEST, shielded
from tests.properties import always


def test_small_counts_are_hidden_and_so_is_what_they_could_be_worked_out_from():
    assert shielded([30, 3, 12]) == [30, None, None]


def test_large_counts_and_nothing_are_shown():
    assert shielded([30, 0, 12]) == [30, 0, 12]


@always
@given(st.lists(st.integers(0, 40), min_size=2, max_size=6))
def test_a_hidden_count_cannot_be_worked_out_from_the_sum(counts):
    shown = shielded(counts)
    assert all(each is None or each == count for each, count in zip(shown, counts, strict=True))
    assert all(each is None for each, count in zip(shown, counts, strict=True) if 0 < count < SMALLEST)
    others = [count for count in counts if count]
    assert shown.count(None) != 1 or len(others) == 1
