"""The manager's figures: are the places used, do people get jobs, what does it cost.

Each figure is what still lives and what was counted of people who are erased, in one statement.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, Sum

from plads.centres.models import Centre
from plads.centres.policy import visible_centres
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.periods import ONE_DAY, period
from plads.core.roles import Role
from plads.insight.account import Account, Occupancy, overlap_days, places_of
from plads.insight.expressions import rest_days
from plads.insight.models import CountedDay, CountedOutcome, CountedYear
from plads.insight.small_numbers import SMALLEST, shielded_table
from plads.law.groups import label_of
from plads.mentoring.models import Mentor, MentorHours
from plads.placements.models import JOBS, Attendance, Outcome, Placement

READERS = frozenset({Role.MANAGER, Role.COORDINATOR})
MONTHS = 6
"""How many months stand side by side, this one included."""


@dataclass(frozen=True, slots=True)
class Month:
    """The use of the places in a month; of this month only the days up to today count."""

    first: date
    last: date
    use: Occupancy


@dataclass(frozen=True, slots=True)
class CentreUse:
    """The use of one centre's places over the months shown."""

    id: UUID
    name: str
    use: Occupancy


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """What came of the courses of a target group; ``None`` is a number too small to show."""

    label: str
    ended: int | None
    jobs: int | None
    studies: int | None
    other: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The first page of figures. ``job_share`` is ``None`` while too few courses have ended to say."""

    months: tuple[Month, ...]
    centres: tuple[CentreUse, ...]
    groups: tuple[GroupOutcome, ...]
    ended: int
    jobs: int
    hires: int
    mentor_minutes: int
    mentor_cost: Decimal
    year_ago: date
    """The first of this month a year ago: whole months, because people who are erased are counted by the month."""

    @property
    def job_share(self) -> float | None:
        """The part of the ended courses that ended in an ordinary job, 0 to 1."""
        return self.jobs / self.ended if self.ended >= SMALLEST else None


def figures(actor: Actor) -> Figures:
    """Return the figures of everything in reach (4 statements)."""
    _readers_only(actor)
    day = clock.today()
    year_ago = (day.replace(day=1) - timedelta(days=364)).replace(day=1)
    months = _months(day)
    by_centre = _use(actor, months)
    ended, jobs, hires, groups = _outcomes(actor, year_ago)
    minutes, cost = _mentor_hours(actor, year_ago)
    return Figures(
        months=tuple(
            Month(first, last, _total(each.use[number] for each in by_centre))
            for number, (first, last) in enumerate(months)
        ),
        centres=tuple(CentreUse(each.id, each.name, _total(each.use)) for each in by_centre),
        groups=groups,
        ended=ended,
        jobs=jobs,
        hires=hires,
        mentor_minutes=minutes,
        mentor_cost=cost,
        year_ago=year_ago,
    )


def accounts(actor: Actor, year: int) -> list[tuple[UUID, str, Account]]:
    """Return every centre's account of a year, by name (3 statements)."""
    _readers_only(actor)
    centres = Centre.objects.filter(visible_centres(actor)).order_by("sort_name").values_list("id", "name")
    placements = Placement.objects.exclude(state=Placement.State.CANCELLED).filter(
        place__in=places_of(actor), period__overlap=period(date(year, 1, 1), date(year, 12, 31))
    )
    counts: dict[UUID, list[int]] = {}
    minutes: dict[UUID, int] = defaultdict(int)
    for ident, *numbers in _courses(placements, actor, year):
        counts[ident] = [a + b for a, b in zip(counts.get(ident, [0, 0, 0]), numbers, strict=True)]
    for ident, time in _minutes(actor, year):
        minutes[ident] += time
    return [
        (ident, name, Account(counts[ident][0], round(minutes[ident] / 60), *counts[ident][1:]))
        for ident, name in centres
        if ident in counts
    ]


def _courses(placements: Any, actor: Actor, year: int) -> Any:
    """Return rows of centre, candidates, jobs and hires; a centre may have two, of the kept and the erased."""
    kept = placements.values_list("place__centre_id").annotate(
        candidates=Count("candidate", distinct=True),
        jobs=Count("id", filter=Q(end__reason__in=JOBS, end__last_day__year=year)),
        hires=Count("id", filter=Q(end__reason=JOBS[0], end__last_day__year=year)),
    )
    return kept.union(_erased(actor, year).values_list("centre_id", "candidates", "jobs", "hires"), all=True)


def _minutes(actor: Actor, year: int) -> Any:
    """Return rows of centre and attended minutes, likewise."""
    kept = Attendance.objects.filter(placement__place__in=places_of(actor), day__year=year)
    sums = kept.values_list("placement__place__centre_id").annotate(Sum("minutes"))
    return sums.union(_erased(actor, year).values_list("centre_id", "minutes"), all=True)


def _erased(actor: Actor, year: int) -> Any:
    return CountedYear.objects.filter(centre__in=Centre.objects.filter(visible_centres(actor)), year=year)


def _readers_only(actor: Actor) -> None:
    if actor.role not in READERS:
        raise NotVisible


def _months(day: date) -> list[tuple[date, date]]:
    """Return the latest months, oldest first; this month until today."""
    months = []
    first, last = day.replace(day=1), day
    for _ in range(MONTHS):
        months.append((first, last))
        last = first - ONE_DAY
        first = last.replace(day=1)
    return months[::-1]


@dataclass(frozen=True, slots=True)
class _Use:
    id: UUID
    name: str
    use: list[Occupancy]


def _use(actor: Actor, months: list[tuple[date, date]]) -> list[_Use]:
    """Return each centre's use of its places month by month; only centres that had places then (2 statements)."""
    sums = {
        f"m{number}": Sum(overlap_days(*month)) - Sum(f"rest{number}") for number, month in enumerate(months)
    }
    places = places_of(actor)
    rest = {f"rest{number}": rest_days(*month) for number, month in enumerate(months)}
    opened: Any = (
        places.annotate(**rest)
        .values("centre_id", "centre__name")
        .annotate(**sums)
        .order_by("centre__sort_name")
    )
    held: dict[UUID, dict[str, int]] = defaultdict(lambda: dict.fromkeys(sums, 0))
    for centre_id, *days in _taken(places, months):
        for name, number in zip(sums, days, strict=True):
            held[centre_id][name] += number or 0
    found = [
        _Use(
            row["centre_id"],
            row["centre__name"],
            [Occupancy(row[name], held[row["centre_id"]][name]) for name in sums],
        )
        for row in opened
    ]
    return [each for each in found if any(month.open_days for month in each.use)]


def _taken(places: Any, months: list[tuple[date, date]]) -> Any:
    """Return rows of centre and held days of each month; a centre may have two, of the kept and the erased."""
    kept = Placement.objects.exclude(state=Placement.State.CANCELLED).filter(place__in=places)
    living = {f"m{number}": Sum(overlap_days(*month)) for number, month in enumerate(months)}
    erased = {f"m{number}": Sum("held", filter=Q(day__range=month)) for number, month in enumerate(months)}
    counted = CountedDay.objects.filter(
        centre__in=places.values("centre"), day__range=(months[0][0], months[-1][1])
    )
    return (
        kept.values_list("place__centre_id")
        .annotate(**living)
        .union(counted.values_list("centre_id").annotate(**erased), all=True)
    )


def _total(uses: Any) -> Occupancy:
    opened, held = 0, 0
    for use in uses:
        opened, held = opened + use.open_days, held + use.held_days
    return Occupancy(opened, held)


def _outcomes(actor: Actor, since: date) -> tuple[int, int, int, tuple[GroupOutcome, ...]]:
    """Return what came of the courses ended since a day: ended, jobs, hires, and by group (1 statement)."""
    kept = Outcome.objects.filter(
        placement__place__in=places_of(actor), months=0, placement__end__last_day__gte=since
    ).values_list("placement__candidate__target_group", "kind", "employer_is_centre")
    erased = CountedOutcome.objects.filter(
        municipality_id__in=actor.municipality_ids, months=0, month__gte=since
    ).values_list("target_group", "kind", "employer_is_centre", "number")
    kinds: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    hires = 0
    for group, kind, here, number in kept.annotate(Count("id")).union(erased, all=True):
        kinds[group][_COLUMN.get(kind, "other")] += number
        hires += number if here else 0
    groups = _groups(kinds)
    ended = sum(sum(counts.values()) for counts in kinds.values())
    jobs = sum(counts["jobs"] for counts in kinds.values())
    return ended, jobs, hires, tuple(sorted(groups, key=lambda group: (-(group.ended or 0), group.label)))


_COLUMN = {
    Outcome.Kind.JOB.value: "jobs",
    Outcome.Kind.EDUCATION.value: "studies",
    Outcome.Kind.FLEKSJOB.value: "studies",
}


def _groups(kinds: Mapping[str, Mapping[str, int]]) -> list[GroupOutcome]:
    """Return the groups with what must not be shown, nor worked out from the sums above the table, hidden."""
    codes = sorted(kinds, key=label_of)
    shown = shielded_table([[kinds[code][name] for name in ("jobs", "studies", "other")] for code in codes])
    return [GroupOutcome(label_of(code), *row) for code, row in zip(codes, shown, strict=True)]


def _mentor_hours(actor: Actor, since: date) -> tuple[int, Decimal]:
    """Return the minutes mentors noted since a day, and their kroner at each grant's rate (1 statement)."""
    mentors = Mentor.objects.filter(centre__in=Centre.objects.filter(visible_centres(actor)))
    sums = MentorHours.objects.filter(grant__mentor__in=mentors, day__gte=since).aggregate(
        time=Sum("minutes"), cost=Sum(F("minutes") * F("grant__hourly_rate"))
    )
    return sums["time"] or 0, (Decimal(sums["cost"] or 0) / 60).quantize(Decimal("0.01"))
