"""Putting a candidate forward for a place, and the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from plads.candidates.groups import group_on
from plads.candidates.models import Candidate
from plads.candidates.services import lock as lock_candidate
from plads.centres.models import AgreementPause, AgreementVersion, Place
from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.periods import ONE_DAY, closed_last_day, covers, first_day, period, show
from plads.core.roles import Role
from plads.core.week import Slot
from plads.law import Verdict
from plads.law.practice import duration, purpose
from plads.people.queries import is_staff
from plads.placements.events import (
    CandidateNominated,
    NominationAnswered,
    NominationWithdrawn,
    RefillDecided,
)
from plads.placements.lifecycle import NOMINATION
from plads.placements.models import HoursStep, Nomination, Placement, RefillProposal
from plads.placements.policy import visible_nominations
from plads.placements.services.known_here import Stretch as Stretch
from plads.placements.services.known_here import Terms, verdicts_on_history


@dataclass(frozen=True, slots=True)
class StepTerms:
    """The week of a placement from ``first_day`` until the next step."""

    first_day: date
    slots: Sequence[Slot]

    def as_dict(self) -> dict[str, Any]:
        """Return the step ready for JSON."""
        return {"first_day": self.first_day.isoformat(), "slots": week.dump(self.slots)}


@dataclass(frozen=True, slots=True)
class NominationTerms:
    """Who is put forward for which place, when, with which hours and to what purpose."""

    candidate_id: UUID
    place_id: UUID
    first_day: date
    last_day: date
    steps: Sequence[StepTerms]
    purposes: Sequence[str]
    reason: str = ""
    employed_here: bool = False
    difference: str = ""
    """What is new since the candidate was at the workplace last, in words."""


@transaction.atomic
def nominate(actor: Actor, terms: NominationTerms, proposal: RefillProposal | None = None) -> Nomination:
    """Store and return a nomination, with the law's verdicts on it.

    Raises ``Refused`` when the place is taken or outside its period, the candidate is not ready or already put
    forward, the week clashes with their activities, or a rule blocks.
    """
    NOMINATION.permit(actor.role, Nomination.State.OPEN, "nominate")
    place = lock_place(actor, terms.place_id)
    candidate = lock_candidate(actor, terms.candidate_id)
    _check_period(terms, place)
    _check_candidate(candidate, place)
    _check_week(candidate, terms)
    verdicts = nomination_verdicts(candidate, place, terms)
    refuse_blocked(verdicts)
    proposal = proposal or _settle_open(actor, place, terms)
    nomination = Nomination.objects.create(
        municipality_id=place.municipality_id,
        candidate=candidate,
        place=place,
        proposal=proposal,
        period=period(terms.first_day, terms.last_day),
        steps=[each.as_dict() for each in sorted(terms.steps, key=lambda step: step.first_day)],
        purposes=list(terms.purposes),
        employed_here=terms.employed_here,
        verdicts=[verdict.as_dict() for verdict in verdicts],
        reason=terms.reason.strip(),
        nominated_by_id=actor.user_id,
    )
    event = CandidateNominated(
        place.centre_id, place.id, candidate.id, nomination.id, place.number, terms.first_day
    )
    record(actor, place.municipality_id, event)
    return nomination


def nomination_verdicts(candidate: Candidate, place: Place, terms: NominationTerms) -> list[Verdict]:
    """Return what the law says of purpose, duration, the same employer and weekly hours (2 statements).

    The candidate's target group is the one of the first day.
    """
    begins = terms.first_day
    group = group_on(candidate, begins)
    history = Terms(group, begins, _stretches(terms), terms.employed_here, terms.difference)
    return [
        purpose(terms.purposes, begins, target_group=group, employed_here=terms.employed_here),
        duration(group, begins, terms.last_day),
        *verdicts_on_history(candidate, place, history),
    ]


@transaction.atomic
def answer_nomination(actor: Actor, nomination_id: UUID, *, yes: bool, reason: str = "") -> Nomination:
    """Store the candidate's or the company's answer; two times yes accepts, one no declines.

    The contact answers for the company. The candidate answers for themselves, or staff note the candidate's
    answer. Raises ``Refused`` when that side has answered, and on a no without a reason from the company.
    """
    nomination = lock_nomination(actor, nomination_id)
    for_company = actor.role == Role.CONTACT
    NOMINATION.permit(actor.role, nomination.state, "answer_company" if for_company else "answer_candidate")
    if for_company and is_staff(actor.user_id, nomination.municipality_id):
        raise Refused("Du arbejder i kommunen og kan ikke svare for virksomheden.", code="staff")
    given = nomination.company_answer if for_company else nomination.candidate_answer
    if given is not None:
        raise Refused(
            "Der er allerede svaret. Ring til jobcentret, hvis svaret er et andet.", code="answered"
        )
    if for_company and not yes and not reason.strip():
        raise Refused(
            "Skriv kort hvorfor, så jobcentret kan finde en anden.", code="no_reason", field="reason"
        )
    if for_company:
        nomination.company_answer = yes
    else:
        nomination.candidate_answer = yes
    nomination.state = _state_of(nomination)
    if reason.strip():
        nomination.answer_reason = reason.strip()
    nomination.save(update_fields=["company_answer", "candidate_answer", "state", "answer_reason"])
    side = "Virksomheden" if for_company else "Kandidaten"
    event = NominationAnswered(
        nomination.place_id,
        nomination.candidate_id,
        nomination.id,
        side,
        "ja" if yes else "nej",
        both=nomination.state == Nomination.State.ACCEPTED,
    )
    record(actor, nomination.municipality_id, event)
    return nomination


@transaction.atomic
def withdraw_nomination(actor: Actor, nomination_id: UUID) -> Nomination:
    """Take a nomination back; the place is then proposed anew."""
    nomination = lock_nomination(actor, nomination_id)
    nomination.state = NOMINATION.permit(actor.role, nomination.state, "withdraw")
    nomination.save(update_fields=["state"])
    event = NominationWithdrawn(nomination.place_id, nomination.candidate_id, nomination.id)
    record(actor, nomination.municipality_id, event)
    return nomination


def lock_nomination(actor: Actor, nomination_id: UUID) -> Nomination:
    """Return a nomination, locked, if the actor may see it; raises ``NotVisible`` otherwise."""
    nomination = (
        Nomination.objects.select_for_update(of=("self",), no_key=True)
        .select_related("candidate", "place")
        .filter(visible_nominations(actor), id=nomination_id)
        .first()
    )
    if nomination is None:
        raise NotVisible
    return nomination


def nominated_place(actor: Actor, nomination_id: UUID) -> UUID:
    """Return the place of a nomination, which never changes, to be locked before it; raises ``NotVisible``."""
    there = Nomination.objects.filter(visible_nominations(actor), id=nomination_id)
    place_id = there.values_list("place_id", flat=True).first()
    if place_id is None:
        raise NotVisible
    return place_id


def lock_place(actor: Actor, place_id: UUID) -> Place:
    """Return a place, locked until the transaction ends; raises ``NotVisible`` outside the scope.

    Everything that gives a place to somebody takes this lock first, so that two who want the same place are
    served one after the other.
    """
    place = (
        Place.objects.select_for_update(of=("self",), no_key=True)
        .filter(id=place_id, municipality_id__in=actor.municipality_ids)
        .select_related("centre")
        .first()
    )
    if place is None:
        raise NotVisible
    return place


def refuse_taken(place: Place, span: Any, *, field: str = "first_day") -> None:
    """Raise ``Refused`` at ``field`` when somebody has the place on a day of ``span``."""
    other = (
        Placement.objects.filter(place=place, period__overlap=span)
        .exclude(state=Placement.State.CANCELLED)
        .select_related("candidate")
        .first()
    )
    if other is not None:
        raise Refused(
            f"Plads {place.number} er optaget {show(other.period)}. Vælg en anden plads eller en senere start.",
            code="place_taken",
            field=field,
        )


def refuse_not_ready(candidate: Candidate) -> None:
    """Raise ``Refused`` for a candidate who is not ready for a place, or whose data may not be used for it."""
    if candidate.state != Candidate.State.READY:
        raise Refused(
            "Kandidaten er ikke klar til en plads. Noter motivation og samtykke først.",
            code="not_ready",
            field="candidate",
        )
    if candidate.restricted:
        raise Refused(
            "Brugen af kandidatens oplysninger er begrænset. De må ikke bruges til noget nyt, før det er ophævet.",
            code="restricted",
            field="candidate",
        )


def refuse_blocked(verdicts: Sequence[Verdict]) -> None:
    """Raise ``Refused`` with the first rule that blocks: its working, paragraph and remedy."""
    for verdict in verdicts:
        if verdict.blocks:
            working = ". ".join(verdict.working)
            raise Refused(
                f"{verdict.title} ({verdict.paragraph}): {working}. {verdict.remedy}", code=verdict.rule
            )


def settle_proposal(
    actor: Actor, place: Place, proposal: RefillProposal, candidate_id: UUID, reason: str
) -> RefillProposal:
    """Note on an open proposal whom a person chose, so that it waits for nobody; returns it."""
    followed = proposal.first_choice_id == candidate_id
    state = RefillProposal.State.ACCEPTED if followed else RefillProposal.State.OVERRIDDEN
    proposal.state, proposal.chosen_id, proposal.reason = state, candidate_id, reason.strip()
    proposal.decided_by_id, proposal.decided_at = actor.user_id, clock.now()
    proposal.save(update_fields=["state", "chosen", "reason", "decided_by", "decided_at"])
    event = RefillDecided(place.centre_id, place.id, proposal.id, candidate_id, str(state.label).lower())
    record(actor, place.municipality_id, event)
    return proposal


def drop_proposals(place_id: UUID, until: date | None = None) -> None:
    """Let the open proposal for a place fall; with ``until`` only one for days that begin by then."""
    stale = RefillProposal.objects.filter(place_id=place_id, state=RefillProposal.State.OPEN)
    if until is not None:
        stale = stale.filter(free_from__lte=until)
    stale.update(state=RefillProposal.State.EXPIRED)


def _settle_open(actor: Actor, place: Place, terms: NominationTerms) -> RefillProposal | None:
    proposal = RefillProposal.objects.filter(place=place, state=RefillProposal.State.OPEN).first()
    if proposal is None:
        return None
    return settle_proposal(actor, place, proposal, terms.candidate_id, terms.reason)


def _check_period(terms: NominationTerms, place: Place) -> None:
    if terms.last_day < terms.first_day:
        raise Refused("Slutdagen ligger før startdagen.", code="end_before_start", field="last_day")
    if terms.last_day < clock.today():
        raise Refused(
            "Forløbet ville være slut allerede. Vælg dage, der kommer.", code="past", field="last_day"
        )
    span = period(terms.first_day, terms.last_day)
    if not covers(place.period, span):
        raise Refused(
            f"Pladsen er åben {show(place.period)}. Forløbet skal ligge inden for de dage.",
            code="outside_agreement",
            field="last_day" if terms.first_day in place.period else "first_day",
        )
    refuse_resting(place, terms.first_day)
    refuse_leaving(place, span)
    refuse_taken(place, span)


def refuse_leaving(place: Place, span: Any) -> None:
    """Raise ``Refused`` when a change of the agreement that waits for signatures closes the place before."""
    offered = AgreementVersion.objects.filter(
        agreement_id=place.agreement_id, state=AgreementVersion.State.OFFERED
    ).first()
    if offered is None:
        return
    words = next((each for each in offered.places if each["number"] == place.number), None)
    ends = closed_last_day(offered.period)
    own = words.get("last_day") if words else None
    if words is None or closed_last_day(span) > (date.fromisoformat(own) if own else ends):
        raise Refused(
            f"En ændring af aftalen venter på underskrifter, og i den er plads {place.number} ikke der så længe. "
            "Vælg tidligere dage, eller træk ændringen tilbage.",
            code="place_leaves",
            field="last_day",
        )


def refuse_resting(place: Place, first: date) -> None:
    """Raise ``Refused`` when a course would begin in a pause of the place's agreement."""
    resting = AgreementPause.objects.filter(agreement_id=place.agreement_id, period__contains=first).first()
    if resting is not None:
        raise Refused(
            f"Aftalen holder pause {show(resting.period)}. Vælg en dag efter pausen eller en anden plads.",
            code="resting",
            field="first_day",
        )


def _check_candidate(candidate: Candidate, place: Place) -> None:
    refuse_not_ready(candidate)
    if Nomination.objects.filter(candidate=candidate, place=place, state__in=Nomination.WAITING).exists():
        raise Refused("Kandidaten er allerede foreslået til pladsen.", code="nominated", field="candidate")


def _check_week(candidate: Candidate, terms: NominationTerms) -> None:
    if not terms.steps or min(step.first_day for step in terms.steps) != terms.first_day:
        raise Refused("Timerne skal begynde på den første dag.", code="no_hours", field="slots")
    if any(not step.slots for step in terms.steps):
        raise Refused("Skriv tiderne i ugen, fx »man-tor 9-13«.", code="no_hours", field="slots")
    stretches = _stretches(terms)
    if any(last < first for first, last, _ in stretches):
        raise Refused(
            "Hvert timetrin skal vare mindst én dag inden for forløbet. Ret dagene.",
            code="no_hours",
            field="slots",
        )
    refuse_activities(candidate, stretches)
    refuse_busy(candidate, stretches)
    most = max(week.total(step.slots) for step in terms.steps)
    if most > candidate.weekly_minutes:
        raise Refused(
            f"Kandidaten kan højst {week.show_hours(candidate.weekly_minutes)} om ugen. "
            f"Her er der {week.show_hours(most)}.",
            code="too_many_hours",
            field="slots",
        )


def refuse_activities(candidate: Candidate, stretches: Sequence[Stretch]) -> None:
    """Raise ``Refused`` when the candidate has an activity at one of these times."""
    for activity in candidate.activities.filter(period__overlap=_days_of(stretches)):
        for first, last, slots in stretches:
            if first > closed_last_day(activity.period) or last < first_day(activity.period):
                continue
            for mine, theirs in week.clashes(list(slots), activity.week):
                raise Refused(
                    f"{mine} er optaget af {activity.title} ({theirs}). Vælg andre tider.",
                    code="clash",
                    field="slots",
                )


def _days_of(stretches: Sequence[Stretch]) -> Any:
    return period(min(first for first, _, _ in stretches), max(last for _, last, _ in stretches))


def refuse_busy(candidate: Candidate, stretches: Sequence[Stretch], *, but: UUID | None = None) -> None:
    """Raise ``Refused`` when the candidate is in another place (not that of ``but``) at one of these times."""
    others = (
        HoursStep.objects.filter(
            placement__candidate=candidate,
            placement__state__in=Placement.HOLDING,
            period__overlap=_days_of(stretches),
        )
        .exclude(placement=but)
        .select_related("placement__place__centre")
    )
    for other in others:
        for first, last, slots in stretches:
            if first > closed_last_day(other.period) or last < first_day(other.period):
                continue
            for mine, theirs in week.clashes(list(slots), other.week):
                raise Refused(
                    f"{mine} er kandidaten på {other.placement.place.centre.name} ({theirs}). Vælg andre tider.",
                    code="clash",
                    field="slots",
                )


def stored_stretches(nomination: Nomination) -> list[Stretch]:
    """Return a nomination's steps with their first and last days."""
    steps = [(date.fromisoformat(step["first_day"]), week.load(step["slots"])) for step in nomination.steps]
    return _until_the_next(steps, closed_last_day(nomination.period))


def _stretches(terms: NominationTerms) -> list[Stretch]:
    steps = sorted(terms.steps, key=lambda step: step.first_day)
    return _until_the_next([(step.first_day, step.slots) for step in steps], terms.last_day)


def _until_the_next(steps: Sequence[tuple[date, Sequence[Slot]]], end: date) -> list[Stretch]:
    """Return each step with its first and last day: it lasts until the next begins, the last one until the end."""
    lasts = [*(first - ONE_DAY for first, _ in steps[1:]), end]
    return [(first, last, slots) for (first, slots), last in zip(steps, lasts, strict=True)]


def _state_of(nomination: Nomination) -> str:
    answers = (nomination.candidate_answer, nomination.company_answer)
    if False in answers:
        return Nomination.State.DECLINED
    return Nomination.State.ACCEPTED if answers == (True, True) else Nomination.State.OPEN
