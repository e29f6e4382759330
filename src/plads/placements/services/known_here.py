"""What a candidate has to do with a workplace already: placements there, jobs after them, and hours elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from plads.candidates.models import Candidate
from plads.centres.models import Place
from plads.core import week
from plads.core.periods import months_after, show
from plads.law import Verdict
from plads.law.practice import weekly_hours
from plads.law.same_employer import EmployerFacts, same_employer
from plads.placements.models import JOBS, EndReason, HoursStep, Outcome, Placement, PlacementEnd

Stretch = tuple[date, date, Sequence[week.Slot]]
"""A week with the first and the last day it holds."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked about: the target group, each week's days, employment there, and what is new since last time."""

    target_group: str
    first_day: date
    stretches: Sequence[Stretch]
    employed_here: bool
    difference: str


def verdicts_on_history(candidate: Candidate, place: Place, terms: Terms) -> list[Verdict]:
    """Return what the law says of the same employer, and of all hours in a week (1 statement).

    A candidate was last employed at the workplace when ``employed_here`` says so, or when the last job noted after
    any placement was there. An earlier placement at that P-number is told by name, with its function and days.
    """
    courses = _courses(candidate)
    return [_same_employer(place, terms, courses), _weekly_hours(terms, courses)]


def _courses(candidate: Candidate) -> list[Placement]:
    steps = HoursStep.objects.filter(placement=OuterRef("pk"))
    step = JSONObject(first="period__startswith", after="period__endswith", minutes="weekly_minutes")
    outcomes = Outcome.objects.filter(placement=OuterRef("pk"), kind=Outcome.Kind.JOB)
    outcome = JSONObject(months="months", since="since", here="employer_is_centre")
    rows = (
        Placement.objects.filter(candidate=candidate)
        .exclude(state=Placement.State.CANCELLED)
        .select_related("place__centre", "end")
        .defer("verdicts", "place__tasks", "end__note")
        .annotate(
            step_rows=ArraySubquery(steps.values(row=step)),
            outcome_rows=ArraySubquery(outcomes.values(row=outcome)),
        )
        .order_by("period", "id")
    )
    return list(rows)


def _same_employer(place: Place, terms: Terms, courses: Sequence[Placement]) -> Verdict:
    workplace_id = place.centre.workplace_id
    here = [each for each in courses if each.place.centre.workplace_id == workplace_id]
    employed = terms.employed_here or _last_job_at(workplace_id, courses)
    difference = terms.difference.strip()
    new_function: bool | None = True if difference else None
    if here and not difference and not employed:
        new_function = place.function not in {each.place.function for each in here}
    facts = EmployerFacts(
        terms.target_group,
        last_employed_here=employed,
        earlier_placement_here=bool(here),
        new_function=new_function,
        difference_in_agreement=True if difference else None,
        employed=True if terms.employed_here else None,
        earlier=_named(here),
    )
    verdict = same_employer(facts, terms.first_day)
    if difference and (here or employed):
        verdict = replace(verdict, working=(*verdict.working, f"Nyt i forhold til sidst: {difference}"))
    if verdict.blocks and not terms.employed_here:
        other = "Har kandidaten siden haft job et andet sted, så noter det som udfald på det tidligere forløb"
        verdict = replace(verdict, remedy=f"{verdict.remedy} {other}: {_named(here)}.")
    return verdict


def _named(here: Sequence[Placement]) -> str:
    """Return the latest of the placements at a workplace in words, and how many came before."""
    if not here:
        return ""
    last = here[-1]
    place = last.place
    named = f"{place.centre.name}, plads {place.number} ({place.get_function_display()}), {show(last.period)}"
    return named if len(here) == 1 else f"{named}, og {len(here) - 1} før"


def _last_job_at(workplace_id: UUID, courses: Sequence[Placement]) -> bool:
    """Return whether the last job noted after any of the placements was at a workplace."""
    jobs: list[tuple[date, bool]] = []
    for course in courses:
        at = course.place.centre.workplace_id == workplace_id
        end: PlacementEnd | None = getattr(course, "end", None)
        if end is None:
            continue
        if end.reason in JOBS:
            jobs.append((end.job_starts or end.last_day, at and end.reason == EndReason.JOB_HERE))
        for row in course.outcome_rows:  # type: ignore[attr-defined]
            since = date.fromisoformat(row["since"]) if row["since"] else None
            jobs.append((since or months_after(end.last_day, row["months"]), at and row["here"]))
    return max(jobs, default=(date.min, False))[1]


def _weekly_hours(terms: Terms, courses: Sequence[Placement]) -> Verdict:
    """Return the verdict on the week with most hours, those of other placements that have or await a place added."""
    others = [
        (date.fromisoformat(row["first"]), date.fromisoformat(row["after"]), int(row["minutes"]))
        for course in courses
        if course.holds_place
        for row in course.step_rows  # type: ignore[attr-defined]
    ]
    fullest: tuple[int, list[int]] = (0, [])
    for first, last, slots in terms.stretches:
        for day in {first, *(begins for begins, _, _ in others if first < begins <= last)}:
            beside = [minutes for begins, after, minutes in others if begins <= day < after]
            fullest = max(fullest, (week.total(slots), beside), key=lambda one: one[0] + sum(one[1]))
    return weekly_hours(fullest[0], terms.first_day, others=fullest[1])
