"""A placement's application in VITAS: sent, answered, withdrawn, tried again, or gone without on somebody's word."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import show_day
from plads.placements.events import (
    VitasAnswered,
    VitasOverridden,
    VitasRenewed,
    VitasSent,
    VitasWithdrawn,
)
from plads.placements.lifecycle import VITAS
from plads.placements.models import Placement, VitasApplication
from plads.placements.services.placements import lock_placement
from plads.placements.services.vitas_gate import newest, weekly_minutes

State = VitasApplication.State
FROM_VITAS = "VITAS"
"""Who noted an answer that was read from VITAS itself."""

NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{2,39}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What VITAS said: yes with the grant's number, or no with a reason; ``on`` is the day it said so."""

    approved: bool
    on: date
    grant_number: str = ""
    reason: str = ""


@transaction.atomic
def send_application(actor: Actor, placement_id: UUID, number: str, sent_on: date) -> VitasApplication:
    """Note that the placement's application stands in VITAS, with its number, and what was applied for.

    Raises ``Refused`` for a number that is none, and for a day to come.
    """
    placement = lock_placement(actor, placement_id)
    row = _application(placement)
    row.state = VITAS.permit(actor.role, row.state, "send")
    _refuse_ended(placement)
    row.number, row.sent_on = _number(number, "number"), _day(sent_on, "sent_on")
    row.sent_by_id, row.period, row.weekly_minutes = (
        actor.user_id,
        placement.period,
        weekly_minutes(placement),
    )
    row.fault = ""
    row.save()
    event = VitasSent(placement.candidate_id, placement.id, row.id, row.number)
    record(actor, placement.municipality_id, event)
    return row


@transaction.atomic
def note_answer(actor: Actor, placement_id: UUID, answer: Answer) -> VitasApplication:
    """Note what VITAS said of an application that was sent.

    Raises ``Refused`` on a yes without the grant's number, a no without a reason, and a day before it was sent.
    """
    placement = lock_placement(actor, placement_id)
    row = _application(placement)
    row.state = VITAS.permit(actor.role, row.state, "approve" if answer.approved else "refuse")
    row.answered_on = _day(answer.on, "answered_on")
    if row.sent_on and row.answered_on < row.sent_on:
        raise Refused(
            f"Ansøgningen blev sendt {show_day(row.sent_on)}. Svaret kan ikke være kommet før.",
            code="answer_before_sent",
            field="answered_on",
        )
    if answer.approved:
        row.grant_number = _number(answer.grant_number, "grant_number")
    elif answer.reason.strip():
        row.refusal_reason = answer.reason.strip()
    else:
        raise Refused("Skriv, hvorfor VITAS sagde nej.", code="no_reason", field="reason")
    row.answered_by = FROM_VITAS if actor.user_id is None else actor.name
    row.fault = ""
    row.save()
    said = "godkendt" if answer.approved else "afvist"
    event = VitasAnswered(placement.candidate_id, placement.id, row.id, said, row.answered_by)
    record(actor, placement.municipality_id, event)
    return row


@transaction.atomic
def withdraw_application(actor: Actor, placement_id: UUID) -> VitasApplication:
    """Note that the application was withdrawn in VITAS; nobody begins on it any more."""
    placement = lock_placement(actor, placement_id)
    row = _application(placement)
    row.state = VITAS.permit(actor.role, row.state, "withdraw")
    row.save(update_fields=["state"])
    event = VitasWithdrawn(placement.candidate_id, placement.id, row.id)
    record(actor, placement.municipality_id, event)
    return row


@transaction.atomic
def renew_application(actor: Actor, placement_id: UUID) -> VitasApplication:
    """Begin a new application after one that was refused, withdrawn or outgrown; the old one is kept as it was.

    Raises ``Refused`` when the approval there still holds what the placement is.
    """
    placement = lock_placement(actor, placement_id)
    before = _application(placement)
    VITAS.permit(actor.role, before.state, "renew")
    _refuse_ended(placement)
    if before.state == State.APPROVED:
        if before.covers(placement.period, weekly_minutes(placement)):
            raise Refused("Godkendelsen i VITAS gælder stadig. Der skal ikke søges igen.", code="vitas_holds")
        before.state = State.WITHDRAWN
        before.save(update_fields=["state"])
    row = VitasApplication.objects.create(municipality_id=placement.municipality_id, placement=placement)
    record(actor, placement.municipality_id, VitasRenewed(placement.candidate_id, placement.id, row.id))
    return row


@transaction.atomic
def override_vitas(actor: Actor, placement_id: UUID, reason: str) -> VitasApplication:
    """Let the placement begin before VITAS has approved it, on the decider's word and with a reason that is kept.

    The application is still to be sent. Raises ``Refused`` without a reason, when VITAS has answered, and when
    somebody has decided so before: whose word it was stays as it is.
    """
    placement = lock_placement(actor, placement_id)
    row = _application(placement)
    VITAS.permit(actor.role, row.state, "override" if row.state == State.TO_SEND else "override_sent")
    _refuse_ended(placement)
    if row.overridden_at is not None:
        raise Refused("Det er allerede besluttet, at forløbet begynder uden VITAS.", code="vitas_overridden")
    if not reason.strip():
        raise Refused("Skriv, hvorfor forløbet ikke kan vente på VITAS.", code="no_reason", field="reason")
    row.overridden_at, row.overridden_by_id, row.override_reason = clock.now(), actor.user_id, reason.strip()
    row.save(update_fields=["overridden_at", "overridden_by", "override_reason"])
    event = VitasOverridden(placement.candidate_id, placement.id, row.id, actor.name)
    record(actor, placement.municipality_id, event)
    return row


def _application(placement: Placement) -> VitasApplication:
    """Return the placement's newest application; one is begun where there is none yet."""
    found = newest(placement)
    if found is not None:
        return found
    return VitasApplication.objects.create(municipality_id=placement.municipality_id, placement=placement)


def _refuse_ended(placement: Placement) -> None:
    if not placement.holds_place:
        raise Refused("Forløbet er slut eller aflyst. Der er intet at søge.", code="vitas_over")


def _number(text: str, field: str) -> str:
    number = text.strip()
    if not NUMBER.fullmatch(number):
        raise Refused(
            "Skriv nummeret, som det står i VITAS: bogstaver og tal, højst 40 tegn.",
            code="vitas_number",
            field=field,
        )
    return number


def _day(day: date, field: str) -> date:
    if day > clock.today():
        raise Refused("Dagen er ikke kommet endnu.", code="future", field=field)
    return day
