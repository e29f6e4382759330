"""The centres of a municipality with their occupancy today."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from plads.centres.models import Agreement, Centre, Place
from plads.centres.policy import visible_centres
from plads.core import clock
from plads.core.actor import Actor
from plads.insight.expressions import free_within_lead, held_on, held_through_lead, waits_on

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Use:
    """How many places are open today, how many of them are taken, and how many of those are free soon."""

    places: int = 0
    taken: int = 0
    soon: int = 0

    @property
    def empty(self) -> int:
        """Places nobody has today."""
        return self.places - self.taken


@dataclass(frozen=True, slots=True)
class CentreLine:
    """A centre as the list shows it; ``agreement`` is the state of the one in force, otherwise of its newest."""

    centre: Centre
    use: Use = field(default_factory=Use)
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class CentreList:
    """A page of centres, the use of all the municipality's places, and how many centres each filter holds."""

    page: "Page[Any]"
    total: Use
    counts: dict[str, int]


FILTERS: dict[str, Callable[[], Q]] = {
    "alle": lambda: ~Q(state=Centre.State.CLOSED),
    "tomme": lambda: Q(Exists(_places(clock.today()).filter(waits_on(clock.today()), centre=OuterRef("pk")))),
    "aftale": lambda: Q(state=Centre.State.NEGOTIATING),
    "lukkede": lambda: Q(state=Centre.State.CLOSED),
}
"""What the list may be narrowed to, by its name in the address."""


def centre_list(actor: Actor, text: str = "", chosen: str = "alle", side: Any = 1) -> CentreList:
    """Return a page of centres in Danish order (5 statements, whatever the number of centres)."""
    visible = Centre.objects.filter(visible_centres(actor))
    counts = visible.aggregate(**{name: Count("id", filter=filter_()) for name, filter_ in FILTERS.items()})
    rows = visible.filter(FILTERS.get(chosen, FILTERS["alle"])())
    if text.strip():
        rows = rows.filter(_matches(text.strip()))
    rows = rows.select_related("workplace__company", "consultant").order_by("sort_name", "id")
    page: Any = Paginator(rows, PAGE_SIZE).get_page(side)
    centres = list(page.object_list)
    used = _use(visible)
    agreed = _agreements(centres)
    page.object_list = [
        CentreLine(each, used.get(each.id, Use()), agreed.get(each.id, "")) for each in centres
    ]
    uses = used.values()
    total = Use(sum(u.places for u in uses), sum(u.taken for u in uses), sum(u.soon for u in uses))
    return CentreList(page, total, counts)


def _matches(text: str) -> Q:
    digits = text.replace(" ", "")
    if digits.isdigit():
        return Q(workplace__p_number__startswith=digits) | Q(workplace__company__cvr__startswith=digits)
    return (
        Q(name__icontains=text)
        | Q(workplace__name__icontains=text)
        | Q(workplace__company__name__icontains=text)
        | Q(workplace__city__icontains=text)
    )


def _places(today: date) -> Any:
    """Return the places that are there today: open, or paused with somebody in them."""
    places = Place.objects.filter(period__contains=today).exclude(state=Place.State.CLOSED)
    return places.annotate(held=held_on(today)).filter(Q(state=Place.State.OPEN) | Q(held=True))


def _use(centres: "QuerySet[Centre]") -> dict[UUID, Use]:
    """Return the use of each centre's places today. »Soon« is within the municipality's lead time."""
    today = clock.today()
    rows = (
        _places(today)
        .filter(centre__in=centres)
        .annotate(free=Case(When(held_through_lead(today), then=None), default=free_within_lead(today)))
        .values("centre_id")
        .annotate(
            places=Count("id"),
            taken=Count("id", filter=Q(held=True)),
            soon=Count("id", filter=Q(free__gt=today)),
        )
    )
    return {row["centre_id"]: Use(row["places"], row["taken"], row["soon"]) for row in rows.order_by()}


def _agreements(centres: list[Centre]) -> dict[UUID, str]:
    """Return the state of each centre's agreement in force, otherwise of its newest."""
    rows = Agreement.objects.filter(centre__in=centres).exclude(state=Agreement.State.DROPPED)
    stands = (Agreement.State.SIGNED, Agreement.State.PAUSED)
    ordered = sorted(rows.order_by("period"), key=lambda row: row.state in stands)
    return {row.centre_id: row.state for row in ordered}
