"""SQL words that several read models use."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Aggregate, DateField, F, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

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


def free_from(today: date) -> Any:
    """Return the expression of a place's first day from ``today`` on that nobody has it; null when there is none.

    It is the place's period less everybody's who has or had it; cancelled placements hold nothing.
    """
    held = (
        Placement.objects.filter(place=OuterRef("pk"))
        .exclude(state=Placement.State.CANCELLED)
        .order_by()
        .values("place")
        .annotate(held=RangeAgg("period"))
        .values("held")
    )
    ahead = Func(Value(today), Value(None), function="daterange", output_field=DateRangeField())
    coming = Func(
        F("period"), ahead, template="datemultirange(%(expressions)s)", arg_joiner=" * ", function=""
    )
    nothing = Func(template="datemultirange()", function="")
    return Func(
        coming,
        Coalesce(Subquery(held), nothing, output_field=DateRangeField()),
        template="lower(%(expressions)s)",
        arg_joiner=" - ",
        function="",
        output_field=DateField(),
    )


Rows = QuerySet[Any, dict[str, Any]]
"""A query for plain rows."""
