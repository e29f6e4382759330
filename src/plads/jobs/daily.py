"""What the day brings: courses, pauses and agreements begin and end, and no place is left without a proposal."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from plads.centres.services.ending import agreements_over
from plads.centres.services.papers import papers_due
from plads.centres.services.pausing import begin_pause, pauses_due, pauses_over, resume_agreement
from plads.centres.services.reminders import remind_by_plan, reminders_due
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.scope import acting
from plads.core.seals import seal_days
from plads.jobs.papers import make_missing_paper
from plads.messages.delivery import empty_old
from plads.placements.services.agreement_changes import end_agreement
from plads.placements.services.endings import end_of_itself, ends_due
from plads.placements.services.placements import lapse_placement, lapses_due, start_placement, starts_due
from plads.placements.services.refill import propose_free_places
from plads.rights.services.retaining import keep_house

STEPS: tuple[tuple[Callable[[Actor], list[UUID]], Callable[[Actor, UUID], object]], ...] = (
    (ends_due, end_of_itself),
    (agreements_over, end_agreement),
    (pauses_due, begin_pause),
    (pauses_over, resume_agreement),
    (starts_due, start_placement),
    (lapses_due, lapse_placement),
    (reminders_due, remind_by_plan),
    (papers_due, make_missing_paper),
)
"""What is due, and what is done about each."""


def live_the_day(municipality_id: UUID) -> None:
    """End what is over, begin what begins, propose for every place that is or soon will be free, seal the looks.

    Then empty the addresses of what was sent long ago, and tell of what will be too old, or erase what is.
    Doing it twice changes nothing. Each course and agreement is a transaction of its own: one that cannot be handled
    does not hold the others back. Raises ``ExceptionGroup`` with what went wrong, so that the queue shows it.
    """
    actor = Actor.system(municipality_id)
    failures: list[Exception] = []
    for due, handle in STEPS:
        with acting(actor):
            things = due(actor)
        for each in things:
            try:
                with acting(actor):
                    handle(actor, each)
            except Exception as error:  # noqa: BLE001 - collected and raised together
                failures.append(error)
    with acting(actor):
        lead = Municipality.objects.get(id=municipality_id).refill_lead_days
        propose_free_places(actor, timedelta(days=lead))
        seal_days(actor)
        empty_old(actor)
    keep_house(municipality_id)
    if failures:
        raise ExceptionGroup(f"{len(failures)} courses or agreements could not begin or end", failures)
