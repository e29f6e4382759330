"""Model fields that keep a secret."""

from typing import Any

from django.db import models

from plads.core.keyring import key_ring


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that is encrypted in the database and plain in Python; an empty text stays empty."""

    description = "Krypteret tekst"

    def get_prep_value(self, value: Any) -> Any:
        """Return the sealed token for the database."""
        text = super().get_prep_value(value)
        return key_ring().encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """Return the plain text of a stored token."""
        return key_ring().decrypt(value) if value else value
