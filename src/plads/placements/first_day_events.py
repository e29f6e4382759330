"""What the placements app announces about the first day of a course."""

from dataclasses import dataclass
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class FirstDayPlanned(DomainEvent):
    """Somebody planned the first day of a course, or changed the plan."""

    kind = "placements.first_day_planned"
    says = "Den første dag er planlagt af {by}"

    candidate_id: UUID
    placement_id: UUID
    by: str


@dataclass(frozen=True)
class FirstDayTicked(DomainEvent):
    """Somebody ticked off a task of the first day, or took the tick back; which one stands in the checklist."""

    kind = "placements.first_day_ticked"
    says = "Første dag: {done} af {tasks} ting er klaret (noteret af {by})"

    candidate_id: UUID
    placement_id: UUID
    done: int
    tasks: int
    by: str
