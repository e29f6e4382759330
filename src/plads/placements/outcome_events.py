"""What the placements app announces about what comes after a course, and of paid hours beside it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class OutcomeNoted(DomainEvent):
    """Somebody noted or corrected where a candidate stands after a course; what it is stands with the course."""

    kind = "placements.outcome_noted"
    says = "Udfaldet efter {months} måneder er noteret af {by}"

    candidate_id: UUID
    placement_id: UUID
    months: int
    by: str


@dataclass(frozen=True)
class OrdinaryHoursNoted(DomainEvent):
    """Somebody noted or corrected ordinary paid hours beside a placement."""

    kind = "placements.ordinary_hours_noted"
    says = "Ordinære løntimer ved siden af forløbet fra {first_day} er noteret af {by}"

    candidate_id: UUID
    placement_id: UUID
    first_day: date
    by: str


@dataclass(frozen=True)
class OrdinaryHoursRemoved(DomainEvent):
    """Somebody removed ordinary paid hours that were noted by mistake."""

    kind = "placements.ordinary_hours_removed"
    says = "Ordinære løntimer ved siden af forløbet fra {first_day} er fjernet af {by}"

    candidate_id: UUID
    placement_id: UUID
    first_day: date
    by: str
