"""Reactions to a company's inquiry: find out who it is, give it to somebody, and write back.

Anybody can type anybody's address on a public page. So the receipt holds nothing of what was typed, not even a name,
and one address gets few of them. See decision 0021.
"""

from plads.centres.models import Inquiry
from plads.centres.queries import reply_by
from plads.centres.services.assignment import distribute_inquiry
from plads.centres.services.following import link_of
from plads.centres.services.looking_up import look_up_inquiry
from plads.config.services import configuration
from plads.core.actor import Actor
from plads.core.limits import hit
from plads.core.models import Event
from plads.core.periods import show_day
from plads.flows.reading import named
from plads.messages.outgoing import Letter, queue


def give_out_inquiry(actor: Actor, event: Event) -> object:
    """Ask the business register who it is from, and give the inquiry to the consultant the rules name.

    A register that does not answer holds nothing up: the rules then go by what the company wrote.
    """
    inquiry = _inquiry(event)
    if inquiry.register_at is None:
        look_up_inquiry(actor, inquiry.id)
    return distribute_inquiry(actor, inquiry.id)


def send_receipt(actor: Actor, event: Event) -> object:
    """Mail the company its receipt with the link to follow the inquiry.

    An address gets three a day at most, and a municipality sends two hundred: the page showed the same to who wrote.
    """
    inquiry = _inquiry(event)
    if not hit("receipt_mail", inquiry.email.lower()).allowed:
        return None
    if not hit("receipt_place", str(inquiry.municipality_id)).allowed:
        return None
    office = inquiry.municipality.office_name
    body = (
        f"Hej\n\nTak for jeres henvendelse til {office} i {inquiry.municipality.name}. "
        f"Den har nummer {inquiry.number}.\n\nI får svar senest {show_day(reply_by(inquiry))}.{_link(inquiry)}\n\n"
        "Har du ikke skrevet til os? Så har nogen skrevet din e-mail ved en fejl, og du skal ikke gøre noget."
        f"\n\n{_sender(inquiry)}"
    )
    letter = Letter(
        "mail",
        inquiry.email,
        "",
        f"Vi har fået jeres henvendelse {inquiry.number}",
        body,
        "inquiry",
        inquiry.id,
    )
    return queue(actor, inquiry.municipality_id, f"inquiry-receipt:{inquiry.id}", letter)


def send_answer(actor: Actor, event: Event) -> object:
    """Mail the company what the consultant answered."""
    inquiry = _inquiry(event)
    if not inquiry.reply or event.facts.get("replied") is False:
        return None
    body = (
        f"Hej {inquiry.contact_name}\n\n{inquiry.reply}\n\nDet er svar på jeres henvendelse {inquiry.number}."
        f"{_link(inquiry)}\n\n{_sender(inquiry)}"
    )
    subject = f"Svar på jeres henvendelse {inquiry.number}"
    letter = Letter("mail", inquiry.email, inquiry.contact_name, subject, body, "inquiry", inquiry.id)
    return queue(actor, inquiry.municipality_id, f"inquiry-answer:{event.id}", letter)


def _inquiry(event: Event) -> Inquiry:
    rows = Inquiry.objects.select_related("municipality", "consultant")
    return rows.get(id=named(event, "inquiry_id"))


def _link(inquiry: Inquiry) -> str:
    token = link_of(inquiry)
    if not token:
        return ""
    address = f"{configuration().address}/{inquiry.municipality.slug}/virksomhed/henvendelse/{token}/"
    return f"\n\nI kan følge henvendelsen her:\n{address}"


def _sender(inquiry: Inquiry) -> str:
    place = inquiry.municipality
    who = [inquiry.consultant.name] if inquiry.consultant else []
    phone = [f"Telefon {place.phone}"] if place.phone else []
    return "\n".join(["Venlig hilsen", *who, f"{place.office_name}, {place.name}", *phone])
