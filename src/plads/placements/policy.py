"""Who sees which placements, nominations and proposals."""

from datetime import timedelta

from django.db.models import Q

from plads.companies.policy import speaks_for
from plads.core import clock
from plads.core.actor import Actor
from plads.core.roles import COMPANY, OFFICE, Role
from plads.placements.models import Nomination, Placement

NOBODY = Q(pk__in=[])

AFTER_END = timedelta(days=30)
"""How long a mentor and a company's contact still see a course that is over, or a candidate who did not come.

Long enough to hand things over, settle the last hours and answer a question about the candidate; after that they have
no more need of it (data minimisation). Their own hours and the centre's yearly account stay, without names.
"""


def visible_placements(actor: Actor) -> Q:
    """Return the filter for placements ``actor`` may open.

    Staff: all of theirs. A company's contact: those at their own workplaces. A mentor: those they are assigned
    to, once confidentiality is signed. Both until ``AFTER_END`` is over. A candidate: their own.
    """
    inside = Q(municipality_id__in=actor.municipality_ids)
    if actor.role in OFFICE or actor.role == Role.SYSTEM:
        return inside
    if actor.role == Role.CONTACT:
        return inside & speaks_for(actor, "place__centre__workplace") & _lately()
    if actor.role == Role.MENTOR:
        return (
            inside
            & _lately()
            & Q(mentor_assignments__mentor_id__in=actor.subject_ids)
            & Q(mentor_assignments__mentor__confidentiality_at__isnull=False)
        )
    if actor.role == Role.CANDIDATE:
        return inside & Q(candidate_id__in=actor.subject_ids)
    return NOBODY


def visible_attendance(actor: Actor) -> Q:
    """Return the filter for days of attendance: staff all of theirs, others those of the placements they may open."""
    if actor.is_office:
        return Q(municipality_id__in=actor.municipality_ids)
    return Q(placement__in=Placement.objects.filter(visible_placements(actor)).values("pk"))


def visible_nominations(actor: Actor) -> Q:
    """Return the filter for nominations: staff, the candidate, and the workplace's contact until ``AFTER_END``."""
    inside = Q(municipality_id__in=actor.municipality_ids)
    if actor.role in OFFICE or actor.role == Role.SYSTEM:
        return inside
    if actor.role in COMPANY - {Role.REPRESENTATIVE, Role.HEAD_OFFICE}:
        return inside & speaks_for(actor, "place__centre__workplace") & _asked_lately()
    if actor.role == Role.CANDIDATE:
        return inside & Q(candidate_id__in=actor.subject_ids)
    return NOBODY


def _lately() -> Q:
    """Return the filter for courses that last or ended lately; a cancelled one never was, and is gone at once."""
    since = clock.today() - AFTER_END
    over = Q(state=Placement.State.ENDED, period__endswith__gt=since)
    return Q(state__in=Placement.HOLDING) | over


def _asked_lately() -> Q:
    """Return the filter for nominations that wait, became a course, or were put forward lately."""
    waits = Q(state__in=Nomination.WAITING)
    since = clock.today() - AFTER_END
    became = Q(placement__state__in=Placement.HOLDING) | Q(
        placement__state=Placement.State.ENDED, placement__period__endswith__gt=since
    )
    return waits | became | Q(placement=None, created_at__gt=clock.now() - AFTER_END)


def visible_proposals(actor: Actor) -> Q:
    """Return the filter for refill proposals: the municipality's staff only."""
    return Q(municipality_id__in=actor.municipality_ids) if actor.is_office else NOBODY
