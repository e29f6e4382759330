"""From a company's first word to a centre under negotiation."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from plads.centres.events import CentreCreated, InquiryAssigned, InquiryDeclined, InquiryReceived
from plads.centres.lifecycle import INQUIRY
from plads.centres.models import Centre, Inquiry
from plads.companies.models import Workplace
from plads.core.actor import Actor
from plads.core.collation import sort_key
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.identifiers import clean_cvr, clean_p_number, cleaned
from plads.core.roles import Role
from plads.people.queries import staff


@dataclass(frozen=True, slots=True)
class InquiryFacts:
    """What a company writes on the public page."""

    company_name: str
    cvr: str
    contact_name: str
    email: str
    message: str
    phone: str = ""
    p_number: str = ""


@transaction.atomic
def receive_inquiry(actor: Actor, facts: InquiryFacts) -> Inquiry:
    """Store an inquiry and return it with its receipt number; raises ``Refused`` on a wrong CVR or P-number."""
    cvr = cleaned(clean_cvr, facts.cvr, "cvr")
    p_number = cleaned(clean_p_number, facts.p_number, "p_number") if facts.p_number.strip() else ""
    inquiry = Inquiry.objects.create(
        municipality_id=actor.municipality_id,
        number=f"H{secrets.randbelow(10**8):08d}",
        company_name=facts.company_name.strip(),
        cvr=cvr,
        p_number=p_number,
        contact_name=facts.contact_name.strip(),
        email=facts.email,
        phone=facts.phone,
        message=facts.message.strip(),
    )
    record(actor, inquiry.municipality_id, InquiryReceived(inquiry.id, inquiry.number))
    return inquiry


@transaction.atomic
def assign_inquiry(actor: Actor, inquiry_id: UUID, consultant_id: UUID) -> Inquiry:
    """Give an inquiry to a consultant; raises ``Refused`` for somebody who is not one."""
    inquiry = _lock(actor, inquiry_id)
    target = INQUIRY.permit(actor.role, inquiry.state, "assign")
    consultant = next(
        (
            u
            for u in staff(inquiry.municipality_id, Role.CONSULTANT, Role.COORDINATOR)
            if u.id == consultant_id
        ),
        None,
    )
    if consultant is None:
        raise Refused("Vælg en konsulent i kommunen.", code="not_consultant", field="consultant")
    inquiry.state, inquiry.consultant = target, consultant
    inquiry.save(update_fields=["state", "consultant"])
    record(actor, inquiry.municipality_id, InquiryAssigned(inquiry.id, consultant.id, consultant.name))
    return inquiry


@transaction.atomic
def decline_inquiry(actor: Actor, inquiry_id: UUID, reason: str) -> Inquiry:
    """End an inquiry without a centre; raises ``Refused`` without a reason."""
    inquiry = _lock(actor, inquiry_id)
    target = INQUIRY.permit(actor.role, inquiry.state, "decline")
    if not reason.strip():
        raise Refused("Skriv hvorfor, så andre kan se det.", code="no_reason", field="reason")
    inquiry.state = target
    inquiry.save(update_fields=["state"])
    record(actor, inquiry.municipality_id, InquiryDeclined(inquiry.id, reason.strip()))
    return inquiry


@transaction.atomic
def open_centre(actor: Actor, inquiry_id: UUID, workplace: Workplace, name: str) -> Centre:
    """Turn an inquiry into a centre under negotiation at ``workplace``, with the actor as its consultant."""
    inquiry = _lock(actor, inquiry_id)
    target = INQUIRY.permit(actor.role, inquiry.state, "open_centre")
    centre = create_centre(actor, workplace, name)
    inquiry.state, inquiry.centre = target, centre
    inquiry.save(update_fields=["state", "centre"])
    return centre


@transaction.atomic
def create_centre(actor: Actor, workplace: Workplace, name: str) -> Centre:
    """Start a centre at a workplace; raises ``Refused`` when the workplace has one of that name."""
    if actor.role not in (Role.CONSULTANT, Role.COORDINATOR):
        raise Refused("Kun konsulenter og tovholdere opretter centre.", code="wrong_role")
    if workplace.municipality_id not in actor.municipality_ids:
        raise NotVisible
    taken = Refused("Arbejdspladsen har allerede et center med det navn.", code="name_taken", field="name")
    if Centre.objects.filter(workplace=workplace, name=name.strip()).exists():
        raise taken
    try:
        with transaction.atomic():
            centre = Centre.objects.create(
                municipality_id=workplace.municipality_id,
                workplace=workplace,
                name=name.strip(),
                sort_name=sort_key(name.strip()),
                consultant_id=actor.user_id,
            )
    except IntegrityError as error:  # a second click made the same centre this very moment
        raise taken from error
    record(actor, centre.municipality_id, CentreCreated(centre.id))
    return centre


def _lock(actor: Actor, inquiry_id: UUID) -> Inquiry:
    inquiry = (
        Inquiry.objects.select_for_update(no_key=True)
        .filter(id=inquiry_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if inquiry is None or not actor.is_office:
        raise NotVisible
    return inquiry
