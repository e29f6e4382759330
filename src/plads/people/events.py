"""What the people app announces."""

from dataclasses import dataclass
from datetime import date
from typing import Any
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


@dataclass(frozen=True)
class RoleTaken(DomainEvent):
    """Somebody took a role away from a user."""

    kind = "people.role_taken"
    says = "Har ikke længere rollen {role}"

    user_id: UUID
    role: str


@dataclass(frozen=True)
class RoleLeft(DomainEvent):
    """A user gave up a role of their own."""

    kind = "people.role_left"
    says = "Gav selv slip på rollen {role}"

    user_id: UUID
    role: str


@dataclass(frozen=True)
class RoleLimited(DomainEvent):
    """A role got a last day, or lost it; ``ends`` is in words."""

    kind = "people.role_limited"
    says = "Rollen {role} gælder til: {ends}"

    user_id: UUID
    role: str
    ends: str


@dataclass(frozen=True)
class HandedOver(DomainEvent):
    """What a user held went to a colleague. Stands on the timeline of each thing that changed hands."""

    kind = "people.handed_over"
    says = "Overgivet fra {giver} til {taker}"

    user_id: UUID
    taker_id: UUID
    giver: str
    taker: str
    number: int
    things: tuple[UUID, ...]

    def subjects(self) -> list[UUID]:
        """Return the two people and every thing that changed hands."""
        return [self.user_id, self.taker_id, *self.things]

    def facts(self) -> dict[str, Any]:
        """Return who gave how many things to whom; which ones is in the subjects."""
        return {name: value for name, value in super().facts().items() if name != "things"}


@dataclass(frozen=True)
class UserShutOut(DomainEvent):
    """A user can no longer sign in."""

    kind = "people.user_shut_out"
    says = "{name} kan ikke længere logge ind"

    user_id: UUID
    name: str


@dataclass(frozen=True)
class UserLetInAgain(DomainEvent):
    """A user who was shut out can sign in again."""

    kind = "people.user_let_in_again"
    says = "{name} kan logge ind igen"

    user_id: UUID
    name: str


@dataclass(frozen=True)
class UserCorrected(DomainEvent):
    """A user's name or e-mail was corrected; ``what`` says which of them, never the old value."""

    kind = "people.user_corrected"
    says = "{name}: {what} blev rettet"

    user_id: UUID
    name: str
    what: str


@dataclass(frozen=True)
class StandInNamed(DomainEvent):
    """A colleague stands in for a user on some days."""

    kind = "people.stand_in_named"
    says = "{stand_in} er vikar for {name} fra {first_day} til {last_day}"

    user_id: UUID
    stand_in_id: UUID
    name: str
    stand_in: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class StandInEnded(DomainEvent):
    """A stand-in was ended before their last day."""

    kind = "people.stand_in_ended"
    says = "{stand_in} er ikke længere vikar for {name}"

    user_id: UUID
    stand_in_id: UUID
    name: str
    stand_in: str


@dataclass(frozen=True)
class SupportGranted(DomainEvent):
    """A user let support see their pages for some minutes."""

    kind = "people.support_granted"
    says = "{name} gav support adgang i {minutes} minutter"

    user_id: UUID
    access_id: UUID
    name: str
    minutes: int


@dataclass(frozen=True)
class SupportOpened(DomainEvent):
    """A support person began to look at a user's pages."""

    kind = "people.support_opened"
    says = "Support så siderne, som {name} ser dem"

    user_id: UUID
    access_id: UUID
    name: str


@dataclass(frozen=True)
class SupportEnded(DomainEvent):
    """A user, or support, ended the access before its time."""

    kind = "people.support_ended"
    says = "Supports adgang hos {name} blev afsluttet"

    user_id: UUID
    access_id: UUID
    name: str


@dataclass(frozen=True)
class MunicipalityChanged(DomainEvent):
    """An administrator changed the municipality's settings; which ones, not their values: history has those."""

    kind = "people.municipality_changed"
    says = "Kommunens indstillinger blev ændret: {what}"

    municipality_id: UUID
    what: str
