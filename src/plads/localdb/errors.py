"""The one error of this package."""


class LocalDatabaseError(RuntimeError):
    """The database can't be had; the message says what, where, and what to do about it."""
