"""The page of a placement, put together from what each app tells."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from plads.candidates.queries import activities_beside, beside
from plads.core import clock
from plads.core.actor import Actor
from plads.core.looks import Sight
from plads.core.periods import ONE_DAY, first_day
from plads.core.week import show
from plads.followup.models import FollowUp
from plads.followup.queries import followups_of, progress_and_statement, progress_lines
from plads.insight.mentors_of_placement import mentors_of_placement
from plads.insight.timeline import DAILY, timeline
from plads.placements.attendance_story import attendance_beside
from plads.placements.change_queries import extensions_beside
from plads.placements.lifecycle import PLACEMENT
from plads.placements.models import Extension, Placement, Purpose
from plads.placements.queries import ordinary_beside, placement_detail, vitas_beside
from plads.placements.services.quota import placement_quota
from plads.web.attendance_page import attendance_of
from plads.web.outcome_words import outcome_lines, paid_lines
from plads.web.verdicts import shown
from plads.web.vitas_words import vitas_of
from plads.web.weekplan import WeekPlan, activities, week_plan, work

PATH = (Placement.State.PLANNED, Placement.State.APPROVED, Placement.State.RUNNING, Placement.State.ENDED)
"""The states of a course that goes as planned, in order."""


CARRIED = (Sight.PROGRESS, Sight.DOCUMENT, Sight.WEEK)
"""What comes along with the placement itself."""


def placement_page(actor: Actor, placement_id: Any) -> dict[str, Any]:
    """Return what the page shows (6 statements, whatever the state)."""
    also = (
        ordinary_beside()
        | attendance_beside()
        | progress_and_statement()
        | activities_beside()
        | vitas_beside()
        | extensions_beside()
    )
    row = placement_detail(actor, placement_id, also, *CARRIED)
    monday = _monday_shown(row)
    followups = followups_of(actor, row.id) if row.state != Placement.State.PLANNED else []
    mentors = mentors_of_placement(actor, row)
    may = {each.action for each in PLACEMENT.actions(actor.role, row.state)}
    return {
        "placement": row,
        "begins": first_day(row.period),
        "path": _path(row),
        "may": may,
        "may_note": "note" in may,
        "quota": _quota(actor, row),
        "vitas": vitas_of(row),
        "vitas_days": (first_day(row.period) - clock.today()).days,
        "begun_not": row.state in (Placement.State.PLANNED, Placement.State.APPROVED),
        "followups": followups,
        "due": [each for each in followups if each.held_on is None],
        "next": _next(row, followups),
        "week": _week(row, monday),
        "monday": monday,
        "steps": [_step(each) for each in row.steps.all()],
        "progress": progress_lines(row.progress_rows),  # type: ignore[attr-defined]
        "statement": _statement(row),
        "outcomes": outcome_lines(row),
        "paid_hours": paid_lines(row.ordinary_rows),  # type: ignore[attr-defined]
        "extensions": [_extension(each) for each in row.extension_rows],  # type: ignore[attr-defined]
        "mentors": mentors,
        "has_mentor": any(each.assigned for each in mentors),
        **attendance_of(actor, row),
        "purposes": [Purpose(each).label for each in row.purposes],
        "verdicts": shown(row.verdicts),
        "events": timeline(actor, row.id, without=DAILY),
        "today": clock.today(),
        "free_day": min(clock.today(), row.agreed_last_day) + ONE_DAY,
    }


def _path(row: Placement) -> list[dict[str, str]]:
    """Return how far the course has come; a cancelled one has no path."""
    if row.state == Placement.State.CANCELLED:
        return []
    reached = PATH.index(Placement.State(row.state))
    done = len(PATH) if row.state == Placement.State.ENDED else reached
    return [
        {
            "label": str(state.label),
            "state": "done" if number < done else "current" if number == reached else "next",
        }
        for number, state in enumerate(PATH)
    ]


def _quota(actor: Actor, row: Placement) -> list[dict[str, Any]]:
    """Return rimelighedskravet as it stands today, for whoever is to grant the course (2 statements)."""
    return shown([placement_quota(row)]) if row.state == Placement.State.PLANNED else []


def _next(row: Placement, followups: list[FollowUp]) -> FollowUp | None:
    """Return the follow-up that waits longest while the course runs."""
    if row.state not in (Placement.State.APPROVED, Placement.State.RUNNING):
        return None
    return next((each for each in followups if each.held_on is None), None)


def _monday_shown(row: Placement) -> date:
    """Return this week's Monday while the course lasts, its first week before, its last one after."""
    today = clock.today()
    last = row.period.upper - ONE_DAY
    return clock.monday(min(max(today, first_day(row.period)), last))


def _week(row: Any, monday: date) -> WeekPlan:
    mine = work(row.steps.all(), monday, place=row.place.get_function_display())
    return week_plan([*mine, *activities(beside(row.activity_rows), monday)], monday)


def _step(step: Any) -> dict[str, Any]:
    return {"period": step.period, "minutes": step.weekly_minutes, "times": show(step.week)}


def _statement(row: Placement) -> dict[str, Any] | None:
    stored: Mapping[str, Any] | None = row.statement_row  # type: ignore[attr-defined]
    if stored is None:
        return None
    return {**stored, "issued_at": parse_datetime(str(stored["issued_at"]))}


def _extension(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return a decision whether the course goes on longer, as the page shows it."""
    return {
        "granted": stored["state"] == Extension.State.GRANTED,
        "last_day": parse_date(stored["last_day"]),
        "reason": stored["reason"],
    }


def chosen_day(text: str, row: Placement) -> date:
    """Return the day an address asks to correct, or today when it says nothing sensible."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    return day or min(clock.today(), row.period.upper - ONE_DAY)
