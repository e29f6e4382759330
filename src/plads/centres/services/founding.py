"""From talks to a centre: workplace, employees and centre in one go."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from plads.centres.models import Centre
from plads.centres.services.inquiries import create_centre, open_centre
from plads.companies.models import Company, Contact, Workplace
from plads.companies.register import NOT_ASKED, Found, store_register
from plads.companies.services import add_contact, add_workplace, note_employment
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused


@dataclass(frozen=True, slots=True)
class Founding:
    """What a centre is founded on. ``employment`` is ordinary full-time equivalents by month, from ``source``.

    ``found`` is what the business register said. A month written with the register's own number is the register's.
    """

    centre_name: str
    cvr: str
    company_name: str
    p_number: str
    workplace_name: str
    sector: str = Company.Sector.PRIVATE
    street: str = ""
    postcode: str = ""
    city: str = ""
    employment: dict[date, Decimal] = field(default_factory=dict)
    source: str = "Virksomheden"
    found: Found = NOT_ASKED


@transaction.atomic
def found_centre(actor: Actor, founding: Founding, inquiry_id: UUID) -> Centre:
    """Store the workplace and its employees where they are new, and turn the inquiry into a centre there.

    Whoever wrote the inquiry becomes the workplace's contact person: nobody keys that again. Raises ``Refused`` on
    a wrong CVR or P-number, and when the workplace has a centre of that name.
    """
    workplace = add_workplace(
        actor,
        cvr=founding.cvr,
        company_name=founding.company_name,
        p_number=founding.p_number,
        name=founding.workplace_name,
        sector=founding.sector,
        street=founding.street,
        postcode=founding.postcode,
        city=founding.city,
    )
    register = _of_the_register(actor, workplace, founding.found)
    for month, ordinary_fte in sorted(founding.employment.items()):
        if register.get(month) != ordinary_fte:
            note_employment(actor, workplace.id, month, ordinary_fte, founding.source)
    centre = open_centre(actor, inquiry_id, workplace, founding.centre_name)
    wrote = centre.inquiries.get(id=inquiry_id)
    add_contact(
        actor,
        workplace.id,
        kind=Contact.Kind.CONTACT,
        name=wrote.contact_name,
        email=wrote.email,
        phone=wrote.phone,
    )
    return centre


def _of_the_register(actor: Actor, workplace: Workplace, found: Found) -> dict[date, Decimal]:
    """Keep what the register said if it is about this very workplace; return its months."""
    if found.unit is None or found.unit.p_number != workplace.p_number:
        return {}
    store_register(actor, workplace.id, found)
    workplace.refresh_from_db()
    return {each.month: each.fte for each in found.unit.months}


@transaction.atomic
def found_centre_at(actor: Actor, workplace_id: UUID, name: str) -> Centre:
    """Start a centre at a workplace the municipality already works with, without an inquiry."""
    if not name.strip():
        raise Refused("Skriv, hvad centret skal hedde.", code="no_name", field="name")
    workplace = Workplace.objects.filter(id=workplace_id, municipality_id__in=actor.municipality_ids).first()
    if workplace is None:
        raise NotVisible
    return create_centre(actor, workplace, name)
