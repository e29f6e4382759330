"""A chain's head office: the company's centres in every municipality, without a word about candidates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from plads.centres.models import Agreement, AgreementPause, AgreementVersion, Centre, Party, Place, Signature
from plads.centres.policy import visible_centres
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.periods import ONE_DAY
from plads.mentoring.models import Mentor
from plads.placements.models import Placement

SOON = timedelta(days=30)
"""How far ahead a place counts as soon free."""

RENEW = timedelta(days=90)
"""How long before its last day an agreement without a successor is to be renewed."""

PAGE_SIZE = 25
"""Centres on one page."""


@dataclass(frozen=True, slots=True)
class ChainPaper:
    """A version of an agreement that was sent to the company. ``waits`` is for the company's own word."""

    id: UUID
    state: str
    first_day: date
    last_day: date
    waits: bool

    @property
    def is_signed(self) -> bool:
        """Whether everybody has signed."""
        return self.state == AgreementVersion.State.SIGNED


@dataclass(frozen=True, slots=True)
class ChainCentre:
    """A centre with how its places are used today. ``free_soon`` are places whose course ends within 30 days.

    ``renew_by`` is the last day of an agreement that runs out and has no successor. The newest paper comes first.
    """

    id: UUID
    name: str
    address: str
    town: str
    town_slug: str
    office: str
    phone: str
    is_open: bool
    places: int
    taken: int
    resting: int
    free_soon: int
    mentors: int
    papers: tuple[ChainPaper, ...]
    renew_by: date | None
    consultant: str

    @property
    def empty(self) -> int:
        """How many places nobody has today and somebody could have."""
        return self.places - self.taken - self.resting

    @property
    def unsigned(self) -> ChainPaper | None:
        """The paper that waits for the company's signature."""
        return next((each for each in self.papers if each.waits), None)

    @property
    def signed(self) -> ChainPaper | None:
        """The newest paper everybody has signed."""
        return next((each for each in self.papers if each.is_signed), None)


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality the chain has centres in."""

    name: str
    slug: str
    centres: int


@dataclass(frozen=True, slots=True)
class Chain:
    """The head office's page: the numbers are of all centres of the chosen municipality, the page of those shown."""

    towns: tuple[Town, ...]
    chosen: str
    show: str
    counts: Mapping[str, int]
    places: int
    taken: int
    empty: int
    page: "Page[ChainCentre]"


SHOWS: Mapping[str, Callable[[ChainCentre], object]] = {
    "": lambda centre: True,
    "ledige": lambda centre: centre.empty > 0,
    "underskrift": lambda centre: centre.unsigned is not None,
    "fornyelse": lambda centre: centre.renew_by is not None,
}
"""What the page can be narrowed to: free places, agreements to sign, agreements to renew."""


def chain_page(actor: Actor, town: str = "", show: str = "", side: Any = 1) -> Chain:
    """Return the chain's centres, of one municipality by its slug or of all (1 statement, for any number of either).

    A head office sees no placements, so only days are read of them, never who.
    """
    today = clock.today()
    every = [_centre(row, today) for row in _centres(actor, today)]
    towns = tuple(_towns(every))
    chosen = town if town in {each.slug for each in towns} else ""
    here = [centre for centre in every if chosen in ("", centre.town_slug)]
    show = show if show in SHOWS else ""
    return Chain(
        towns=towns,
        chosen=chosen,
        show=show,
        counts={name: sum(bool(fits(centre)) for centre in here) for name, fits in SHOWS.items()},
        places=sum(centre.places for centre in here),
        taken=sum(centre.taken for centre in here),
        empty=sum(centre.empty for centre in here),
        page=Paginator([centre for centre in here if SHOWS[show](centre)], PAGE_SIZE).get_page(side),
    )


def chain_centre(actor: Actor, centre_id: UUID) -> ChainCentre:
    """Return one of the chain's centres (1 statement); raises ``NotVisible`` for any other."""
    today = clock.today()
    for row in _centres(actor, today, Q(id=centre_id)):
        return _centre(row, today)
    raise NotVisible


def _towns(centres: Sequence[ChainCentre]) -> Iterable[Town]:
    for slug, group in groupby(centres, key=lambda centre: centre.town_slug):
        found = list(group)
        yield Town(found[0].town, slug, len(found))


def _centres(actor: Actor, today: date, which: Q | None = None) -> Iterable[Centre]:
    stays = Placement.objects.filter(
        place=OuterRef("pk"), state__in=Placement.HOLDING, period__endswith__gt=today
    ).values(row=JSONObject(first="period__startswith", end="period__endswith"))
    rests = AgreementPause.objects.filter(agreement=OuterRef("agreement"), period__contains=today)
    places = (
        Place.objects.filter(centre=OuterRef("pk"), state=Place.State.OPEN, period__contains=today)
        .annotate(stays=ArraySubquery(stays), rests=ArraySubquery(rests.values("id")))
        .values(row=JSONObject(stays="stays", rests="rests"))
    )
    mentors = Mentor.objects.filter(centre=OuterRef("pk")).values("id")
    return (
        Centre.objects.filter(visible_centres(actor), which or Q())
        .exclude(state=Centre.State.CLOSED)
        .select_related("workplace", "municipality", "consultant")
        .annotate(
            place_rows=ArraySubquery(places),
            paper_rows=ArraySubquery(_papers()),
            mentor_rows=ArraySubquery(mentors),
        )
        .order_by("municipality__name", "municipality_id", "sort_name", "id")
    )


def _papers() -> Any:
    """Return the versions a company has been sent, the latest first, each with its own company's word."""
    company = Signature.objects.filter(version=OuterRef("pk"), party=Party.COMPANY)
    sent = AgreementVersion.objects.filter(
        agreement__centre=OuterRef("pk"),
        state__in=[AgreementVersion.State.OFFERED, AgreementVersion.State.SIGNED],
    )
    return (
        sent.annotate(words=ArraySubquery(company.values("id")))
        .order_by("-period", "-number")
        .values(
            row=JSONObject(
                id="id",
                state="state",
                words="words",
                first="period__startswith",
                end="period__endswith",
                agreement="agreement__state",
                notice="agreement__ends_on",
            )
        )
    )


def _centre(centre: Any, today: date) -> ChainCentre:
    rows = centre.place_rows
    taken = [any(_day(stay["first"]) <= today for stay in row["stays"]) for row in rows]
    ends = [max((_day(stay["end"]) for stay in row["stays"]), default=today) for row in rows]
    return ChainCentre(
        id=centre.id,
        name=centre.name,
        address=centre.workplace.address,
        town=centre.municipality.name,
        town_slug=centre.municipality.slug,
        office=centre.municipality.office_name,
        phone=centre.municipality.phone,
        is_open=centre.state == Centre.State.OPEN,
        places=len(rows),
        taken=sum(taken),
        resting=sum(bool(row["rests"]) and not used for row, used in zip(rows, taken, strict=True)),
        free_soon=sum(today < end <= today + SOON + ONE_DAY for end in ends),
        mentors=len(centre.mentor_rows),
        papers=tuple(_paper(row) for row in centre.paper_rows),
        renew_by=_renew_by(centre.paper_rows, today),
        consultant=centre.consultant.name if centre.consultant else "",
    )


def _paper(row: Mapping[str, Any]) -> ChainPaper:
    offered = row["state"] == AgreementVersion.State.OFFERED
    last = _day(row["end"]) - ONE_DAY
    return ChainPaper(UUID(row["id"]), row["state"], _day(row["first"]), last, offered and not row["words"])


def _renew_by(papers: Sequence[Mapping[str, Any]], today: date) -> date | None:
    """Return the last day of the latest agreement when it runs out soon and nobody has ended it."""
    if not papers or papers[0]["state"] != AgreementVersion.State.SIGNED:
        return None
    latest = papers[0]
    if latest["notice"] or latest["agreement"] not in (Agreement.State.SIGNED, Agreement.State.PAUSED):
        return None
    last = _day(latest["end"]) - ONE_DAY
    return last if today <= last <= today + RENEW else None


def _day(text: str) -> date:
    return date.fromisoformat(text)
