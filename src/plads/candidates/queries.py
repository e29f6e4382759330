"""What pages read about candidates."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from plads.candidates.models import Activity, Candidate
from plads.candidates.policy import visible
from plads.core import clock
from plads.core.actor import Actor
from plads.core.collation import sort_key
from plads.core.errors import NotVisible
from plads.core.identifiers import clean_cpr
from plads.core.keyring import key_ring
from plads.core.periods import period
from plads.core.roles import Role
from plads.people.models import Membership

SECRETS = ("cpr", "considerations", "motivation")
"""Columns that only the candidate's own page shows; every list leaves them in the database."""


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
    rows = Candidate.objects.filter(visible(actor), named(wanted.text), where or Q())
    if wanted.caseworker_id:
        rows = rows.filter(caseworker_id=wanted.caseworker_id)
    if wanted.function:
        rows = rows.filter(functions__contains=[wanted.function])
    if wanted.waited_weeks:
        rows = rows.filter(waiting_since__lte=clock.today() - timedelta(weeks=wanted.waited_weeks))
    return rows.select_related("caseworker").defer(*SECRETS).order_by("sort_name", "id")


def named(text: str, path: str = "") -> Q:
    """Return the filter for names that hold every word of ``text``, whatever the case and accents.

    ``path`` leads from the listed model to the one with ``name`` and ``sort_name``, e.g. ``candidate__``.
    """
    found = Q()
    for word in text.split():
        found &= Q(**{f"{path}sort_name__contains": sort_key(word)}) | Q(**{f"{path}name__icontains": word})
    return found


def candidate_detail(actor: Actor, candidate_id: UUID, *, secrets: bool = True) -> Candidate:
    """Return a candidate with the activities that are not over (2 statements).

    With ``secrets`` the CPR number, the considerations and the motivation come along, and ``signs_in_as``: the
    e-mail the candidate signs in with, if they can. Raises ``NotVisible``
    when the candidate is not the actor's to see.
    """
    current: Prefetch[Any] = Prefetch(
        "activities", Activity.objects.filter(period__overlap=period(clock.today(), None)).order_by("period")
    )
    rows = Candidate.objects.select_related("caseworker").prefetch_related(current)
    if secrets:
        rows = rows.annotate(signs_in_as=Subquery(sign_in_of(OuterRef("pk")).values("user__email")[:1]))
    row = (rows if secrets else rows.defer(*SECRETS)).filter(visible(actor), id=candidate_id).first()
    if row is None:
        raise NotVisible
    return row


def sign_in_of(candidate_id: Any) -> QuerySet[Membership]:
    """Return the role a candidate signs in with, if there is one."""
    return Membership.objects.filter(role=Role.CANDIDATE, subject_id=candidate_id)


def activities_during(actor: Actor, candidate_id: UUID, span: Any) -> list[Activity]:
    """Return what a candidate does beside the work on some day of ``span`` (1 statement)."""
    return list(
        Activity.objects.filter(
            municipality_id__in=actor.municipality_ids, candidate_id=candidate_id, period__overlap=span
        ).order_by("period")
    )


def candidate_with_cpr(actor: Actor, cpr: str) -> UUID | None:
    """Return the id of the actor's candidate with that CPR number, found without decrypting (1 statement)."""
    try:
        lookup = key_ring().lookup(clean_cpr(cpr))
    except ValueError:
        return None
    return Candidate.objects.filter(visible(actor), cpr_lookup=lookup).values_list("id", flat=True).first()
