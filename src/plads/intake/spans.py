"""A stretch of days with a week, from the workbook or from Plads: what checks of time compare."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from plads.core import week
from plads.core.week import Slot
from plads.intake.drafts import Draft


@dataclass(slots=True)
class Span:
    """An activity, or a step of a placement; both days are included. ``draft`` is ``None`` for rows of Plads."""

    first: date
    last: date
    slots: Sequence[Slot]
    title: str
    draft: Draft | None

    @property
    def row(self) -> int:
        """The row number in the workbook; 0 for rows of Plads."""
        return self.draft.row if self.draft else 0

    @property
    def at_row(self) -> str:
        """Where it stands, to be put in brackets after something else."""
        return f", række {self.draft.row}" if self.draft else ", i Plads"

    @property
    def minutes(self) -> int:
        """The week's minutes."""
        return week.total(self.slots)

    def meets(self, other: "Span") -> bool:
        """Return whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


@dataclass(slots=True)
class Stay:
    """A placement: a candidate in a place from day to day, with its steps.

    ``known`` says that Plads has it already: then Plads' days count, and nothing is said of its row again.
    """

    lookup: str
    place: tuple[str, int]
    first: date
    last: date
    holding: bool
    draft: Draft | None
    known: bool
    steps: list[Span] = field(default_factory=list)
    mentors: list[str] = field(default_factory=list)

    @property
    def at_row(self) -> str:
        """Where it stands, for a sentence."""
        return f"række {self.draft.row}" if self.draft and not self.known else "et forløb i Plads"
