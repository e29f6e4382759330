"""How long the mentor support behind one placement is granted."""

from datetime import date

from django.db.models import Max, Q

from plads.core.actor import Actor
from plads.core.periods import ONE_DAY
from plads.mentoring.models import SupportGrant
from plads.placements.models import Placement


def support_until(actor: Actor, placement: Placement) -> date | None:
    """Return the last day of support granted to the placement's mentors, for its place or all; ``None`` without any.

    1 statement.
    """
    grants = SupportGrant.objects.filter(
        Q(place=None) | Q(place_id=placement.place_id),
        municipality_id__in=actor.municipality_ids,
        state=SupportGrant.State.GRANTED,
        mentor__assignments__placement_id=placement.id,
    )
    after: date | None = grants.aggregate(after=Max("period__endswith"))["after"]
    return after - ONE_DAY if after else None
