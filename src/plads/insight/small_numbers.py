"""Small numbers are hidden, so that nobody can be recognised in a table."""

from collections.abc import Sequence

SMALLEST = 5
"""A count below this, and above nothing, is not shown."""


def shielded_table(rows: Sequence[Sequence[int]]) -> list[list[int | None]]:
    """Return rows of counts as they may be shown beside their own sums and beside the sums of whole columns.

    A row whose sum is small is hidden whole. Returned is each row's sum and then its counts. A lone hidden number in
    a row could be worked out from the row's sum, and a lone one in a column from the column's: then the smallest
    of the others there is hidden too, until no number stands alone.
    """
    hidden = [[small(sum(row)), *(small(sum(row)) or small(count) for count in row)] for row in rows]
    numbers = [[sum(row), *row] for row in rows]
    while _hide_one(numbers, hidden):
        pass
    return [
        [None if out else number for number, out in zip(*pair, strict=True)]
        for pair in zip(numbers, hidden, strict=True)
    ]


def small(count: int) -> bool:
    """Return whether a count is too small to show: some, but fewer than ``SMALLEST``."""
    return 0 < count < SMALLEST


def _hide_one(numbers: list[list[int]], hidden: list[list[bool]]) -> bool:
    """Hide one more number where a hidden one stands alone; return whether there was such a place."""
    width = len(numbers[0]) if numbers else 0
    parts = [
        [(row, column) for column in range(1, width)] for row in range(len(numbers)) if not hidden[row][0]
    ]
    columns = [[(row, column) for row in range(len(numbers))] for column in range(width)]
    for cells in (*parts, *columns):
        shown = [(numbers[row][column], row, column) for row, column in cells if not hidden[row][column]]
        if len(cells) - len(shown) == 1 and (some := [each for each in shown if each[0]]):
            _, row, column = min(some)
            for each in range(width) if column == 0 else (column,):
                hidden[row][each] = True
            return True
    return False
