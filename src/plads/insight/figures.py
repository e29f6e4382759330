"""The manager's figures: are the places used, do people get jobs, what does it cost."""

from collections import defaultdict
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
from plads.insight.small_numbers import SMALLEST, shielded
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

    @property
    def job_share(self) -> float | None:
        """The part of the ended courses that ended in an ordinary job, 0 to 1."""
        return self.jobs / self.ended if self.ended >= SMALLEST else None


def figures(actor: Actor) -> Figures:
    """Return the figures of everything in reach (4 statements)."""
    _readers_only(actor)
    day = clock.today()
    year_ago = day - timedelta(days=365)
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
    sums: Any = placements.values("place__centre_id").annotate(
        candidates=Count("candidate", distinct=True),
        jobs=Count("id", filter=Q(end__reason__in=JOBS, end__last_day__year=year)),
        hires=Count("id", filter=Q(end__reason=JOBS[0], end__last_day__year=year)),
    )
    counts = {row["place__centre_id"]: row for row in sums}
    minutes = dict(
        Attendance.objects.filter(placement__place__in=places_of(actor), day__year=year)
        .values("placement__place__centre_id")
        .annotate(time=Sum("minutes"))
        .values_list("placement__place__centre_id", "time")
    )
    return [
        (ident, name, _account(counts[ident], minutes.get(ident, 0)))
        for ident, name in centres
        if ident in counts
    ]


def _account(row: dict[str, Any], minutes: int) -> Account:
    return Account(row["candidates"], round(minutes / 60), row["jobs"], row["hires"])


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
    sums = {f"m{number}": Sum(overlap_days(*month)) for number, month in enumerate(months)}
    places = places_of(actor)
    opened: Any = places.values("centre_id", "centre__name").annotate(**sums).order_by("centre__sort_name")
    placements = Placement.objects.exclude(state=Placement.State.CANCELLED).filter(place__in=places)
    taken: Any = placements.values("place__centre_id").annotate(**sums)
    held = {row["place__centre_id"]: row for row in taken}
    found = [
        _Use(
            row["centre_id"],
            row["centre__name"],
            [Occupancy(row[name], held.get(row["centre_id"], {}).get(name, 0)) for name in sums],
        )
        for row in opened
    ]
    return [each for each in found if any(month.open_days for month in each.use)]


def _total(uses: Any) -> Occupancy:
    opened, held = 0, 0
    for use in uses:
        opened, held = opened + use.open_days, held + use.held_days
    return Occupancy(opened, held)


def _outcomes(actor: Actor, since: date) -> tuple[int, int, int, tuple[GroupOutcome, ...]]:
    """Return what came of the courses ended since a day: ended, jobs, hires, and by group (1 statement)."""
    rows = (
        Outcome.objects.filter(
            placement__place__in=places_of(actor), months=0, placement__end__last_day__gte=since
        )
        .values("placement__candidate__target_group", "kind", "employer_is_centre")
        .annotate(number=Count("id"))
    )
    kinds: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    hires = 0
    for row in rows:
        group = kinds[row["placement__candidate__target_group"]]
        group[_COLUMN.get(row["kind"], "other")] += row["number"]
        hires += row["number"] if row["employer_is_centre"] else 0
    groups = [_group(label_of(code), counts) for code, counts in kinds.items()]
    ended = sum(sum(counts.values()) for counts in kinds.values())
    jobs = sum(counts["jobs"] for counts in kinds.values())
    return ended, jobs, hires, tuple(sorted(groups, key=lambda group: (-(group.ended or 0), group.label)))


_COLUMN = {
    Outcome.Kind.JOB.value: "jobs",
    Outcome.Kind.EDUCATION.value: "studies",
    Outcome.Kind.FLEKSJOB.value: "studies",
}


def _group(label: str, counts: dict[str, int]) -> GroupOutcome:
    total = sum(counts.values())
    if total < SMALLEST:
        return GroupOutcome(label, None, None, None, None)
    jobs, studies, other = shielded([counts["jobs"], counts["studies"], counts["other"]])
    return GroupOutcome(label, total, jobs, studies, other)


def _mentor_hours(actor: Actor, since: date) -> tuple[int, Decimal]:
    """Return the minutes mentors noted since a day, and their kroner at each grant's rate (1 statement)."""
    mentors = Mentor.objects.filter(centre__in=Centre.objects.filter(visible_centres(actor)))
    sums = MentorHours.objects.filter(grant__mentor__in=mentors, day__gte=since).aggregate(
        time=Sum("minutes"), cost=Sum(F("minutes") * F("grant__hourly_rate"))
    )
    return sums["time"] or 0, (Decimal(sums["cost"] or 0) / 60).quantize(Decimal("0.01"))
