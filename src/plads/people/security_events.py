"""What is announced about how people sign in. No address, browser or code is among the facts."""

from dataclasses import dataclass
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class SecondFactorAdded(DomainEvent):
    """A user can now prove who they are in one more way."""

    kind = "people.second_factor_added"
    says = "{name} tilføjede {factor} til sin log ind"

    user_id: UUID
    name: str
    factor: str


@dataclass(frozen=True)
class SecondFactorRemoved(DomainEvent):
    """A user took away one of their ways to prove who they are."""

    kind = "people.second_factor_removed"
    says = "{name} fjernede {factor} fra sin log ind"

    user_id: UUID
    name: str
    factor: str


@dataclass(frozen=True)
class SecondFactorsReset(DomainEvent):
    """An administrator took away a colleague's second factors, so that they can set up new ones."""

    kind = "people.second_factors_reset"
    says = "Det ekstra trin i {name}s log ind blev nulstillet"

    user_id: UUID
    name: str


@dataclass(frozen=True)
class RecoveryCodesMade(DomainEvent):
    """A user got new recovery codes; the earlier ones are dead."""

    kind = "people.recovery_codes_made"
    says = "{name} fik nye nødkoder"

    user_id: UUID
    name: str


@dataclass(frozen=True)
class RecoveryCodeUsed(DomainEvent):
    """A user signed in with one of their recovery codes."""

    kind = "people.recovery_code_used"
    says = "{name} loggede ind med en nødkode; {left} er tilbage"

    user_id: UUID
    name: str
    left: int


@dataclass(frozen=True)
class PasswordChanged(DomainEvent):
    """A user changed their password, and was signed out everywhere else."""

    kind = "people.password_changed"
    says = "{name} skiftede adgangskode"

    user_id: UUID
    name: str


@dataclass(frozen=True)
class SignInsRefused(DomainEvent):
    """Somebody tried to sign in as a user more often than is allowed."""

    kind = "people.sign_ins_refused"
    says = "Nogen prøvede for mange gange at logge ind som {name}"

    user_id: UUID
    name: str
