"""What the followup app announces about letters of decision."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class LetterDrafted(DomainEvent):
    """A letter of decision was written as a draft, or its draft was changed."""

    kind = "followup.letter_drafted"
    says = "Kladde til brev: {what}"

    candidate_id: UUID
    placement_id: UUID
    letter_id: UUID
    what: str


@dataclass(frozen=True)
class LetterDropped(DomainEvent):
    """The draft of a letter was deleted."""

    kind = "followup.letter_dropped"
    says = "Kladden til brevet blev slettet: {what}"

    candidate_id: UUID
    placement_id: UUID
    letter_id: UUID
    what: str


@dataclass(frozen=True)
class LetterApproved(DomainEvent):
    """A person approved a letter; it stands from now on."""

    kind = "followup.letter_approved"
    says = "Brevet er godkendt af {by}: {what}"

    candidate_id: UUID
    placement_id: UUID
    letter_id: UUID
    what: str
    by: str


@dataclass(frozen=True)
class LetterSent(DomainEvent):
    """A person noted that a letter is sent, and how."""

    kind = "followup.letter_sent"
    says = "Brevet er sendt {day}: {what} ({how})"

    candidate_id: UUID
    placement_id: UUID
    letter_id: UUID
    what: str
    day: date
    how: str


@dataclass(frozen=True)
class LetterTextConfirmed(DomainEvent):
    """Somebody of the municipality said that its words about complaining are right."""

    kind = "followup.letter_text_confirmed"
    says = "Klagevejledningen til breve er bekræftet af {by}"

    by: str
