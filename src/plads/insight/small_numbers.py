"""Small numbers are hidden, so that nobody can be recognised in a table."""

from collections.abc import Sequence

SMALLEST = 5
"""A count below this, and above nothing, is not shown."""


def shielded(counts: Sequence[int]) -> list[int | None]:
    """Return a row's counts with small ones hidden as ``None``.

    When only one is hidden, the smallest of the others is hidden too: otherwise the hidden one could be worked
    out from the sum.
    """
    shown: list[int | None] = [None if 0 < count < SMALLEST else count for count in counts]
    if shown.count(None) == 1:
        others = [(count, place) for place, count in enumerate(shown) if count]
        if others:
            shown[min(others)[1]] = None
    return shown
