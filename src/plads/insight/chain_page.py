"""A chain's head office: the company's centres in every municipality, without a word about candidates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from plads.centres.models import AgreementVersion, Centre, Place, Signature
from plads.centres.policy import visible_centres
from plads.core import clock
from plads.core.actor import Actor
from plads.core.periods import ONE_DAY
from plads.mentoring.models import Mentor
from plads.placements.models import Placement


@dataclass(frozen=True, slots=True)
class ChainCentre:
    """A centre with how its places are used. ``free_soon`` are places whose course ends within 30 days."""

    id: UUID
    name: str
    address: str
    is_open: bool
    places: int
    taken: int
    free_soon: int
    mentors: int
    unsigned_id: UUID | None
    signed_id: UUID | None
    consultant: str

    @property
    def empty(self) -> int:
        """How many places nobody has today."""
        return self.places - self.taken


@dataclass(frozen=True, slots=True)
class ChainTown:
    """The chain's centres in one municipality."""

    name: str
    office: str
    phone: str
    centres: tuple[ChainCentre, ...]

    @property
    def places(self) -> int:
        """The number of places."""
        return sum(centre.places for centre in self.centres)

    @property
    def taken(self) -> int:
        """The number of places somebody has today."""
        return sum(centre.taken for centre in self.centres)


def chain_page(actor: Actor) -> list[ChainTown]:
    """Return the chain's centres by municipality (1 statement, for any number of either).

    A head office sees no placements, so only days are read of them, never who.
    """
    today = clock.today()
    rows = list(_centres(actor, today))
    return [
        ChainTown(town.name, town.office_name, town.phone, tuple(_centre(each, today) for each in group))
        for town, group in groupby(rows, key=lambda centre: centre.municipality)
    ]


def _centres(actor: Actor, today: date) -> Iterable[Centre]:
    stays = Placement.objects.filter(
        place=OuterRef("pk"), state__in=Placement.HOLDING, period__endswith__gt=today
    ).values(row=JSONObject(first="period__startswith", end="period__endswith"))
    places = (
        Place.objects.filter(centre=OuterRef("pk"), state=Place.State.OPEN, period__contains=today)
        .annotate(stays=ArraySubquery(stays))
        .values(row=JSONObject(number="number", stays="stays"))
    )
    company = Signature.objects.filter(version=OuterRef("pk"), party=Signature.Party.COMPANY)
    papers = (
        AgreementVersion.objects.filter(
            agreement__centre=OuterRef("pk"),
            state__in=[AgreementVersion.State.OFFERED, AgreementVersion.State.SIGNED],
        )
        .annotate(words=ArraySubquery(company.values("id")))
        .order_by("-period", "-number")
        .values(row=JSONObject(id="id", state="state", words="words"))
    )
    mentors = Mentor.objects.filter(centre=OuterRef("pk")).values("id")
    return (
        Centre.objects.filter(visible_centres(actor))
        .exclude(state=Centre.State.CLOSED)
        .select_related("workplace", "municipality", "consultant")
        .annotate(
            place_rows=ArraySubquery(places),
            paper_rows=ArraySubquery(papers),
            mentor_rows=ArraySubquery(mentors),
        )
        .order_by("municipality__name", "municipality_id", "sort_name", "id")
    )


def _centre(centre: Any, today: date) -> ChainCentre:
    now = [[stay for stay in row["stays"] if _day(stay["first"]) <= today] for row in centre.place_rows]
    ends = [max((_day(stay["end"]) for stay in row["stays"]), default=today) for row in centre.place_rows]
    soon = today + timedelta(days=30)
    papers = centre.paper_rows
    return ChainCentre(
        id=centre.id,
        name=centre.name,
        address=centre.workplace.address,
        is_open=centre.state == Centre.State.OPEN,
        places=len(now),
        taken=sum(bool(stays) for stays in now),
        free_soon=sum(today < end <= soon + ONE_DAY for end in ends),
        mentors=len(centre.mentor_rows),
        unsigned_id=_paper(papers, AgreementVersion.State.OFFERED, unsigned=True),
        signed_id=_paper(papers, AgreementVersion.State.SIGNED, unsigned=False),
        consultant=centre.consultant.name if centre.consultant else "",
    )


def _paper(rows: Iterable[dict[str, Any]], state: str, *, unsigned: bool) -> UUID | None:
    found = (UUID(row["id"]) for row in rows if row["state"] == state and not (unsigned and row["words"]))
    return next(found, None)


def _day(text: str) -> date:
    return date.fromisoformat(text)
