"""What a company asked the municipality to change about its agreement."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from plads.centres.wish_events import ChangeAsked
from plads.core.actor import Actor
from plads.core.events import about
from plads.core.models import Event


class Wish(models.TextChoices):
    """What a company can ask for; a person at the municipality then talks with them."""

    PAUSE = "pause", "En pause"
    END = "end", "At slutte aftalen"


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish as it was sent."""

    wish: Wish
    reason: str
    name: str
    at: datetime


def wishes_asked(actor: Actor, agreement_id: UUID, since: datetime) -> list[Asked]:
    """Return what was asked about an agreement since then, the latest first (1 statement).

    The caller has found the agreement within the actor's reach.
    """
    rows = Event.objects.filter(
        about(agreement_id),
        municipality_id__in=actor.municipality_ids,
        kind=ChangeAsked.kind,
        at__gte=since,
    )
    return [
        Asked(Wish(row.facts["wish"]), row.facts["reason"], row.actor_name, row.at)
        for row in rows.order_by("-at", "-id")
    ]
