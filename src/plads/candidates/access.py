"""Letting a candidate sign in to their own page."""

from uuid import UUID

from django.db import transaction

from plads.candidates.events import CandidateInvited
from plads.candidates.models import Candidate
from plads.candidates.policy import visible
from plads.candidates.queries import sign_in_of
from plads.candidates.services import lock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.identifiers import clean_cpr
from plads.core.ids import new_id
from plads.core.keyring import key_ring
from plads.core.roles import Role
from plads.people.models import User
from plads.people.services import give_role
from plads.people.sso import NOWHERE


@transaction.atomic
def invite_candidate(actor: Actor, candidate_id: UUID, *, by_code: bool = False) -> User:
    """Let a candidate sign in with the e-mail on their page; returns the user, the same one when asked twice.

    One candidate has one sign-in: correcting the e-mail afterwards does not let a second person in. Raises
    ``Refused`` for who is not office staff and without an e-mail; with ``by_code`` they need none, because they come
    in by link and code.
    """
    if not actor.is_office:
        raise Refused("Kun kommunens medarbejdere kan give kandidater adgang.", code="wrong_role")
    candidate = lock(actor, candidate_id)
    known = sign_in_of(candidate.id).select_related("user").first()
    if known is not None:
        return known.user
    if not candidate.email and not by_code:
        raise Refused("Skriv først kandidatens e-mail under »Ret oplysningerne«.", code="no_email")
    user = give_role(
        actor,
        candidate.municipality_id,
        email=candidate.email or f"{new_id()}@{NOWHERE}",
        name=candidate.name,
        role=Role.CANDIDATE,
        subject_id=candidate.id,
    )
    record(actor, candidate.municipality_id, CandidateInvited(candidate.id))
    return user


def candidates_with_cpr(actor: Actor, cpr: str) -> list[tuple[UUID, UUID]]:
    """Return where somebody with a proved CPR number is a candidate: municipality and candidate (1 statement).

    For sign-in by others, before anybody is signed in; found by HMAC, and asked even for what is no CPR number, so
    that the time it takes tells nothing.
    """
    try:
        lookups = key_ring().lookups(clean_cpr(cpr))
    except ValueError:
        lookups = key_ring().lookups("")
    rows = Candidate.objects.filter(visible(actor), cpr_lookup__in=lookups).order_by("created_at", "id")
    return list(rows.values_list("municipality_id", "id"))
