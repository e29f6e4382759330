"""One candidate's course as their mentor reads it: week, days, progress and what was agreed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from plads.candidates.models import Activity
from plads.candidates.names import shown_name
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw
from plads.core.periods import closed_last_day, first_day, period
from plads.core.week import Slot
from plads.followup.models import FollowUp, ProgressMeasure
from plads.insight.week_steps import WeekStep, slots_on, step_rows, times, weeks_of
from plads.placements.models import Placement
from plads.placements.policy import visible_placements
from plads.placements.queries import HIDDEN

LOOK_BACK = timedelta(days=13)
"""How many days before today a mentor sees and may correct."""


SHOWN = (
    *(Sight.NAME, Sight.COURSE, Sight.WEEK, Sight.WISHES),
    *(Sight.ATTENDANCE, Sight.PROGRESS, Sight.NOTES),
)
"""What a mentor sees of a candidate: of the meetings only what was agreed."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day of the plan that has passed, or is today, with what was noted."""

    day: date
    times: str
    state: str
    noted_by: str


@dataclass(frozen=True, slots=True)
class Score:
    """A question of progress with its latest score and its first one; 0 when there is none."""

    question: str
    label: str
    score: int
    before: int
    day: date | None

    @property
    def dots(self) -> tuple[bool, ...]:
        """The score as ten dots, the first ones filled."""
        return tuple(step <= self.score for step in range(1, 11))


@dataclass(frozen=True, slots=True)
class Course:
    """A candidate's course as their mentor reads it."""

    id: UUID
    name: str
    centre: str
    place: int
    tasks: tuple[str, ...]
    goal: str
    running: bool
    first_day: date
    last_day: date
    steps: tuple[WeekStep, ...]
    classes: tuple[tuple[Slot, str, str], ...]
    days: tuple[DayLine, ...]
    scores: tuple[Score, ...]
    agreed: tuple[tuple[date, str], ...]
    followup_on: date | None
    caseworker: str
    caseworker_email: str
    office: str
    phone: str

    @property
    def rises(self) -> list[WeekStep]:
        """The steps to come, when the hours change."""
        return [step for step in self.steps if step.first_day > clock.today()]

    def week_from(self, monday: date) -> list[Slot]:
        """Return the working times of the week that begins on ``monday``, day by day."""
        days = (monday + timedelta(days=each) for each in range(7))
        mine = (day for day in days if self.first_day <= day <= self.last_day)
        return [slot for day in mine for slot in slots_on(self.steps, day)]


def course(actor: Actor, placement_id: UUID) -> Course:
    """Return one candidate's course for its mentor (5 statements); raises ``NotVisible`` otherwise."""
    found = (
        Placement.objects.filter(visible_placements(actor), id=placement_id)
        .select_related("candidate__caseworker", "place__centre", "municipality")
        .defer("verdicts", *HIDDEN)
        .annotate(step_rows=step_rows(), shown_name=shown_name(actor, "candidate__", course=""))
        .first()
    )
    if found is None:
        raise NotVisible
    saw(actor, [found.candidate_id], *SHOWN, municipality_id=found.municipality_id)
    today = clock.today()
    steps = weeks_of(found.step_rows)
    meetings = list(found.followups.order_by("due_on").only("placement_id", "due_on", "held_on", "agreed"))
    worker = found.candidate.caseworker
    return Course(
        id=found.id,
        name=found.shown_name,
        centre=found.place.centre.name,
        place=found.place.number,
        tasks=tuple(found.tasks),
        goal=found.candidate.goal,
        running=found.state == Placement.State.RUNNING,
        first_day=first_day(found.period),
        last_day=closed_last_day(found.period),
        steps=tuple(steps),
        classes=tuple(_classes(found, clock.monday(today))),
        days=tuple(_days(found, steps, today)),
        scores=tuple(scores(found.progress.order_by("day"))),
        agreed=tuple(_agreed(meetings)),
        followup_on=next((each.due_on for each in meetings if each.held_on is None), None),
        caseworker=worker.name if worker else "",
        caseworker_email=worker.email if worker else "",
        office=found.municipality.office_name,
        phone=found.municipality.phone,
    )


def _classes(placement: Placement, monday: date) -> Iterable[tuple[Slot, str, str]]:
    """Say what else the candidate does this week; an appointment or job search is only »Anden aftale«."""
    shown = (Activity.Kind.DANISH, Activity.Kind.COURSE)
    week = period(monday, monday + timedelta(days=6))
    for row in placement.candidate.activities.filter(period__overlap=week):
        for slot in row.week:
            if monday + timedelta(days=slot.weekday - 1) in row.period:
                yield (slot, row.title, "class") if row.kind in shown else (slot, "Anden aftale", "other")


def _days(placement: Placement, steps: Sequence[WeekStep], today: date) -> Iterable[DayLine]:
    since = max(today - LOOK_BACK, first_day(placement.period))
    rows = placement.attendance.filter(day__range=(since, today)).only(
        "placement_id", "day", "state", "noted_by"
    )
    noted = {row.day: row for row in rows}
    day = min(today, closed_last_day(placement.period))
    while day >= since:
        row, slots = noted.get(day), slots_on(steps, day)
        if row or slots:
            yield DayLine(day, times(slots), row.state if row else "", row.noted_by if row else "")
        day -= timedelta(days=1)


def _agreed(meetings: Iterable[FollowUp]) -> Iterable[tuple[date, str]]:
    held = [(each.held_on, each.agreed) for each in meetings if each.held_on and each.agreed]
    return sorted(held, reverse=True)


def scores(measures: Iterable[ProgressMeasure]) -> Iterable[Score]:
    """Return each question of progress with its latest score and the first one; ``measures`` oldest first."""
    by_question: dict[str, list[ProgressMeasure]] = {}
    for measure in measures:
        by_question.setdefault(measure.question, []).append(measure)
    for question in ProgressMeasure.Question:
        given = by_question.get(question.value, [])
        last, before = (given[-1] if given else None), (given[0].score if len(given) > 1 else 0)
        yield Score(
            question.value,
            str(question.label),
            last.score if last else 0,
            before,
            last.day if last else None,
        )
