"""What the centres app announces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class InquiryReceived(DomainEvent):
    """A company wrote to the jobcentre."""

    kind = "centres.inquiry_received"
    says = "Henvendelse {number} kom ind"

    inquiry_id: UUID
    number: str


@dataclass(frozen=True)
class InquiryAssigned(DomainEvent):
    """An inquiry was given to a consultant."""

    kind = "centres.inquiry_assigned"
    says = "{consultant} tager sig af henvendelsen"

    inquiry_id: UUID
    consultant_user_id: UUID
    consultant: str


@dataclass(frozen=True)
class InquiryDeclined(DomainEvent):
    """An inquiry ended without a centre."""

    kind = "centres.inquiry_declined"
    says = "Henvendelsen blev afsluttet: {reason}"

    inquiry_id: UUID
    reason: str


@dataclass(frozen=True)
class CentreCreated(DomainEvent):
    """Talks about a centre began."""

    kind = "centres.created"
    says = "Centret blev oprettet"

    centre_id: UUID


@dataclass(frozen=True)
class AgreementDrafted(DomainEvent):
    """A version of an agreement was written."""

    kind = "centres.agreement_drafted"
    says = "Aftalens version {number} blev skrevet med {places} pladser"

    centre_id: UUID
    agreement_id: UUID
    number: int
    places: int


@dataclass(frozen=True)
class AgreementRedrafted(DomainEvent):
    """A draft was corrected."""

    kind = "centres.agreement_redrafted"
    says = "Kladden til aftalens version {number} blev rettet og har {places} pladser"

    centre_id: UUID
    agreement_id: UUID
    number: int
    places: int


@dataclass(frozen=True)
class AgreementWithdrawn(DomainEvent):
    """An offer was taken back before all had signed."""

    kind = "centres.agreement_withdrawn"
    says = "Aftalens version {number} blev trukket tilbage til kladde"

    centre_id: UUID
    agreement_id: UUID
    number: int


@dataclass(frozen=True)
class AgreementOffered(DomainEvent):
    """A version was sent for signatures."""

    kind = "centres.agreement_offered"
    says = "Aftalens version {number} blev sendt til underskrift"

    centre_id: UUID
    agreement_id: UUID
    number: int


@dataclass(frozen=True)
class AgreementPartySigned(DomainEvent):
    """One party gave its word."""

    kind = "centres.party_signed"
    says = "{party}: {name} har svaret {answer}"

    centre_id: UUID
    agreement_id: UUID
    party: str
    name: str
    answer: str


@dataclass(frozen=True)
class AgreementSigned(DomainEvent):
    """All parties have signed; the version is sealed."""

    kind = "centres.agreement_signed"
    says = "Aftalen er underskrevet af alle og forseglet. Den gælder fra {first_day}"

    centre_id: UUID
    agreement_id: UUID
    version_id: UUID
    first_day: date


@dataclass(frozen=True)
class PlaceOpened(DomainEvent):
    """A place is there to be filled."""

    kind = "centres.place_opened"
    says = "Plads {number} er åben fra {first_day}"

    centre_id: UUID
    place_id: UUID
    number: int
    first_day: date
