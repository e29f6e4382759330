"""Reading an event's facts."""

from uuid import UUID

from plads.core.models import Event


def named(event: Event, name: str) -> UUID:
    """Return the id an event tells under ``name``."""
    return UUID(event.facts[name])
