"""The first day of a course: planned by the office or the mentor, ticked off as it happens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from uuid import UUID

from django.db import transaction

from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import first_day
from plads.core.roles import OFFICE, Role
from plads.placements.first_day_events import FirstDayPlanned, FirstDayTicked
from plads.placements.models import FirstDay, Placement
from plads.placements.services.placements import lock_placement

WELCOMES = OFFICE | {Role.MENTOR}
"""Who plans the first day: the jobcentre, and the mentor once confidentiality is signed."""

MOST_TASKS = 15
LONGEST_TASK = 120
"""How many characters a line of the checklist may have."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """The plan of a first day. ``buddy`` is a colleague's first name; ``tasks`` the checklist in its order."""

    meet_at: time | None = None
    where: str = ""
    bring: str = ""
    buddy: str = ""
    tasks: list[str] = field(default_factory=list)


@transaction.atomic
def plan_first_day(actor: Actor, placement_id: UUID, plan: Welcome) -> FirstDay:
    """Store or change the plan of a course's first day; returns it. What is ticked off stays so.

    Raises ``Refused`` for a course that is over, for who does not plan it, for a time after the day's hours, for
    more of a buddy than a first name, and for a checklist that is too long; ``NotVisible`` for a mentor who has
    not signed confidentiality.
    """
    placement = _lock(actor, placement_id)
    _refuse_late(placement, plan.meet_at)
    _refuse_whole_name(plan.buddy)
    before = FirstDay.objects.filter(placement=placement).first()
    row, _ = FirstDay.objects.update_or_create(
        placement=placement,
        defaults={
            "municipality_id": placement.municipality_id,
            "meet_at": plan.meet_at,
            "where": plan.where.strip(),
            "bring": plan.bring.strip(),
            "buddy": plan.buddy.strip(),
            "tasks": _tasks(plan.tasks, before.tasks if before else []),
        },
    )
    event = FirstDayPlanned(placement.candidate_id, placement.id, actor.signature)
    record(actor, placement.municipality_id, event)
    return row


@transaction.atomic
def tick_first_day(actor: Actor, placement_id: UUID, text: str, *, done: bool = True) -> FirstDay:
    """Tick a line of the checklist off, with who and when, or take the tick back; returns the plan.

    Ticking what is ticked changes nothing: the first who did it stands. Raises ``Refused`` when the line is not
    on the list any more, and as ``plan_first_day`` does.
    """
    placement = _lock(actor, placement_id)
    row = FirstDay.objects.filter(placement=placement).first()
    line = next((each for each in row.tasks if each["text"] == text), None) if row else None
    if row is None or line is None:
        raise Refused("Punktet står ikke på listen længere. Se listen igen.", code="no_task")
    if bool(line.get("done_on")) == done:
        return row
    line["done_by"] = actor.signature if done else ""
    line["done_on"] = clock.today().isoformat() if done else ""
    row.save(update_fields=["tasks"])
    ticked = sum(1 for each in row.tasks if each.get("done_on"))
    event = FirstDayTicked(placement.candidate_id, placement.id, ticked, len(row.tasks), actor.signature)
    record(actor, placement.municipality_id, event)
    return row


def _lock(actor: Actor, placement_id: UUID) -> Placement:
    placement = lock_placement(actor, placement_id)
    if actor.role not in WELCOMES:
        raise Refused("Kun mentoren og kommunen planlægger den første dag.", code="wrong_role")
    if placement.state not in Placement.HOLDING:
        state = str(placement.get_state_display()).lower()
        raise Refused(
            f"Forløbet er »{state}«. Den første dag kan ikke planlægges længere.", code="course_over"
        )
    return placement


def _refuse_late(placement: Placement, meet_at: time | None) -> None:
    ends = [slot.end for slot in hours_on_first_day(placement)]
    if meet_at is not None and ends and week.clock_minutes(meet_at) >= max(ends):
        raise Refused(
            f"Den første dag slutter kl. {week.show_time(max(ends))}. Vælg en tid før.",
            code="meets_late",
            field="meet_at",
        )


def hours_on_first_day(placement: Placement) -> list[week.Slot]:
    """Return the planned hours of a course's first day, none when it has none (1 statement)."""
    begins = first_day(placement.period)
    step = placement.steps.filter(period__contains=begins).first()
    return week.on_day(step.week, begins) if step else []


def _refuse_whole_name(buddy: str) -> None:
    if len(buddy.split()) > 1:
        raise Refused(
            "Skriv kun makkerens fornavn. Kollegaens efternavn hører ikke til her.",
            code="buddy_whole_name",
            field="buddy",
        )


def _tasks(wanted: Iterable[str], before: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the checklist, each line once, with the ticks its lines already had."""
    texts = list(dict.fromkeys(each.strip() for each in wanted if each.strip()))
    if len(texts) > MOST_TASKS:
        raise Refused(
            f"Der er {len(texts)} punkter på listen. Der kan højst være {MOST_TASKS}: del den første dag op.",
            code="too_many_tasks",
            field="tasks",
        )
    long = next((each for each in texts if len(each) > LONGEST_TASK), None)
    if long is not None:
        raise Refused(
            f"»{long[:30]} …« er for langt. Et punkt kan højst have {LONGEST_TASK} tegn.",
            code="long_task",
            field="tasks",
        )
    ticks = {each["text"]: each for each in before if each.get("done_on")}
    fresh = {"done_by": "", "done_on": ""}
    return [dict(ticks[text]) if text in ticks else {"text": text, **fresh} for text in texts]
