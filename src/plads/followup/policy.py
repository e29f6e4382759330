"""Who sees follow-ups: those who see the placement, but the note only the municipality's staff."""

from django.db.models import Q

from plads.core.actor import Actor


def visible_followups(actor: Actor) -> Q:
    """Return the filter for follow-ups with their notes: staff only."""
    return Q(municipality_id__in=actor.municipality_ids) if actor.is_office else Q(pk__in=[])
