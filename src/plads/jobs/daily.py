"""What the day brings: courses begin and end on their days, and no place is left without a proposal."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.scope import acting
from plads.core.seals import seal_days
from plads.placements.services.endings import end_of_itself, ends_due
from plads.placements.services.placements import start_placement, starts_due
from plads.placements.services.refill import propose_free_places
from plads.rights.services.retaining import keep_house

STEPS: tuple[tuple[Callable[[Actor], list[UUID]], Callable[[Actor, UUID], object]], ...] = (
    (ends_due, end_of_itself),
    (starts_due, start_placement),
)
"""What is due, and what is done about each."""


def live_the_day(municipality_id: UUID) -> None:
    """End what is over, begin what begins, propose for every place that is or soon will be free, seal the looks.

    Then tell of what will be too old, or erase what is (``plads.rights``).
    Doing it twice changes nothing. Each course is a transaction of its own: one that cannot be handled does not
    hold the others back. Raises ``ExceptionGroup`` with what went wrong, so that the queue shows it and retries.
    """
    actor = Actor.system(municipality_id)
    failures: list[Exception] = []
    for due, handle in STEPS:
        with acting(actor):
            placements = due(actor)
        for placement_id in placements:
            try:
                with acting(actor):
                    handle(actor, placement_id)
            except Exception as error:  # noqa: BLE001 - collected and raised together
                failures.append(error)
    with acting(actor):
        lead = Municipality.objects.get(id=municipality_id).refill_lead_days
        propose_free_places(actor, timedelta(days=lead))
        seal_days(actor)
    keep_house(municipality_id)
    if failures:
        raise ExceptionGroup(f"{len(failures)} courses could not begin or end", failures)
