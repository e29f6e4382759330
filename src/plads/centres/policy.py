"""Who sees which inquiries, centres and agreements."""

from django.db.models import Q

from plads.companies.policy import speaks_for
from plads.core.actor import Actor
from plads.core.roles import COMPANY, OFFICE, Role

SEES_ALL = OFFICE | {Role.MANAGER, Role.ADMINISTRATOR, Role.SYSTEM}

RULE_KEEPERS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
"""Who says which consultant gets which inquiry."""


def visible_centres(actor: Actor) -> Q:
    """Return the filter for centres ``actor`` may open: a company's people those they speak for."""
    inside = Q(municipality_id__in=actor.municipality_ids)
    if actor.role in SEES_ALL:
        return inside
    if actor.role in COMPANY:
        return inside & speaks_for(actor, "workplace")
    return Q(pk__in=[])


def visible_inquiries(actor: Actor) -> Q:
    """Return the filter for inquiries: the municipality's staff."""
    return Q(municipality_id__in=actor.municipality_ids) if actor.is_office else Q(pk__in=[])
