"""Writes that no event tells of: for the administrator, because each change should say why it was made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, Max, OuterRef

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.models import Change, Event
from plads.core.roles import Role
from plads.people.models import User

BACK = timedelta(days=30)
"""How far back is looked."""

SHOWN = 100
"""How many lines are shown, the latest first."""

BESIDE: Mapping[str, str] = {
    "notices_notice": "at en besked er læst, siger intet om nogen",
    "core_lookreview": "gennemgangen er selv en note om, hvad der skete",
}
"""Tables whose rows change without an event, each with the reason why."""


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Writes to one table by one person in one transaction."""

    at: datetime
    thing: str
    operation: str
    rows: int
    who: str
    role: str


def unexplained(actor: Actor) -> list[Unexplained]:
    """Return the latest writes without an event (2 statements); for the administrator only."""
    if actor.role != Role.ADMINISTRATOR:
        raise NotVisible
    told = Event.objects.filter(
        transaction=OuterRef("transaction"), municipality_id__in=actor.municipality_ids
    )
    rows: Any = (
        Change.objects.filter(municipality_id__in=actor.municipality_ids, at__gte=clock.now() - BACK)
        .exclude(table_name__in=list(BESIDE))
        .filter(~Exists(told))
        .values("transaction", "table_name", "operation", "user_id", "role")
        .annotate(last=Max("at"), rows=Count("id"))
        .order_by("-last")[:SHOWN]
    )
    found = list(rows)
    users = {row["user_id"] for row in found if row["user_id"]}
    names = dict(User.objects.filter(id__in=users).values_list("id", "name"))
    return [
        Unexplained(
            row["last"],
            _thing(row["table_name"]),
            str(Change.Operation(row["operation"]).label),
            row["rows"],
            names.get(row["user_id"], ""),
            str(Role(row["role"]).label) if row["role"] in Role.values else "uden rolle",
        )
        for row in found
    ]


def _thing(table: str) -> str:
    model = next((each for each in apps.get_models() if each._meta.db_table == table), None)
    return str(model._meta.verbose_name_plural).capitalize() if model else table
