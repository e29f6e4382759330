"""A placement from plan to its first day."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from plads.candidates.services import lock as lock_candidate
from plads.centres.models import Place
from plads.companies.queries import employment
from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.periods import closed_last_day, first_day, period, show_day
from plads.law import Verdict
from plads.law.quota import QuotaFacts, quota
from plads.placements.events import (
    PlacementApproved,
    PlacementCancelled,
    PlacementPlanned,
    PlacementStarted,
)
from plads.placements.lifecycle import NOMINATION, PLACEMENT
from plads.placements.models import HoursStep, Nomination, Placement
from plads.placements.policy import visible_placements
from plads.placements.services.nominations import (
    lock_nomination,
    lock_place,
    refuse_blocked,
    refuse_busy,
    refuse_not_ready,
    refuse_taken,
    stored_stretches,
)

WALLS = {
    "placements_one_person_in_a_place": ("Pladsen er lige blevet optaget af en anden.", "place_taken"),
    "placement_within_agreement": (
        "Forløbet ligger uden for aftalens periode. Vælg dage inden for den.",
        "outside_agreement",
    ),
    "candidate_hours_within_week": (
        "Kandidaten får for mange timer om ugen, når forløbene lægges sammen. Sæt timerne ned.",
        "too_many_hours",
    ),
}
"""What a person reads when the database itself says no."""


@transaction.atomic
def plan_placement(actor: Actor, nomination_id: UUID) -> Placement:
    """Turn an accepted nomination into a placement that holds the place; returns it.

    Raises ``Refused`` when somebody else got the place first, when the candidate was closed in the meantime,
    when it lies outside the agreement, or when the candidate's hours would pass the limit.
    """
    nomination = lock_nomination(actor, nomination_id)
    target = NOMINATION.permit(actor.role, nomination.state, "place")
    place = lock_place(actor, nomination.place_id)
    candidate = lock_candidate(actor, nomination.candidate_id)
    refuse_taken(place, nomination.period)
    refuse_not_ready(candidate)
    refuse_busy(candidate, stored_stretches(nomination))
    try:
        with transaction.atomic():
            placement = _store(nomination, place)
    except IntegrityError as error:
        raise refusal_of(error) from error
    nomination.state = target
    nomination.save(update_fields=["state"])
    event = PlacementPlanned(
        place.centre_id,
        place.id,
        nomination.candidate_id,
        placement.id,
        first_day(placement.period),
        placement.agreed_last_day,
    )
    record(actor, placement.municipality_id, event)
    return placement


@transaction.atomic
def approve_placement(actor: Actor, placement_id: UUID) -> Placement:
    """Grant a placement: nobody starts before (the grant is the insurance). Returns it with its verdicts.

    Raises ``Refused`` when rimelighedskravet blocks it at that P-number on that day.
    """
    placement = lock_placement(actor, placement_id)
    target = PLACEMENT.permit(actor.role, placement.state, "approve")
    _refuse_over(placement)
    verdict = placement_quota(placement)
    refuse_blocked([verdict])
    placement.state, placement.approved_by_id = target, actor.user_id
    placement.approved_at = clock.now()
    placement.verdicts = [*placement.verdicts, verdict.as_dict()]
    placement.save(update_fields=["state", "approved_by", "approved_at", "verdicts"])
    event = PlacementApproved(placement.place_id, placement.candidate_id, placement.id, actor.name)
    record(actor, placement.municipality_id, event)
    return placement


def placement_quota(placement: Placement) -> Verdict:
    """Return rimelighedskravet for a placement on its first day, with all others at that P-number."""
    workplace_id = placement.place.centre.workplace_id
    others = (
        HoursStep.objects.filter(
            placement__place__centre__workplace_id=workplace_id,
            placement__state__in=Placement.HOLDING,
            placement__period__overlap=placement.period,
        )
        .exclude(placement=placement)
        .values("placement")
        .annotate(most=Max("weekly_minutes"))
    )
    mine = max(step.weekly_minutes for step in placement.steps.all())
    weekly = [*(row["most"] for row in others), mine]
    return quota(QuotaFacts(employment(workplace_id), weekly, new=1), on=first_day(placement.period))


@transaction.atomic
def start_placement(actor: Actor, placement_id: UUID) -> Placement:
    """Let an approved placement begin; raises ``Refused`` before its first day."""
    placement = lock_placement(actor, placement_id)
    target = PLACEMENT.permit(actor.role, placement.state, "start")
    begins = first_day(placement.period)
    if clock.today() < begins:
        raise Refused(f"Forløbet begynder først {show_day(begins)}.", code="too_early")
    _refuse_over(placement)
    placement.state = target
    placement.save(update_fields=["state"])
    event = PlacementStarted(placement.place_id, placement.candidate_id, placement.id)
    record(actor, placement.municipality_id, event)
    return placement


@transaction.atomic
def cancel_placement(actor: Actor, placement_id: UUID) -> Placement:
    """Call off a placement that has not begun; its place is free again."""
    placement = lock_placement(actor, placement_id)
    placement.state = PLACEMENT.permit(actor.role, placement.state, "cancel")
    placement.save(update_fields=["state"])
    event = PlacementCancelled(
        placement.place.centre_id, placement.place_id, placement.candidate_id, placement.id
    )
    record(actor, placement.municipality_id, event)
    return placement


def _refuse_over(placement: Placement) -> None:
    last = closed_last_day(placement.period)
    if last < clock.today():
        raise Refused(
            f"Forløbets sidste dag var {show_day(last)}. Aflys det, og planlæg et nyt.", code="over"
        )


def lock_placement(actor: Actor, placement_id: UUID) -> Placement:
    """Return a placement, locked, if the actor may see it; raises ``NotVisible`` otherwise."""
    placement = (
        Placement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("place__centre", "candidate")
        .filter(visible_placements(actor), id=placement_id)
        .first()
    )
    if placement is None:
        raise NotVisible
    return placement


def refusal_of(error: IntegrityError) -> Refused:
    """Return what a person reads when a wall of the database stopped a placement; re-raises an unknown one."""
    diagnosis = getattr(error.__cause__, "diag", None)
    known = WALLS.get(str(getattr(diagnosis, "constraint_name", "")))
    if known is None:
        raise error
    return Refused(known[0], code=known[1])


def _store(nomination: Nomination, place: Place) -> Placement:
    placement = Placement.objects.create(
        municipality_id=nomination.municipality_id,
        place=place,
        candidate_id=nomination.candidate_id,
        nomination=nomination,
        period=nomination.period,
        agreed_last_day=closed_last_day(nomination.period),
        purposes=nomination.purposes,
        tasks=place.tasks,
        verdicts=nomination.verdicts,
    )
    for first, last, slots in stored_stretches(nomination):
        HoursStep.objects.create(
            municipality_id=nomination.municipality_id,
            placement=placement,
            period=period(first, last),
            weekly_minutes=week.total(slots),
            slots=week.dump(slots),
        )
    return placement


def starts_due(actor: Actor) -> list[UUID]:
    """Return the granted placements whose first day has come."""
    due = Placement.objects.filter(
        municipality_id__in=actor.municipality_ids,
        state=Placement.State.APPROVED,
        period__startswith__lte=clock.today(),
        period__endswith__gt=clock.today(),
    )
    return list(due.order_by("id").values_list("id", flat=True))
