"""What pages read about inquiries, centres and agreements."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from plads.centres.models import (
    Agreement,
    AgreementVersion,
    Centre,
    Inquiry,
    Party,
    Signature,
    SignatureRequest,
)
from plads.centres.policy import visible_centres, visible_inquiries
from plads.companies.models import Workplace
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible

PAGE_SIZE = 50
UNANSWERED = (Inquiry.State.NEW, Inquiry.State.ASSIGNED)
"""States in which a company waits for the municipality."""

UNFINISHED = (AgreementVersion.State.DRAFT, AgreementVersion.State.OFFERED)
"""States of a version that is being written or signed."""

RENEW_BEFORE = timedelta(days=60)
"""How long before its end an agreement should be renewed."""


@dataclass(frozen=True, slots=True)
class InquiryList:
    """A page of inquiries and how many there are of each sort."""

    page: "Page[Inquiry]"
    waiting: int
    closed: int


def inquiries(actor: Actor, *, closed: bool = False, side: Any = 1) -> InquiryList:
    """Return the inquiries that wait, or the closed, newest first (2 statements).

    Of those that wait the unanswered come first, and of them the new; the oldest at the top.
    """
    visible = Inquiry.objects.filter(visible_inquiries(actor))
    waiting = Q(state__in=UNANSWERED)
    counts = visible.aggregate(waiting=Count("id", filter=waiting), closed=Count("id", filter=~waiting))
    # »new« comes after »assigned« in the alphabet, so that falling order puts new ones first
    rows = (
        visible.exclude(waiting).order_by("-received_at")
        if closed
        else visible.filter(waiting).order_by(F("answered_at").asc(nulls_first=True), "-state", "received_at")
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
    def missing(self) -> list[Party]:
        """The parties that have not answered."""
        return [party for party in Party if party not in self.answers]

    @property
    def refused_by(self) -> list[Party]:
        """The parties that said no."""
        return [party for party in Party if self.answers.get(party) is False]

    @property
    def ends_soon(self) -> bool:
        """Whether it is signed and should be renewed."""
        agreement, limit = self.version.agreement, clock.today() + RENEW_BEFORE
        stands = agreement.state in (Agreement.State.SIGNED, Agreement.State.PAUSED)
        signed = self.version.state == AgreementVersion.State.SIGNED
        return stands and signed and (agreement.ends_on is not None or agreement.period.upper <= limit)


def papers(actor: Actor, centre_id: UUID) -> list[Paper]:
    """Return the words that count of each of a centre's agreements, the latest first (1 statement).

    Of one in force they are those all have signed, and beside them the change that is being written or signed.
    What was dropped is left out.
    """
    signed = AgreementVersion.State.SIGNED
    newer = AgreementVersion.objects.filter(
        agreement=OuterRef("agreement"), number__gt=OuterRef("number"), state=signed
    )
    rows = (
        _versions(actor)
        .filter(agreement__centre_id=centre_id)
        .exclude(state=AgreementVersion.State.DROPPED)
        .exclude(Exists(newer), state=signed)
        .order_by("-period", "-created_at", "-number")
    )
    return list(map(_paper, rows))


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """A version with its signatures, and the number and id of the other versions of its agreement."""

    paper: Paper
    signatures: list[Signature]
    others: list[AgreementVersion]
    fallen: list[Signature] = field(default_factory=list)
    """Words given on versions of it that were taken back: they count no more."""

    @property
    def newest(self) -> bool:
        """Whether no newer version is there, given up or not replaced by it."""
        dropped = AgreementVersion.State.DROPPED
        return all(each.number < self.paper.version.number or each.state == dropped for each in self.others)

    @property
    def latest(self) -> AgreementVersion | None:
        """The newest of the other versions that was not given up."""
        return next((each for each in self.others if each.state != AgreementVersion.State.DROPPED), None)

    @property
    def change(self) -> AgreementVersion | None:
        """The change of this version that is being written or signed, if it is in force and there is one."""
        if not self.in_force:
            return None
        return next((each for each in self.others if each.state in UNFINISHED), None)

    @property
    def in_force(self) -> bool:
        """Whether these are the words that hold: all have signed them and none that came later."""
        version, signed = self.paper.version, AgreementVersion.State.SIGNED
        later = (each for each in self.others if each.number > version.number)
        return version.state == signed and all(each.state != signed for each in later)


def agreement(actor: Actor, version_id: UUID) -> AgreementPage:
    """Return everything about a version of an agreement (3 statements)."""
    row = (
        _versions(actor)
        .select_related(
            "template",
            "agreement__centre__workplace__company",
            "agreement__centre__municipality",
            "agreement__centre__consultant",
            "document",
        )
        .defer("document__content")
        .filter(id=version_id)
        .first()
    )
    if row is None:
        raise NotVisible
    others = row.agreement.versions.exclude(id=row.id).only("id", "number", "state", "agreement_id")
    words = Signature.objects.filter(version__agreement_id=row.agreement_id)
    words = words.filter(Q(version=row) | Q(version__state=AgreementVersion.State.DROPPED))
    given = list(words.select_related("request", "noted_by", "version").order_by("signed_at"))
    signatures = [each for each in given if each.version_id == row.id]
    fallen = [each for each in given if each.version.state == AgreementVersion.State.DROPPED]
    return AgreementPage(_paper(row), signatures, list(others.order_by("-number")), fallen)


def has_draft(papers: Iterable[Paper]) -> Paper | None:
    """Return the agreement, or the change of one, that is being written or signed, if there is one."""
    return next((each for each in papers if each.version.state in UNFINISHED), None)


def in_force(papers: Iterable[Paper]) -> Paper | None:
    """Return the signed agreement that holds today, paused or not; or the latest that is not over."""
    today = clock.today()
    signed = [
        each
        for each in papers
        if each.version.state == AgreementVersion.State.SIGNED
        and each.version.agreement.state != Agreement.State.ENDED
    ]
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


def requests_of(actor: Actor, version_id: UUID) -> list[SignatureRequest]:
    """Return who is asked for each party's word on a version, the latest first (1 statement); for the office alone."""
    if not actor.is_office:
        return []
    rows = SignatureRequest.objects.filter(version_id=version_id, municipality_id__in=actor.municipality_ids)
    return list(rows.order_by("-asked_at", "-id"))


def numbers_of(actor: Actor, workplace_id: UUID) -> dict[UUID, str]:
    """Return the mobile number each contact of a workplace was last asked at (1 statement): nobody types it twice."""
    rows = SignatureRequest.objects.filter(
        contact__workplace_id=workplace_id, municipality_id__in=actor.municipality_ids
    ).exclude(phone="")
    return dict(rows.order_by("asked_at").values_list("contact_id", "phone")) if actor.is_office else {}


def workplaces_to_read(actor: Actor) -> list[Workplace]:
    """Return the workplaces with a centre that the business register was not read for this month, with their company.

    Those whose centres are all closed are left alone (1 statement).
    """
    today = clock.today()
    since = datetime.combine(today.replace(day=1), time(), clock.COPENHAGEN)
    living = Centre.objects.filter(workplace_id=OuterRef("pk")).exclude(state=Centre.State.CLOSED)
    rows = Workplace.objects.filter(
        Q(register_at=None) | Q(register_at__lt=since),
        Exists(living),
        municipality_id__in=actor.municipality_ids,
    )
    return list(rows.select_related("company").order_by("id"))
