"""Nobody can be recognised in a table of figures."""

from hypothesis import given
from hypothesis import strategies as st

from plads.insight.small_numbers import SMALLEST, shielded_table
from tests.properties import always


def test_small_counts_are_hidden_and_so_is_what_they_could_be_worked_out_from():
    assert shielded_table([[30, 3, 12]]) == [[45, 30, None, None]]


def test_large_counts_and_nothing_are_shown():
    assert shielded_table([[30, 0, 12]]) == [[42, 30, 0, 12]]


def test_a_small_group_cannot_be_worked_out_from_the_sums_over_all_groups():
    shown = shielded_table([[10, 10, 10], [1, 1, 0], [20, 20, 20]])
    assert shown[1] == [None] * 4
    assert shown[0] == [None] * 4  # or 62 ended in all, less 30 and 60, would tell of the small one
    assert shown[2] == [60, 20, 20, 20]


def test_a_hidden_count_cannot_be_worked_out_from_its_columns_sum():
    jobs = [row[1] for row in shielded_table([[3, 10, 10], [8, 10, 10], [20, 10, 10]])]
    assert jobs == [None, None, 20]


@always
@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=6))
def test_no_hidden_number_stands_alone_beside_a_sum(rows):
    shown = shielded_table(rows)
    for row, counts in zip(shown, rows, strict=True):
        numbers = [sum(counts), *counts]
        assert all(each is None or each == number for each, number in zip(row, numbers, strict=True))
        assert all(each is None for each, number in zip(row, numbers, strict=True) if 0 < number < SMALLEST)
        if row[0] is not None and row[1:].count(None) == 1:
            assert not any(row[1:][at] for at in range(3) if row[1:][at] is not None)
    for column in zip(*shown, strict=True):
        assert column.count(None) != 1 or not any(column)
