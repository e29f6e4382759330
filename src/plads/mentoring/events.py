"""What the mentoring app announces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class MentorAppointed(DomainEvent):
    """A workplace (or the jobcentre) appointed a mentor."""

    kind = "mentoring.appointed"
    says = "{name} er mentor i centret"

    centre_id: UUID
    mentor_id: UUID
    name: str


@dataclass(frozen=True)
class ConfidentialitySigned(DomainEvent):
    """A mentor promised confidentiality."""

    kind = "mentoring.confidentiality_signed"
    says = "{name} har skrevet under på tavshedspligten"

    centre_id: UUID
    mentor_id: UUID
    name: str


@dataclass(frozen=True)
class MentorAssigned(DomainEvent):
    """A mentor was given a candidate to help."""

    kind = "mentoring.assigned"
    says = "{name} er mentor i forløbet"

    mentor_id: UUID
    placement_id: UUID
    name: str


@dataclass(frozen=True)
class TrainingNoted(DomainEvent):
    """A mentor enrolled in or completed a course."""

    kind = "mentoring.training"
    says = "{name}: {title} ({state})"

    centre_id: UUID
    mentor_id: UUID
    name: str
    title: str
    state: str


@dataclass(frozen=True)
class SupportApplied(DomainEvent):
    """Mentor support was applied for."""

    kind = "mentoring.support_applied"
    says = "Der er søgt mentorstøtte fra {first_day}"

    centre_id: UUID
    mentor_id: UUID
    grant_id: UUID
    first_day: date


@dataclass(frozen=True)
class SupportDecided(DomainEvent):
    """The jobcentre decided on mentor support."""

    kind = "mentoring.support_decided"
    says = "Mentorstøtten er {answer} af {by}"

    centre_id: UUID
    mentor_id: UUID
    grant_id: UUID
    answer: str
    by: str


@dataclass(frozen=True)
class HoursNoted(DomainEvent):
    """A mentor noted hours."""

    kind = "mentoring.hours_noted"
    says = "{minutes} minutters mentortid {day}"

    mentor_id: UUID
    grant_id: UUID
    day: date
    minutes: int


@dataclass(frozen=True)
class HoursApproved(DomainEvent):
    """The jobcentre approved a mentor's hours for payment."""

    kind = "mentoring.hours_approved"
    says = "{hours} mentortid til og med {last_day} er godkendt af {by}"

    centre_id: UUID
    mentor_id: UUID
    grant_id: UUID
    minutes: int
    hours: str
    last_day: date
    by: str


@dataclass(frozen=True)
class CapacitySet(DomainEvent):
    """How many candidates a mentor helps at a time was changed."""

    kind = "mentoring.capacity_set"
    says = "{name} hjælper højst {capacity} kandidater ad gangen"

    centre_id: UUID
    mentor_id: UUID
    name: str
    capacity: int
