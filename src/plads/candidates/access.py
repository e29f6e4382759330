"""Letting a candidate sign in to their own page."""

from uuid import UUID

from django.db import transaction

from plads.candidates.events import CandidateInvited
from plads.candidates.queries import sign_in_of
from plads.candidates.services import lock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.roles import Role
from plads.people.models import User
from plads.people.services import give_role


@transaction.atomic
def invite_candidate(actor: Actor, candidate_id: UUID) -> User:
    """Let a candidate sign in with the e-mail on their page; returns the user, the same one when asked twice.

    One candidate has one sign-in: correcting the e-mail afterwards does not let a second person in. Raises
    ``Refused`` for who is not office staff and without an e-mail.
    """
    if not actor.is_office:
        raise Refused("Kun kommunens medarbejdere kan give kandidater adgang.", code="wrong_role")
    candidate = lock(actor, candidate_id)
    known = sign_in_of(candidate.id).select_related("user").first()
    if known is not None:
        return known.user
    if not candidate.email:
        raise Refused("Skriv først kandidatens e-mail under »Ret oplysningerne«.", code="no_email")
    user = give_role(
        actor,
        candidate.municipality_id,
        email=candidate.email,
        name=candidate.name,
        role=Role.CANDIDATE,
        subject_id=candidate.id,
    )
    record(actor, candidate.municipality_id, CandidateInvited(candidate.id))
    return user
