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


@app.periodic(cron="20 * * * *")
@app.task(name="plads.ask_vitas", queue="daily")
def ask_vitas(timestamp: int) -> None:
    """Let each municipality that uses VITAS ask what became of its applications; hourly."""
    for municipality in Municipality.objects.filter(uses_vitas=True):
        vitas_answers.defer(municipality_id=str(municipality.id))


@app.task(name="plads.vitas_answers", queue="daily", retry=RETRY)
def vitas_answers(*, municipality_id: str) -> None:
    """Ask VITAS about the applications of one municipality."""
    from plads.jobs.vitas import ask_vitas as ask

    ask(UUID(municipality_id))


@app.task(name="plads.deliver", queue="letters")
def deliver(*, municipality_id: str, message_id: str) -> None:
    """Send one mail or SMS; what does not succeed is tried again by ``deliver_due``."""
    from plads.jobs.letters import deliver as send

    send(UUID(municipality_id), UUID(message_id))


@app.periodic(cron="* * * * *")
@app.task(name="plads.deliver_due", queue="letters")
def deliver_due(timestamp: int) -> None:
    """Send in each municipality what waits for its next attempt; every minute."""
    from plads.jobs.letters import deliver_due as send_due

    for municipality in Municipality.objects.all():
        send_due(municipality.id)


@app.periodic(cron="* * * * *")
@app.task(name="plads.take_up_again", queue="daily")
def take_up_again(timestamp: int) -> None:
    """Queue again what a worker that was killed had in hand; every minute."""
    from plads.jobs import stalled

    stalled.take_up_again()


@app.periodic(cron="50 * * * *")
@app.task(name="plads.ask_register", queue="daily")
def ask_register(timestamp: int) -> None:
    """Let each municipality read the business register where it has not this month; hourly, so that it catches up."""
    for municipality in Municipality.objects.all():
        municipality_register.defer(municipality_id=str(municipality.id))


@app.task(name="plads.register", queue="daily", retry=RETRY)
def municipality_register(*, municipality_id: str) -> None:
    """Read the business register for one municipality's workplaces."""
    from plads.jobs.register import read_register

    read_register(UUID(municipality_id))
