"""What is announced when others vouch for a user."""

from dataclasses import dataclass
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class SignInConnected(DomainEvent):
    """A user can sign in by an identity provider from now on; ``way`` is its name on the sign-in page."""

    kind = "people.sign_in_connected"
    says = "Kan nu bruge »{way}«"

    user_id: UUID
    way: str


@dataclass(frozen=True)
class SignInDisconnected(DomainEvent):
    """A user can no longer sign in by an identity provider."""

    kind = "people.sign_in_disconnected"
    says = "Kan ikke længere bruge »{way}«"

    user_id: UUID
    way: str
