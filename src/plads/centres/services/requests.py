"""Who is asked for each party's word on a version, and how; and what happens when they need not answer any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from plads.centres.lifecycle import VERSION
from plads.centres.models import AgreementVersion, Party, SignatureRequest
from plads.centres.services.agreements import offer_agreement
from plads.centres.services.links import make_link
from plads.centres.services.persons import (
    person_of_request,
    refuse_asked_twice,
    refuse_borrowed_address,
    refuse_staff,
)
from plads.centres.services.reach import lock_version, refuse_superseded
from plads.centres.signing_events import SignatureAsked, SignatureFell, SignatureNotNeeded
from plads.companies.models import Contact
from plads.companies.services import add_contact
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.phones import mobile_number
from plads.core.roles import Role
from plads.people.models import Membership, User

ROLES = {Party.COMPANY: Role.CONTACT, Party.REPRESENTATIVE: Role.REPRESENTATIVE}
"""The role in which each party outside the municipality gives its word."""

KINDS: dict[str, str] = {
    Party.COMPANY: Contact.Kind.CONTACT,
    Party.REPRESENTATIVE: Contact.Kind.REPRESENTATIVE,
}
"""What kind of contact speaks for each of them."""

ACCOUNT, MAIL, SMS = (
    SignatureRequest.Channel.ACCOUNT,
    SignatureRequest.Channel.MAIL,
    SignatureRequest.Channel.SMS,
)
WAITING = SignatureRequest.State.WAITING


@dataclass(frozen=True, slots=True)
class Ask:
    """Who is asked for a party's word, and how. ``contact_id`` gives name and address unless others are written."""

    party: str
    channel: str
    contact_id: UUID | None = None
    name: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def send_for_signature(actor: Actor, version_id: UUID, asks: Sequence[Ask]) -> AgreementVersion:
    """Send a draft to the parties, and ask one person for each word; the municipality's own is the consultant's.

    Raises ``Refused`` as ``offer_agreement`` and ``ask_for_signature`` do, the latter's with the party before the
    field (``company-phone``); then nothing is sent to anybody.
    """
    version = offer_agreement(actor, version_id)
    for ask in asks:
        try:
            ask_for_signature(actor, version_id, ask)
        except Refused as error:
            field = f"{ask.party}-{error.field}"
            raise Refused(error.message, code=error.code, field=field) from error
    if not version.requests.filter(party=Party.MUNICIPALITY, state=WAITING).exists():
        _ask_ourselves(actor, version)
    return version


@transaction.atomic
def ask_for_signature(actor: Actor, version_id: UUID, ask: Ask) -> SignatureRequest:
    """Ask somebody for a party's word on an offered version. Who was asked before need not answer: their link dies.

    Raises ``Refused`` when the party has answered, on an address nobody can be reached at or that is the municipality's
    own, on an account nobody has, and on somebody who is asked for another party already.
    """
    version = lock_version(actor, version_id)
    refuse_superseded(version)
    VERSION.permit(actor.role, version.state, "ask")
    party = Party(ask.party)
    if version.signatures.filter(party=party).exists():
        raise Refused(f"{party.label} har allerede svaret.", code="signed_already")
    request = _request(actor, version, ask)
    person = person_of_request(request)
    if party != Party.MUNICIPALITY:
        refuse_staff(version.municipality_id, person)
        refuse_borrowed_address(version, request, person)
    refuse_asked_twice(version, party, person)
    for earlier in version.requests.filter(party=party, state=WAITING):
        not_needed(actor, version, earlier, f"{request.name} er spurgt i stedet")
    if request.channel != ACCOUNT:
        make_link(request)
    request.save()
    how = str(SignatureRequest.Channel(request.channel).label)
    event = SignatureAsked(*_where(version), request.id, str(party.label), request.name, how)
    record(actor, version.municipality_id, event)
    return request


def not_needed(actor: Actor, version: AgreementVersion, request: SignatureRequest, why: str) -> None:
    """Let a request wait no more, and its link lead nowhere; whoever was asked is told ``why``."""
    request.state = SignatureRequest.State.VOID
    request.code_digest = ""
    request.save(update_fields=["state", "code_digest"])
    event = SignatureNotNeeded(*_where(version), request.id, request.name, why)
    record(actor, version.municipality_id, event)


def void_words(actor: Actor, version: AgreementVersion, why: str = "aftalen bliver rettet") -> None:
    """Say of an offer that came to nothing that nobody need answer it, and that the words given on it do not count."""
    for request in version.requests.filter(state=WAITING):
        not_needed(actor, version, request, why)
    for signature in version.signatures.all():
        event = SignatureFell(
            *_where(version), signature.id, signature.name, str(Party(signature.party).label), version.number
        )
        record(actor, version.municipality_id, event)


def _where(version: AgreementVersion) -> tuple[UUID, UUID]:
    return version.agreement.centre_id, version.agreement_id


def _ask_ourselves(actor: Actor, version: AgreementVersion) -> None:
    """Ask the centre's consultant for the municipality's word, or whoever sends the agreement."""
    ours = version.agreement.centre.consultant_id or actor.user_id
    user = User.objects.filter(id=ours).first() if ours else None
    if user is not None:
        request = SignatureRequest.objects.create(
            municipality_id=version.municipality_id,
            version=version,
            party=Party.MUNICIPALITY,
            user=user,
            name=user.name,
            channel=ACCOUNT,
            email=user.email,
        )
        party, how = str(Party.MUNICIPALITY.label), str(ACCOUNT.label)
        event = SignatureAsked(*_where(version), request.id, party, user.name, how)
        record(actor, version.municipality_id, event)


def _request(actor: Actor, version: AgreementVersion, ask: Ask) -> SignatureRequest:
    """Return what is asked, checked and not saved yet."""
    contact = _contact(actor, version, ask)
    name = ask.name.strip() or (contact.name if contact else "")
    if not name:
        raise Refused("Skriv, hvem der skal spørges.", code="nobody_named", field="name")
    channel = SignatureRequest.Channel(ask.channel)
    request = SignatureRequest(
        municipality_id=version.municipality_id,
        version=version,
        party=ask.party,
        contact=contact,
        name=name,
        channel=channel,
        email=(ask.email or (contact.email if contact else "")).strip().lower(),
    )
    if channel == ACCOUNT:
        request.user = _account(version, request)
    elif channel == MAIL:
        _check_mail(request)
    else:
        request.phone = _mobile(ask.phone or (contact.phone if contact else ""))
    return request


def _contact(actor: Actor, version: AgreementVersion, ask: Ask) -> Contact | None:
    """Return the workplace's own contact; somebody new with an e-mail becomes one, so that nobody types them twice."""
    workplace_id = version.agreement.centre.workplace_id
    if ask.contact_id is not None:
        contact = Contact.objects.filter(id=ask.contact_id, workplace_id=workplace_id).first()
        if contact is None:
            raise Refused(
                "Kontakten findes ikke mere. Vælg en anden.", code="unknown_contact", field="contact"
            )
        return contact
    kind, name, email = KINDS.get(ask.party), ask.name.strip(), ask.email.strip().lower()
    if kind is None or not name or not _is_mail(email) or ask.channel == ACCOUNT:
        return None
    return add_contact(actor, workplace_id, kind=kind, name=name, email=email, phone=ask.phone)


def _account(version: AgreementVersion, request: SignatureRequest) -> User:
    """Return who signs in with the e-mail, and speaks for the party at this workplace."""
    centre, party = version.agreement.centre, Party(request.party)
    held = Membership.objects.filter(
        municipality_id=version.municipality_id, user__email=request.email, user__is_active=True
    )
    if party in ROLES:
        held = held.filter(role=ROLES[party], subject_id=centre.workplace_id)
    else:
        held = held.filter(role__in=[Role.CONSULTANT, Role.COORDINATOR])
    found = held.select_related("user").first()
    if found is None:
        raise Refused(
            f"{request.name} har ingen adgang til Plads. Giv adgang på centrets side, eller send et link.",
            code="no_account",
            field="channel",
        )
    return found.user


def _check_mail(request: SignatureRequest) -> None:
    if not request.email:
        raise Refused("Skriv den e-mail, linket skal sendes til.", code="no_email", field="email")
    if not _is_mail(request.email):
        raise Refused("Det er ikke en e-mail. Se efter tastefejl.", code="bad_email", field="email")


def _is_mail(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _mobile(text: str) -> str:
    if not text.strip():
        raise Refused("Skriv det mobilnummer, linket skal sendes til.", code="no_phone", field="phone")
    try:
        return mobile_number(text)
    except ValueError as error:
        raise Refused(str(error), code="bad_phone", field="phone") from error
