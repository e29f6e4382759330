"""Verbs about name and address protection: setting it, and opening what it hides, with a reason."""

from uuid import UUID

from django.db import transaction

from plads.candidates.events import CandidateProtected, ProtectionLifted
from plads.candidates.models import Candidate
from plads.candidates.policy import visible
from plads.candidates.services import lock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.looks import Sight, saw
from plads.core.roles import Role

SETTERS = frozenset({Role.CASEWORKER, Role.COORDINATOR})
"""Who sets and lifts the protection: those who get word of it from the register."""

REASON_AT_MOST = 160
"""How long a reason for opening can be: what an access record holds."""


@transaction.atomic
def set_protection(actor: Actor, candidate_id: UUID, *, protected: bool) -> Candidate:
    """Note that a candidate has name and address protection, or has it no more; asking twice changes nothing.

    Raises ``Refused`` for who may not set it.
    """
    if actor.role not in SETTERS:
        raise Refused(
            "Det er sagsbehandleren eller tovholderen, der noterer navne- og adressebeskyttelse. Spørg dem.",
            code="wrong_role",
        )
    candidate = lock(actor, candidate_id)
    if candidate.protected == protected:
        return candidate
    candidate.protected = protected
    candidate.save(update_fields=["protected"])
    event = CandidateProtected if protected else ProtectionLifted
    record(actor, candidate.municipality_id, event(candidate.id))
    return candidate


@transaction.atomic
def open_protected(actor: Actor, candidate_id: UUID, why: str) -> str:
    """Note that the actor opens a protected candidate's name and contact, and why; returns the reason as noted.

    The look itself is recorded with the reason before anything is shown. Raises ``Refused`` without a reason, and
    ``NotVisible`` for who does not see the candidate at all.
    """
    candidate = (
        Candidate.objects.filter(visible(actor), id=candidate_id).only("id", "municipality_id").first()
    )
    if candidate is None or not actor.is_office:
        raise NotVisible
    reason = " ".join(why.split())[:REASON_AT_MOST]
    if not reason:
        raise Refused(
            "Skriv, hvorfor du har brug for at se navn og kontaktoplysninger.", code="no_reason", field="why"
        )
    sights = (Sight.NAME, Sight.CONTACT, Sight.CPR)
    saw(actor, [candidate.id], *sights, municipality_id=candidate.municipality_id, why=reason, protected=True)
    return reason
