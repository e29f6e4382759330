"""Verbs about companies and workplaces."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from plads.companies.events import ContactAdded, ContactInvited, EmploymentNoted, WorkplaceAdded
from plads.companies.models import Company, Contact, Workplace, WorkplaceMonth
from plads.companies.policy import own_workplaces
from plads.companies.queries import SIGN_IN_ROLES, with_sign_in
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.identifiers import clean_cvr, clean_p_number, cleaned
from plads.core.roles import Role
from plads.people.models import User
from plads.people.services import give_role


@transaction.atomic
def add_workplace(
    actor: Actor,
    *,
    cvr: str,
    company_name: str,
    p_number: str,
    name: str,
    sector: str = Company.Sector.PRIVATE,
    street: str = "",
    postcode: str = "",
    city: str = "",
) -> Workplace:
    """Store a workplace, and its company when the register facts are new; returns the one there is otherwise.

    Raises ``Refused`` on a CVR or P-number nobody can have, and on a P-number of another company.
    """
    staff_only(actor)
    cvr = cleaned(clean_cvr, cvr, "cvr")
    p_number = cleaned(clean_p_number, p_number, "p_number")
    company, _ = Company.objects.get_or_create(
        cvr=cvr, defaults={"name": company_name.strip(), "sector": sector}
    )
    workplace, created = Workplace.objects.get_or_create(
        municipality_id=actor.municipality_id,
        p_number=p_number,
        defaults={
            "company": company,
            "name": name.strip(),
            "street": street,
            "postcode": postcode,
            "city": city,
        },
    )
    if workplace.company_id != company.id:
        raise Refused(
            "P-nummeret hører til en anden virksomhed. Se efter i CVR-registret.",
            code="p_number_taken",
            field="p_number",
        )
    if created:
        record(actor, actor.municipality_id, WorkplaceAdded(company.id, workplace.id, workplace.name))
    return workplace


@transaction.atomic
def note_employment(
    actor: Actor, workplace_id: UUID, month: date, ordinary_fte: Decimal, source: str
) -> WorkplaceMonth:
    """Store (or correct) by hand the ordinary full-time equivalents of the month that holds ``month``.

    The number stands until somebody changes it: the register's own is kept beside it.
    """
    staff_only(actor)
    workplace = reach_workplace(actor, workplace_id)
    if ordinary_fte < 0:
        raise Refused("Antal ansatte kan ikke være under 0.", code="negative", field="ordinary_fte")
    row, _ = WorkplaceMonth.objects.update_or_create(
        workplace=workplace,
        month=month.replace(day=1),
        defaults={
            "municipality_id": workplace.municipality_id,
            "ordinary_fte": ordinary_fte,
            "source": source,
            "origin": WorkplaceMonth.Origin.HAND,
            "noted_at": clock.now(),
        },
    )
    event = EmploymentNoted(workplace.id, f"{month:%m.%Y}", f"{ordinary_fte:.2f}".replace(".", ","), source)
    record(actor, workplace.municipality_id, event)
    return row


@transaction.atomic
def add_contact(
    actor: Actor, workplace_id: UUID, *, kind: str, name: str, email: str, phone: str = ""
) -> Contact:
    """Store a contact person or an employee representative; the same one twice is one."""
    staff_only(actor)
    workplace = reach_workplace(actor, workplace_id)
    contact, created = Contact.objects.get_or_create(
        workplace=workplace,
        kind=kind,
        email=email.strip().lower(),
        defaults={"municipality_id": workplace.municipality_id, "name": name.strip(), "phone": phone},
    )
    if created:
        role = str(Contact.Kind(kind).label).lower()
        record(actor, workplace.municipality_id, ContactAdded(workplace.id, contact.id, contact.name, role))
    return contact


@transaction.atomic
def invite_contact(actor: Actor, contact_id: UUID) -> User:
    """Let a contact person or employee representative sign in for their workplace; twice is once.

    A new user has no password yet, so nobody can sign in before they have chosen one.
    """
    staff_only(actor)
    contact = (
        Contact.objects.select_related("workplace")
        .filter(id=contact_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if contact is None:
        raise NotVisible
    role = SIGN_IN_ROLES[Contact.Kind(contact.kind)]
    had_it = any(each.signs_in for each in with_sign_in(Contact.objects.filter(id=contact.id)))
    user = give_role(
        actor,
        contact.municipality_id,
        email=contact.email,
        name=contact.name,
        role=role,
        subject_id=contact.workplace_id,
    )
    label = str(Contact.Kind(contact.kind).label).lower()
    if not had_it:
        event = ContactInvited(contact.workplace_id, contact.id, contact.name, label)
        record(actor, contact.municipality_id, event)
    return user


@transaction.atomic
def invite_colleague(actor: Actor, workplace_id: UUID, *, name: str, email: str) -> User:
    """Let a contact name another contact of one of their own workplaces; the same one twice is one.

    Raises ``NotVisible`` for a workplace the actor does not speak for, and ``Refused`` for anyone but a contact, who
    alone answers for whom the workplace sends.
    """
    if actor.role != Role.CONTACT or actor.helps:
        raise Refused("Kun en kontaktperson kan give en kollega adgang.", code="wrong_role")
    workplace = Workplace.objects.filter(own_workplaces(actor), id=workplace_id).first()
    if workplace is None:
        raise NotVisible
    contact, created = Contact.objects.get_or_create(
        workplace=workplace,
        kind=Contact.Kind.CONTACT,
        email=email.strip().lower(),
        defaults={"municipality_id": workplace.municipality_id, "name": name.strip()},
    )
    place, label = workplace.municipality_id, str(Contact.Kind.CONTACT.label).lower()
    if created:
        record(actor, place, ContactAdded(workplace.id, contact.id, contact.name, label))
    had_it = any(each.signs_in for each in with_sign_in(Contact.objects.filter(id=contact.id)))
    user = give_role(
        actor, place, email=contact.email, name=contact.name, role=Role.CONTACT, subject_id=workplace.id
    )
    if not had_it:
        record(actor, place, ContactInvited(workplace.id, contact.id, contact.name, label))
    return user


def reach_workplace(actor: Actor, workplace_id: UUID) -> Workplace:
    """Return a workplace of the actor's municipality; raises ``NotVisible`` for any other."""
    found = Workplace.objects.filter(id=workplace_id, municipality_id__in=actor.municipality_ids).first()
    if found is None:
        raise NotVisible
    return found


def staff_only(actor: Actor) -> None:
    """Raise ``Refused`` for anybody but the municipality's staff."""
    if not actor.is_office:
        raise Refused("Kun kommunens medarbejdere kan ændre virksomheder.", code="wrong_role")
