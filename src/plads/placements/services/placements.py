"""A placement from plan to its first day."""

from uuid import UUID

from django.db import IntegrityError, transaction

from plads.candidates.services import lock as lock_candidate
from plads.centres.models import Place
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.periods import closed_last_day, first_day, show_day
from plads.placements.events import (
    PlacementApproved,
    PlacementCancelled,
    PlacementLapsed,
    PlacementPlanned,
    PlacementStarted,
)
from plads.placements.lifecycle import NOMINATION, PLACEMENT
from plads.placements.models import Nomination, Placement, VitasApplication
from plads.placements.policy import visible_placements
from plads.placements.services.nominations import (
    lock_nomination,
    lock_place,
    nominated_place,
    refuse_blocked,
    refuse_busy,
    refuse_leaving,
    refuse_not_ready,
    refuse_resting,
    refuse_taken,
    stored_stretches,
)
from plads.placements.services.quota import placement_quota
from plads.placements.services.steps import add_step
from plads.placements.services.vitas_gate import begin_application, may_begin, refuse_unapproved

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
    when it lies outside the agreement or begins in a pause of it, when a change that is sent out takes the place, or
    when the candidate's hours would pass the limit.
    """
    place = lock_place(actor, nominated_place(actor, nomination_id))
    nomination = lock_nomination(actor, nomination_id)
    target = NOMINATION.permit(actor.role, nomination.state, "place")
    candidate = lock_candidate(actor, nomination.candidate_id)
    refuse_taken(place, nomination.period)
    refuse_resting(place, first_day(nomination.period))
    refuse_leaving(place, nomination.period)
    refuse_not_ready(candidate)
    refuse_busy(candidate, stored_stretches(nomination))
    try:
        with transaction.atomic():
            placement = _store(nomination, place)
    except IntegrityError as error:
        raise refusal_of(error) from error
    begin_application(placement)
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

    Raises ``Refused`` when rimelighedskravet blocks it at that P-number on that day, and when its first day has
    passed: a grant does not reach back.
    """
    placement = lock_placement(actor, placement_id)
    target = PLACEMENT.permit(actor.role, placement.state, "approve")
    _refuse_over(placement)
    _refuse_late(placement)
    verdict = placement_quota(placement)
    refuse_blocked([verdict])
    placement.state, placement.approved_by_id = target, actor.user_id
    placement.approved_at = clock.now()
    placement.verdicts = [*placement.verdicts, verdict.as_dict()]
    placement.save(update_fields=["state", "approved_by", "approved_at", "verdicts"])
    event = PlacementApproved(placement.place_id, placement.candidate_id, placement.id, actor.name)
    record(actor, placement.municipality_id, event)
    return placement


@transaction.atomic
def start_placement(actor: Actor, placement_id: UUID) -> Placement:
    """Let an approved placement begin; raises ``Refused`` before its first day, and before VITAS has approved it."""
    placement = lock_placement(actor, placement_id)
    target = PLACEMENT.permit(actor.role, placement.state, "start")
    begins = first_day(placement.period)
    if clock.today() < begins:
        raise Refused(f"Forløbet begynder først {show_day(begins)}.", code="too_early")
    _refuse_over(placement)
    refuse_unapproved(actor.role, placement)
    placement.state = target
    placement.save(update_fields=["state"])
    event = PlacementStarted(placement.place_id, placement.candidate_id, placement.id)
    record(actor, placement.municipality_id, event)
    return placement


@transaction.atomic
def cancel_placement(actor: Actor, placement_id: UUID) -> Placement:
    """Call off a placement that has not begun; its place is free again.

    An application that never came to VITAS goes with it. One that stands there is withdrawn by a person.
    """
    placement = lock_placement(actor, placement_id)
    placement.state = PLACEMENT.permit(actor.role, placement.state, "cancel")
    placement.save(update_fields=["state"])
    _drop_unsent(placement)
    event = PlacementCancelled(
        placement.place.centre_id, placement.place_id, placement.candidate_id, placement.id
    )
    record(actor, placement.municipality_id, event)
    return placement


@transaction.atomic
def lapse_placement(actor: Actor, placement_id: UUID) -> Placement:
    """Call off a placement whose last day passed without its ever beginning, so that it holds nothing any more."""
    placement = lock_placement(actor, placement_id)
    placement.state = PLACEMENT.permit(actor.role, placement.state, "lapse")
    last = closed_last_day(placement.period)
    if last >= clock.today():
        raise Refused("Forløbet er ikke forbi endnu.", code="not_over")
    placement.save(update_fields=["state"])
    _drop_unsent(placement)
    event = PlacementLapsed(
        placement.place.centre_id, placement.place_id, placement.candidate_id, placement.id, last
    )
    record(actor, placement.municipality_id, event)
    return placement


def lapses_due(actor: Actor) -> list[UUID]:
    """Return the placements that never began and whose last day has passed."""
    over = Placement.objects.filter(
        municipality_id__in=actor.municipality_ids,
        state__in=[Placement.State.PLANNED, Placement.State.APPROVED],
        period__endswith__lte=clock.today(),
    )
    return list(over.order_by("id").values_list("id", flat=True))


def _drop_unsent(placement: Placement) -> None:
    unsent = VitasApplication.objects.filter(placement=placement, state=VitasApplication.State.TO_SEND)
    unsent.update(state=VitasApplication.State.WITHDRAWN)


def _refuse_late(placement: Placement) -> None:
    begins = first_day(placement.period)
    if begins < clock.today():
        raise Refused(
            f"Forløbet skulle være begyndt {show_day(begins)}, og en bevilling gælder ikke bagud. "
            "Aflys forløbet, og planlæg det fra en dag, der kommer.",
            code="late_grant",
        )


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


def lock_in_place(actor: Actor, placement_id: UUID) -> Placement:
    """Return a placement, locked after its place, for whatever changes how long somebody has the place.

    Everybody takes the place first, so that an end, an extension and a refill of it wait for each other and never
    stand in each other's way. Raises ``NotVisible``, and ``Refused`` when the placement was moved in that moment.
    """
    there = Placement.objects.filter(visible_placements(actor), id=placement_id)
    place_id = there.values_list("place_id", flat=True).first()
    if place_id is None:
        raise NotVisible
    lock_place(actor, place_id)
    placement = lock_placement(actor, placement_id)
    if placement.place_id != place_id:
        raise Refused(
            "Forløbet er lige blevet flyttet til en anden plads. Hent siden igen, og prøv en gang til.",
            code="moved",
        )
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
        employed_here=nomination.employed_here,
        tasks=place.tasks,
        verdicts=nomination.verdicts,
    )
    for first, last, slots in stored_stretches(nomination):
        add_step(placement, first, last, slots)
    return placement


def starts_due(actor: Actor) -> list[UUID]:
    """Return the granted placements whose first day has come and that VITAS does not hold back."""
    due = Placement.objects.filter(
        may_begin(),
        municipality_id__in=actor.municipality_ids,
        state=Placement.State.APPROVED,
        period__startswith__lte=clock.today(),
        period__endswith__gt=clock.today(),
    )
    return list(due.order_by("id").values_list("id", flat=True))
