"""What waits about mentors' support and hours, for the page Today."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, IntegerField, Min, OuterRef, Q, Sum, Value
from django.db.models.functions import Cast

from plads.core.actor import Actor
from plads.insight.expressions import Rows, day_plus
from plads.insight.matters import Kind, of_grant
from plads.mentoring.models import Mentor, SupportGrant
from plads.mentoring.policy import visible_mentors

GRANT_ENDS = timedelta(days=30)
"""How long before its end a grant of mentor support is shown."""


def applications(actor: Actor, today: date) -> Rows:
    """Applications for mentor support that nobody has decided."""
    applied = _grants(actor).filter(state=SupportGrant.State.APPLIED)
    return of_grant(Kind.SUPPORT, applied, due=F("period__startswith"))


def ending_support(actor: Actor, today: date) -> Rows:
    """Grants that end within 30 days and that none follows."""
    next_one = SupportGrant.objects.filter(
        mentor=OuterRef("mentor"),
        state__in=[SupportGrant.State.APPLIED, SupportGrant.State.GRANTED],
        period__endswith__gt=OuterRef("period__endswith"),
    )
    ending = _grants(actor).filter(
        ~Exists(next_one),
        state=SupportGrant.State.GRANTED,
        period__endswith__gt=today,
        period__endswith__lte=today + GRANT_ENDS,
    )
    return of_grant(Kind.SUPPORT_ENDS, ending, due=day_plus(F("period__endswith"), Value(-1)))


def hours(actor: Actor, today: date) -> Rows:
    """Mentors' hours that nobody has approved; ``place_number`` carries the minutes."""
    unapproved = Q(hours__approved_at=None, hours__isnull=False)
    noted = (
        _grants(actor)
        .annotate(
            minutes=Sum("hours__minutes", filter=unapproved), first=Min("hours__day", filter=unapproved)
        )
        .filter(minutes__gt=0)
    )
    return of_grant(
        Kind.HOURS,
        noted,
        due=day_plus(F("first"), Value(GRANT_ENDS.days)),
        place_number=Cast("minutes", IntegerField()),
    )


def _grants(actor: Actor) -> Any:
    mentors = Mentor.objects.filter(visible_mentors(actor)).values("pk")
    return SupportGrant.objects.filter(mentor__in=mentors)
