"""The days of the story: who came, what was talked about, which steps were taken."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from plads.candidates.calendar import renew_calendar
from plads.core import clock, looks
from plads.core.actor import Actor
from plads.core.looks import Sight
from plads.core.models import AccessRecord, LookReview
from plads.core.roles import Role
from plads.core.scope import acting
from plads.core.seals import seal_days
from plads.demo.founding import Cast
from plads.followup.models import FollowUp, ProgressMeasure
from plads.followup.services import hold_followup, note_progress
from plads.insight.reviewing import review_look
from plads.mentoring.models import SupportGrant
from plads.mentoring.services import note_hours
from plads.placements.models import Attendance, Placement
from plads.placements.services.attendance import note_attendance, planned_minutes
from plads.rights.models import RightsRequest
from plads.rights.services.requests import ask

ILL, ABSENT = (2, 17), (3, 30)
"""Which placement (from 0) is ill or does not come, and on which working day of the course."""

SEEN: tuple[tuple[Role, str, tuple[Sight, ...]], ...] = (
    (Role.CASEWORKER, "candidate", (Sight.NAME, Sight.CPR, Sight.NEEDS, Sight.COURSE)),
    (Role.MENTOR, "mentor_placement", (Sight.NAME, Sight.COURSE, Sight.ATTENDANCE)),
)
"""Who looked at which page, and what they saw there."""


def play_days(cast: Cast, placements: Sequence[UUID], first: date, last: date) -> dict[str, Any]:
    """Let the mentor note each planned day from ``first`` to ``last``, and the meetings be held; returns counts."""
    mentor = cast[Role.MENTOR]
    noted = 0
    with acting(mentor):
        rows = {row.id: row for row in Placement.objects.filter(id__in=placements)}
        for index, placement_id in enumerate(placements):
            noted += _attendance(cast, rows[placement_id], index, first, last)
        hours = _mentor_hours(mentor, first, last)
    held = _followups(cast[Role.CASEWORKER], last)
    steps = _progress(mentor, placements, first, last)
    _looks(cast, rows.values(), last)
    _request(cast[Role.CANDIDATE], last)
    return {"days_noted": noted, "followups_held": held, "progress_steps": steps, "mentor_days": hours}


def _request(candidate: Actor, last: date) -> None:
    """Let the candidate ask for something wrong to be put right, and for a calendar on the phone.

    A person has a month to answer.
    """
    (candidate_id,) = candidate.subject_ids
    with clock.at(last), acting(candidate):
        renew_calendar(candidate)
        words = "I har skrevet et gammelt telefonnummer. Jeg har fået et nyt."
        ask(candidate, candidate_id, RightsRequest.Kind.RECTIFY, words)


def _looks(cast: Cast, placements: Iterable[Placement], last: date) -> None:
    """Let the caseworker and the mentor have looked at the candidates' pages, once on a Sunday night; seal the days.

    The administrator has looked into one of the looks at night; the others wait.
    """
    day = last - timedelta(days=1)
    with clock.at(day):
        for placement in placements:
            for role, page, sights in SEEN:
                look = looks.Look(
                    cast[role], placement.municipality_id, {placement.candidate_id}, set(sights)
                )
                looks.write([look], page=page)
    late = datetime.combine(last - timedelta(days=last.isoweekday()), time(23, 10), clock.COPENHAGEN)
    seen = [
        _late_look(cast, placement, late + timedelta(minutes=n)) for n, placement in enumerate(placements)
    ]
    with clock.at(last), acting(Actor.system(cast.municipality.id)) as system:
        seal_days(system)
    administrator = cast[Role.ADMINISTRATOR]
    with clock.at(last), acting(administrator):
        review_look(
            administrator, seen[0], LookReview.Conclusion.FINE, "Der var brand i bygningen samme aften."
        )


def _late_look(cast: Cast, placement: Placement, at: datetime) -> UUID:
    """Let the caseworker have opened a candidate's page on a Sunday night; return the look."""
    look = looks.Look(
        cast[Role.CASEWORKER], placement.municipality_id, {placement.candidate_id}, {Sight.NAME, Sight.NEEDS}
    )
    with clock.at(at), acting(cast[Role.CASEWORKER]):
        looks.write([look], page="candidate")
        return AccessRecord.objects.get(people=[placement.candidate_id], at=at).id


def _attendance(cast: Cast, placement: Placement, index: int, first: date, last: date) -> int:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in days if planned_minutes(placement, day)]
    for number, day in enumerate(working):
        actor, state = cast[Role.MENTOR], Attendance.State.PRESENT
        if (index, number) == ILL:
            state = Attendance.State.ILL
        elif (index, number) == ABSENT:
            state = Attendance.State.ABSENT
        with clock.at(day), acting(actor):
            note_attendance(actor, placement.id, day, state)
    return len(working)


def _mentor_hours(mentor: Actor, first: date, last: date) -> int:
    grant = SupportGrant.objects.filter(mentor_id__in=mentor.subject_ids).first()
    if grant is None:
        return 0
    days = [
        day for n in range((last - first).days + 1) if (day := first + timedelta(days=n)).weekday() in (1, 3)
    ]
    for day in days:
        with clock.at(day):
            note_hours(mentor, grant.id, day, 150)
    return len(days)


def _followups(caseworker: Actor, last: date) -> int:
    with acting(caseworker):
        due = list(FollowUp.objects.filter(due_on__lte=last, held_on=None).order_by("due_on", "id"))
        for meeting in due[:-1]:
            with clock.at(meeting.due_on):
                hold_followup(
                    caseworker,
                    meeting.id,
                    held_on=meeting.due_on,
                    note="Det går fremad. Kandidaten kender nu de fleste varer og hilser på alle.",
                    agreed="En time mere om ugen fra næste måned.",
                )
    return max(len(due) - 1, 0)


def _progress(mentor: Actor, placements: Sequence[UUID], first: date, last: date) -> int:
    questions = (
        ProgressMeasure.Question.TASKS,
        ProgressMeasure.Question.LANGUAGE,
        ProgressMeasure.Question.BELIEF,
    )
    count = 0
    with acting(mentor):
        for number, day in enumerate(first + timedelta(weeks=week) for week in (2, 5, 8)):
            if day > last:
                break
            for index, placement_id in enumerate(placements):
                with clock.at(day):
                    for question in questions:
                        note_progress(mentor, placement_id, question, min(10, 3 + 2 * number + index % 2))
                        count += 1
    return count
