"""Reactions that make the papers of agreements."""

from uuid import UUID

from plads.centres.services.papers import make_paper
from plads.config.services import configuration
from plads.core.actor import Actor
from plads.core.models import Event, Municipality
from plads.flows.reading import named


def seal_paper(actor: Actor, event: Event) -> object:
    """Make and seal the paper of what the parties signed; without a certificate it fails in sight, to be retried."""
    return paper_of(actor, event.municipality_id, named(event, "version_id"))


def paper_of(actor: Actor, municipality_id: UUID, version_id: UUID) -> object:
    """Make the paper of a sealed version, with the address where whoever holds it can check it."""
    slug = Municipality.objects.values_list("slug", flat=True).get(id=municipality_id)
    return make_paper(actor, version_id, f"{configuration().address}/{slug}/aftale-tjek/")
