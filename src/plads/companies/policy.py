"""Who sees which workplaces and contacts."""

from django.db.models import Q

from plads.core.actor import Actor


def visible_workplaces(actor: Actor) -> Q:
    """Return the filter for workplaces, with their contacts and employees: the municipality's daily staff."""
    return Q(municipality_id__in=actor.municipality_ids) if actor.is_office else Q(pk__in=[])
