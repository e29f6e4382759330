"""Verbs about candidates."""

from dataclasses import fields
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from plads.candidates.checks import check_facts
from plads.candidates.events import (
    ActivityAdded,
    CandidateChanged,
    CandidateClosed,
    CandidateProtected,
    CandidateReady,
    CandidateRegistered,
)
from plads.candidates.facts import CandidateChanges, CandidateFacts
from plads.candidates.groups import begin_groups, change_group, check_group_day
from plads.candidates.lifecycle import CANDIDATE
from plads.candidates.models import Activity, Candidate
from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.identifiers import clean_cpr, cleaned
from plads.core.keyring import key_ring
from plads.core.periods import period
from plads.core.week import Slot

_APART = ("name", "available", "group_from")
CHANGEABLE = tuple(each.name for each in fields(CandidateChanges) if each.name not in _APART)
"""Columns stored as they are given."""


@transaction.atomic
def register_candidate(actor: Actor, facts: CandidateFacts) -> Candidate:
    """Store and return a new candidate.

    Raises ``Refused`` on an impossible CPR number, or one the municipality already has, and on more than a
    full week.
    """
    _staff_only(actor)
    check_facts(facts)
    check_group_day(facts.group_from)
    cpr = cleaned(clean_cpr, facts.cpr, "cpr")
    taken = Refused(
        "Der er allerede en kandidat med det CPR-nummer. Søg kandidaten frem i listen.",
        code="cpr_taken",
        field="cpr",
    )
    lookups = key_ring().lookups(cpr)
    if Candidate.objects.filter(municipality_id=actor.municipality_id, cpr_lookup__in=lookups).exists():
        raise taken
    try:
        with transaction.atomic():
            candidate = _store(actor, facts, cpr, lookups[0])
    except IntegrityError as error:  # somebody else entered the same person this very moment
        raise taken from error
    record(actor, candidate.municipality_id, CandidateRegistered(candidate.id))
    if candidate.protected:
        record(actor, candidate.municipality_id, CandidateProtected(candidate.id))
    return candidate


def _store(actor: Actor, facts: CandidateFacts, cpr: str, lookup: str) -> Candidate:
    candidate = Candidate.objects.create(
        municipality_id=actor.municipality_id,
        name=facts.name.strip(),
        cpr=cpr,
        cpr_lookup=lookup,
        protected=facts.protected,
        available=week.dump(facts.available),
        **{name: getattr(facts, name) for name in CHANGEABLE},
    )
    begin_groups([candidate], {candidate.id: facts.group_from} if facts.group_from else {})
    return candidate


@transaction.atomic
def change_candidate(actor: Actor, candidate_id: UUID, changes: CandidateChanges) -> Candidate:
    """Correct what is known of a candidate; the CPR number stays. Agreed hours of a placement do not change.

    Raises ``Refused`` on what cannot be so, and on a target group from a day that cannot be.
    """
    _staff_only(actor)
    check_facts(changes)
    candidate = lock(actor, candidate_id)
    change_group(candidate, changes.target_group, changes.group_from)
    for name in CHANGEABLE:
        setattr(candidate, name, getattr(changes, name))
    candidate.name, candidate.available = changes.name.strip(), week.dump(changes.available)
    candidate.save()
    record(actor, candidate.municipality_id, CandidateChanged(candidate.id))
    return candidate


@transaction.atomic
def make_ready(actor: Actor, candidate_id: UUID, *, motivation: str, consent: bool) -> Candidate:
    """Note the candidate's own motivation and consent, and let them be proposed for places.

    Raises ``Refused`` without a motivation in the candidate's words or without consent.
    """
    candidate = lock(actor, candidate_id)
    target = CANDIDATE.permit(actor.role, candidate.state, "make_ready")
    if not motivation.strip():
        raise Refused("Skriv, hvad kandidaten selv gerne vil.", code="no_motivation", field="motivation")
    if not consent:
        raise Refused(
            "Kandidaten skal sige ja til, at oplysningerne bruges til at finde en plads.",
            code="no_consent",
            field="consent",
        )
    candidate.state, candidate.motivation, candidate.consent_at = target, motivation.strip(), clock.now()
    candidate.save()
    record(actor, candidate.municipality_id, CandidateReady(candidate.id))
    return candidate


@transaction.atomic
def close_candidate(actor: Actor, candidate_id: UUID) -> Candidate:
    """Take a candidate out of the proposals, for instance because they got a job.

    Raises ``Refused`` while they have or await a place: nobody closed sits in a place.
    """
    candidate = lock(actor, candidate_id)
    candidate.state = CANDIDATE.permit(actor.role, candidate.state, "close")
    if candidate.placements.filter(state__in=["planned", "approved", "running"]).exists():
        raise Refused(
            "Kandidaten har et forløb. Afslut eller aflys det først, så pladsen bliver fri.", code="has_place"
        )
    candidate.save(update_fields=["state"])
    record(actor, candidate.municipality_id, CandidateClosed(candidate.id))
    return candidate


@transaction.atomic
def settle_after_placement(
    actor: Actor, candidate_id: UUID, *, goes_on: bool, free_from: date, was_to_go_on: bool = False
) -> Candidate:
    """Let a candidate whose placement ends wait again from ``free_from``, or close them when they go on.

    ``goes_on`` means a job, education or the like: such a candidate is not proposed for the next free place.
    ``was_to_go_on`` says that this was expected and is not so any more: the candidate is then ready again.
    """
    candidate = lock(actor, candidate_id)
    if was_to_go_on and not goes_on and candidate.state == Candidate.State.CLOSED:
        candidate.state = Candidate.State.READY
        record(actor, candidate.municipality_id, CandidateReady(candidate.id))
    if candidate.state != Candidate.State.READY:
        return candidate
    if goes_on:
        candidate.state = Candidate.State.CLOSED
        record(actor, candidate.municipality_id, CandidateClosed(candidate.id))
    else:
        candidate.waiting_since = free_from
    candidate.save(update_fields=["state", "waiting_since"])
    return candidate


@transaction.atomic
def add_activity(
    actor: Actor,
    candidate_id: UUID,
    *,
    kind: str,
    title: str,
    first_day: date,
    last_day: date,
    slots: list[Slot],
    provider: str = "",
) -> Activity:
    """Store an activity in the candidate's week; raises ``Refused`` when it clashes with another one."""
    _staff_only(actor)
    candidate = lock(actor, candidate_id)
    if last_day < first_day:
        raise Refused("Aktiviteten slutter, før den begynder.", code="end_before_start", field="last_day")
    span = period(first_day, last_day)
    for other in candidate.activities.filter(period__overlap=span):
        for mine, theirs in week.clashes(slots, other.week):
            raise Refused(
                f"{mine} er optaget af {other.title} ({theirs}). Vælg en anden tid.",
                code="clash",
                field="slots",
            )
    activity = Activity.objects.create(
        municipality_id=candidate.municipality_id,
        candidate=candidate,
        kind=kind,
        title=title,
        provider=provider,
        period=span,
        slots=week.dump(slots),
    )
    record(actor, candidate.municipality_id, ActivityAdded(candidate.id, first_day))
    return activity


def lock(actor: Actor, candidate_id: UUID) -> Candidate:
    """Return the candidate, locked until the transaction ends; raises ``NotVisible`` outside the scope."""
    candidate = (
        Candidate.objects.select_for_update(no_key=True)
        .filter(id=candidate_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if candidate is None:
        raise NotVisible
    return candidate


def _staff_only(actor: Actor) -> None:
    if not actor.is_office:
        raise Refused("Kun kommunens medarbejdere kan ændre kandidater.", code="wrong_role")
