"""What a candidate sees of their own: where to be and when, their tasks, their progress, what comes next."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from plads.candidates.models import Activity, Candidate
from plads.candidates.policy import visible
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw
from plads.core.periods import closed_last_day, first_day, period
from plads.core.week import Slot, load, on_day, show_hours, total
from plads.followup.letter_queries import sent_letters
from plads.followup.models import ProgressMeasure, Statement
from plads.insight.candidate_facts import (
    Appointment,
    Guide,
    NextStep,
    OfferCard,
    OwnCourse,
    OwnDay,
    Proof,
)
from plads.insight.first_day_page import first_day_rows, plan_of
from plads.insight.mentor_course import scores
from plads.insight.week_steps import (
    mentor_rows,
    next_day,
    next_followup,
    slots_on,
    step_rows,
    times,
    weeks_of,
)
from plads.placements.models import JOBS, Attendance, Nomination, Placement
from plads.placements.policy import visible_nominations, visible_placements

SHOWN = (Sight.NAME, Sight.COURSE, Sight.WEEK, Sight.PROGRESS, Sight.DOCUMENT)
"""What the first page shows. To read of oneself is no look; a supporter's help with the page is one."""


def own_day(actor: Actor) -> OwnDay:
    """Return the candidate's own page (6 statements); raises ``NotVisible`` when the candidate is gone."""
    today = clock.today()
    person = (
        Candidate.objects.filter(visible(actor))
        .select_related("caseworker", "municipality")
        .only(
            *("name", "state", "caseworker__name"),
            *("municipality__office_name", "municipality__phone"),
        )
        .first()
    )
    if person is None:
        raise NotVisible
    saw(actor, [person.id], *SHOWN, municipality_id=person.municipality_id)
    courses = [_course(row, today) for row in _courses(actor, today)]
    measures = ProgressMeasure.objects.filter(
        placement__in=Placement.objects.filter(visible_placements(actor))
    ).order_by("day")
    return OwnDay(
        name=person.name,
        looking=person.state != Candidate.State.CLOSED,
        caseworker=person.caseworker.name if person.caseworker else "",
        office=person.municipality.office_name,
        phone=person.municipality.phone,
        courses=tuple(courses),
        offers=tuple(_offers(actor)),
        activities=tuple(_beside(actor, today)),
        scores=tuple(score for score in scores(measures) if score.score),
        proofs=tuple(_proofs(actor)),
        next_steps=tuple(_next_steps(courses, today)),
        letters=tuple(sent_letters(actor)),
    )


def _courses(actor: Actor, today: date) -> Iterable[Placement]:
    noted = Attendance.objects.filter(placement=OuterRef("pk"), day=today)
    return (
        Placement.objects.filter(
            visible_placements(actor), state__in=Placement.HOLDING, period__endswith__gt=today
        )
        .select_related("place__centre__workplace")
        .defer("verdicts")
        .annotate(
            step_rows=step_rows(),
            mentor_rows=mentor_rows(),
            noted=ArraySubquery(noted.values(row=JSONObject(state="state"))),
            followup_on=next_followup(),
            first_day_row=first_day_rows(),
        )
        .order_by("period")
    )


def _course(row: Any, today: date) -> OwnCourse:
    steps, begins, ends = weeks_of(row.step_rows), first_day(row.period), closed_last_day(row.period)
    following = next_day(steps, max(today + timedelta(days=1), begins), ends)
    return OwnCourse(
        id=row.id,
        centre=row.place.centre.name,
        address=row.place.centre.workplace.address,
        place=row.place.number,
        function=row.place.get_function_display(),
        tasks=tuple(row.tasks),
        begun=row.state == Placement.State.RUNNING,
        approved=row.state != Placement.State.PLANNED,
        first_day=begins,
        last_day=ends,
        steps=tuple(steps),
        mentors=tuple(Guide(each["name"], each["phone"]) for each in row.mentor_rows),
        today=times(slots_on(steps, today)) if begins <= today else "",
        next_day=following,
        next_times=times(slots_on(steps, following)) if following else "",
        state=next((each["state"] for each in row.noted), ""),
        followup_on=row.followup_on,
        welcome=plan_of(row.first_day_row) if begins >= today else None,
    )


def _next_steps(courses: Iterable[OwnCourse], today: date) -> list[NextStep]:
    found: list[NextStep] = []
    for each in courses:
        if each.first_day > today:
            found.append(NextStep(each.first_day, "start", each.centre))
        rises = [step for step in each.steps if step.first_day > max(today, each.first_day)]
        found += [NextStep(step.first_day, "rise", show_hours(step.minutes)) for step in rises[:1]]
        if each.followup_on and each.followup_on >= today:
            found.append(NextStep(each.followup_on, "meeting"))
        found.append(NextStep(each.last_day, "end", each.centre))
    return sorted(found, key=lambda step: step.day)


def _offers(actor: Actor) -> list[OfferCard]:
    rows = Nomination.objects.filter(visible_nominations(actor), state__in=Nomination.WAITING)
    return [_offer(row) for row in _with_place(rows).order_by("period", "id")]


def offer(actor: Actor, nomination_id: UUID) -> OfferCard:
    """Return a place the candidate is offered (1 statement); raises ``NotVisible`` when it is not theirs."""
    found = _with_place(Nomination.objects.filter(visible_nominations(actor), id=nomination_id)).first()
    if found is None:
        raise NotVisible
    saw(actor, [found.candidate_id], Sight.COURSE, municipality_id=found.municipality_id)
    return _offer(found)


def _with_place(rows: Any) -> Any:
    return rows.select_related("place__centre__workplace").defer("verdicts", "reason")


def _offer(row: Nomination) -> OfferCard:
    slots = tuple(load(row.steps[0]["slots"])) if row.steps else ()
    return OfferCard(
        id=row.id,
        centre=row.place.centre.name,
        address=row.place.centre.workplace.address,
        function=row.place.get_function_display(),
        tasks=tuple(row.place.tasks),
        first_day=first_day(row.period),
        last_day=closed_last_day(row.period),
        week=slots,
        hours=show_hours(total(slots)),
        answer=row.candidate_answer,
        company=row.company_answer,
        open=row.state == Nomination.State.OPEN,
    )


def _beside(actor: Actor, today: date) -> Iterable[Appointment]:
    """Give today's and tomorrow's activities beside the place, in order."""
    days = (today, today + timedelta(days=1))
    found: list[tuple[date, Slot, Activity]] = []
    for row in _activities(actor, *days):
        for day in days:
            slots = row.week if day in row.period else []
            found += [(day, slot, row) for slot in on_day(slots, day)]
    ordered = sorted(found, key=lambda each: (each[0], each[1]))
    return [Appointment(day, times([slot]), row.title, row.provider, row.kind) for day, slot, row in ordered]


def _activities(actor: Actor, first: date, last: date) -> Iterable[Activity]:
    mine = Candidate.objects.filter(visible(actor))
    return Activity.objects.filter(candidate__in=mine, period__overlap=period(first, last))


def _proofs(actor: Actor) -> Iterable[Proof]:
    rows = Statement.objects.filter(placement__in=Placement.objects.filter(visible_placements(actor)))
    latest = rows.order_by("-issued_at")[:5].values_list(
        "issued_at", "content", "digest", "placement__end__reason", "placement__end__last_day"
    )
    return [Proof(at, words, digest, reason in JOBS, last) for at, words, digest, reason, last in latest]
