"""What an employee representative sees first: which agreements wait for a statement, and which have one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from plads.centres.models import AgreementVersion, Centre, Party, Signature
from plads.centres.policy import visible_centres
from plads.core.actor import Actor
from plads.core.periods import first_day, last_day
from plads.insight.company_page import sent_to_company
from plads.insight.company_papers import PartyLine


@dataclass(frozen=True, slots=True)
class StatementLine:
    """An agreement in the list of an employee representative, with the statement once it is given."""

    id: UUID
    centre: str
    workplace: str
    places: int
    first_day: date
    last_day: date | None
    statement: PartyLine | None


def statements(actor: Actor) -> list[StatementLine]:
    """Return the agreements an employee representative is asked about, newest first (1 statement)."""
    word = Signature.objects.filter(version=OuterRef("pk"), party=Party.REPRESENTATIVE)
    versions = (
        AgreementVersion.objects.filter(
            sent_to_company(actor), agreement__centre__in=Centre.objects.filter(visible_centres(actor))
        )
        .annotate(
            word=ArraySubquery(
                word.values(row=JSONObject(name="name", yes="agrees", said="statement", at="signed_at"))
            )
        )
        .order_by("-created_at", "-id")
        .values(
            "id", "agreement__centre__name", "agreement__centre__workplace__name", "places", "period", "word"
        )
    )
    return [_statement(row) for row in versions]


def _statement(row: Mapping[str, Any]) -> StatementLine:
    party = Party.REPRESENTATIVE
    said = [
        PartyLine(
            party.value,
            str(party.label),
            word["name"],
            word["yes"],
            word["said"],
            datetime.fromisoformat(word["at"]),
        )
        for word in row["word"]
    ]
    return StatementLine(
        id=row["id"],
        centre=row["agreement__centre__name"],
        workplace=row["agreement__centre__workplace__name"],
        places=len(row["places"]),
        first_day=first_day(row["period"]),
        last_day=last_day(row["period"]),
        statement=next(iter(said), None),
    )
