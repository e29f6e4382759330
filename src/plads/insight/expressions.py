"""SQL words that several read models use."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import DateRangeField
from django.db.models import (
    Aggregate,
    Case,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject

from plads.centres.models import AgreementPause
from plads.core.periods import period
from plads.placements.models import Placement


class RangeAgg(Aggregate):
    """The union of a group's periods (a multirange)."""

    function = "range_agg"
    output_field = DateRangeField()


def day_plus(day: Any, days: Any) -> Func:
    """Return the expression of a day a number of days later; both may be expressions."""
    return Func(
        day, days, template="(%(expressions)s)", arg_joiner=" + ", function="", output_field=DateField()
    )


def lead_day(today: date) -> Func:
    """Return the expression of the last day of a place's lead time: what is free by then is offered now."""
    return day_plus(Value(today), F("municipality__refill_lead_days"))


def holders() -> "QuerySet[Placement]":
    """Return the placements of the place outside: who has it, had it or will; cancelled ones hold nothing."""
    return Placement.objects.filter(place=OuterRef("pk")).exclude(state=Placement.State.CANCELLED)


def free_from(today: date) -> Any:
    """Return the expression of a place's first day from ``today`` on that it waits for somebody; null without one."""
    return _first_free(today, Value(None))


def free_within_lead(today: date) -> Any:
    """Return ``free_from(today)`` when it is within the place's lead time, otherwise null."""
    return _first_free(today, day_plus(lead_day(today), Value(1)))


def _first_free(today: date, before: Any) -> Any:
    """Return the expression of a place's first free day from ``today`` on and before a day.

    It is the place's period less everybody's who has or will have it, and less the pauses of its agreement.
    """
    window = Func(Value(today), before, function="daterange", output_field=DateRangeField())
    coming = Func(
        F("period"), window, template="datemultirange(%(expressions)s)", arg_joiner=" * ", function=""
    )
    return Func(
        coming,
        _days_of(_held(today)),
        _days_of(_resting()),
        template="lower(%(expressions)s)",
        arg_joiner=" - ",
        function="",
        output_field=DateField(),
    )


def rest_days(first: date, last: date) -> Any:
    """Return the expression of how many of a place's days from ``first`` to ``last`` it rested with nobody in it."""
    window = Value(period(first, last), output_field=DateRangeField())
    shared = Func(
        F("period"),
        window,
        template="datemultirange(%(expressions)s)",
        arg_joiner=" * ",
        function="",
        output_field=DateRangeField(),
    )
    rested = Func(
        Func(shared, _days_of(_resting()), arg_joiner=" * ", function="", template="(%(expressions)s)"),
        _days_of(_held(first)),
        template="(SELECT COALESCE(SUM(upper(d) - lower(d)), 0) FROM unnest(%(expressions)s) d)",
        function="",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
    pauses = AgreementPause.objects.filter(period__overlap=period(first, last)).values("agreement")
    return Case(When(agreement__in=pauses, then=rested), default=0, output_field=IntegerField())


def held_on(day: date) -> Exists:
    """Return the expression of whether somebody has a place on a day."""
    return Exists(holders().filter(day_after__gt=day, period__contains=day))


def waits_on(day: date) -> Q:
    """Return the condition that a place waits for somebody on a day: as ``free_from(day)`` on that day, and quicker."""
    resting = AgreementPause.objects.filter(agreement=OuterRef("agreement"), period__contains=day)
    return Q(period__contains=day) & ~Q(held_on(day)) & ~Q(Exists(resting))


def held_through_lead(today: date) -> Exists:
    """Return the expression of whether one and the same person has a place from ``today`` through its lead time.

    Such a place is free on none of those days, which is most places of most lists: ``free_from`` need not be asked.
    """
    now = holders().filter(day_after__gt=today, period__startswith__lte=today)
    return Exists(now.filter(day_after__gt=lead_day(today)))


def rests() -> ArraySubquery:
    """Return the annotation of a place's pauses, each with its first day and the day after (null: unknown)."""
    pauses = AgreementPause.objects.filter(agreement=OuterRef("agreement")).order_by("period")
    return ArraySubquery(pauses.values(row=JSONObject(first="period__startswith", after="period__endswith")))


def left_by(day: date) -> Subquery:
    """Return the expression of the day after the last course in a place that was over by a day, null without one."""
    over = holders().filter(day_after__lte=day).order_by("-day_after")
    return Subquery(over.values("day_after")[:1], output_field=DateField())


def rested_until(today: date) -> Subquery:
    """Return the expression of the day a place's latest pause was over, null when it had none."""
    over = AgreementPause.objects.filter(agreement=OuterRef("agreement"), period__endswith__lte=today)
    return Subquery(
        over.order_by("-period__endswith").values("period__endswith")[:1], output_field=DateField()
    )


def _held(since: date) -> Any:
    """Return the query of the days somebody has the place outside, of those who have it on a day or later."""
    later = holders().filter(day_after__gt=since)
    return later.order_by().values("place").annotate(held=RangeAgg("period")).values("held")


def _resting() -> Any:
    return (
        AgreementPause.objects.filter(agreement=OuterRef("agreement"))
        .order_by()
        .values("agreement")
        .annotate(rests=RangeAgg("period"))
        .values("rests")
    )


def _days_of(several: Any) -> Coalesce:
    """Return a subquery's multirange, empty when it finds nothing."""
    nothing = Func(template="datemultirange()", function="")
    return Coalesce(Subquery(several), nothing, output_field=DateRangeField())


Rows = QuerySet[Any, dict[str, Any]]
"""A query for plain rows."""
