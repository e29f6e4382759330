"""A company asks for a pause or an end of its agreement. Nothing changes by it: somebody calls them."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from plads.centres.lifecycle import AGREEMENT
from plads.centres.models import Agreement
from plads.centres.services.reach import lock_agreement
from plads.centres.wish_events import ChangeAsked
from plads.centres.wish_queries import Wish, wishes_asked
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import show_day

AGAIN = timedelta(days=3)
"""How long one wish stands before it can be sent again: the consultant is told once, not at every press."""

LONGEST = 400
"""Characters of a reason."""


@transaction.atomic
def ask_change(actor: Actor, agreement_id: UUID, wish: Wish, reason: str) -> Agreement:
    """Tell the municipality that a company wants ``wish``, and why; the agreement itself stays as it is.

    Raises ``Refused`` without a reason or with one too long, when it is so already (a pause is set, notice was
    given), and when the same was asked less than ``AGAIN`` ago.
    """
    agreement = lock_agreement(actor, agreement_id)
    AGREEMENT.permit(actor.role, agreement.state, "ask_change")
    _refuse_needless(agreement, wish)
    why = " ".join(reason.split())
    if not why:
        raise Refused("Skriv hvorfor. Så kan konsulenten hjælpe jer bedst.", code="no_reason", field="reason")
    if len(why) > LONGEST:
        raise Refused(f"Skriv det kortere: højst {LONGEST} tegn.", code="reason_too_long", field="reason")
    if any(each.wish == wish for each in wishes_asked(actor, agreement_id, clock.now() - AGAIN)):
        raise Refused(
            "Det har I allerede bedt om, og jobcentret har fået besked. Ring, hvis det haster.",
            code="asked_already",
            field="wish",
        )
    event = ChangeAsked(agreement.centre_id, agreement.id, wish.value, str(wish.label).lower(), why)
    record(actor, agreement.municipality_id, event)
    return agreement


def _refuse_needless(agreement: Agreement, wish: Wish) -> None:
    if wish == Wish.PAUSE and agreement.paused_from is not None:
        raise Refused(
            f"Aftalen holder allerede pause fra {show_day(agreement.paused_from)}. Ring, hvis den skal ændres.",
            code="paused_already",
            field="wish",
        )
    if agreement.ends_on is not None:
        raise Refused(
            f"Aftalen er allerede opsagt til {show_day(agreement.ends_on)}. Ring, hvis det er en fejl.",
            code="notice_given",
            field="wish",
        )
