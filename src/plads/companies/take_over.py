"""Companies, workplaces, employment and contacts taken over from a spreadsheet, many at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from plads.companies.models import Company, Contact, Workplace, WorkplaceMonth
from plads.core import clock
from plads.core.actor import Actor
from plads.core.bulk import Taken, bring_in_step, may_take_over
from plads.core.collation import sort_key

SOURCE = "Regneark"
"""Where a number of employees is from when the spreadsheet does not say."""


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company; ``None`` is "not said" here and below."""

    cvr: str
    name: str
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class WorkplaceRow:
    """A workplace of the company with that CVR number."""

    p_number: str
    cvr: str
    name: str
    street: str | None = None
    postcode: str | None = None
    city: str | None = None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """Ordinary full-time equivalents at a workplace in a month."""

    p_number: str
    month: date
    ordinary_fte: Decimal
    source: str | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact person or employee representative at a workplace."""

    p_number: str
    kind: str
    name: str
    email: str
    phone: str | None = None


@transaction.atomic
def take_over_companies(actor: Actor, rows: Iterable[CompanyRow]) -> Taken[str, Company]:
    """Store new companies by CVR number; one that is there stays, for all municipalities share it."""
    may_take_over(actor)
    wanted = {row.cvr: row for row in rows}
    present = {company.cvr: company for company in Company.objects.filter(cvr__in=list(wanted))}
    fields = {
        cvr: {"cvr": cvr, "name": row.name, "sort_name": sort_key(row.name)[:200], "sector": row.sector}
        for cvr, row in wanted.items()
    }
    return bring_in_step(Company, present, fields)


@transaction.atomic
def take_over_workplaces(
    actor: Actor, municipality_id: UUID, rows: Iterable[WorkplaceRow]
) -> Taken[str, Workplace]:
    """Store workplaces by P-number, and correct the name and address of those that are there."""
    may_take_over(actor)
    wanted = {row.p_number: row for row in rows}
    companies = dict(
        Company.objects.filter(cvr__in={row.cvr for row in wanted.values()}).values_list("cvr", "id")
    )
    fields = {
        p_number: {
            "municipality_id": municipality_id,
            "company_id": companies[row.cvr],
            "p_number": p_number,
            "name": row.name,
            "sort_name": sort_key(row.name)[:200],
            "street": row.street,
            "postcode": row.postcode,
            "city": row.city,
        }
        for p_number, row in wanted.items()
    }
    return bring_in_step(
        Workplace,
        workplaces_by_p_number(municipality_id),
        fields,
        change=("name", "sort_name", "street", "postcode", "city"),
    )


def workplaces_by_p_number(municipality_id: UUID) -> dict[str, Workplace]:
    """Return a municipality's workplaces by P-number (1 statement)."""
    return {row.p_number: row for row in Workplace.objects.filter(municipality_id=municipality_id)}


@transaction.atomic
def take_over_months(
    actor: Actor, municipality_id: UUID, rows: Iterable[MonthRow], workplaces: Mapping[str, Workplace]
) -> Taken[tuple[UUID, date], WorkplaceMonth]:
    """Store (or correct) employment by workplace and month."""
    may_take_over(actor)
    fields = {
        (workplaces[row.p_number].id, row.month): {
            "municipality_id": municipality_id,
            "workplace_id": workplaces[row.p_number].id,
            "month": row.month,
            "ordinary_fte": row.ordinary_fte,
            "source": row.source or SOURCE,
            "origin": WorkplaceMonth.Origin.HAND,
        }
        for row in rows
    }
    present = {
        (month.workplace_id, month.month): month
        for month in WorkplaceMonth.objects.filter(municipality_id=municipality_id)
    }
    taken = bring_in_step(WorkplaceMonth, present, fields, change=("ordinary_fte", "source", "origin"))
    corrected = [taken.rows[key].id for key in taken.updated]
    WorkplaceMonth.objects.filter(id__in=corrected).update(noted_at=clock.now())
    return taken


@transaction.atomic
def take_over_contacts(
    actor: Actor, municipality_id: UUID, rows: Iterable[ContactRow], workplaces: Mapping[str, Workplace]
) -> Taken[tuple[UUID, str, str], Contact]:
    """Store contacts by workplace, kind and e-mail, and correct the name and phone of those that are there."""
    may_take_over(actor)
    fields = {
        (workplaces[row.p_number].id, row.kind, row.email): {
            "municipality_id": municipality_id,
            "workplace_id": workplaces[row.p_number].id,
            "kind": row.kind,
            "name": row.name,
            "email": row.email,
            "phone": row.phone,
        }
        for row in rows
    }
    present = {
        (contact.workplace_id, contact.kind, contact.email): contact
        for contact in Contact.objects.filter(municipality_id=municipality_id)
    }
    return bring_in_step(Contact, present, fields, change=("name", "phone"))
