"""What the followup app announces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class FollowUpsPlanned(DomainEvent):
    """The follow-up meetings of a placement were set."""

    kind = "followup.planned"
    says = "{count} opfølgninger er planlagt, den første senest {first}"

    placement_id: UUID
    count: int
    first: date


@dataclass(frozen=True)
class FollowUpsDropped(DomainEvent):
    """The follow-up meetings after a placement's end were removed."""

    kind = "followup.dropped"
    says = "{count} opfølgninger efter {after} er fjernet, fordi forløbet er slut"

    placement_id: UUID
    count: int
    after: date


@dataclass(frozen=True)
class FollowUpHeld(DomainEvent):
    """A follow-up meeting was held."""

    kind = "followup.held"
    says = "Opfølgning holdt {held_on} af {by}"

    placement_id: UUID
    followup_id: UUID
    held_on: date
    by: str


@dataclass(frozen=True)
class ProgressNoted(DomainEvent):
    """A step of progress was scored."""

    kind = "followup.progress"
    says = "{question}: {score} af 10"

    placement_id: UUID
    question: str
    score: int


@dataclass(frozen=True)
class StatementIssued(DomainEvent):
    """A competence statement was issued."""

    kind = "followup.statement_issued"
    says = "Kompetencebeviset er klar"

    placement_id: UUID
    candidate_id: UUID
    statement_id: UUID
