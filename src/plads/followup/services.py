"""Verbs about follow-up, progress and statements."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.periods import closed_last_day, first_day, show, show_day
from plads.core.roles import OFFICE, Role
from plads.followup.events import (
    FollowUpHeld,
    FollowUpsDropped,
    FollowUpsPlanned,
    ProgressNoted,
    StatementIssued,
)
from plads.followup.models import FollowUp, ProgressMeasure, Statement
from plads.placements.models import Placement
from plads.placements.services.placements import lock_placement

FOLLOWS_UP = OFFICE | {Role.MENTOR}
SCORED_AFTER = timedelta(days=14)
"""How long after a course's last day its progress may still be scored."""


@transaction.atomic
def plan_followups(actor: Actor, placement_id: UUID) -> list[FollowUp]:
    """Set a placement's follow-ups at the municipality's interval, the last one on the last day; returns them.

    Those already there stay. No statutory interval was found, so the interval is the municipality's own.
    """
    placement = lock_placement(actor, placement_id)
    every = timedelta(days=placement.municipality.followup_days)
    days, day, last = [], first_day(placement.period) + every, closed_last_day(placement.period)
    while day < last:
        days.append(day)
        day += every
    days.append(last)
    FollowUp.objects.bulk_create(
        (
            FollowUp(municipality_id=placement.municipality_id, placement=placement, due_on=due)
            for due in days
        ),
        ignore_conflicts=True,
    )
    record(actor, placement.municipality_id, FollowUpsPlanned(placement.id, len(days), days[0]))
    return list(placement.followups.order_by("due_on"))


@transaction.atomic
def hold_followup(actor: Actor, followup_id: UUID, *, held_on: date, note: str, agreed: str = "") -> FollowUp:
    """Note that a follow-up was held and what was agreed; raises ``Refused`` for a day to come or before start."""
    followup = (
        FollowUp.objects.select_for_update(of=("self",), no_key=True)
        .select_related("placement")
        .filter(id=followup_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if followup is None or actor.role not in OFFICE:
        raise NotVisible
    if held_on > clock.today():
        raise Refused("Dagen er ikke kommet endnu.", code="future", field="held_on")
    begins = first_day(followup.placement.period)
    if held_on < begins:
        raise Refused(f"Forløbet begyndte først {show_day(begins)}.", code="before_start", field="held_on")
    if not note.strip():
        raise Refused("Skriv kort, hvad I talte om.", code="no_note", field="note")
    followup.held_on, followup.note, followup.agreed = held_on, note.strip(), agreed.strip()
    followup.held_by = actor.name
    followup.save()
    event = FollowUpHeld(followup.placement_id, followup.id, held_on, actor.name)
    record(actor, followup.municipality_id, event)
    return followup


@transaction.atomic
def drop_followups(actor: Actor, placement_id: UUID, after: date) -> int:
    """Remove the follow-ups not held that lie after a placement's end; returns how many."""
    placement = lock_placement(actor, placement_id)
    dropped, _ = placement.followups.filter(held_on=None, due_on__gt=after).delete()
    if dropped:
        record(actor, placement.municipality_id, FollowUpsDropped(placement.id, dropped, after))
    return dropped


@transaction.atomic
def note_progress(actor: Actor, placement_id: UUID, question: str, score: int) -> ProgressMeasure:
    """Store today's score, 1 to 10, on one question.

    Raises ``Refused`` outside the scale, before the course runs, and more than a fortnight after its end.
    """
    if actor.role not in FOLLOWS_UP:
        raise Refused("Kun mentoren og kommunen noterer udvikling.", code="wrong_role")
    placement = lock_placement(actor, placement_id)
    _refuse_not_running(placement)
    if not 1 <= score <= 10:
        raise Refused("Vælg et trin fra 1 til 10.", code="bad_score", field="score")
    measure, _ = ProgressMeasure.objects.update_or_create(
        placement=placement,
        day=clock.today(),
        question=question,
        defaults={
            "municipality_id": placement.municipality_id,
            "score": score,
            "noted_by": actor.name,
        },
    )
    label = str(ProgressMeasure.Question(question).label)
    record(actor, placement.municipality_id, ProgressNoted(placement.id, label, score))
    return measure


def _refuse_not_running(placement: Placement) -> None:
    over = clock.today() > closed_last_day(placement.period) + SCORED_AFTER
    if placement.state == Placement.State.RUNNING or (placement.state == Placement.State.ENDED and not over):
        return
    raise Refused(
        "Udvikling noteres, mens forløbet er i gang, og højst 14 dage efter, at det er slut.",
        code="not_running",
    )


@transaction.atomic
def note_progress_scores(
    actor: Actor, placement_id: UUID, scores: Mapping[str, int]
) -> list[ProgressMeasure]:
    """Store today's scores on several questions at once; raises ``Refused`` when none was chosen."""
    if not scores:
        raise Refused("Vælg et trin for mindst ét spørgsmål.", code="no_scores")
    return [note_progress(actor, placement_id, question, score) for question, score in scores.items()]


@transaction.atomic
def issue_statement(actor: Actor, placement_id: UUID) -> Statement:
    """Issue an ended placement's competence statement, once; returns the one there is."""
    placement = lock_placement(actor, placement_id)
    present = Statement.objects.filter(placement=placement).first()
    if present is not None:
        return present
    if placement.state != Placement.State.ENDED:
        raise Refused("Beviset udstedes, når forløbet er slut.", code="not_ended")
    content = _content(placement)
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
    statement = Statement.objects.create(
        municipality_id=placement.municipality_id,
        placement=placement,
        content=content,
        digest=hashlib.sha256(canonical.encode()).hexdigest(),
    )
    event = StatementIssued(placement.id, placement.candidate_id, statement.id)
    record(actor, placement.municipality_id, event)
    return statement


def _content(placement: Placement) -> dict[str, Any]:
    minutes = placement.attendance.aggregate(total=Sum("minutes"))["total"] or 0
    return {
        "name": placement.candidate.name,
        "workplace": placement.place.centre.name,
        "function": placement.place.get_function_display(),
        "period": show(placement.period),
        "tasks": placement.tasks,
        "hours": round(minutes / 60),
    }
