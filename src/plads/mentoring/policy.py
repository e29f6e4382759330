"""Who sees which mentors and grants."""

from django.db.models import Q

from plads.companies.policy import speaks_for
from plads.core.actor import Actor
from plads.core.roles import COMPANY, Role


def visible_mentors(actor: Actor) -> Q:
    """Return the filter for mentors: staff all, a company its own, a mentor themselves."""
    inside = Q(municipality_id__in=actor.municipality_ids)
    if actor.is_office:
        return inside
    if actor.role in COMPANY - {Role.REPRESENTATIVE}:
        return inside & speaks_for(actor, "centre__workplace")
    if actor.role == Role.MENTOR:
        return inside & Q(id__in=actor.subject_ids)
    return Q(pk__in=[])
