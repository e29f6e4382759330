"""The sources of the page Today: each a query for the same columns, united into one SQL statement.

They stand by subject: places here, the others in ``sources_agreements``, ``sources_courses`` and ``sources_mentors``.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest

from plads.centres.models import Place
from plads.core.actor import Actor
from plads.insight import sources_agreements as agreements
from plads.insight import sources_courses as courses
from plads.insight import sources_mentors as mentors
from plads.insight.expressions import (
    Rows,
    day_plus,
    free_within_lead,
    held_through_lead,
    left_by,
    rested_until,
)
from plads.insight.matters import Kind, rows
from plads.placements.models import Nomination, Placement, RefillProposal

FOLLOWED_BY = timedelta(days=28)
"""A place that somebody is due to have within this time is no empty place to fill."""

NOBODY_FITS = "–"
"""Stands for the candidate of a proposal that found nobody."""

_SOMEBODY = Case(
    When(first_choice=None, then=Value(NOBODY_FITS)), default=Value("?"), output_field=CharField()
)

Source = Callable[[Actor, date], Rows]


def empty_places(actor: Actor, today: date) -> Rows:
    """Places that are empty, or will be within the lead time, and are offered to nobody.

    ``due`` is the first empty day, null of those that need nobody: followed at once, or never empty within the lead
    time. ``detail`` says whether a proposal found nobody; it is empty before there is a proposal, and the name of who
    is proposed is read of those that are shown.
    """
    offered = Nomination.objects.filter(place=OuterRef("pk"), state__in=Nomination.WAITING)
    followed = Placement.objects.filter(
        place=OuterRef("pk"),
        state__in=Placement.HOLDING,
        day_after__gt=today,
        period__startswith__gt=OuterRef("free"),
        period__startswith__lte=day_plus(OuterRef("free"), Value(FOLLOWED_BY.days)),
    )
    first = RefillProposal.objects.filter(place=OuterRef("pk"), state=RefillProposal.State.OPEN)
    empty = (
        Place.objects.filter(centre__in=agreements.centres_of(actor), period__endswith__gt=today)
        .exclude(state=Place.State.CLOSED)
        .filter(~held_through_lead(today), ~Exists(offered))
        .annotate(free=free_within_lead(today))
    )
    return rows(
        Kind.PLACE,
        empty,
        centre_name=F("centre__name"),
        place_number=Cast("number", IntegerField()),
        due=Case(
            When(Exists(followed), then=None), When(free=today, then=_empty_since(today)), default=F("free")
        ),
        detail=Coalesce(Subquery(first.values(who=_SOMEBODY)[:1]), Value("")),
        consultant_uuid=F("centre__consultant_id"),
        caseworker_uuid=Subquery(first.values("first_choice__caseworker_id")[:1]),
        person_uuid=Subquery(first.values("first_choice_id")[:1]),
    )


def _empty_since(today: date) -> Any:
    """Return the day a place that is empty today became so: after its last course or pause, or when it opened."""
    return Greatest(left_by(today), F("period__startswith"), rested_until(today))


SOURCES: tuple[Source, ...] = (
    agreements.inquiries,
    empty_places,
    agreements.unsigned,
    courses.nominations,
    courses.to_plan,
    courses.to_approve,
    courses.vitas_missing,
    courses.to_start,
    courses.to_end,
    courses.followups,
    courses.absences,
    courses.outcomes,
    mentors.applications,
    mentors.ending_support,
    mentors.hours,
    agreements.ending_agreements,
    agreements.notices,
    agreements.pauses,
)
"""Everything that can wait."""
