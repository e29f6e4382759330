"""What the companies app announces."""

from dataclasses import dataclass
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class WorkplaceAdded(DomainEvent):
    """A workplace of a company was entered."""

    kind = "companies.workplace_added"
    says = "Arbejdspladsen {name} blev oprettet"

    company_id: UUID
    workplace_id: UUID
    name: str


@dataclass(frozen=True)
class EmploymentNoted(DomainEvent):
    """The number of employees of a month was entered."""

    kind = "companies.employment_noted"
    says = "Ansatte i {month}: {ordinary_fte} årsværk ({source})"

    workplace_id: UUID
    month: str
    ordinary_fte: str
    source: str


@dataclass(frozen=True)
class ContactAdded(DomainEvent):
    """A contact person or employee representative was entered."""

    kind = "companies.contact_added"
    says = "{name} er {role}"

    workplace_id: UUID
    contact_id: UUID
    name: str
    role: str


@dataclass(frozen=True)
class ContactInvited(DomainEvent):
    """A contact person or employee representative got a sign-in."""

    kind = "companies.contact_invited"
    says = "{name} kan logge ind som {role}"

    workplace_id: UUID
    contact_id: UUID
    name: str
    role: str
