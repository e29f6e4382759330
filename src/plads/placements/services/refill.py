"""Refill: a free place is proposed to the next candidate at once; a person decides."""

from dataclasses import asdict
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from plads.candidates.models import Candidate
from plads.centres.models import AgreementPause, Place
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.models import Municipality
from plads.core.periods import ONE_DAY, closed_last_day, first_day, last_day, period
from plads.law.practice import longest_last_day
from plads.placements.events import RefillProposed
from plads.placements.models import Nomination, Placement, Purpose, RefillProposal
from plads.placements.planning_facts import (
    activities_from,
    candidate_terms,
    intervals,
    place_terms,
    slots,
    waiting_candidates,
)
from plads.placements.policy import visible_proposals
from plads.placements.services.nominations import (
    NominationTerms,
    StepTerms,
    drop_proposals,
    lock_place,
    nominate,
    settle_proposal,
)
from plads.planning import CandidateTerms, Proposal, fit_week, load_weights, propose

TOP = 10
"""How many of the ranked are kept with their reasons.

Whatever proposes for several places takes them by id, as everybody does who locks more than one.
"""


@transaction.atomic
def propose_refill(actor: Actor, place_id: UUID, free_from: date | None = None) -> RefillProposal | None:
    """Store and return who could have a place from ``free_from`` (default: the day it is free).

    An open proposal for the place is replaced. Returns ``None`` when the place is taken until its end, closed,
    or already offered to somebody.
    """
    place = lock_place(actor, place_id)
    begins = free_day(place, free_from)
    if begins is None or place.state == Place.State.CLOSED:
        return None
    if Nomination.objects.filter(place=place, state__in=Nomination.WAITING).exists():
        return None
    candidates = waiting_candidates(place.municipality_id, begins)
    proposal = propose(place_terms(place, begins), candidates, load_weights())
    drop_proposals(place.id)
    stored = _store(place, begins, proposal, candidates)
    event = RefillProposed(place.centre_id, place.id, stored.id, place.number, begins, len(proposal.ranked))
    record(actor, place.municipality_id, event)
    return stored


@transaction.atomic
def decide_refill(
    actor: Actor, proposal_id: UUID, candidate_id: UUID, *, reason: str = "", first_day: date | None = None
) -> Nomination:
    """Store a person's choice and nominate the chosen candidate with the week that fits; returns the nomination.

    Choosing another than the first needs a reason. Raises ``Refused`` when the proposal is no longer open.
    """
    proposal = _lock_proposal(actor, proposal_id)
    first = first_day or max(proposal.free_from, clock.today() + ONE_DAY)
    followed = proposal.first_choice_id == candidate_id
    if not followed and not reason.strip():
        raise Refused("Skriv, hvorfor du vælger en anden.", code="no_reason", field="reason")
    settle_proposal(actor, proposal.place, proposal, candidate_id, reason)
    return nominate(actor, standard_terms(actor, proposal.place, candidate_id, first), proposal)


def standard_terms(actor: Actor, place: Place, candidate_id: UUID, start: date) -> NominationTerms:
    """Return a nomination's usual terms: the longest lawful period within the place's, and the week that fits."""
    candidate = (
        Candidate.objects.filter(id=candidate_id, municipality_id__in=actor.municipality_ids)
        .prefetch_related(activities_from(start))
        .first()
    )
    if candidate is None:
        raise NotVisible
    return usual_terms(candidate, place, start)


def usual_terms(candidate: Candidate, place: Place, start: date) -> NominationTerms:
    """Return ``standard_terms`` for a candidate already read with the activities from ``start`` on."""
    terms = candidate_terms(candidate, candidate.activities.all())
    fitted = fit_week(intervals(place.week), terms.available, terms.busy, terms.weekly_minutes)
    last = min(longest_last_day(candidate.target_group, start), closed_last_day(place.period))
    return NominationTerms(
        candidate_id=candidate.id,
        place_id=place.id,
        first_day=start,
        last_day=last,
        steps=[StepTerms(start, slots(fitted))],
        purposes=[Purpose.SKILLS.value],
    )


def free_day(place: Place, wanted: date | None = None) -> date | None:
    """Return the first day from ``wanted`` (default: today) that nobody has the place and it does not rest."""
    if place.period.isempty:
        return None
    day = max(wanted or clock.today(), clock.today(), first_day(place.period))
    taken = Placement.objects.filter(place=place, period__endswith__gt=day)
    pauses = AgreementPause.objects.filter(agreement_id=place.agreement_id)
    spans = [
        *taken.exclude(state=Placement.State.CANCELLED).values_list("period", flat=True),
        *pauses.filter(Q(period__endswith__gt=day) | Q(period__upper_inf=True)).values_list(
            "period", flat=True
        ),
    ]
    for span in sorted(spans, key=first_day):
        if day in span:
            after = last_day(span)
            if after is None:
                return None
            day = after + ONE_DAY
    return day if day in place.period else None


@transaction.atomic
def renew_proposals(actor: Actor, candidate_id: UUID) -> int:
    """Propose anew for the places whose open proposal has ``candidate_id`` first; returns how many."""
    stale = RefillProposal.objects.filter(
        municipality_id__in=actor.municipality_ids,
        state=RefillProposal.State.OPEN,
        first_choice_id=candidate_id,
    )
    places = list(stale.order_by("place_id").values_list("place_id", flat=True))
    for place_id in places:
        propose_refill(actor, place_id)
    return len(places)


@transaction.atomic
def propose_for_agreement(actor: Actor, agreement_id: UUID) -> list[RefillProposal]:
    """Propose anew for the places of an agreement whose days to be filled have changed.

    Those are the places that had a proposal, and those that are free within the municipality's lead: a place that is
    held for longer is proposed for in its time.
    """
    places = Place.objects.filter(agreement_id=agreement_id, municipality_id__in=actor.municipality_ids)
    living = places.exclude(state=Place.State.CLOSED)
    proposed = RefillProposal.objects.filter(place__in=living, state=RefillProposal.State.OPEN)
    lead = Municipality.objects.get(id=actor.municipality_id).refill_lead_days
    held = _holding_beyond(clock.today() + timedelta(days=lead))
    asked = living.filter(
        Q(id__in=list(proposed.values_list("place_id", flat=True))) | ~Q(placements__in=held)
    )
    ids = list(asked.order_by("id").values_list("id", flat=True).distinct())
    proposed.update(state=RefillProposal.State.EXPIRED)
    proposals = [propose_refill(actor, place_id) for place_id in ids]
    return [proposal for proposal in proposals if proposal is not None]


@transaction.atomic
def propose_free_places(actor: Actor, lead: timedelta) -> list[RefillProposal]:
    """Propose for every place that is free, or will be within ``lead``, and that nobody has a proposal for yet.

    An end that is known ahead is filled ahead, and a place that came to us empty is not left so.
    """
    soon = clock.today() + lead
    unseen = (
        Place.objects.filter(
            municipality_id__in=actor.municipality_ids,
            period__overlap=period(clock.today(), soon),
        )
        .exclude(state=Place.State.CLOSED)
        .exclude(proposals__state=RefillProposal.State.OPEN)
        .exclude(placements__in=_holding_beyond(soon))
        .order_by("id")
    )
    proposals = [propose_refill(actor, place_id) for place_id in unseen.values_list("id", flat=True)]
    return [proposal for proposal in proposals if proposal is not None]


def _holding_beyond(day: date) -> "QuerySet[Placement]":
    return Placement.objects.exclude(state=Placement.State.CANCELLED).filter(period__contains=day)


def _store(
    place: Place, begins: date, proposal: Proposal, candidates: list[CandidateTerms]
) -> RefillProposal:
    return RefillProposal.objects.create(
        municipality_id=place.municipality_id,
        place=place,
        free_from=begins,
        free_to=closed_last_day(place.period),
        weights_version=proposal.weights,
        inputs=[_snapshot(each) for each in candidates],
        ranked=[asdict(each) for each in proposal.ranked[:TOP]],
        blocked={candidate: list(rules) for candidate, rules in proposal.blocked.items()},
        first_choice_id=UUID(proposal.ranked[0].candidate) if proposal.ranked else None,
    )


def _snapshot(candidate: CandidateTerms) -> dict[str, object]:
    return {
        "id": candidate.id,
        "functions": sorted(candidate.functions),
        "danish_level": candidate.danish_level,
        "available": [[each.weekday, each.start, each.end] for each in candidate.available],
        "busy": [[each.weekday, each.start, each.end] for each in candidate.busy],
        "weekly_minutes": candidate.weekly_minutes,
        "waiting_since": candidate.waiting_since.isoformat(),
        "languages": sorted(candidate.languages),
        "avoids": sorted(candidate.avoids),
        "places": sorted(candidate.places),
    }


def _lock_proposal(actor: Actor, proposal_id: UUID) -> RefillProposal:
    """Return an open proposal, locked after its place: everybody takes the place first."""
    where = RefillProposal.objects.filter(visible_proposals(actor), id=proposal_id)
    place_id = where.values_list("place_id", flat=True).first()
    if place_id is None:
        raise NotVisible
    lock_place(actor, place_id)
    proposal = (
        RefillProposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("place__centre")
        .filter(visible_proposals(actor), id=proposal_id)
        .first()
    )
    if proposal is None:
        raise NotVisible
    if proposal.state != RefillProposal.State.OPEN:
        raise Refused(
            "Der er allerede valgt, eller der er et nyere forslag. Hent siden igen.", code="decided"
        )
    return proposal
