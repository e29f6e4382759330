"""What the import announces.

What the single events tell of happened before Plads, so nothing reacts to them; only to the whole is there a
reaction. An import that changed nothing announces nothing.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class SheetTakenOver(DomainEvent):
    """A workbook was stored."""

    kind = "intake.taken_over"
    says = "Et regneark blev indlæst: {created} nye, {updated} rettet og {unchanged} uændret"

    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class WorkplaceTakenOver(DomainEvent):
    """A workplace came from a spreadsheet."""

    kind = "intake.workplace"
    says = "Arbejdspladsen blev indlæst fra regneark"

    company_id: UUID
    workplace_id: UUID


@dataclass(frozen=True)
class CentreTakenOver(DomainEvent):
    """A centre with an agreement signed on paper came from a spreadsheet."""

    kind = "intake.centre"
    says = (
        "Aftalen blev indlæst fra regneark; den er underskrevet på papir og gælder {first_day} – {last_day}"
    )

    centre_id: UUID
    agreement_id: UUID
    first_day: date
    last_day: date


@dataclass(frozen=True)
class MentorTakenOver(DomainEvent):
    """A mentor came from a spreadsheet."""

    kind = "intake.mentor"
    says = "Mentoren blev indlæst fra regneark"

    centre_id: UUID
    mentor_id: UUID


@dataclass(frozen=True)
class CandidateTakenOver(DomainEvent):
    """A candidate came from a spreadsheet."""

    kind = "intake.candidate"
    says = "Kandidaten blev indlæst fra regneark"

    candidate_id: UUID


@dataclass(frozen=True)
class PlacementTakenOver(DomainEvent):
    """A placement came from a spreadsheet."""

    kind = "intake.placement"
    says = "Forløbet {first_day} – {last_day} blev indlæst fra regneark"

    centre_id: UUID
    place_id: UUID
    candidate_id: UUID
    placement_id: UUID
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Corrected(DomainEvent):
    """Facts that were there were corrected from a spreadsheet."""

    kind = "intake.corrected"
    says = "Oplysninger blev rettet fra et regneark"

    thing_id: UUID
