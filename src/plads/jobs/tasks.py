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


@app.periodic(cron="15 4 * * *")
@app.task(name="plads.look_ahead", queue="daily")
def look_ahead(timestamp: int) -> None:
    """Propose, each night, for the places that are free or will be within the municipality's lead time."""
    from plads.placements.services.refill import propose_free_places

    for municipality in Municipality.objects.all():
        with acting(Actor.system(municipality.id)) as actor:
            propose_free_places(actor, timedelta(days=municipality.refill_lead_days))
