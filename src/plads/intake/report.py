"""What an import did, or why it did nothing."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from plads.core.bulk import Taken
from plads.intake.faults import Fault


@dataclass(slots=True)
class Report:
    """``counts`` are the rows of each sheet by its title; the three others are by kind of thing, in Danish."""

    name: str
    stored: bool = False
    municipality_id: UUID | None = None
    counts: dict[str, int] = field(default_factory=dict)
    created: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, kind: str, taken: Taken[Any, Any]) -> None:
        """Count what became of the rows of one kind."""
        tally = taken.tally()
        self.created[kind] = tally["created"]
        self.updated[kind] = tally["updated"]
        self.unchanged[kind] = tally["unchanged"]

    def as_dict(self) -> dict[str, Any]:
        """Return the report ready for JSON."""
        return {
            "name": self.name,
            "stored": self.stored,
            "municipality_id": str(self.municipality_id) if self.municipality_id else None,
            "counts": self.counts,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "faults": [fault.as_dict() for fault in self.faults],
            "notes": self.notes,
        }
