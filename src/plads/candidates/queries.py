"""What pages read about candidates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, JSONObject
from psycopg.types.range import DateRange

from plads.candidates.groups import spell_rows
from plads.candidates.models import Activity, Candidate
from plads.candidates.names import found_by, shown_name, sorts_as
from plads.candidates.policy import visible
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.identifiers import clean_cpr
from plads.core.keyring import key_ring
from plads.core.looks import Sight, saw
from plads.core.models import Change
from plads.core.periods import period
from plads.core.roles import Role
from plads.people.models import Membership, User

PAGE_SIZE = 25

SECRETS = ("cpr", "considerations", "motivation", "restricted_reason")
"""Columns that only the candidate's own page shows; every list leaves them in the database."""


LISTED = (Sight.NAME, Sight.COURSE, Sight.WISHES)
"""What a list shows of each candidate."""

PLAIN = (Sight.NAME, Sight.WISHES, Sight.WEEK)
"""What a candidate's facts without the secrets are."""

SHUT = (*PLAIN, Sight.NEEDS, Sight.BENEFIT)
"""What a protected candidate's own page shows until somebody opens it."""

WHOLE = (*SHUT, Sight.CONTACT, Sight.CPR)
"""What a candidate's own page shows."""


NAMES = ("name", "sort_name")
"""Columns that lists leave in the database too: they show ``shown_name``."""


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """What a list of candidates is narrowed to; empty means all."""

    text: str = ""
    caseworker_id: UUID | None = None
    function: str = ""
    waited_weeks: int = 0


def candidate_rows(actor: Actor, wanted: CandidateFilter, where: Q | None = None) -> QuerySet[Candidate]:
    """Return the candidates of a list in Danish order, without their secrets.

    ``where`` narrows further by what other apps know, for instance who has a place.
    """
    rows = Candidate.objects.filter(visible(actor), found_by(actor, wanted.text), where or Q())
    if wanted.caseworker_id:
        rows = rows.filter(caseworker_id=wanted.caseworker_id)
    if wanted.function:
        rows = rows.filter(functions__contains=[wanted.function])
    if wanted.waited_weeks:
        rows = rows.filter(waiting_since__lte=clock.today() - timedelta(weeks=wanted.waited_weeks))
    rows = rows.annotate(shown_name=shown_name(actor)).select_related("caseworker")
    return rows.defer(*SECRETS, *NAMES).order_by(sorts_as(actor), "id")


def candidate_list(
    actor: Actor, wanted: CandidateFilter, where: Q | None = None, side: Any = 1
) -> "Page[Candidate]":
    """Return a page of ``candidate_rows``, and note the look at those on it (2 statements)."""
    page = Paginator(candidate_rows(actor, wanted, where), PAGE_SIZE).get_page(side)
    listed = list(page.object_list)
    page.object_list = listed
    saw(actor, [row.id for row in listed], *LISTED, protected=any(row.protected for row in listed))
    return page


def candidate_detail(
    actor: Actor, candidate_id: UUID, *, secrets: bool = True, opened_for: str = ""
) -> Candidate:
    """Return a candidate with ``shown_name`` and the activities that are not over (2 statements).

    With ``secrets`` the CPR number, the considerations and the motivation come along, and ``signs_in_as``: the
    e-mail the candidate signs in with, if they can; ``group_rows`` and ``caseworker_rows`` hold what was before.
    ``shut`` says that the candidate is protected and not opened: CPR number, phone and e-mail are then empty.
    ``opened_for`` is the reason they were opened for. Raises ``NotVisible`` when the candidate is not the actor's
    to see.
    """
    current: Prefetch[Any] = Prefetch(
        "activities", Activity.objects.filter(period__overlap=period(clock.today(), None)).order_by("period")
    )
    name = F("name") if opened_for else shown_name(actor)
    rows = Candidate.objects.select_related("caseworker").prefetch_related(current).annotate(shown_name=name)
    if secrets:
        rows = rows.annotate(
            signs_in_as=Subquery(sign_in_of(OuterRef("pk")).values("user__email")[:1]),
            group_rows=spell_rows(),
            caseworker_rows=_caseworkers_before(),
        )
    row = (rows if secrets else rows.defer(*SECRETS)).filter(visible(actor), id=candidate_id).first()
    if row is None:
        raise NotVisible
    found: Any = row
    found.shut = row.protected and not opened_for and actor.role != Role.CANDIDATE
    if found.shut:
        _shut(found)
    saw(
        actor,
        [row.id],
        *((SHUT if found.shut else WHOLE) if secrets else PLAIN),
        municipality_id=row.municipality_id,
        why=opened_for if row.protected else "",
        protected=row.protected,
    )
    return row


def _caseworkers_before() -> ArraySubquery:
    """Return the annotation of who had the candidate before, and until when: the latest first."""
    table = Candidate._meta.db_table
    rows = (
        Change.objects.filter(
            row_id=OuterRef("pk"), table_name=table, operation="U", columns__contains=["caseworker_id"]
        )
        .annotate(had=Cast(KeyTextTransform("caseworker_id", "before"), UUIDField()))
        .annotate(name=Subquery(User.objects.filter(id=OuterRef("had")).values("name")[:1]))
        .exclude(name=None)
        .order_by("-id")
    )
    return ArraySubquery(rows.values(row=JSONObject(name="name", until="at")))


def _shut(row: Any) -> None:
    """Empty what a protected candidate's page does not show before it is opened; the row is not for saving."""
    row.name, row.cpr, row.phone, row.email = row.shown_name, "", "", ""
    if getattr(row, "signs_in_as", None):
        row.signs_in_as = "sin egen e-mail"


def sign_in_of(candidate_id: Any) -> QuerySet[Membership]:
    """Return the role a candidate signs in with, if there is one."""
    return Membership.objects.filter(role=Role.CANDIDATE, subject_id=candidate_id)


def activities_beside() -> dict[str, Any]:
    """Return the annotation that carries along, with a row of a candidate, what they do beside the work.

    ``beside`` makes it plain.
    """
    rows = Activity.objects.filter(candidate=OuterRef("candidate_id")).order_by("period", "id")
    columns = {name: name for name in ("kind", "title", "provider", "slots")}
    row = JSONObject(first="period__startswith", after="period__endswith", **columns)
    return {"activity_rows": ArraySubquery(rows.values(row=row))}


def beside(rows: Iterable[Mapping[str, Any]]) -> list[Activity]:
    """Return annotated activities as such; they are not for saving."""
    return [
        Activity(period=DateRange(_day(row["first"]), _day(row["after"])), **_without_days(row))
        for row in rows
    ]


def _without_days(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("first", "after")}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def candidate_with_cpr(actor: Actor, cpr: str) -> UUID | None:
    """Return the id of the actor's candidate with that CPR number, found without decrypting (1 statement).

    To be told that somebody is here is a look at them.
    """
    try:
        lookups = key_ring().lookups(clean_cpr(cpr))
    except ValueError:
        return None
    mine = Candidate.objects.filter(visible(actor), cpr_lookup__in=lookups)
    found = mine.only("id", "municipality_id").first()
    if found is None:
        return None
    saw(actor, [found.id], Sight.CPR, municipality_id=found.municipality_id)
    return found.id
