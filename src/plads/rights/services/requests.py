"""Verbs about requests: ask, answer, withdraw."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.roles import Role
from plads.rights.events import RequestDecided, RequestReceived
from plads.rights.lifecycle import REQUEST
from plads.rights.models import RightsRequest
from plads.rights.policy import requests_of
from plads.rights.retention import months_before
from plads.rights.services.restricting import decline_planning, restrict
from plads.rights.subjects import candidate_subject

ANSWER_WITHIN_MONTHS = 1
"""GDPR art. 12(3), not verified: shown so."""

SPEAKS = frozenset({RightsRequest.Kind.RECTIFY, RightsRequest.Kind.RESTRICT})
"""Requests that mean nothing without words: what is wrong, and what must not be used."""


@transaction.atomic
def ask(
    actor: Actor,
    candidate_id: UUID,
    kind: RightsRequest.Kind,
    text: str = "",
    received_on: date | None = None,
) -> RightsRequest:
    """Store a request; the candidate's own, or one that came by phone or letter and staff note down.

    It is due a month after it came. Raises ``Refused`` for a second one of the same kind while the first waits,
    without words where words are needed, and for a day to come; ``NotVisible`` for who may not.
    """
    subject = candidate_subject(actor, candidate_id)
    received = received_on or clock.today()
    if received > clock.today():
        raise Refused("Vælg i dag eller en dag før.", code="not_yet", field="received_on")
    if kind in SPEAKS and not text.strip():
        raise Refused("Skriv, hvad det handler om.", code="no_words", field="text")
    twice = Refused(
        "Der er allerede en anmodning om det, som venter på svar.", code="asked_already", field="kind"
    )
    if RightsRequest.objects.filter(candidate_id=candidate_id, kind=kind, state="received").exists():
        raise twice
    try:
        with transaction.atomic():
            row = RightsRequest.objects.create(
                municipality_id=subject.municipality_id,
                candidate_id=candidate_id,
                kind=kind,
                text=text.strip(),
                by_candidate=actor.role == Role.CANDIDATE,
                received_on=received,
                due_on=months_before(received, -ANSWER_WITHIN_MONTHS),
            )
    except IntegrityError as error:  # asked in two windows at once
        raise twice from error
    record(
        actor, row.municipality_id, RequestReceived(candidate_id, row.id, row.get_kind_display(), row.due_on)
    )
    return row


@transaction.atomic
def decide(actor: Actor, request_id: UUID, action: str, answer: str) -> RightsRequest:
    """Answer a request by one of the table's actions, with the reason in words the person understands.

    Granting a restriction restricts, and granting an objection takes the candidate out of proposals, at once. To
    rectify, to hand out the archive and to erase are done by a person, on their own pages. Raises ``Refused``
    without an answer and when it has been answered.
    """
    row = _lock(actor, request_id)
    row.state = REQUEST.permit(actor.role, row.state, action)
    if not answer.strip():
        raise Refused("Skriv svaret til personen, og hvorfor.", code="no_answer", field="answer")
    row.answer, row.decided_by_id, row.decided_at = answer.strip(), actor.user_id, clock.now()
    row.save()
    if row.candidate_id and row.state == RightsRequest.State.GRANTED:
        if row.kind == RightsRequest.Kind.RESTRICT:
            restrict(actor, row.candidate_id, row.text or row.answer)
        elif row.kind == RightsRequest.Kind.OBJECT:
            decline_planning(actor, row.candidate_id)
    _say(actor, row)
    return row


@transaction.atomic
def withdraw(actor: Actor, request_id: UUID) -> RightsRequest:
    """Let a candidate take their own request back; raises ``Refused`` when it has been answered."""
    row = _lock(actor, request_id)
    row.state = REQUEST.permit(actor.role, row.state, "withdraw")
    row.save(update_fields=["state"])
    _say(actor, row)
    return row


def _say(actor: Actor, row: RightsRequest) -> None:
    if row.candidate_id:
        words = (row.get_kind_display(), row.get_state_display().lower())
        record(actor, row.municipality_id, RequestDecided(row.candidate_id, row.id, *words))


def _lock(actor: Actor, request_id: UUID) -> RightsRequest:
    row = (
        RightsRequest.objects.select_for_update(no_key=True).filter(requests_of(actor), id=request_id).first()
    )
    if row is None:
        raise NotVisible
    return row
