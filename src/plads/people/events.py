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
