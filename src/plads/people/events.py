"""What the people app announces."""

from dataclasses import dataclass
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class RoleGiven(DomainEvent):
    """A user got a role."""

    kind = "people.role_given"
    says = "Fik rollen {role}"

    user_id: UUID
    role: str


@dataclass(frozen=True)
class AccessLinkMade(DomainEvent):
    """Somebody made a link with which a user can choose a password."""

    kind = "people.access_link_made"
    says = "{name} fik et link til at vælge adgangskode"

    user_id: UUID
    name: str
    subject_id: UUID | None


@dataclass(frozen=True)
class PasswordChosen(DomainEvent):
    """A user chose a password through their link."""

    kind = "people.password_chosen"
    says = "{name} valgte en adgangskode"

    user_id: UUID
    name: str
    subject_id: UUID | None
