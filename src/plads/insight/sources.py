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

from plads.candidates.names import shown_name
from plads.centres.models import Place
from plads.core.actor import Actor
from plads.insight import sources_agreements as agreements
from plads.insight import sources_courses as courses
from plads.insight import sources_mentors as mentors
from plads.insight.expressions import (
    Rows,
    day_plus,
    free_within_lead,
    lead_day,
    left_by,
    rested_until,
)
from plads.insight.matters import Kind, rows
from plads.placements.models import Nomination, Placement, RefillProposal

FOLLOWED_BY = timedelta(days=28)
"""A place that somebody is due to have within this time is no empty place to fill."""

NOBODY_FITS = "–"
"""Stands for the candidate of a proposal that found nobody."""

Source = Callable[[Actor, date], Rows]


def empty_places(actor: Actor, today: date) -> Rows:
    """Places that are empty, or will be within the lead time, and are offered to nobody.

    ``due`` is the first empty day, ``detail`` the candidate proposed; it is empty before there is a proposal.
    """
    offered = Nomination.objects.filter(place=OuterRef("pk"), state__in=Nomination.WAITING)
    followed = Placement.objects.filter(
        place=OuterRef("pk"),
        state__in=Placement.HOLDING,
        period__startswith__gt=OuterRef("free"),
        period__startswith__lte=day_plus(OuterRef("free"), Value(FOLLOWED_BY.days)),
    )
    first = RefillProposal.objects.filter(place=OuterRef("pk"), state=RefillProposal.State.OPEN)
    empty = (
        Place.objects.filter(centre__in=agreements.centres_of(actor), period__endswith__gt=today)
        .exclude(state=Place.State.CLOSED)
        .annotate(free=free_within_lead(today))
        .filter(free__lte=lead_day(today))
        .filter(~Exists(offered), ~Exists(followed))
    )
    return rows(
        Kind.PLACE,
        empty,
        centre_name=F("centre__name"),
        place_number=Cast("number", IntegerField()),
        due=Case(When(free__gt=today, then=F("free")), default=_empty_since(today)),
        detail=Coalesce(Subquery(first.values(who=_first_choice(actor))[:1]), Value("")),
        consultant_uuid=F("centre__consultant_id"),
        caseworker_uuid=Subquery(first.values("first_choice__caseworker_id")[:1]),
        person_uuid=Subquery(first.values("first_choice_id")[:1]),
    )


def _first_choice(actor: Actor) -> Any:
    """Return the name of a proposal's first choice, as the actor may know it."""
    return Case(
        When(first_choice=None, then=Value(NOBODY_FITS)),
        default=shown_name(actor, "first_choice__"),
        output_field=CharField(),
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
