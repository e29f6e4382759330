"""Asking the business register who an inquiry is from."""

from uuid import UUID

from plads.centres.models import Inquiry
from plads.centres.policy import visible_inquiries
from plads.centres.services.inquiries import note_register
from plads.companies.ports import RegisterDown
from plads.companies.register import NOT_ASKED, look_up
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused


def look_up_inquiry(actor: Actor, inquiry_id: UUID) -> Inquiry:
    """Ask the register about an inquiry and keep what it says, or why it says nothing; returns the inquiry.

    Without access to the register nothing is changed.
    """
    inquiry = (
        Inquiry.objects.select_related("municipality").filter(visible_inquiries(actor), id=inquiry_id).first()
    )
    if inquiry is None:
        raise NotVisible
    fault, found = "", NOT_ASKED
    try:
        found = look_up(inquiry.cvr, inquiry.p_number, inquiry.municipality.code)
    except Refused as error:
        fault = error.message
    except RegisterDown as error:
        fault = str(error)
    if not fault and not found.asked:
        return inquiry
    return note_register(actor, inquiry.id, found, fault)
