"""What the placements app needs of the world: VITAS, asked what became of an application."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from plads.core.ports import port


class VitasDown(Exception):
    """VITAS gave no usable answer this time. The message is Danish and names no person and no secret.

    ``whole`` says that VITAS answers nobody just now, so that asking about others is of no use.
    """

    def __init__(self, message: str, *, whole: bool = False) -> None:
        super().__init__(message)
        self.message, self.whole = message, whole


class VitasAnswer(StrEnum):
    """What VITAS says of an application: approved, refused, not decided yet, or that there is none."""

    APPROVED = "approved"
    REFUSED = "refused"
    WAITING = "waiting"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class VitasGrant:
    """An application as VITAS has it. ``said`` is VITAS' own word for where it stands.

    ``weekly_minutes`` is what it is for; ``None`` when VITAS does not say.
    """

    answer: VitasAnswer
    grant_number: str = ""
    first_day: date | None = None
    last_day: date | None = None
    said: str = ""
    weekly_minutes: int | None = None

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day it is for, when it says both."""
        if self.first_day is None or self.last_day is None or self.last_day < self.first_day:
            return None
        return self.first_day, self.last_day


class Vitas(Protocol):
    """VITAS' read service."""

    def grant(self, number: str, cpr: str) -> VitasGrant:
        """Return what VITAS says of the application ``number`` about the person; raises ``VitasDown``."""
        ...


def vitas() -> Vitas | None:
    """Return the installation's VITAS, or ``None`` where it uses none: then answers are noted by hand."""
    found: Vitas | None = port("vitas")
    return found
