"""What the office's pages read about mentors."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from plads.candidates.names import shown_name
from plads.centres.models import Place
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.looks import Sight, saw_across
from plads.mentoring.models import Mentor, MentorAssignment, MentorHours, SupportGrant, Training
from plads.mentoring.policy import visible_mentors
from plads.placements.models import Placement
from plads.placements.policy import visible_placements

LEDGER = 60
"""How many of the latest days of the hours ledger a page shows."""


def mentors_of(actor: Actor, centre_id: UUID) -> list[Any]:
    """Return a centre's mentors by name (1 statement).

    Each has ``busy`` (candidates today), ``trained`` (a course completed) and ``supported`` (a grant today).
    """
    trained = Training.objects.filter(mentor=OuterRef("pk"), completed=True)
    granted = SupportGrant.objects.filter(
        mentor=OuterRef("pk"), state=SupportGrant.State.GRANTED, period__contains=clock.today()
    )
    return list(
        _with_busy(Mentor.objects.filter(visible_mentors(actor), centre_id=centre_id))
        .annotate(trained=Exists(trained), supported=Exists(granted))
        .order_by("name", "id")
    )


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant with its ledger in sums. ``minutes`` are all noted, ``waiting`` those not approved yet."""

    grant: SupportGrant
    minutes: int
    waiting: int
    last_noted: date | None

    @property
    def cost(self) -> Decimal:
        """Kroner of the hours noted, to the øre."""
        kroner: Decimal = self.grant.hourly_rate * self.minutes / 60
        return kroner.quantize(Decimal("0.01"))

    @property
    def ceiling(self) -> Decimal:
        """Kroner the grant comes to when every hour of it is used, to the øre."""
        days = (self.grant.period.upper - self.grant.period.lower).days
        kroner: Decimal = self.grant.hourly_rate * self.grant.weekly_minutes * days / 7 / 60
        return kroner.quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class MentorPage:
    """A mentor as the office sees them."""

    mentor: Any
    assignments: list[Any]
    trainings: list[Training]
    grants: list[GrantLine]
    ledger: list[MentorHours]
    places: list[Place]


def mentor_page(actor: Actor, mentor_id: UUID) -> MentorPage:
    """Return everything about a mentor (6 statements); raises ``NotVisible``."""
    mentor = (
        _with_busy(Mentor.objects.filter(visible_mentors(actor), id=mentor_id))
        .select_related("centre__workplace", "municipality")
        .first()
    )
    if mentor is None:
        raise NotVisible
    places = Place.objects.filter(centre_id=mentor.centre_id, period__endswith__gt=clock.today())
    return MentorPage(
        mentor=mentor,
        assignments=_assignments(actor, mentor_id),
        trainings=list(Training.objects.filter(mentor_id=mentor_id).order_by("-day", "title")),
        grants=_grants(mentor_id),
        ledger=list(
            MentorHours.objects.filter(grant__mentor_id=mentor_id)
            .select_related("grant__place")
            .order_by("-day", "grant_id")[:LEDGER]
        ),
        places=list(places.order_by("number")),
    )


def _with_busy(mentors: "QuerySet[Mentor]") -> "QuerySet[Mentor]":
    today = clock.today()
    held = Q(
        assignments__placement__state__in=Placement.HOLDING,
        assignments__placement__period__endswith__gt=today,
    )
    return mentors.annotate(busy=Count("assignments", filter=held))


def _assignments(actor: Actor, mentor_id: UUID) -> list[Any]:
    """Return the placements the mentor helps or helped in, newest first."""
    rows: Any = (
        MentorAssignment.objects.filter(
            mentor_id=mentor_id,
            placement__in=Placement.objects.filter(visible_placements(actor)).values("pk"),
        )
        .annotate(
            person=F("placement__candidate_id"),
            name=shown_name(actor, "placement__candidate__"),
            number=F("placement__place__number"),
            place_id=F("placement__place_id"),
            period=F("placement__period"),
            state=F("placement__state"),
        )
        .order_by("-period")
    )
    found = list(rows)
    saw_across(actor, ((row.municipality_id, row.person) for row in found), Sight.NAME, Sight.COURSE)
    return found


def _grants(mentor_id: UUID) -> list[GrantLine]:
    hours = MentorHours.objects.filter(grant=OuterRef("pk")).order_by().values("grant")
    noted = hours.annotate(minutes=Sum("minutes"), last=Max("day"))
    waiting = hours.filter(approved_at=None).annotate(minutes=Sum("minutes"))
    rows: Any = (
        SupportGrant.objects.filter(mentor_id=mentor_id)
        .select_related("place", "decided_by")
        .annotate(
            minutes=Coalesce(Subquery(noted.values("minutes")), 0),
            last_noted=Subquery(noted.values("last")),
            waiting=Coalesce(Subquery(waiting.values("minutes")), 0),
        )
        .order_by("-period")
    )
    return [GrantLine(row, row.minutes, row.waiting, row.last_noted) for row in rows]
