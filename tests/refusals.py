"""Asking for a clear no."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from plads.core.errors import NotVisible, Refused


@contextmanager
def refused(code: str, field: str = "") -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Expect the block to be refused with this code at this form field, in words for a person."""
    with pytest.raises(Refused) as refusal:
        yield refusal
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert refusal.value.message


def outcome(read: Callable[[str], Any], text: str) -> tuple[Any, str]:
    """Return what ``read`` makes of ``text`` and what it says against it; any other error goes through."""
    try:
        return read(text), ""
    except ValueError as error:
        return None, str(error)


@contextmanager
def not_visible() -> Iterator[None]:
    """Expect the block to find nothing: for this actor the thing does not exist."""
    with pytest.raises(NotVisible):
        yield
