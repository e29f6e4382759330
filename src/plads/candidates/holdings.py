"""What a caseworker holds, for the day a colleague takes it over."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from plads.candidates.models import Candidate
from plads.core.roles import Role
from plads.people.organisation import Holding


def _held(municipality_id: UUID, user_id: UUID) -> "QuerySet[Any]":
    rows = Candidate.objects.filter(municipality_id=municipality_id, caseworker_id=user_id)
    return rows.exclude(state=Candidate.State.CLOSED)


CANDIDATES = Holding(
    key="candidates",
    one="kandidat med forløb og opfølgning",
    several="kandidater med forløb og opfølgning",
    roles=frozenset({Role.CASEWORKER}),
    held=_held,
    field="caseworker",
)
"""Candidates who are not closed. Their placements and follow-ups go with them: those are the caseworker's too."""
