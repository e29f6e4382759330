"""What the invented municipality is made of, while it is being made."""

import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plads.core.codes import Function
from plads.intake.names import FIRST_NAMES, LAST_NAMES


@dataclass(slots=True)
class MadePlace:
    """A place: its centre's name, number, work, opening hours and agreement, and the mentor who looks after it."""

    centre: str
    number: int
    function: Function
    opens: int
    first: date
    last: date
    mentor: str
    taken: list[tuple[date, date]] = field(default_factory=list)

    def free(self, first: date, last: date) -> bool:
        """Return whether nobody has the place in those days, and the agreement holds them."""
        inside = self.first <= first and last <= self.last
        return inside and all(last < begins or ends < first for begins, ends in self.taken)


@dataclass(slots=True)
class MadeCandidate:
    """A candidate: CPR number, group, when they can work, how much, and when they are taken."""

    cpr: str
    group: str
    weeks: int
    from_hour: int
    most_hours: int
    taken: list[tuple[date, date]] = field(default_factory=list)

    def free(self, first: date, last: date) -> bool:
        """Return whether the candidate has no placement in those days."""
        return all(last < begins or ends < first for begins, ends in self.taken)


@dataclass(slots=True)
class World:
    """The municipality so far: rows by sheet key, and what later rows rest on."""

    rng: random.Random
    today: date
    years: int
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    places: list[MadePlace] = field(default_factory=list)
    candidates: list[MadeCandidate] = field(default_factory=list)
    consultants: list[str] = field(default_factory=list)
    caseworkers: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    rounds: int = 0

    def add(self, sheet: str, **cells: Any) -> None:
        """Add a row to a sheet."""
        self.rows.setdefault(sheet, []).append(cells)

    def new_name(self) -> str:
        """Return a name nobody else has."""
        if not self.names:
            self._more_names()
        return self.names.pop()

    def _more_names(self) -> None:
        """Lay out every name there can be, in the order of the seed; next time with one middle name more."""
        self.rounds += 1
        middle = "".join(f" {name[0]}." for name in LAST_NAMES[: self.rounds - 1])
        self.names = [f"{first}{middle} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
        self.rng.shuffle(self.names)
