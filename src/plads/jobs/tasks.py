"""The tasks the queue knows."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from plads.core.models import Municipality

RETRY = RetryStrategy(max_attempts=6, exponential_wait=3)


@app.task(name="plads.react", queue="reactions", retry=RETRY)
def react(*, event_id: str, municipality_id: str, reaction: str) -> None:
    """Run one reaction to one event."""
    from plads.jobs.reactions import run

    run(UUID(event_id), UUID(municipality_id), reaction)


@app.periodic(cron="5 * * * *")
@app.task(name="plads.look_ahead", queue="daily")
def look_ahead(timestamp: int) -> None:
    """Let each municipality do what the day brings; hourly, so that a worker that slept catches up."""
    for municipality in Municipality.objects.all():
        day.defer(municipality_id=str(municipality.id))


@app.task(name="plads.day", queue="daily", retry=RETRY)
def day(*, municipality_id: str) -> None:
    """Do what the day brings in one municipality."""
    from plads.jobs.daily import live_the_day

    live_the_day(UUID(municipality_id))


@app.periodic(cron="35 * * * *")
@app.task(name="plads.tidy_sign_in", queue="daily", retry=RETRY)
def tidy_sign_in(timestamp: int) -> None:
    """Tell of refused sign-ins, then remove sessions that are over and tries nobody counts any more; hourly."""
    from plads.core.limits import sweep
    from plads.people.open_sessions import sweep_sessions
    from plads.people.refused_sign_ins import note_refused_sign_ins

    note_refused_sign_ins()
    sweep_sessions()
    sweep()
