"""What services and pages read about companies and workplaces."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from plads.companies.models import Company, Contact, Workplace, WorkplaceMonth
from plads.companies.policy import own_workplaces as own
from plads.companies.policy import visible_workplaces
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.roles import Role
from plads.people.models import Membership

QUOTA_MONTHS = 4
"""How many of the latest months rimelighedskravet averages (BAB § 65, stk. 4)."""

SHOWN_MONTHS = 6
"""How many months of employees a company's page shows."""

PAGE_SIZE = 50

SIGN_IN_ROLES = {Contact.Kind.CONTACT: Role.CONTACT, Contact.Kind.REPRESENTATIVE: Role.REPRESENTATIVE}
"""The role each kind of contact signs in with."""


def employment(workplace_id: UUID) -> list[tuple[date, Decimal]]:
    """Return the latest four whole months of ordinary full-time equivalents, oldest first (1 statement)."""
    whole = WorkplaceMonth.objects.filter(workplace_id=workplace_id, month__lt=clock.today().replace(day=1))
    latest = whole.order_by("-month")[:QUOTA_MONTHS]
    return [(row.month, row.ordinary_fte) for row in reversed(latest)]


def companies(actor: Actor, text: str = "", side: Any = 1) -> "Page[Company]":
    """Return a page of the companies the municipality works with, in Danish order, with their workplaces.

    ``text`` is part of the name of a company or workplace, or the start of a CVR or P-number (3 statements).
    """
    mine = Workplace.objects.filter(visible_workplaces(actor), company=OuterRef("pk"))
    rows = Company.objects.filter(Exists(mine))
    digits = text.replace(" ", "")
    if digits.isdigit():
        rows = rows.filter(Q(cvr__startswith=digits) | Exists(mine.filter(p_number__startswith=digits)))
    elif text.strip():
        words = text.strip()
        rows = rows.filter(Q(name__icontains=words) | Exists(mine.filter(name__icontains=words)))
    workplaces = Workplace.objects.filter(visible_workplaces(actor)).order_by("sort_name", "id")
    rows = rows.order_by("sort_name", "id").prefetch_related(Prefetch("workplaces", workplaces))
    page = Paginator(rows, PAGE_SIZE).get_page(side)
    page.object_list = list(page.object_list)
    return page


def company(actor: Actor, company_id: UUID) -> Company:
    """Return a company with its workplaces, each with ``latest`` months (newest first) and contacts.

    Each contact has ``signs_in``. Raises ``NotVisible`` for a company the municipality does not work with.
    4 statements.
    """
    months = WorkplaceMonth.objects.order_by("-month")[:SHOWN_MONTHS]
    workplaces = Workplace.objects.filter(visible_workplaces(actor)).order_by("sort_name", "id")
    row = (
        Company.objects.filter(
            Exists(Workplace.objects.filter(visible_workplaces(actor), company=OuterRef("pk")))
        )
        .filter(id=company_id)
        .prefetch_related(
            Prefetch("workplaces", workplaces),
            Prefetch("workplaces__months", months, to_attr="latest"),
            Prefetch("workplaces__contacts", with_sign_in(Contact.objects.order_by("kind", "name", "id"))),
        )
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def workplaces_of(actor: Actor, cvr: str) -> list[Workplace]:
    """Return the workplaces known of a company, by name (1 statement)."""
    rows = Workplace.objects.filter(visible_workplaces(actor), company__cvr=cvr)
    return list(rows.select_related("company").order_by("sort_name", "id"))


def own_workplaces(actor: Actor) -> list[Workplace]:
    """Return the workplaces a company's person speaks for, by name (1 statement)."""
    return list(Workplace.objects.filter(own(actor)).select_related("company").order_by("sort_name", "id"))


def names_of(actor: Actor, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of the workplaces and companies among ``ids`` (1 statement); names are no secret."""
    workplaces = Workplace.objects.filter(municipality_id__in=actor.municipality_ids, id__in=ids)
    companies = Company.objects.filter(id__in=ids)
    return dict(workplaces.values_list("id", "name").union(companies.values_list("id", "name")))


def contacts_of(actor: Actor, workplace_id: UUID) -> list[Contact]:
    """Return a workplace's contacts, each with ``signs_in``; none for who may not see them (1 statement)."""
    workplaces = Workplace.objects.filter(visible_workplaces(actor), id=workplace_id)
    return list(with_sign_in(Contact.objects.filter(workplace__in=workplaces)).order_by("kind", "name", "id"))


def with_sign_in(contacts: "QuerySet[Contact]") -> "QuerySet[Any]":
    """Return the contacts, each with ``signs_in``: whether they can sign in for their workplace."""
    role = Case(
        *[When(kind=kind, then=Value(role.value)) for kind, role in SIGN_IN_ROLES.items()],
        output_field=CharField(),
    )
    held = Membership.objects.filter(
        user__email__iexact=OuterRef("email"),
        role=OuterRef("sign_in_role"),
        subject_id=OuterRef("workplace_id"),
        municipality_id=OuterRef("municipality_id"),
    )
    return contacts.annotate(sign_in_role=role).annotate(signs_in=Exists(held))
