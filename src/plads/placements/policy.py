"""Who sees which placements, nominations and proposals."""

from django.db.models import Q

from plads.companies.policy import speaks_for
from plads.core.actor import Actor
from plads.core.roles import COMPANY, OFFICE, Role

NOBODY = Q(pk__in=[])


def visible_placements(actor: Actor) -> Q:
    """Return the filter for placements ``actor`` may open.

    Staff: all of theirs. A company's contact: those at their own workplaces. A mentor: those they are assigned
    to, once confidentiality is signed. A candidate: their own.
    """
    inside = Q(municipality_id__in=actor.municipality_ids)
    if actor.role in OFFICE or actor.role == Role.SYSTEM:
        return inside
    if actor.role == Role.CONTACT:
        return inside & speaks_for(actor, "place__centre__workplace")
    if actor.role == Role.MENTOR:
        return (
            inside
            & Q(mentor_assignments__mentor_id__in=actor.subject_ids)
            & Q(mentor_assignments__mentor__confidentiality_at__isnull=False)
        )
    if actor.role == Role.CANDIDATE:
        return inside & Q(candidate_id__in=actor.subject_ids)
    return NOBODY


def visible_nominations(actor: Actor) -> Q:
    """Return the filter for nominations: staff, the contact of the workplace asked, and the candidate."""
    inside = Q(municipality_id__in=actor.municipality_ids)
    if actor.role in OFFICE or actor.role == Role.SYSTEM:
        return inside
    if actor.role in COMPANY - {Role.REPRESENTATIVE, Role.HEAD_OFFICE}:
        return inside & speaks_for(actor, "place__centre__workplace")
    if actor.role == Role.CANDIDATE:
        return inside & Q(candidate_id__in=actor.subject_ids)
    return NOBODY


def visible_proposals(actor: Actor) -> Q:
    """Return the filter for refill proposals: the municipality's staff only."""
    return Q(municipality_id__in=actor.municipality_ids) if actor.is_office else NOBODY
