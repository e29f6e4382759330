"""What waits about candidates and their courses, for the page Today."""

from datetime import date, timedelta

from django.db.models import Case, Count, Exists, F, IntegerField, Min, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Least, TruncDate

from plads.core.actor import Actor
from plads.followup.models import FollowUp
from plads.followup.policy import visible_followups
from plads.insight.expressions import Rows, day_plus
from plads.insight.matters import Kind, of_place, of_placement, rows
from plads.placements.models import Attendance, Nomination, Placement, VitasApplication
from plads.placements.outcome_queries import due_now
from plads.placements.policy import visible_attendance, visible_nominations, visible_placements
from plads.placements.services.vitas_gate import may_begin

AHEAD = timedelta(days=7)
"""How far ahead follow-ups are shown."""

ANSWER_DAYS = 5
"""After how many days a nomination without its answers is late."""

NOTE_WITHIN = timedelta(days=14)
"""How long after the day it is asked an outcome should be noted."""

UNCLEAR = timedelta(days=14)
"""How long an absence that nothing came after is shown."""


def nominations(actor: Actor, today: date) -> Rows:
    """Nominations that the candidate or the company has not answered; ``detail`` says who has."""
    asked = Nomination.objects.filter(visible_nominations(actor), state=Nomination.State.OPEN)
    answers = [
        Case(When(**{f"{side}_answer": None}, then=Value("?")), default=Value("ja"))
        for side in ("candidate", "company")
    ]
    return of_place(
        Kind.ANSWER,
        asked,
        due=Least(day_plus(TruncDate("created_at"), Value(ANSWER_DAYS)), F("period__startswith")),
        detail=Concat(answers[0], Value(","), answers[1]),
    )


def to_plan(actor: Actor, today: date) -> Rows:
    """Nominations with two times yes that are no placement yet."""
    agreed = Nomination.objects.filter(visible_nominations(actor), state=Nomination.State.ACCEPTED)
    return of_place(Kind.PLAN, agreed, due=F("period__startswith"))


def to_approve(actor: Actor, today: date) -> Rows:
    """Placements nobody has granted: without the grant the candidate may not start."""
    planned = Placement.objects.filter(visible_placements(actor), state=Placement.State.PLANNED)
    return of_place(Kind.APPROVE, planned, due=F("period__startswith"))


def vitas_missing(actor: Actor, today: date) -> Rows:
    """Placements to begin that VITAS has not approved, and nobody has let begin; ``detail`` is how far it is."""
    newest = VitasApplication.objects.filter(placement=OuterRef("pk")).order_by("-created_at", "-id")
    held = Placement.objects.filter(
        ~may_begin(),
        visible_placements(actor),
        state__in=[Placement.State.PLANNED, Placement.State.APPROVED],
    )
    far = Coalesce(Subquery(newest.values("state")[:1]), Value(VitasApplication.State.TO_SEND.value))
    return of_place(Kind.VITAS, held, due=F("period__startswith"), detail=far)


def to_start(actor: Actor, today: date) -> Rows:
    """Granted placements whose first day is here, and that VITAS does not hold back."""
    granted = Placement.objects.filter(
        may_begin(), visible_placements(actor), state=Placement.State.APPROVED, period__startswith__lte=today
    )
    return of_place(Kind.START, granted, due=F("period__startswith"))


def to_end(actor: Actor, today: date) -> Rows:
    """Placements whose agreed last day is here or past, and that still run."""
    over = Placement.objects.filter(
        visible_placements(actor), state=Placement.State.RUNNING, agreed_last_day__lte=today
    )
    return of_place(Kind.END, over, due=F("agreed_last_day"))


def followups(actor: Actor, today: date) -> Rows:
    """Follow-ups not held that are due within a week or overdue."""
    waiting = FollowUp.objects.filter(
        visible_followups(actor),
        held_on=None,
        due_on__lte=today + AHEAD,
        placement__state=Placement.State.RUNNING,
    )
    return of_placement(Kind.FOLLOWUP, waiting, due=F("due_on"))


def absences(actor: Actor, today: date) -> Rows:
    """Candidates whose latest word is that they were ill or did not come; ``detail`` says which."""
    later = Attendance.objects.filter(placement=OuterRef("placement"), day__gt=OuterRef("day"))
    gone = Attendance.objects.filter(
        ~Exists(later),
        visible_attendance(actor),
        placement__state=Placement.State.RUNNING,
        state__in=Attendance.AWAY,
        day__gte=today - UNCLEAR,
    )
    return of_placement(Kind.ABSENCE, gone, due=F("day"), detail=F("state"))


def outcomes(actor: Actor, today: date) -> Rows:
    """How many courses each caseworker should now say the outcome of, one line a caseworker; ``place_number`` is it.

    ``due`` is a fortnight after the first of them was asked about.
    """
    asked = due_now(today).filter(visible_placements(actor))
    of_each = asked.order_by().values("candidate__caseworker_id", "municipality_id")
    counted = of_each.annotate(number=Count("id"), first=Min("asked_on"))
    return rows(
        Kind.OUTCOMES,
        counted,
        ident=Coalesce(F("candidate__caseworker_id"), F("municipality_id")),
        due=day_plus(F("first"), Value(NOTE_WITHIN.days)),
        place_number=Cast("number", IntegerField()),
        caseworker_uuid=F("candidate__caseworker_id"),
    )
