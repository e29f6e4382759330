"""When it is asked where a candidate stands after a course, of whom it is asked now, and what was answered.

It is asked 3, 6 and 12 months after the last day, and for ``ASKED_FOR`` from then on. What nobody noted by then is not
known and stays so: it is counted as not known, and never guessed. See decision 0031.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast

from plads.candidates.names import shown_name
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw
from plads.core.periods import ONE_DAY, months_after
from plads.placements.models import Outcome, Placement
from plads.placements.policy import visible_placements

if TYPE_CHECKING:
    from django.core.paginator import Page

MILESTONES = (3, 6, 12)
"""How many months after the last day it is asked where the candidate stands."""

ASKED_FOR = timedelta(days=60)
"""How long it is asked from each of those days on: shorter than from one to the next, so nobody is asked of twice."""

PAGE_SIZE = 25
"""How many are noted on one page."""


def asked_on(last_day: date, months: int) -> date:
    """Return the day it is asked where somebody stands whose course had this last day."""
    return months_after(last_day, months)


def next_asked(months: int) -> int | None:
    """Return how many months after the course it is asked the next time, ``None`` after the last."""
    return next((each for each in MILESTONES if each > months), None)


def due_now(today: date) -> "QuerySet[Placement, Any]":
    """Return the courses somebody should now say the outcome of, with ``asked_months`` and ``asked_on``.

    Without those of people whose data may not be used for anything new; an erased person has no course any more.
    """
    spans = {months: _last_days(today, months) for months in MILESTONES}
    asked: Any = Case(
        *(When(end__last_day__range=span, then=Value(months)) for months, span in spans.items()),
        output_field=IntegerField(),
    )
    inside = Q()
    for span in spans.values():
        inside |= Q(end__last_day__range=span)
    noted = Outcome.objects.filter(placement=OuterRef("pk"), months=OuterRef("asked_months"))
    day = Func(
        F("end__last_day"),
        F("asked_months"),
        template="(%(expressions)s))::date",
        arg_joiner=" + make_interval(months => ",
        output_field=DateField(),
    )
    return (
        Placement.objects.filter(inside, state=Placement.State.ENDED, candidate__restricted_at=None)
        .annotate(asked_months=Cast(asked, IntegerField()))
        .annotate(asked_on=day)
        .filter(~Exists(noted))
    )


def _last_days(today: date, months: int) -> tuple[date, date]:
    """Return the first and the last day a course ended on of which it is asked ``today``, both included.

    The months differ in length, so the bounds are looked for beside the day so many months back.
    """
    first = months_after(today - ASKED_FOR + ONE_DAY, -months) - 4 * ONE_DAY
    while asked_on(first, months) <= today - ASKED_FOR:
        first += ONE_DAY
    last = months_after(today, -months) + 4 * ONE_DAY
    while asked_on(last, months) > today:
        last -= ONE_DAY
    return first, last


def outcomes_due(
    actor: Actor, *, mine: bool, side: Any = 1, among: Collection[UUID] | None = None
) -> "Page[Any]":
    """Return a page of the courses to note the outcome of now, longest asked first, with names (2 statements).

    ``mine`` leaves out those with another caseworker, ``among`` all but these courses.
    """
    if not actor.is_office:
        raise NotVisible
    rows: Any = due_now(clock.today()).filter(visible_placements(actor))
    if among is not None:
        rows = rows.filter(id__in=among)
    if mine:
        rows = rows.filter(Q(candidate__caseworker_id__in=actor.shown_ids) | Q(candidate__caseworker_id=None))
    in_order = list(rows.order_by("asked_on", "id").values_list("id", flat=True))
    page: Page[Any] = Paginator(in_order, PAGE_SIZE).get_page(side)
    listed = _lines(actor, list(page.object_list))
    page.object_list = listed
    protected = any(row.candidate.protected for row in listed)
    saw(actor, [row.candidate_id for row in listed], Sight.NAME, Sight.COURSE, protected=protected)
    return page


def _lines(actor: Actor, ids: Collection[UUID]) -> list[Any]:
    """Return these of the courses due with what their lines show, in the order of the page."""
    rows: Any = due_now(clock.today()).filter(visible_placements(actor), id__in=ids)
    return list(
        rows.annotate(shown_name=shown_name(actor, "candidate__"))
        .select_related("place__centre", "end", "candidate")
        .only(
            *("municipality_id", "state", "period", "place__number", "place__centre__name"),
            *("end__last_day", "end__reason", "candidate__protected", "candidate__municipality_id"),
        )
        .order_by("asked_on", "id")
    )


def outcome_asked(actor: Actor, placement_id: UUID, months: int) -> tuple[Placement, Outcome | None]:
    """Return an ended course and what was noted so many months after it, if anything (2 statements)."""
    row = (
        Placement.objects.filter(
            visible_placements(actor), id=placement_id, state=Placement.State.ENDED, end__isnull=False
        )
        .select_related("place__centre", "end", "candidate")
        .defer(
            *(f"candidate__{name}" for name in ("cpr", "considerations", "motivation", "name", "sort_name"))
        )
        .annotate(shown_name=shown_name(actor, "candidate__"))
        .first()
    )
    if row is None or not actor.is_office or months not in MILESTONES:
        raise NotVisible
    person = row.candidate
    where, hidden = row.municipality_id, person.protected
    saw(actor, [person.id], Sight.NAME, Sight.COURSE, municipality_id=where, protected=hidden)
    return row, Outcome.objects.filter(placement=row, months=months).first()
