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


@dataclass(frozen=True)
class RegisterRead(DomainEvent):
    """The business register was read about a workplace."""

    kind = "companies.register_read"
    says = "{name}: CVR blev læst ({found})"

    workplace_id: UUID
    name: str
    found: str


@dataclass(frozen=True)
class RegisterUnread(DomainEvent):
    """The business register could not be read about a workplace; told once until it can."""

    kind = "companies.register_unread"
    says = "{name}: CVR kunne ikke læses. {fault}"

    workplace_id: UUID
    name: str
    fault: str


@dataclass(frozen=True)
class RegisterAddressTaken(DomainEvent):
    """A workplace got the name and address the register has."""

    kind = "companies.register_address_taken"
    says = "{name} fik navn og adresse fra CVR"

    workplace_id: UUID
    name: str
