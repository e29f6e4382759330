"""Identity: UUIDv7, made here so that ids are the same on every PostgreSQL and sort by time."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a new UUIDv7."""
    return uuid7()
