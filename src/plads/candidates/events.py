"""What the candidates app announces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class CandidateRegistered(DomainEvent):
    """A candidate was entered."""

    kind = "candidates.registered"
    says = "Kandidaten blev oprettet"

    candidate_id: UUID


@dataclass(frozen=True)
class CandidateChanged(DomainEvent):
    """What the jobcentre knows of a candidate was corrected."""

    kind = "candidates.changed"
    says = "Oplysningerne om kandidaten blev rettet"

    candidate_id: UUID


@dataclass(frozen=True)
class CandidateReady(DomainEvent):
    """A candidate was motivated and consented, and may be proposed for places."""

    kind = "candidates.ready"
    says = "Kandidaten er klar til en plads"

    candidate_id: UUID


@dataclass(frozen=True)
class CandidateClosed(DomainEvent):
    """A candidate no longer looks for a place."""

    kind = "candidates.closed"
    says = "Kandidatens forløb hos os er afsluttet"

    candidate_id: UUID


@dataclass(frozen=True)
class CandidateInvited(DomainEvent):
    """A candidate got a sign-in of their own."""

    kind = "candidates.invited"
    says = "Kandidaten fik adgang til sin egen side"

    candidate_id: UUID


@dataclass(frozen=True)
class CandidateProtected(DomainEvent):
    """A candidate has name and address protection: names and contact facts are hidden from now on."""

    kind = "candidates.protected"
    says = "Navne- og adressebeskyttelse blev noteret"

    candidate_id: UUID


@dataclass(frozen=True)
class ProtectionLifted(DomainEvent):
    """A candidate has name and address protection no more."""

    kind = "candidates.protection_lifted"
    says = "Navne- og adressebeskyttelsen blev ophævet"

    candidate_id: UUID


@dataclass(frozen=True)
class CalendarRenewed(DomainEvent):
    """A candidate made a new address to their own calendar; the one before opens nothing any more."""

    kind = "candidates.calendar_renewed"
    says = "Kandidaten lavede en ny adresse til sin kalender"

    candidate_id: UUID


@dataclass(frozen=True)
class ActivityAdded(DomainEvent):
    """An activity beside the placement was entered."""

    kind = "candidates.activity_added"
    says = "Ny aktivitet i ugeplanen fra {first_day}"

    candidate_id: UUID
    first_day: date
