"""What is too old on a day, kind by kind. Each function returns ids or a number, and reads no personal facts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from plads.candidates.models import Candidate
from plads.centres.models import Agreement, Inquiry
from plads.companies.models import Contact
from plads.core import clock
from plads.core.models import AccessRecord, Change, EventSubject
from plads.mentoring.models import Mentor, MentorAssignment, SupportGrant
from plads.messages.models import Notice
from plads.people.models import Membership
from plads.placements.models import Nomination, Placement
from plads.rights.retention import Period, months_before, periods_of

NAMELESS = "slettet@plads.invalid"
"""The e-mail of whoever was made anonymous; nobody can get mail there."""


@dataclass(frozen=True, slots=True)
class Due:
    """What of a kind is too old: ``ids`` of people or rows, or only how many when it is whole days of traces."""

    period: Period
    before: date
    number: int
    ids: tuple[UUID, ...] = ()


def due(municipality_id: UUID, on: date) -> dict[str, Due]:
    """Return what is too old on a day in a municipality, by kind; kinds with nothing are left out.

    Two statements a kind at most, whatever there is. Must run in the municipality's scope.
    """
    found = {}
    for code, period in periods_of(municipality_id).items():
        before = months_before(on, period.months)
        ids = tuple(_FINDERS[code](municipality_id, before)) if code in _FINDERS else ()
        number = len(ids) if code in _FINDERS else _COUNTED[code](municipality_id, before)
        if number:
            found[code] = Due(period, before, number, ids)
    return found


def midnight(day: date) -> datetime:
    """Return the moment a day begins in Denmark."""
    return datetime.combine(day, time(), clock.COPENHAGEN)


def _candidates(municipality_id: UUID, before: date) -> list[UUID]:
    """Return candidates who are not looking for a place, have none, and with whom nothing happened since."""
    mine = Placement.objects.filter(candidate=OuterRef("pk"))
    later = mine.filter(Q(state__in=Placement.HOLDING) | Q(period__endswith__gt=before))
    asked = Nomination.objects.filter(candidate=OuterRef("pk"), state__in=Nomination.WAITING)
    quiet = (
        Candidate.objects.filter(municipality_id=municipality_id, created_at__lt=midnight(before))
        .exclude(state=Candidate.State.READY)
        .exclude(Exists(later))
        .exclude(Exists(asked))
        .order_by("id")
    )
    ids = list(quiet.values_list("id", flat=True))
    return _without_events_since(ids, before)


def _without_events_since(ids: list[UUID], before: date) -> list[UUID]:
    """Return those about whom nothing was recorded since; requests about their data don't count."""
    since = EventSubject.objects.filter(at__gte=midnight(before), subject__in=ids)
    recent = set(since.exclude(event__kind__startswith="rights.").values_list("subject", flat=True))
    return [each for each in ids if each not in recent]


def _users(municipality_id: UUID, before: date) -> list[UUID]:
    """Return users whose last role here ended before a day."""
    ended = Membership.objects.filter(municipality_id=municipality_id, valid__endswith__lte=before)
    alive = Membership.objects.filter(user=OuterRef("user")).exclude(valid__endswith__lte=before)
    rows = ended.exclude(Exists(alive)).order_by("user_id")
    return list(rows.values_list("user_id", flat=True).distinct())


def _mentors(municipality_id: UUID, before: date) -> list[UUID]:
    """Return mentors with a grant or a course behind them, whose last one ended before a day."""
    grants = SupportGrant.objects.filter(mentor=OuterRef("pk"))
    courses = MentorAssignment.objects.filter(mentor=OuterRef("pk"))
    rows = (
        Mentor.objects.filter(Exists(grants) | Exists(courses), municipality_id=municipality_id)
        .exclude(Exists(grants.filter(period__endswith__gt=before)))
        .exclude(Exists(courses.exclude(placement__period__endswith__lte=before)))
        .exclude(email__endswith=NAMELESS)
    )
    return _ids(rows)


def _contacts(municipality_id: UUID, before: date) -> list[UUID]:
    """Return contacts of workplaces whose last agreement ended before a day."""
    agreements = Agreement.objects.filter(centre__workplace=OuterRef("workplace"))
    rows = Contact.objects.filter(Exists(agreements), municipality_id=municipality_id).exclude(
        Exists(agreements.exclude(period__endswith__lte=before))
    )
    return _ids(rows)


def _inquiries(municipality_id: UUID, before: date) -> list[UUID]:
    rows = Inquiry.objects.filter(
        municipality_id=municipality_id, state=Inquiry.State.DECLINED, received_at__lt=midnight(before)
    )
    return _ids(rows.exclude(email=NAMELESS))


def _ids(rows: "QuerySet[Any]") -> list[UUID]:
    return list(rows.order_by("id").values_list("id", flat=True))


_FINDERS: dict[str, Callable[[UUID, date], list[UUID]]] = {
    "candidate": _candidates,
    "user": _users,
    "mentor": _mentors,
    "contact": _contacts,
    "inquiry": _inquiries,
}

_COUNTED: dict[str, Callable[[UUID, date], int]] = {
    "notice": lambda place, day: Notice.objects.filter(
        municipality_id=place, created_at__lt=midnight(day)
    ).count(),
    "look": lambda place, day: AccessRecord.objects.filter(
        municipality_id=place, at__lt=midnight(day)
    ).count(),
    "change": lambda place, day: Change.objects.filter(municipality_id=place, at__lt=midnight(day)).count(),
}
"""Traces are many and are dropped by the day: only their number is told."""
