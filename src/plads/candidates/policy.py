"""Who sees which candidates."""

from django.db.models import Q

from plads.core.actor import Actor
from plads.core.roles import Role


def visible(actor: Actor) -> Q:
    """Return the filter for candidates ``actor`` may open: staff all of theirs, a candidate only themselves."""
    inside = Q(municipality_id__in=actor.municipality_ids)
    if actor.is_office:
        return inside
    if actor.role == Role.CANDIDATE:
        return inside & Q(id__in=actor.subject_ids)
    return Q(pk__in=[])
