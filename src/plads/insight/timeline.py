"""What happened to one thing: the recorded events about it, as sentences."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plads.core.actor import Actor
from plads.core.events import about, sentence, signature
from plads.core.models import Event

TONES = {
    "candidates.ready": "ok",
    "centres.agreement_signed": "ok",
    "followup.statement_issued": "ok",
    "placements.absence_noted": "warn",
    "placements.approved": "ok",
    "placements.cancelled": "warn",
    "placements.ended": "info",
    "placements.extended": "ok",
    "placements.extension_refused": "warn",
    "placements.nomination_withdrawn": "warn",
    "placements.refill_proposed": "info",
    "placements.started": "ok",
}
"""How the dot of a kind of event looks; all others are grey."""

DAILY = ("placements.attendance_noted",)
"""Kinds that fill a timeline without telling a story: pages that show attendance leave them out."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a timeline. ``kind`` is the tone of its dot."""

    when: datetime
    who: str
    what: str
    kind: str = ""


def timeline(
    actor: Actor, subject_id: UUID, limit: int = 50, *, without: Collection[str] = ()
) -> list[Moment]:
    """Return what happened to a thing, newest first, at most ``limit`` lines (1 statement).

    Whoever calls has made sure that ``actor`` may see the thing; events hold nothing that it would not show.
    ``without`` names kinds of event to leave out.
    """
    return timeline_of(actor, [subject_id], limit, without=without)


def timeline_of(
    actor: Actor, subject_ids: Collection[UUID], limit: int = 50, *, without: Collection[str] = ()
) -> list[Moment]:
    """Return what happened to any of several things, as ``timeline`` does for one (1 statement)."""
    rows = (
        Event.objects.filter(about(*subject_ids), municipality_id__in=actor.municipality_ids)
        .exclude(kind__in=without)
        .order_by("-at", "-id")
        .annotate(who=signature())
        .values_list("at", "who", "kind", "facts")[:limit]
    )
    return [Moment(at, who, sentence(kind, facts), TONES.get(kind, "")) for at, who, kind, facts in rows]
