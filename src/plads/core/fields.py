"""Model fields that keep a secret."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

from plads.core.keyring import key_ring

MASK = "•••"
"""What stands where a secret would, for somebody who may see the page but no secret on it."""

_masked: ContextVar[bool] = ContextVar("plads_masked", default=False)


@contextmanager
def masked() -> Iterator[None]:
    """Read every encrypted column as a mask within the block: support helps without knowing people's secrets."""
    token = _masked.set(True)
    try:
        yield
    finally:
        _masked.reset(token)


class Opened(str):
    """A text read from an encrypted column. Stored again unchanged, it keeps the token it came from.

    So saving a row does not look like a change of its secrets. Under an older key it is encrypted anew.
    """

    __slots__ = ("token",)
    token: str


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted in the database and plain in Python; an empty text stays empty."""

    description = "Krypteret tekst"

    def get_prep_value(self, value: Any) -> Any:
        """Return the sealed token for the database; raises ``ValueError`` for a mask."""
        if isinstance(value, Opened) and key_ring().is_current(value.token):
            return value.token
        text = super().get_prep_value(value)
        if text == MASK:
            raise ValueError("a row that was read masked is not stored: its secrets would be lost")
        return key_ring().encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """Return the plain text of a stored token, or the mask within ``masked``."""
        if not value:
            return value
        if _masked.get():
            return MASK
        text = Opened(key_ring().decrypt(value))
        text.token = value
        return text
