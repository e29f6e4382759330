"""What pages read about inquiries, centres and agreements."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from plads.centres.models import Agreement, AgreementVersion, Centre, Inquiry, Signature
from plads.centres.policy import visible_centres, visible_inquiries
from plads.companies.models import Workplace
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible

PAGE_SIZE = 50
UNANSWERED = (Inquiry.State.NEW, Inquiry.State.ASSIGNED)
"""States in which a company waits for the municipality."""

RENEW_BEFORE = timedelta(days=60)
"""How long before its end an agreement should be renewed."""


@dataclass(frozen=True, slots=True)
class InquiryList:
    """A page of inquiries and how many there are of each sort."""

    page: "Page[Inquiry]"
    waiting: int
    closed: int


def inquiries(actor: Actor, *, closed: bool = False, side: Any = 1) -> InquiryList:
    """Return the inquiries that wait, new and oldest first; or the closed, newest first (2 statements)."""
    visible = Inquiry.objects.filter(visible_inquiries(actor))
    waiting = Q(state__in=UNANSWERED)
    counts = visible.aggregate(waiting=Count("id", filter=waiting), closed=Count("id", filter=~waiting))
    # »new« comes after »assigned« in the alphabet, so that falling order puts new ones first
    rows = (
        visible.exclude(waiting).order_by("-received_at")
        if closed
        else visible.filter(waiting).order_by("-state", "received_at")
    )
    paginator = Paginator(rows.select_related("consultant", "municipality"), PAGE_SIZE)
    paginator.count = counts["closed" if closed else "waiting"]
    page = paginator.get_page(side)
    page.object_list = list(page.object_list)
    return InquiryList(page, counts["waiting"], counts["closed"])


def inquiry(actor: Actor, inquiry_id: UUID) -> Inquiry:
    """Return an inquiry with its consultant and centre (1 statement)."""
    row = (
        Inquiry.objects.filter(visible_inquiries(actor), id=inquiry_id)
        .select_related("consultant", "municipality", "centre")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def inquiries_from(actor: Actor, cvr: str) -> list[Inquiry]:
    """Return what a company has written, newest first (1 statement)."""
    return list(
        Inquiry.objects.filter(visible_inquiries(actor), cvr=cvr).order_by("-received_at")[:PAGE_SIZE]
    )


def reply_by(inquiry: Inquiry) -> date:
    """Return the day by which a company should have its answer."""
    received = inquiry.received_at.astimezone(clock.COPENHAGEN).date()
    return received + timedelta(days=inquiry.municipality.inquiry_reply_days)


def centres_of(actor: Actor, company_ids: Collection[UUID]) -> dict[UUID, list[Centre]]:
    """Return the centres at the workplaces of companies, by company and name (1 statement)."""
    rows = (
        Centre.objects.filter(visible_centres(actor), workplace__company_id__in=company_ids)
        .select_related("workplace")
        .order_by("sort_name", "id")
    )
    found: dict[UUID, list[Centre]] = {}
    for row in rows:
        found.setdefault(row.workplace.company_id, []).append(row)
    return found


def workplaces_with_centre(actor: Actor, cvr: str) -> list[Workplace]:
    """Return a company's workplaces that have a centre, in every municipality of the actor (1 statement)."""
    centre = Centre.objects.filter(visible_centres(actor), workplace_id=OuterRef("pk"))
    rows = Workplace.objects.filter(
        Exists(centre), company__cvr=cvr, municipality_id__in=actor.municipality_ids
    )
    return list(rows.order_by("municipality_id", "id"))


def centre(actor: Actor, centre_id: UUID) -> Centre:
    """Return a centre with workplace, company, consultant and municipality (1 statement)."""
    row = (
        Centre.objects.filter(visible_centres(actor), id=centre_id)
        .select_related("workplace__company", "consultant", "municipality")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


@dataclass(frozen=True, slots=True)
class Paper:
    """A version of an agreement with who has answered what (party → agrees)."""

    version: AgreementVersion
    answers: dict[str, bool]

    @property
    def missing(self) -> list[Signature.Party]:
        """The parties that have not answered."""
        return [party for party in Signature.Party if party not in self.answers]

    @property
    def refused_by(self) -> list[Signature.Party]:
        """The parties that said no."""
        return [party for party in Signature.Party if self.answers.get(party) is False]

    @property
    def ends_soon(self) -> bool:
        """Whether it is signed and should be renewed."""
        limit = clock.today() + RENEW_BEFORE
        return self.version.state == AgreementVersion.State.SIGNED and self.version.period.upper <= limit


def papers(actor: Actor, centre_id: UUID) -> list[Paper]:
    """Return the newest version of each of a centre's agreements, the latest first (1 statement)."""
    newer = AgreementVersion.objects.filter(agreement=OuterRef("agreement"), number__gt=OuterRef("number"))
    rows = (
        _versions(actor)
        .filter(agreement__centre_id=centre_id)
        .exclude(Exists(newer))
        .order_by("-period", "-created_at")
    )
    return list(map(_paper, rows))


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """A version with its signatures, and the number and id of the other versions of its agreement."""

    paper: Paper
    signatures: list[Signature]
    others: list[AgreementVersion]

    @property
    def newest(self) -> bool:
        """Whether no newer version replaces this one."""
        return all(each.number < self.paper.version.number for each in self.others)


def agreement(actor: Actor, version_id: UUID) -> AgreementPage:
    """Return everything about a version of an agreement (3 statements)."""
    row = (
        _versions(actor)
        .select_related("agreement__centre__workplace__company", "agreement__centre__municipality")
        .filter(id=version_id)
        .first()
    )
    if row is None:
        raise NotVisible
    others = row.agreement.versions.exclude(id=row.id).only("id", "number", "state", "agreement_id")
    signatures = Signature.objects.filter(version=row).order_by("signed_at")
    return AgreementPage(_paper(row), list(signatures), list(others.order_by("-number")))


def has_draft(papers: Iterable[Paper]) -> Paper | None:
    """Return the agreement that is being written or signed, if there is one."""
    open_states = (Agreement.State.DRAFT, Agreement.State.OFFERED)
    return next((each for each in papers if each.version.agreement.state in open_states), None)


def in_force(papers: Iterable[Paper]) -> Paper | None:
    """Return the signed agreement that holds today, or the latest signed one."""
    signed = [each for each in papers if each.version.agreement.state == Agreement.State.SIGNED]
    today = clock.today()
    return next((each for each in signed if today in each.version.period), signed[0] if signed else None)


def _versions(actor: Actor) -> "QuerySet[AgreementVersion]":
    answers = Signature.objects.filter(version=OuterRef("pk"))
    centres = Centre.objects.filter(visible_centres(actor))
    return (
        AgreementVersion.objects.filter(agreement__centre__in=centres)
        .select_related("agreement")
        .annotate(answers=ArraySubquery(answers.values(row=JSONObject(party="party", agrees="agrees"))))
    )


def _paper(row: Any) -> Paper:
    return Paper(row, {each["party"]: each["agrees"] for each in row.answers})
