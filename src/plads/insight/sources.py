"""The sources of the page Today: each a query for the same columns, united into one SQL statement."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Least, TruncDate

from plads.candidates.names import shown_name
from plads.centres.models import AgreementVersion, Centre, Inquiry, Place
from plads.centres.policy import visible_centres, visible_inquiries
from plads.core.actor import Actor
from plads.followup.models import FollowUp
from plads.followup.policy import visible_followups
from plads.insight.expressions import Rows, day_plus, free_from
from plads.insight.matters import Kind, of_grant, of_place, of_placement, rows
from plads.mentoring.models import Mentor, SupportGrant
from plads.mentoring.policy import visible_mentors
from plads.placements.models import Attendance, Nomination, Placement, RefillProposal
from plads.placements.policy import visible_nominations, visible_placements

AHEAD = timedelta(days=7)
"""How far ahead follow-ups are shown."""

GRANT_ENDS = timedelta(days=30)
"""How long before its end a grant of mentor support is shown."""

ANSWER_DAYS = 5
"""After how many days a nomination without its answers is late."""

FOLLOWED_BY = timedelta(days=28)
"""A place that somebody is due to have within this time is no empty place to fill."""

NOBODY_FITS = "–"
"""Stands for the candidate of a proposal that found nobody."""

UNCLEAR = timedelta(days=14)
"""How long an absence that nothing came after is shown."""


Source = Callable[[Actor, date], Rows]


def inquiries(actor: Actor, today: date) -> Rows:
    """Companies that have not got their answer."""
    waiting = Inquiry.objects.filter(
        visible_inquiries(actor), state__in=[Inquiry.State.NEW, Inquiry.State.ASSIGNED]
    )
    return rows(
        Kind.INQUIRY,
        waiting,
        subject=F("company_name"),
        due=day_plus(TruncDate("received_at"), F("municipality__inquiry_reply_days")),
        detail=F("state"),
        consultant_uuid=F("consultant_id"),
    )


def empty_places(actor: Actor, today: date) -> Rows:
    """Places that are empty, or will be within the lead time, and are offered to nobody.

    ``due`` is the first empty day, ``detail`` the candidate proposed; it is empty before there is a proposal.
    """
    offered = Nomination.objects.filter(place=OuterRef("pk"), state__in=["open", "accepted"])
    followed = Placement.objects.filter(
        place=OuterRef("pk"),
        state__in=Placement.HOLDING,
        period__startswith__gt=OuterRef("free"),
        period__startswith__lte=day_plus(OuterRef("free"), Value(FOLLOWED_BY.days)),
    )
    first = RefillProposal.objects.filter(place=OuterRef("pk"), state=RefillProposal.State.OPEN)
    empty = (
        Place.objects.filter(centre__in=_centres(actor), state=Place.State.OPEN, period__endswith__gt=today)
        .annotate(free=free_from(today))
        .filter(free__lte=day_plus(Value(today), F("municipality__refill_lead_days")))
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


def unsigned(actor: Actor, today: date) -> Rows:
    """Agreements sent for signature that somebody has not signed; ``detail`` says who has."""
    waiting = AgreementVersion.objects.filter(
        agreement__centre__in=_centres(actor), state=AgreementVersion.State.OFFERED
    )
    return rows(
        Kind.SIGN,
        waiting,
        subject=F("agreement__centre__name"),
        due=F("period__startswith"),
        detail=Coalesce(StringAgg("signatures__party", ","), Value(""), output_field=TextField()),
        consultant_uuid=F("agreement__centre__consultant_id"),
    )


def nominations(actor: Actor, today: date) -> Rows:
    """Nominations that the candidate or the company has not answered; ``detail`` says who has."""
    asked = Nomination.objects.filter(visible_nominations(actor), state=Nomination.State.OPEN)
    answers = [
        Case(When(**{f"{side}_answer": None}, then=Value("?")), default=Value("ja"))
        for side in ("candidate", "company")
    ]
    return of_place(
        actor,
        Kind.ANSWER,
        asked,
        due=Least(day_plus(TruncDate("created_at"), Value(ANSWER_DAYS)), F("period__startswith")),
        detail=Concat(answers[0], Value(","), answers[1]),
    )


def to_plan(actor: Actor, today: date) -> Rows:
    """Nominations with two times yes that are no placement yet."""
    agreed = Nomination.objects.filter(visible_nominations(actor), state=Nomination.State.ACCEPTED)
    return of_place(actor, Kind.PLAN, agreed, due=F("period__startswith"))


def to_approve(actor: Actor, today: date) -> Rows:
    """Placements nobody has granted: without the grant the candidate may not start."""
    planned = Placement.objects.filter(visible_placements(actor), state=Placement.State.PLANNED)
    return of_place(actor, Kind.APPROVE, planned, due=F("period__startswith"))


def to_start(actor: Actor, today: date) -> Rows:
    """Granted placements whose first day is here."""
    granted = Placement.objects.filter(
        visible_placements(actor), state=Placement.State.APPROVED, period__startswith__lte=today
    )
    return of_place(actor, Kind.START, granted, due=F("period__startswith"))


def to_end(actor: Actor, today: date) -> Rows:
    """Placements whose agreed last day is here or past, and that still run."""
    over = Placement.objects.filter(
        visible_placements(actor), state=Placement.State.RUNNING, agreed_last_day__lte=today
    )
    return of_place(actor, Kind.END, over, due=F("agreed_last_day"))


def followups(actor: Actor, today: date) -> Rows:
    """Follow-ups not held that are due within a week or overdue."""
    waiting = FollowUp.objects.filter(
        visible_followups(actor),
        held_on=None,
        due_on__lte=today + AHEAD,
        placement__state=Placement.State.RUNNING,
    )
    return of_placement(actor, Kind.FOLLOWUP, waiting, due=F("due_on"))


def absences(actor: Actor, today: date) -> Rows:
    """Candidates whose latest word is that they were ill or did not come; ``detail`` says which."""
    later = Attendance.objects.filter(placement=OuterRef("placement"), day__gt=OuterRef("day"))
    running = Placement.objects.filter(visible_placements(actor), state=Placement.State.RUNNING)
    gone = Attendance.objects.filter(
        ~Exists(later),
        placement__in=running,
        state__in=[Attendance.State.ABSENT, Attendance.State.ILL],
        day__gte=today - UNCLEAR,
    )
    return of_placement(actor, Kind.ABSENCE, gone, due=F("day"), detail=F("state"))


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


SOURCES: tuple[Source, ...] = (
    inquiries,
    empty_places,
    unsigned,
    nominations,
    to_plan,
    to_approve,
    to_start,
    to_end,
    followups,
    absences,
    applications,
    ending_support,
    hours,
)
"""Everything that can wait."""


def _first_choice(actor: Actor) -> Any:
    """Return the name of a proposal's first choice, as the actor may know it."""
    return Case(
        When(first_choice=None, then=Value(NOBODY_FITS)),
        default=shown_name(actor, "first_choice__"),
        output_field=CharField(),
    )


def _centres(actor: Actor) -> Any:
    return Centre.objects.filter(visible_centres(actor)).values("pk")


def _empty_since(today: date) -> Any:
    """Return the day a place that is empty today became so: after its last course, or when it opened."""
    left = (
        Placement.objects.filter(place=OuterRef("pk"), period__endswith__lte=today)
        .exclude(state=Placement.State.CANCELLED)
        .order_by("-period__endswith")
        .values("period__endswith")
    )
    return Coalesce(Subquery(left[:1], output_field=DateField()), F("period__startswith"))


def _grants(actor: Actor) -> Any:
    mentors = Mentor.objects.filter(visible_mentors(actor)).values("pk")
    return SupportGrant.objects.filter(mentor__in=mentors)
