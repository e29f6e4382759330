"""The mentors of a centre as seen from one placement: who helps, and who has room."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from plads.core.actor import Actor
from plads.mentoring.models import Mentor, MentorAssignment
from plads.mentoring.policy import visible_mentors
from plads.placements.models import Placement


@dataclass(frozen=True, slots=True)
class MentorChoice:
    """A mentor of the placement's centre. ``busy`` is how many others they help in the same days."""

    id: UUID
    name: str
    phone: str
    email: str
    kind: str
    busy: int
    capacity: int
    signed: bool
    assigned: bool


def mentors_of_placement(actor: Actor, placement: Placement) -> list[MentorChoice]:
    """Return every mentor of the placement's centre, those assigned first (1 statement)."""
    others = Q(
        assignments__placement__state__in=Placement.HOLDING,
        assignments__placement__period__overlap=placement.period,
    ) & ~Q(assignments__placement_id=placement.id)
    mine = MentorAssignment.objects.filter(mentor=OuterRef("pk"), placement_id=placement.id)
    rows = (
        Mentor.objects.filter(visible_mentors(actor), centre_id=placement.place.centre_id)
        .annotate(busy=Count("assignments", filter=others, distinct=True), assigned=Exists(mine))
        .order_by("-assigned", "name")
    )
    return [
        MentorChoice(
            row.id,
            row.name,
            row.phone,
            row.email,
            row.get_kind_display(),
            row.busy,
            row.capacity,
            row.confidentiality_at is not None,
            row.assigned,
        )
        for row in rows
    ]
