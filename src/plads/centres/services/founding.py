"""From talks to a centre: workplace, employees and centre in one go."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from plads.centres.models import Centre
from plads.centres.services.inquiries import create_centre, open_centre
from plads.companies.models import Company, Workplace
from plads.companies.services import add_workplace, note_employment
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused


@dataclass(frozen=True, slots=True)
class Founding:
    """What a centre is founded on. ``employment`` is ordinary full-time equivalents by month."""

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


@transaction.atomic
def found_centre(actor: Actor, founding: Founding, inquiry_id: UUID) -> Centre:
    """Store the workplace and its employees where they are new, and turn the inquiry into a centre there.

    Raises ``Refused`` on a wrong CVR or P-number, and when the workplace has a centre of that name.
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
    for month, ordinary_fte in sorted(founding.employment.items()):
        note_employment(actor, workplace.id, month, ordinary_fte, founding.source)
    return open_centre(actor, inquiry_id, workplace, founding.centre_name)


@transaction.atomic
def found_centre_at(actor: Actor, workplace_id: UUID, name: str) -> Centre:
    """Start a centre at a workplace the municipality already works with, without an inquiry."""
    if not name.strip():
        raise Refused("Skriv, hvad centret skal hedde.", code="no_name", field="name")
    workplace = Workplace.objects.filter(id=workplace_id, municipality_id__in=actor.municipality_ids).first()
    if workplace is None:
        raise NotVisible
    return create_centre(actor, workplace, name)
