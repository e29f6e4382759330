"""What a look at the installation finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is as it must be, what was found, and what to do if not."""

    check: str
    ok: bool
    found: str
    remedy: str = ""
