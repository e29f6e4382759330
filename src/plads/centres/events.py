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
    replied: bool
    """Whether the company was written to with it."""


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
    says = "Aftalens version {number} blev skrevet. Antal pladser: {places}"

    centre_id: UUID
    agreement_id: UUID
    number: int
    places: int


@dataclass(frozen=True)
class AgreementRedrafted(DomainEvent):
    """A draft was corrected."""

    kind = "centres.agreement_redrafted"
    says = "Kladden til aftalens version {number} blev rettet. Antal pladser: {places}"

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


@dataclass(frozen=True)
class TemplateDrafted(DomainEvent):
    """A version of a template for agreements was begun."""

    kind = "centres.template_drafted"
    says = "Version {number} af skabelonen »{name}« blev begyndt"

    template_id: UUID
    name: str
    number: int


@dataclass(frozen=True)
class TemplateEdited(DomainEvent):
    """The draft of a template was corrected."""

    kind = "centres.template_edited"
    says = "Kladden til version {number} af skabelonen »{name}« blev rettet"

    template_id: UUID
    name: str
    number: int


@dataclass(frozen=True)
class TemplatePublished(DomainEvent):
    """A version of a template is used for new agreements from now on."""

    kind = "centres.template_published"
    says = "Version {number} af skabelonen »{name}« blev taget i brug"

    template_id: UUID
    name: str
    number: int


@dataclass(frozen=True)
class TemplateRetired(DomainEvent):
    """A version of a template is no longer used for new agreements."""

    kind = "centres.template_retired"
    says = "Version {number} af skabelonen »{name}« blev taget ud af brug"

    template_id: UUID
    name: str
    number: int


@dataclass(frozen=True)
class PlaceChanged(DomainEvent):
    """A place got the words of a new version of its agreement."""

    kind = "centres.place_changed"
    says = "Plads {number} fik nye ord fra aftalens version {version}: {what}"

    centre_id: UUID
    place_id: UUID
    number: int
    version: int
    what: str


@dataclass(frozen=True)
class PlaceCloses(DomainEvent):
    """A place is there until a day and no longer; the day may have passed."""

    kind = "centres.place_closes"
    says = "Plads {number} har sidste dag {last_day}: {why}"

    centre_id: UUID
    place_id: UUID
    number: int
    last_day: date
    why: str


@dataclass(frozen=True)
class PlaceKept(DomainEvent):
    """A place that was to close, or closed early, is there until a later day."""

    kind = "centres.place_kept"
    says = "Plads {number} er nu åben til og med {last_day}"

    centre_id: UUID
    place_id: UUID
    number: int
    last_day: date


@dataclass(frozen=True)
class ChangeBegun(DomainEvent):
    """Somebody began to change an agreement that is in force."""

    kind = "centres.change_begun"
    says = "En ændring af aftalen blev begyndt som version {number}"

    centre_id: UUID
    agreement_id: UUID
    number: int


@dataclass(frozen=True)
class DraftDropped(DomainEvent):
    """A draft was given up; the agreement in force, if there is one, goes on."""

    kind = "centres.draft_dropped"
    says = "Kladden til aftalens version {number} blev opgivet"

    centre_id: UUID
    agreement_id: UUID
    number: int


@dataclass(frozen=True)
class AgreementRenewed(DomainEvent):
    """A new agreement was drafted to follow one that ends."""

    kind = "centres.agreement_renewed"
    says = "En ny aftale blev skrevet som kladde: den følger efter denne fra {first_day}"

    centre_id: UUID
    agreement_id: UUID
    new_agreement_id: UUID
    first_day: date


@dataclass(frozen=True)
class AgreementCopied(DomainEvent):
    """An agreement was the pattern of a new one."""

    kind = "centres.agreement_copied"
    says = "Aftalen blev kopieret til en kladde hos {to}"

    centre_id: UUID
    agreement_id: UUID
    new_centre_id: UUID
    new_agreement_id: UUID
    to: str


@dataclass(frozen=True)
class PauseSet(DomainEvent):
    """An agreement rests from a day; ``until`` is its last day, or that nobody knows it."""

    kind = "centres.pause_set"
    says = "Aftalen holder pause fra {first_day} til {until}"

    centre_id: UUID
    agreement_id: UUID
    first_day: date
    until: str


@dataclass(frozen=True)
class PauseBegan(DomainEvent):
    """The first day of a pause that was set ahead has come."""

    kind = "centres.pause_began"
    says = "Pausen begyndte"

    centre_id: UUID
    agreement_id: UUID


@dataclass(frozen=True)
class PauseOver(DomainEvent):
    """An agreement goes on after a pause, or a pause ahead was called off."""

    kind = "centres.pause_over"
    says = "{what}"

    centre_id: UUID
    agreement_id: UUID
    what: str


@dataclass(frozen=True)
class NoticeGiven(DomainEvent):
    """Somebody ended an agreement before its time."""

    kind = "centres.notice_given"
    says = "Aftalen er opsagt ({by}). Sidste dag er {last_day}"

    centre_id: UUID
    agreement_id: UUID
    by: str
    last_day: date


@dataclass(frozen=True)
class NoticeTakenBack(DomainEvent):
    """A notice was taken back: the agreement goes on until its agreed day."""

    kind = "centres.notice_taken_back"
    says = "Opsigelsen blev trukket tilbage. Aftalen gælder igen til {last_day}"

    centre_id: UUID
    agreement_id: UUID
    last_day: date


@dataclass(frozen=True)
class AgreementEnded(DomainEvent):
    """An agreement is over."""

    kind = "centres.agreement_ended"
    says = "Aftalen er ophørt. Sidste dag var {last_day}"

    centre_id: UUID
    agreement_id: UUID
    last_day: date


@dataclass(frozen=True)
class CentreClosed(DomainEvent):
    """A centre has no agreement any more."""

    kind = "centres.closed"
    says = "Centret er lukket"

    centre_id: UUID
