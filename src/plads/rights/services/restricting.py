"""Restriction of use, and no to Plads' proposals: the facts stay, and nothing new is done with them."""

from uuid import UUID

from django.db import transaction

from plads.candidates.models import Candidate
from plads.candidates.services import lock
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import DomainEvent, record
from plads.rights.events import PlanningAccepted, PlanningDeclined, RestrictionLifted, UseRestricted
from plads.rights.policy import answers


@transaction.atomic
def restrict(actor: Actor, candidate_id: UUID, reason: str) -> Candidate:
    """Keep a candidate's facts and let nothing new be done with them: no nomination, placement or proposal.

    Raises ``Refused`` without a reason, and when it is so already.
    """
    candidate = _mine(actor, candidate_id)
    if not reason.strip():
        raise Refused("Skriv, hvorfor brugen begrænses.", code="no_reason", field="reason")
    if candidate.restricted:
        raise Refused("Brugen er begrænset allerede.", code="restricted_already")
    candidate.restricted_at, candidate.restricted_reason = clock.now(), reason.strip()
    return _saved(actor, candidate, UseRestricted(candidate.id), "restricted_at", "restricted_reason")


@transaction.atomic
def lift_restriction(actor: Actor, candidate_id: UUID) -> Candidate:
    """Let a candidate's facts be used again; raises ``Refused`` when they may be."""
    candidate = _mine(actor, candidate_id)
    if not candidate.restricted:
        raise Refused("Brugen er ikke begrænset.", code="not_restricted")
    candidate.restricted_at, candidate.restricted_reason = None, ""
    return _saved(actor, candidate, RestrictionLifted(candidate.id), "restricted_at", "restricted_reason")


@transaction.atomic
def decline_planning(actor: Actor, candidate_id: UUID) -> Candidate:
    """Leave a candidate out of Plads' proposals from now on; people may still put them forward by hand."""
    candidate = _mine(actor, candidate_id)
    if candidate.planning_declined_at is not None:
        raise Refused("Kandidaten er allerede taget ud af forslag.", code="declined_already")
    candidate.planning_declined_at = clock.now()
    return _saved(actor, candidate, PlanningDeclined(candidate.id), "planning_declined_at")


@transaction.atomic
def accept_planning(actor: Actor, candidate_id: UUID) -> Candidate:
    """Let a candidate, who wants it so, be part of proposals again."""
    candidate = _mine(actor, candidate_id)
    if candidate.planning_declined_at is None:
        raise Refused("Kandidaten er med i forslag.", code="not_declined")
    candidate.planning_declined_at = None
    return _saved(actor, candidate, PlanningAccepted(candidate.id), "planning_declined_at")


def _mine(actor: Actor, candidate_id: UUID) -> Candidate:
    if not answers(actor):
        raise NotVisible
    return lock(actor, candidate_id)


def _saved(actor: Actor, candidate: Candidate, event: DomainEvent, *columns: str) -> Candidate:
    candidate.save(update_fields=list(columns))
    record(actor, candidate.municipality_id, event)
    return candidate
