"""An agreement's pause: its places rest for some days, and go on by themselves afterwards."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from plads.centres.events import PauseBegan, PauseOver, PauseSet
from plads.centres.lifecycle import AGREEMENT
from plads.centres.models import Agreement, AgreementPause, Place
from plads.centres.services.reach import lock_agreement
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import closed_last_day, first_day, period, show, show_day

UNKNOWN_END = "indtil videre"
"""How a pause ends that nobody knows the end of."""


@dataclass(frozen=True, slots=True)
class PauseTerms:
    """The days of a pause, both included, and why; ``last_day`` is ``None`` while nobody knows it."""

    first_day: date
    last_day: date | None
    reason: str


@transaction.atomic
def pause_agreement(actor: Actor, agreement_id: UUID, terms: PauseTerms) -> Agreement:
    """Let an agreement rest from ``terms.first_day``: at once when that is today, otherwise when the day comes.

    Raises ``Refused`` when a pause is set already, on days that have been or lie outside the agreement, and
    without a reason.
    """
    agreement = lock_agreement(actor, agreement_id)
    target = AGREEMENT.permit(actor.role, agreement.state, "pause")
    _check(agreement, terms)
    agreement.paused_from, agreement.paused_until = terms.first_day, terms.last_day
    agreement.pause_reason = terms.reason.strip()
    agreement.save(update_fields=["paused_from", "paused_until", "pause_reason"])
    AgreementPause.objects.create(
        municipality_id=agreement.municipality_id,
        agreement=agreement,
        period=period(terms.first_day, terms.last_day),
        reason=agreement.pause_reason,
    )
    if terms.first_day <= clock.today():
        _rest(agreement, target)
    until = show_day(terms.last_day) if terms.last_day else UNKNOWN_END
    event = PauseSet(agreement.centre_id, agreement.id, terms.first_day, until)
    record(actor, agreement.municipality_id, event)
    return agreement


@transaction.atomic
def begin_pause(actor: Actor, agreement_id: UUID) -> Agreement:
    """Let a pause that was set ahead begin; raises ``Refused`` before its first day."""
    agreement = lock_agreement(actor, agreement_id)
    target = AGREEMENT.permit(actor.role, agreement.state, "pause")
    if agreement.paused_from is None or agreement.paused_from > clock.today():
        raise Refused("Pausen begynder ikke i dag.", code="no_pause")
    _rest(agreement, target)
    record(actor, agreement.municipality_id, PauseBegan(agreement.centre_id, agreement.id))
    return agreement


@transaction.atomic
def resume_agreement(actor: Actor, agreement_id: UUID) -> Agreement:
    """End a pause: from today the places are there to be filled again."""
    agreement = lock_agreement(actor, agreement_id)
    agreement.state = AGREEMENT.permit(actor.role, agreement.state, "resume")
    Place.objects.filter(agreement=agreement, state=Place.State.PAUSED).update(state=Place.State.OPEN)
    _forget(agreement)
    event = PauseOver(agreement.centre_id, agreement.id, "Pausen er slut, og pladserne kan bruges igen")
    record(actor, agreement.municipality_id, event)
    return agreement


@transaction.atomic
def call_off_pause(actor: Actor, agreement_id: UUID) -> Agreement:
    """Call a pause off that has not begun; raises ``Refused`` when there is none."""
    agreement = lock_agreement(actor, agreement_id)
    AGREEMENT.permit(actor.role, agreement.state, "call_off_pause")
    if agreement.paused_from is None:
        raise Refused("Aftalen har ingen pause at aflyse.", code="no_pause")
    _forget(agreement)
    event = PauseOver(agreement.centre_id, agreement.id, "Pausen blev aflyst, før den begyndte")
    record(actor, agreement.municipality_id, event)
    return agreement


def pauses_due(actor: Actor) -> list[UUID]:
    """Return the agreements whose pause begins today or should have."""
    due = Agreement.objects.filter(
        municipality_id__in=actor.municipality_ids,
        state=Agreement.State.SIGNED,
        paused_from__lte=clock.today(),
    )
    return list(due.order_by("id").values_list("id", flat=True))


def pauses_over(actor: Actor) -> list[UUID]:
    """Return the agreements whose pause had its last day."""
    over = Agreement.objects.filter(
        municipality_id__in=actor.municipality_ids,
        state=Agreement.State.PAUSED,
        paused_until__lt=clock.today(),
    )
    return list(over.order_by("id").values_list("id", flat=True))


def cut_pauses(agreement: Agreement, today: date) -> None:
    """Let no pause of an agreement reach ``today`` or later; those ahead go."""
    pauses = AgreementPause.objects.filter(agreement=agreement)
    pauses.filter(period__startswith__gte=today).delete()
    for pause in pauses.filter(Q(period__endswith__gt=today) | Q(period__upper_inf=True)):
        pause.period = type(pause.period)(first_day(pause.period), today, "[)")
        pause.save(update_fields=["period"])


def _rest(agreement: Agreement, target: str) -> None:
    agreement.state = target
    agreement.save(update_fields=["state"])
    Place.objects.filter(agreement=agreement, state=Place.State.OPEN).update(state=Place.State.PAUSED)


def _forget(agreement: Agreement) -> None:
    """Let the agreement know of no pause any more; the days that were paused stay as they were. Saves it."""
    cut_pauses(agreement, clock.today())
    agreement.paused_from, agreement.paused_until, agreement.pause_reason = None, None, ""
    agreement.save(update_fields=["state", "paused_from", "paused_until", "pause_reason"])


def _check(agreement: Agreement, terms: PauseTerms) -> None:
    if agreement.paused_from is not None:
        until = show_day(agreement.paused_until) if agreement.paused_until else UNKNOWN_END
        raise Refused(
            f"Der er allerede en pause fra {show_day(agreement.paused_from)} til {until}. Aflys den først.",
            code="paused_already",
        )
    if terms.first_day < clock.today():
        raise Refused(
            "Pausen kan tidligst begynde i dag. Vælg i dag eller en senere dag.",
            code="past",
            field="first_day",
        )
    if terms.last_day is not None and terms.last_day < terms.first_day:
        raise Refused("Pausen slutter, før den begynder.", code="end_before_start", field="last_day")
    last = agreement.ends_on or closed_last_day(agreement.period)
    if terms.first_day not in agreement.period or max(terms.first_day, terms.last_day or last) > last:
        raise Refused(
            f"Pausen skal ligge inden for aftalens dage: {show(period(first_day(agreement.period), last))}.",
            code="outside_agreement",
            field="first_day" if terms.first_day > last else "last_day",
        )
    if not terms.reason.strip():
        raise Refused("Skriv, hvorfor aftalen holder pause.", code="no_reason", field="reason")
