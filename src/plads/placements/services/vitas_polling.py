"""Asking VITAS what became of applications: whom to ask about, and what to do with the answer."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from plads.core import clock
from plads.core.actor import Actor
from plads.core.periods import period
from plads.placements.models import Placement, VitasApplication
from plads.placements.ports import VitasAnswer, VitasGrant
from plads.placements.services.vitas import Answer, note_answer

EVERY = timedelta(minutes=50)
"""How long after one question the next is put."""


@dataclass(frozen=True, slots=True)
class Question:
    """What VITAS is asked about one application."""

    application_id: UUID
    placement_id: UUID
    number: str
    cpr: str


def questions(actor: Actor) -> list[Question]:
    """Return the applications sent and not answered that VITAS was not asked about lately (1 statement).

    One that was asked about in vain is asked about again at the next try.
    """
    waiting = VitasApplication.objects.filter(
        Q(asked_at=None) | Q(asked_at__lt=clock.now() - EVERY) | ~Q(fault=""),
        municipality_id__in=actor.municipality_ids,
        state=VitasApplication.State.SENT,
        placement__state__in=Placement.HOLDING,
    )
    rows = waiting.select_related("placement__candidate").order_by("sent_on", "id")
    return [Question(row.id, row.placement_id, row.number, row.placement.candidate.cpr) for row in rows]


@transaction.atomic
def take_answer(actor: Actor, question: Question, grant: VitasGrant) -> None:
    """Store what VITAS said of an application; one that was withdrawn or answered meanwhile stays as it is.

    Days and hours VITAS approved count, not those applied for. Raises ``Refused`` on an answer that cannot be stored.
    """
    row = VitasApplication.objects.select_for_update(no_key=True).get(id=question.application_id)
    if row.state != VitasApplication.State.SENT or row.number != question.number:
        return
    row.asked_at = clock.now()
    row.fault = _fault(grant, row.number)
    if grant.answer == VitasAnswer.APPROVED and grant.days:
        row.period = period(*grant.days)
    if grant.answer == VitasAnswer.APPROVED and grant.weekly_minutes:
        row.weekly_minutes = grant.weekly_minutes
    row.save(update_fields=["asked_at", "fault", "period", "weekly_minutes"])
    if grant.answer in (VitasAnswer.APPROVED, VitasAnswer.REFUSED):
        approved = grant.answer == VitasAnswer.APPROVED
        said = Answer(approved, clock.today(), grant.grant_number or row.number, f"VITAS: {grant.said}")
        note_answer(actor, question.placement_id, said)


def note_fault(actor: Actor, application_ids: Collection[UUID], fault: str) -> None:
    """Keep on these applications why VITAS could not be asked (1 statement)."""
    VitasApplication.objects.filter(
        id__in=application_ids,
        municipality_id__in=actor.municipality_ids,
        state=VitasApplication.State.SENT,
    ).update(asked_at=clock.now(), fault=fault[:200])


def _fault(grant: VitasGrant, number: str) -> str:
    if grant.answer == VitasAnswer.UNKNOWN:
        return f"VITAS kender ikke ansøgning {number}. Se efter, om nummeret er rigtigt."
    return ""
