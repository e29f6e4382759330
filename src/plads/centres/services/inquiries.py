"""From a company's first word to a centre under negotiation."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from plads.centres.events import CentreCreated, InquiryAssigned, InquiryDeclined, InquiryReceived
from plads.centres.inquiry_events import InquiryAnswered, InquiryLookedUp
from plads.centres.lifecycle import INQUIRY
from plads.centres.models import Centre, Inquiry
from plads.centres.services.following import set_link
from plads.companies.models import Workplace
from plads.companies.ports import kept
from plads.companies.register import Found
from plads.core import clock
from plads.core.actor import Actor
from plads.core.collation import sort_key
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.identifiers import clean_cvr, clean_p_number, cleaned
from plads.core.roles import Role
from plads.people.queries import staff

TAKERS = (Role.CONSULTANT, Role.COORDINATOR)
"""Whose an inquiry can be."""


@dataclass(frozen=True, slots=True)
class InquiryFacts:
    """What a company writes on the public page. ``postcode`` is where candidates would come."""

    company_name: str
    cvr: str
    contact_name: str
    email: str
    message: str
    phone: str = ""
    p_number: str = ""
    postcode: str = ""


@transaction.atomic
def receive_inquiry(actor: Actor, facts: InquiryFacts) -> Inquiry:
    """Store an inquiry and return it with its receipt number and the link it can be followed by.

    Raises ``Refused`` on a wrong CVR or P-number.
    """
    cvr = cleaned(clean_cvr, facts.cvr, "cvr")
    p_number = cleaned(clean_p_number, facts.p_number, "p_number") if facts.p_number.strip() else ""
    inquiry = Inquiry(
        municipality_id=actor.municipality_id,
        number=f"H{secrets.randbelow(10**8):08d}",
        company_name=facts.company_name.strip(),
        cvr=cvr,
        p_number=p_number,
        contact_name=facts.contact_name.strip(),
        email=facts.email,
        phone=facts.phone,
        message=facts.message.strip(),
        postcode=facts.postcode,
    )
    set_link(inquiry)
    inquiry.save()
    record(actor, inquiry.municipality_id, InquiryReceived(inquiry.id, inquiry.number))
    return inquiry


@transaction.atomic
def assign_inquiry(actor: Actor, inquiry_id: UUID, consultant_id: UUID) -> Inquiry:
    """Give an inquiry to a consultant; raises ``Refused`` for somebody who is not one."""
    inquiry = lock_inquiry(actor, inquiry_id)
    target = INQUIRY.permit(actor.role, inquiry.state, "assign")
    consultant = next(
        (u for u in staff(inquiry.municipality_id, *TAKERS) if u.id == consultant_id),
        None,
    )
    if consultant is None:
        raise Refused("Vælg en konsulent i kommunen.", code="not_consultant", field="consultant")
    inquiry.state, inquiry.consultant, inquiry.assigned_by = target, consultant, Inquiry.By.HAND
    inquiry.save(update_fields=["state", "consultant", "assigned_by"])
    record(actor, inquiry.municipality_id, InquiryAssigned(inquiry.id, consultant.id, consultant.name))
    return inquiry


@transaction.atomic
def answer_inquiry(actor: Actor, inquiry_id: UUID, reply: str) -> Inquiry:
    """Answer a company in writing; it reads it by its link and gets it by mail.

    An inquiry nobody had taken is the actor's from then on. Raises ``Refused`` without a word to the company.
    """
    inquiry = lock_inquiry(actor, inquiry_id)
    inquiry.state = INQUIRY.permit(actor.role, inquiry.state, "answer")
    _reply(inquiry, reply)
    if inquiry.consultant_id is None:
        inquiry.consultant_id, inquiry.assigned_by = actor.user_id, Inquiry.By.HAND
    inquiry.save(update_fields=["state", "reply", "answered_at", "consultant", "assigned_by"])
    record(actor, inquiry.municipality_id, InquiryAnswered(inquiry.id))
    return inquiry


@transaction.atomic
def decline_inquiry(actor: Actor, inquiry_id: UUID, reason: str, reply: str = "") -> Inquiry:
    """End an inquiry without a centre: ``reason`` is for colleagues, ``reply`` is what the company reads.

    Raises ``Refused`` without a reason, and without a reply to a company that never got one.
    """
    inquiry = lock_inquiry(actor, inquiry_id)
    inquiry.state = INQUIRY.permit(actor.role, inquiry.state, "decline")
    if not reason.strip():
        raise Refused("Skriv hvorfor, så andre kan se det.", code="no_reason", field="reason")
    replied = bool(reply.strip()) or inquiry.answered_at is None
    if replied:
        _reply(inquiry, reply)
    inquiry.save(update_fields=["state", "reply", "answered_at"])
    record(actor, inquiry.municipality_id, InquiryDeclined(inquiry.id, reason.strip(), replied))
    return inquiry


@transaction.atomic
def note_register(actor: Actor, inquiry_id: UUID, found: Found, fault: str = "") -> Inquiry:
    """Keep what the business register says of the company; ``fault`` is why it said nothing.

    Trade and, where the company wrote none, postcode are filled in, so that the rules can go by them.
    """
    inquiry = lock_inquiry(actor, inquiry_id)
    inquiry.register = kept(found.company, found.unit) | ({"fault": fault} if fault else {})
    inquiry.register_at = clock.now()
    if found.unit is not None:
        unit = found.unit
        inquiry.industry_code, inquiry.industry = unit.industry_code, unit.industry
        inquiry.postcode = inquiry.postcode or unit.postcode
    inquiry.save(update_fields=["register", "register_at", "industry_code", "industry", "postcode"])
    said = found.unit.name if found.unit else found.company.name if found.company else fault
    record(actor, inquiry.municipality_id, InquiryLookedUp(inquiry.id, said))
    return inquiry


@transaction.atomic
def open_centre(actor: Actor, inquiry_id: UUID, workplace: Workplace, name: str) -> Centre:
    """Turn an inquiry into a centre under negotiation at ``workplace``, with the actor as its consultant."""
    inquiry = lock_inquiry(actor, inquiry_id)
    target = INQUIRY.permit(actor.role, inquiry.state, "open_centre")
    centre = create_centre(actor, workplace, name)
    inquiry.state, inquiry.centre = target, centre
    inquiry.save(update_fields=["state", "centre"])
    return centre


@transaction.atomic
def create_centre(actor: Actor, workplace: Workplace, name: str) -> Centre:
    """Start a centre at a workplace; raises ``Refused`` when the workplace has one of that name."""
    if actor.role not in TAKERS:
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


def _reply(inquiry: Inquiry, reply: str) -> None:
    if not reply.strip():
        raise Refused("Skriv et svar, som virksomheden kan læse.", code="no_reply", field="reply")
    inquiry.reply, inquiry.answered_at = reply.strip(), clock.now()


def lock_inquiry(actor: Actor, inquiry_id: UUID) -> Inquiry:
    """Return an inquiry behind a lock; raises ``NotVisible`` for who is not the municipality's staff."""
    inquiry = (
        Inquiry.objects.select_for_update(no_key=True)
        .filter(id=inquiry_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if inquiry is None or not actor.is_office:
        raise NotVisible
    return inquiry
