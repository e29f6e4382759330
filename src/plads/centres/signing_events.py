"""What the centres app announces about signatures: who is asked, reminded and answers how. Never a link or a code."""

from dataclasses import dataclass
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class SignatureAsked(DomainEvent):
    """Somebody was asked for a party's word."""

    kind = "centres.signature_asked"
    says = "{name} blev bedt om at svare. {party}: {how}"

    centre_id: UUID
    agreement_id: UUID
    request_id: UUID
    party: str
    name: str
    how: str


@dataclass(frozen=True)
class SignatureReminded(DomainEvent):
    """Somebody who has not answered was reminded."""

    kind = "centres.signature_reminded"
    says = "{name} blev mindet om at svare (påmindelse {number})"

    centre_id: UUID
    agreement_id: UUID
    request_id: UUID
    name: str
    number: int


@dataclass(frozen=True)
class SigningLinkRenewed(DomainEvent):
    """Whoever lost a link, or came too late with it, was sent one at the address on record."""

    kind = "centres.signing_link_renewed"
    says = "{name} fik sendt sit link igen"

    centre_id: UUID
    agreement_id: UUID
    request_id: UUID
    name: str


@dataclass(frozen=True)
class SigningCodeAsked(DomainEvent):
    """Whoever holds a link asked for the code to sign with; it goes to the address on record."""

    kind = "centres.signing_code_asked"
    says = "{name} fik sendt en engangskode"

    centre_id: UUID
    agreement_id: UUID
    request_id: UUID
    name: str


@dataclass(frozen=True)
class SignatureNotNeeded(DomainEvent):
    """Somebody who was asked need not answer any more."""

    kind = "centres.signature_not_needed"
    says = "{name} skal ikke svare mere: {why}"

    centre_id: UUID
    agreement_id: UUID
    request_id: UUID
    name: str
    why: str


@dataclass(frozen=True)
class SignatureFell(DomainEvent):
    """A word that was given counts no more, because the agreement is changed."""

    kind = "centres.signature_fell"
    says = "{party}: {name} har svaret på version {number}, som ikke gælder mere"

    centre_id: UUID
    agreement_id: UUID
    signature_id: UUID
    name: str
    party: str
    number: int


@dataclass(frozen=True)
class WordNoted(DomainEvent):
    """A member of staff noted what somebody answered on paper or by telephone."""

    kind = "centres.word_noted"
    says = "{party}: svaret fra {name} er noteret af en anden"

    centre_id: UUID
    agreement_id: UUID
    signature_id: UUID
    party: str
    name: str


@dataclass(frozen=True)
class WrongPersonSaid(DomainEvent):
    """Whoever opened a link says that it is not theirs to answer."""

    kind = "centres.wrong_person_said"
    says = "Linket til {name} blev åbnet af en anden, som siger, at det ikke er dem"

    centre_id: UUID
    agreement_id: UUID
    request_id: UUID
    name: str
