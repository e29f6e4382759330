"""Who counts at a P-number: everybody in a course there, and the places agreements promise, on the fullest day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from plads.centres.models import Agreement, Place
from plads.companies.queries import employment
from plads.core import week
from plads.core.periods import first_day
from plads.law import Verdict, book
from plads.law.quota import RULE, QuotaFacts, quota
from plads.placements.models import HoursStep, Placement

PROMISED = (Agreement.State.SIGNED, Agreement.State.PAUSED)


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many weekly minutes in a place from ``first`` until the day before ``after`` (``None``: without end)."""

    place_id: UUID
    first: date
    after: date | None
    minutes: int

    def holds(self, day: date) -> bool:
        """Return whether the stretch has ``day``."""
        return self.first <= day and (self.after is None or day < self.after)


def placement_quota(placement: Placement, span: "DateRange | None" = None) -> Verdict:
    """Return rimelighedskravet for a placement, with all others at that P-number, on its fullest day (2 statements).

    ``span`` are the days that are asked about, all of the placement's unless told. The version is the one in force
    on the first of them. Who is exempt there is not counted.
    """
    span = span or placement.period
    on = first_day(span)
    rows = HoursStep.objects.filter(
        placement__place__centre__workplace_id=placement.place.centre.workplace_id,
        placement__state__in=Placement.HOLDING,
        period__overlap=span,
    ).values_list(
        "placement_id",
        "period",
        "weekly_minutes",
        "placement__employed_here",
        "placement__candidate__target_group",
    )
    mine, others = [], []
    for ident, period, minutes, employed_here, group in rows:
        stretch = Stretch(ident, period.lower, period.upper, minutes)
        if ident == placement.id:
            mine.append((stretch, is_exempt(group, employed_here=employed_here, on=on)))
        elif not is_exempt(group, employed_here=employed_here, on=on):
            others.append(stretch)
    months = employment(placement.place.centre.workplace_id)
    if any(exempt for _, exempt in mine):
        return quota(QuotaFacts(months, fullest(others, span), new=0, exempt=1), on)
    own = [stretch for stretch, _ in mine]
    day = _fullest_day([*others, *own], span)
    weekly = [*_on(others, day), *_on(own, day)]
    return quota(QuotaFacts(months, weekly, new=len(_on(own, day))), on)


def is_exempt(target_group: str, *, employed_here: bool, on: date) -> bool:
    """Return whether the rule leaves somebody out: in certain groups, employed at the workplace (BAB § 65, stk. 5)."""
    return employed_here and target_group in book().on(RULE, on).parameters["exempt_groups"]


def everybody_else(workplace_id: UUID, span: "DateRange", agreement_id: UUID | None) -> list[int]:
    """Return the weekly minutes of all others at a workplace on the fullest day of ``span`` (1 statement).

    A place another standing agreement promises counts at the hours of its week, or of who has it when that is more;
    a course in a place nobody promises any more counts at its own.
    """
    steps = HoursStep.objects.filter(
        placement__place=OuterRef("pk"), placement__state__in=Placement.HOLDING, period__overlap=span
    )
    exempt = _exempt_now(span)
    row = JSONObject(first="period__startswith", after="period__endswith", minutes="weekly_minutes")
    places = (
        Place.objects.filter(centre__workplace_id=workplace_id)
        .exclude(Q(agreement=agreement_id) if agreement_id else Q(pk__in=[]))
        .select_related("agreement")
        .annotate(step_rows=ArraySubquery(steps.exclude(exempt).values(row=row)))
    )
    stretches = [stretch for place in places for stretch in _of_place(place, span)]
    return fullest(stretches, span)


def _exempt_now(span: "DateRange") -> Q:
    groups = book().on(RULE, first_day(span)).parameters["exempt_groups"]
    return Q(placement__employed_here=True, placement__candidate__target_group__in=groups)


def _of_place(place: Place, span: "DateRange") -> Iterable[Stretch]:
    promised = place.agreement.state in PROMISED and place.state != Place.State.CLOSED and place.slots
    if promised and not place.period.isempty and _overlap(place.period, span):
        minutes = min(week.total(place.week), week.FULL_WEEK_MINUTES)
        yield Stretch(place.id, first_day(place.period), place.period.upper, minutes)
    for row in place.step_rows:  # type: ignore[attr-defined]
        after = row["after"] and date.fromisoformat(row["after"])
        yield Stretch(place.id, date.fromisoformat(row["first"]), after or None, row["minutes"])


def _overlap(one: "DateRange", other: "DateRange") -> bool:
    begins_before = other.upper is None or one.lower is None or one.lower < other.upper
    return begins_before and (one.upper is None or other.lower is None or other.lower < one.upper)


def fullest(stretches: Sequence[Stretch], span: "DateRange") -> list[int]:
    """Return the minutes of each one there on the day of ``span`` that has most of them in all."""
    return _on(stretches, _fullest_day(stretches, span))


def _fullest_day(stretches: Sequence[Stretch], span: "DateRange") -> date:
    first = first_day(span)
    last = span.upper - timedelta(days=1) if span.upper else date.max
    days = {first} | {each.first for each in stretches if first < each.first <= last}
    return max(sorted(days), key=lambda day: sum(_on(stretches, day)))


def _on(stretches: Sequence[Stretch], day: date) -> list[int]:
    """Return the minutes on ``day``, of each place (or person) the most."""
    most: dict[UUID, int] = {}
    for each in stretches:
        if each.holds(day):
            most[each.place_id] = max(most.get(each.place_id, 0), each.minutes)
    return list(most.values())
