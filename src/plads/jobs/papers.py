"""Papers that could not be made when the agreement was signed, or that are of agreements from a spreadsheet."""

from uuid import UUID

from plads.core.actor import Actor
from plads.core.models import ReactionRun
from plads.flows.papers import paper_of, seal_paper
from plads.jobs.reactions import run


def make_missing_paper(actor: Actor, version_id: UUID) -> None:
    """Make the paper of a sealed version; where its reaction failed before, that one is done with it."""
    failed = ReactionRun.objects.filter(
        municipality_id=actor.municipality_id,
        reaction=seal_paper.__name__,
        state=ReactionRun.State.FAILED,
        event__subjects__contains=[version_id],
    ).first()
    if failed is not None:
        run(failed.event_id, actor.municipality_id, failed.reaction)
    else:
        paper_of(actor, actor.municipality_id, version_id)
