"""Occupancy of places in days, and a centre's yearly account. Counted by the database.

What is counted is the courses that are kept, and the numbers that stayed of those that are erased.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Count, DateField, F, Func, IntegerField, Q, QuerySet, Sum, Value

from plads.centres.models import Centre, Place
from plads.centres.policy import visible_centres
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.periods import period
from plads.insight.expressions import rest_days
from plads.insight.models import CountedDay, CountedYear
from plads.placements.models import JOBS, Attendance, Placement


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Place-days in a stretch of time: how many were open, and on how many somebody had the place.

    A day in a pause of the agreement is open only when somebody had the place.
    """

    open_days: int
    held_days: int

    @property
    def share(self) -> float:
        """The part of the open days that were held, 0 to 1."""
        return self.held_days / self.open_days if self.open_days else 0.0

    @property
    def empty_days(self) -> int:
        """The open days on which nobody had the place."""
        return self.open_days - self.held_days


@dataclass(frozen=True, slots=True)
class Account:
    """What a centre did in a year: candidates who were there, hours they came, and hires the workplace made."""

    candidates: int
    hours: int
    jobs: int
    hires: int


def overlap_days(first: date, last: date, field: str = "period") -> Func:
    """Return the number of days of a range field within ``first`` to ``last``, both included, as an expression."""
    window = Value(period(first, last), output_field=DateRangeField())
    shared = Func(
        F(field), window, arg_joiner=" * ", template="(%(expressions)s)", output_field=DateRangeField()
    )
    return Func(
        Func(shared, function="upper", output_field=DateField()),
        Func(shared, function="lower", output_field=DateField()),
        arg_joiner=" - ",
        template="COALESCE(%(expressions)s, 0)",
        output_field=IntegerField(),
    )


def places_of(actor: Actor) -> "QuerySet[Place]":
    """Return the places of the centres ``actor`` may see."""
    return Place.objects.filter(centre__in=Centre.objects.filter(visible_centres(actor)))


def occupancy(actor: Actor, first: date, last: date, centre_id: UUID | None = None) -> Occupancy:
    """Return the use of the actor's places from ``first`` to ``last``, both included (3 statements)."""
    places = places_of(actor).filter(Q(centre_id=centre_id) if centre_id else Q())
    days = overlap_days(first, last)
    opened = places.annotate(rest=rest_days(first, last)).aggregate(days=Sum(days) - Sum("rest"))["days"]
    held = Placement.objects.exclude(state=Placement.State.CANCELLED).filter(place__in=places)
    counted = CountedDay.objects.filter(centre__in=places.values("centre"), day__range=(first, last))
    return Occupancy(
        opened or 0,
        (held.aggregate(days=Sum(days))["days"] or 0) + (counted.aggregate(days=Sum("held"))["days"] or 0),
    )


def centre_account(actor: Actor, centre_id: UUID, year: int) -> Account:
    """Return a centre's account of a year (4 statements); raises ``NotVisible`` for others' centres."""
    if not Centre.objects.filter(visible_centres(actor), id=centre_id).exists():
        raise NotVisible
    within = Q(period__overlap=period(date(year, 1, 1), date(year, 12, 31)))
    placements = Placement.objects.exclude(state=Placement.State.CANCELLED).filter(place__centre_id=centre_id)
    counts = placements.filter(within).aggregate(
        candidates=Count("candidate", distinct=True),
        jobs=Count("id", distinct=True, filter=Q(end__reason__in=JOBS, end__last_day__year=year)),
        hires=Count("id", distinct=True, filter=Q(end__reason=JOBS[0], end__last_day__year=year)),
    )
    minutes = Attendance.objects.filter(placement__in=placements, day__year=year).aggregate(Sum("minutes"))
    erased = CountedYear.objects.filter(centre_id=centre_id, year=year).first() or CountedYear(
        candidates=0, minutes=0, jobs=0, hires=0
    )
    return Account(
        candidates=counts["candidates"] + erased.candidates,
        hours=round(((minutes["minutes__sum"] or 0) + erased.minutes) / 60),
        jobs=counts["jobs"] + erased.jobs,
        hires=counts["hires"] + erased.hires,
    )
