"""Follow-up meetings for placements taken over from a spreadsheet, many at once."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.bulk import may_take_over
from plads.core.periods import closed_last_day, first_day
from plads.followup.models import FollowUp
from plads.placements.models import Placement


@transaction.atomic
def take_over_followups(
    actor: Actor, municipality_id: UUID, placements: Iterable[Placement], every_days: int
) -> int:
    """Set the meetings still to come of placements that hold a place; returns how many.

    They fall at the municipality's interval from the first day, the last one on the last day, as for a placement
    granted in Plads. Meetings before today are the old system's.
    """
    may_take_over(actor)
    today = clock.today()
    rows = [
        FollowUp(municipality_id=municipality_id, placement=placement, due_on=due)
        for placement in placements
        if placement.holds_place
        for due in _days(placement, timedelta(days=every_days))
        if due >= today
    ]
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _days(placement: Placement, every: timedelta) -> Iterator[date]:
    day, last = first_day(placement.period) + every, closed_last_day(placement.period)
    while day < last:
        yield day
        day += every
    yield last
