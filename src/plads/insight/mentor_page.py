"""What a mentor sees first: today's candidates and the next ones, and the hours under each grant.

Before confidentiality is signed nothing of a candidate is read: the policy of placements sees to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from plads.candidates.names import shown_name, sorts_as
from plads.core import clock
from plads.core.actor import Actor
from plads.core.holidays import holiday
from plads.core.looks import Sight, saw_across
from plads.core.periods import closed_last_day, first_day
from plads.core.week import Slot
from plads.insight.week_steps import next_day, next_followup, slots_on, step_rows, times, weeks_of
from plads.mentoring.models import Mentor, MentorHours, SupportGrant
from plads.mentoring.policy import visible_mentors
from plads.placements.models import Attendance, Placement
from plads.placements.policy import visible_placements


@dataclass(frozen=True, slots=True)
class MentorLine:
    """One of the centres the person is a mentor at."""

    id: UUID
    name: str
    centre: str
    signed: bool
    office: str
    phone: str
    email: str

    @property
    def phone_url(self) -> str:
        """The link that rings the jobcentre."""
        return f"tel:{self.phone.replace(' ', '')}"

    @property
    def email_url(self) -> str:
        """The link that writes to the jobcentre."""
        return f"mailto:{self.email}"


@dataclass(frozen=True, slots=True)
class Companion:
    """A candidate the mentor helps. ``today`` are today's times; ``next_day`` the next day with any."""

    id: UUID
    name: str
    place: int
    function: str
    tasks: tuple[str, ...]
    running: bool
    first_day: date
    last_day: date
    today: tuple[Slot, ...]
    next_day: date | None
    next_slots: tuple[Slot, ...]
    state: str
    noted_by: str
    noted_at: Any
    followup_on: date | None
    caseworker: str

    @property
    def today_text(self) -> str:
        """Today's times in words."""
        return times(self.today)

    @property
    def next_text(self) -> str:
        """The next day's times in words."""
        return times(self.next_slots)


@dataclass(frozen=True, slots=True)
class MentorDay:
    """The mentor's day: who is here, who comes next, and which declarations are unsigned."""

    tomorrow: date
    mentors: tuple[MentorLine, ...]
    companions: tuple[Companion, ...]
    week_minutes: int
    granted_minutes: int

    @property
    def unsigned(self) -> list[MentorLine]:
        """The mentor's declarations of confidentiality that are not signed."""
        return [mentor for mentor in self.mentors if not mentor.signed]

    @property
    def here(self) -> list[Companion]:
        """Those whose plan has hours today, the earliest first."""
        return sorted((each for each in self.companions if each.today), key=lambda each: each.today)

    @property
    def silent(self) -> list[Companion]:
        """Those of a course that runs who should be here today, and about whom nothing is noted."""
        return [each for each in self.here if each.running and not each.state]

    @property
    def holiday(self) -> str:
        """The name of the public holiday today is, if it is one."""
        return holiday(self.tomorrow - timedelta(days=1))

    @property
    def upcoming(self) -> list[Companion]:
        """Each candidate's next day after today, the soonest first."""
        coming = [each for each in self.companions if each.next_day]
        return sorted(coming, key=lambda each: (each.next_day or date.max, each.next_slots))

    @property
    def followups(self) -> list[Companion]:
        """Those whose next follow-up is planned, the soonest first."""
        planned = [each for each in self.companions if each.followup_on]
        return sorted(planned, key=lambda each: each.followup_on or date.max)

    @property
    def offices(self) -> list[MentorLine]:
        """The jobcentres the mentor works with, each once."""
        return list({mentor.phone or mentor.email: mentor for mentor in self.mentors}.values())


@dataclass(frozen=True, slots=True)
class HourLine:
    """Minutes noted on a day; ``approved`` once the municipality has said yes to them."""

    day: date
    minutes: int
    approved: bool


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant with the hours of this week and of earlier ones, newest first."""

    id: UUID
    what: str
    first_day: date
    last_day: date
    weekly_minutes: int
    used: int
    rows: tuple[HourLine, ...]

    @property
    def left(self) -> int:
        """Minutes left this week."""
        return max(self.weekly_minutes - self.used, 0)


def mentors(actor: Actor) -> list[MentorLine]:
    """Return where the actor is a mentor and whether confidentiality is signed (1 statement)."""
    rows = (
        Mentor.objects.filter(visible_mentors(actor))
        .select_related("centre", "municipality")
        .order_by("centre__sort_name", "id")
    )
    return [
        MentorLine(
            row.id,
            row.name,
            row.centre.name,
            row.confidentiality_at is not None,
            row.municipality.office_name,
            row.municipality.phone,
            row.municipality.email,
        )
        for row in rows
    ]


def mentor_day(actor: Actor) -> MentorDay:
    """Return the mentor's day (3 statements, for any number of candidates)."""
    today = clock.today()
    lines = mentors(actor)
    companions = [_companion(row, today) for row in _placements(actor, today)]
    grants = grant_lines(actor, weeks=1)
    return MentorDay(
        today + timedelta(days=1),
        tuple(lines),
        tuple(companions),
        sum(grant.used for grant in grants),
        sum(grant.weekly_minutes for grant in grants),
    )


def _placements(actor: Actor, today: date) -> Iterable[Mapping[str, Any]]:
    noted = Attendance.objects.filter(placement=OuterRef("pk"), day=today)
    seen = Placement.objects.filter(visible_placements(actor))
    rows: Iterable[Mapping[str, Any]] = (
        Placement.objects.filter(pk__in=seen, period__endswith__gt=today)
        .filter(state__in=[Placement.State.APPROVED, Placement.State.RUNNING])
        .annotate(
            step_rows=step_rows(),
            noted=ArraySubquery(noted.values(row=JSONObject(state="state", by="noted_by", at="noted_at"))),
            followup_on=next_followup(),
        )
        .order_by(sorts_as(actor, "candidate__"), "id")
        .values(
            *("id", "place__number", "place__function", "tasks", "state", "period"),
            *("step_rows", "noted", "followup_on", "candidate__caseworker__name"),
            *("municipality_id", "candidate_id"),
            name=shown_name(actor, "candidate__", course=""),
        )
    )
    found = list(rows)
    people = ((row["municipality_id"], row["candidate_id"]) for row in found)
    saw_across(actor, people, Sight.NAME, Sight.COURSE, Sight.WEEK, Sight.ATTENDANCE)
    return found


def _companion(row: Mapping[str, Any], today: date) -> Companion:
    steps, begins, ends = weeks_of(row["step_rows"]), first_day(row["period"]), closed_last_day(row["period"])
    following = next_day(steps, max(today + timedelta(days=1), begins), ends)
    noted: Mapping[str, Any] = next(iter(row["noted"]), {})
    return Companion(
        id=row["id"],
        name=row["name"],
        place=row["place__number"],
        function=row["place__function"],
        tasks=tuple(row["tasks"]),
        running=row["state"] == Placement.State.RUNNING,
        first_day=begins,
        last_day=ends,
        today=slots_on(steps, today) if begins <= today else (),
        next_day=following,
        next_slots=slots_on(steps, following) if following else (),
        state=noted.get("state", ""),
        noted_by=noted.get("by", ""),
        noted_at=noted.get("at"),
        followup_on=row["followup_on"],
        caseworker=row["candidate__caseworker__name"] or "",
    )


def grant_lines(actor: Actor, weeks: int = 5) -> list[GrantLine]:
    """Return the grants that run today, with the hours of the latest ``weeks`` (1 statement)."""
    today = clock.today()
    monday = clock.monday(today)
    since = monday - timedelta(weeks=weeks - 1)
    hours = MentorHours.objects.filter(grant=OuterRef("pk"), day__gte=since).order_by("-day")
    grants = (
        SupportGrant.objects.filter(
            mentor__in=Mentor.objects.filter(visible_mentors(actor)),
            state=SupportGrant.State.GRANTED,
            period__contains=today,
        )
        .select_related("mentor__centre", "place")
        .annotate(
            hour_rows=ArraySubquery(
                hours.values(row=JSONObject(day="day", minutes="minutes", approved="approved_at"))
            )
        )
        .order_by("period", "id")
    )
    return [_grant(grant, monday) for grant in grants]


def _grant(grant: Any, monday: date) -> GrantLine:
    rows = tuple(
        HourLine(date.fromisoformat(row["day"]), row["minutes"], row["approved"] is not None)
        for row in grant.hour_rows
    )
    where = grant.mentor.centre.name
    return GrantLine(
        id=grant.id,
        what=f"{where}, plads {grant.place.number}" if grant.place else where,
        first_day=first_day(grant.period),
        last_day=closed_last_day(grant.period),
        weekly_minutes=grant.weekly_minutes,
        used=sum(row.minutes for row in rows if row.day >= monday),
        rows=rows,
    )
