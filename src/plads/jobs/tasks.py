"""The tasks the queue knows."""

from datetime import timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.scope import acting

RETRY = RetryStrategy(max_attempts=6, exponential_wait=3)


@app.task(name="plads.react", queue="reactions", retry=RETRY)
def react(*, event_id: str, municipality_id: str, reaction: str) -> None:
    """Run one reaction to one event."""
    from plads.jobs.reactions import run

    run(UUID(event_id), UUID(municipality_id), reaction)


@app.periodic(cron="5 * * * *")
@app.task(name="plads.look_ahead", queue="daily")
def look_ahead(timestamp: int) -> None:
    """Do what the day brings, hourly so that a worker that slept at midnight catches up.

    Courses whose first day has come begin, those whose last day has passed end, and every place that is free,
    or will be within the municipality's lead time, has a proposal. Doing it twice changes nothing.
    """
    from plads.placements.services.endings import end_due
    from plads.placements.services.placements import start_due
    from plads.placements.services.refill import propose_free_places

    for municipality in Municipality.objects.all():
        with acting(Actor.system(municipality.id)) as actor:
            end_due(actor)
            start_due(actor)
            propose_free_places(actor, timedelta(days=municipality.refill_lead_days))
