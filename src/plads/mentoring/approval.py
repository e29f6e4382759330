"""Approving a mentor's hours ledger for payment."""

from datetime import date
from uuid import UUID

from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.week import show_hours
from plads.mentoring.events import HoursApproved
from plads.mentoring.lifecycle import GRANT
from plads.mentoring.models import MentorHours
from plads.mentoring.services import lock_grant


@transaction.atomic
def approve_hours(actor: Actor, grant_id: UUID, until: date) -> int:
    """Approve a grant's noted hours to and with ``until`` for payment; returns the minutes approved now.

    Raises ``Refused`` when there are none that wait, and for the mentor themselves.
    """
    grant = lock_grant(actor, grant_id)
    GRANT.permit(actor.role, grant.state, "approve_hours")
    if grant.mentor.user_id == actor.user_id:
        raise Refused("Ingen godkender sine egne timer. Bed en kollega om det.", code="own_hours")
    waiting = MentorHours.objects.select_for_update(no_key=True).filter(
        grant=grant, approved_at=None, day__lte=until
    )
    minutes = sum(row.minutes for row in waiting)
    if not minutes:
        raise Refused("Der er ingen timer, der venter på at blive godkendt.", code="no_hours")
    MentorHours.objects.filter(grant=grant, approved_at=None, day__lte=until).update(approved_at=clock.now())
    event = HoursApproved(
        grant.mentor.centre_id, grant.mentor_id, grant.id, minutes, show_hours(minutes), until, actor.name
    )
    record(actor, grant.municipality_id, event)
    return minutes
