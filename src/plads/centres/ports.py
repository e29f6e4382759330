"""What agreements need from the world outside: a seal on their papers."""

from typing import Protocol


class NotSealed(Exception):
    """A paper that could not be sealed now. Nothing is lost: the agreement stands, and sealing is tried again."""


class NoCertificate(NotSealed):
    """The installation has no certificate, or none that may be used today."""


class NoTimestamp(NotSealed):
    """The time stamp server gave no stamp."""


class Sealer(Protocol):
    """What puts a seal on papers. ``subject`` is whose certificate it is, as it is shown.

    ``trial`` says that nobody else vouches for the certificate: the paper then says that its seal is not valid.
    """

    @property
    def subject(self) -> str:
        """Return whose certificate it is."""
        ...

    @property
    def trial(self) -> bool:
        """Return whether nobody else vouches for it."""
        ...

    def seal(self, pdf: bytes) -> bytes:
        """Return a PDF with the seal added; raises ``NotSealed``."""
        ...
