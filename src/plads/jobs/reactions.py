"""Running reactions: each once per event, in its own transaction, with failures kept in sight."""

from uuid import UUID

from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event, ReactionRun
from plads.core.scope import acting
from plads.flows import REACTIONS
from plads.jobs import tasks


def enqueue(events: list[Event]) -> None:
    """Queue the reactions to newly recorded events, in the transaction that recorded them."""
    for event in events:
        for reaction in REACTIONS.get(event.kind, ()):
            tasks.react.defer(
                event_id=str(event.id),
                municipality_id=str(event.municipality_id),
                reaction=reaction.__name__,
            )


def run(event_id: UUID, municipality_id: UUID, name: str) -> bool:
    """Run one reaction to one event unless it was done before; returns whether it ran now.

    What it changed and the note that it is done are one transaction. On an error the note says so, and the
    error is raised again for the queue to retry.
    """
    actor = Actor.system(municipality_id)
    try:
        with acting(actor):
            event = Event.objects.get(id=event_id)
            if not _claim(event, name):
                return False
            reaction = next(each for each in REACTIONS[event.kind] if each.__name__ == name)
            reaction(actor, event)
    except Exception as error:
        _note_failure(actor, event_id, name, error)
        raise
    return True


def settle(municipality_id: UUID) -> int:
    """Run every reaction that is not done in a municipality, oldest event first; returns how many ran.

    Catches up after a queue was lost or a mistake mended; what reactions record is settled too.
    """
    done = 0
    while outstanding := _outstanding(municipality_id):
        for event_id, name in outstanding:
            done += run(event_id, municipality_id, name)
    return done


def _claim(event: Event, name: str) -> bool:
    """Write the note first: its unique key makes a second runner wait, and then see that it is done."""
    row, created = ReactionRun.objects.select_for_update(no_key=True).get_or_create(
        event=event,
        reaction=name,
        defaults={"municipality_id": event.municipality_id, "state": ReactionRun.State.DONE},
    )
    if created:
        return True
    if row.state == ReactionRun.State.DONE:
        return False
    row.state, row.error, row.at = ReactionRun.State.DONE, "", clock.now()
    row.attempts += 1
    row.save()
    return True


def _note_failure(actor: Actor, event_id: UUID, name: str, error: Exception) -> None:
    with acting(actor):
        row, created = ReactionRun.objects.get_or_create(
            event_id=event_id,
            reaction=name,
            defaults={
                "municipality_id": actor.municipality_id,
                "state": ReactionRun.State.FAILED,
                "error": type(error).__name__,
            },
        )
        if not created and row.state == ReactionRun.State.FAILED:
            row.attempts += 1
            row.error, row.at = type(error).__name__, clock.now()
            row.save()


def _outstanding(municipality_id: UUID) -> list[tuple[UUID, str]]:
    with acting(Actor.system(municipality_id)), transaction.atomic():
        events = Event.objects.filter(municipality_id=municipality_id, kind__in=REACTIONS)
        finished = set(
            ReactionRun.objects.filter(event__in=events, state=ReactionRun.State.DONE).values_list(
                "event_id", "reaction"
            )
        )
        return [
            (event.id, reaction.__name__)
            for event in events.order_by("at", "id")
            for reaction in REACTIONS[event.kind]
            if (event.id, reaction.__name__) not in finished
        ]
