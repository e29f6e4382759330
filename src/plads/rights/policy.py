"""Who answers people's requests, who erases, and whose data they may then see as a whole."""

from django.db.models import Q

from plads.core.actor import Actor
from plads.core.roles import Role

ANSWERERS = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.ADMINISTRATOR})
"""Those of a municipality who answer requests and give access."""

DECIDERS = ANSWERERS - {Role.ADMINISTRATOR}
"""Those who decide about a request: who knows the person and the case. An administrator only carries out."""

KEEPERS = frozenset({Role.ADMINISTRATOR})
"""Those who erase and decide how long things are kept."""


def answers(actor: Actor) -> bool:
    """Whether the actor answers people's requests."""
    return (actor.role in ANSWERERS or actor.role == Role.SYSTEM) and actor.helps is None


def keeps(actor: Actor) -> bool:
    """Whether the actor erases people and sets the periods."""
    return (actor.role in KEEPERS or actor.role == Role.SYSTEM) and actor.helps is None


def candidates_of(actor: Actor) -> Q:
    """Return the filter for candidates whose requests the actor answers, or who the actor is."""
    inside = Q(municipality_id__in=actor.municipality_ids)
    if answers(actor):
        return inside
    if actor.role == Role.CANDIDATE and actor.helps is None:
        return inside & Q(id__in=actor.subject_ids)
    return Q(pk__in=[])


def requests_of(actor: Actor) -> Q:
    """Return the filter for requests the actor answers, or made."""
    inside = Q(municipality_id__in=actor.municipality_ids)
    if answers(actor):
        return inside
    if actor.role == Role.CANDIDATE and actor.helps is None:
        return inside & Q(candidate_id__in=actor.subject_ids)
    return Q(pk__in=[])
