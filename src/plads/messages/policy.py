"""Who reaches which messages out."""

from django.db.models import Q

from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.roles import Role


def outgoing_of(actor: Actor) -> Q:
    """Return the messages out an actor reaches: the administrator their municipality's; raises ``NotVisible``."""
    if actor.role != Role.ADMINISTRATOR:
        raise NotVisible
    return Q(municipality_id__in=actor.municipality_ids)
