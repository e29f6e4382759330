"""The candidate's pages: my day, my week, a place offered, I am here, I am ill."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plads.candidates.calendar import own_calendar
from plads.core import clock
from plads.core.errors import Refused
from plads.core.roles import Role
from plads.insight.candidate_page import offer, own_day
from plads.insight.week_plan import week_of
from plads.placements.models import Attendance
from plads.placements.services.attendance import note_attendance
from plads.placements.services.nominations import answer_nomination
from plads.web.forms_partners import YES, OwnAnswerForm, OwnAttendanceForm
from plads.web.page import PageRequest, page
from plads.web.week_words import asked_monday, timetable
from plads.web.weekplan import Entry, week_plan

WEEKS_AWAY = 8
"""How many weeks before and after this one a candidate can leaf to."""


@page([Role.CANDIDATE])
def candidate_home(request: PageRequest) -> HttpResponse:
    """Show where to be today, with whom, and what comes next."""
    day = own_day(request.actor)
    context = {"day": day, "today": clock.today(), "tomorrow": clock.today() + timedelta(days=1)}
    return render(request, "plads/partners/candidate_home.html", context)


@page([Role.CANDIDATE])
@require_POST
def candidate_attendance(request: PageRequest) -> HttpResponse:
    """Store that the candidate is here, or ill, today."""
    form = OwnAttendanceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Tryk på en af knapperne."))
        return redirect("candidate_home")
    state = Attendance.State(form.cleaned_data["state"])
    try:
        note_attendance(request.actor, form.cleaned_data["placement"], clock.today(), state)
    except Refused as error:
        messages.error(request, error.message)
    else:
        here = _("Godt. Vi ved nu, at du er her.")
        ill = _("God bedring. Din arbejdsplads og din sagsbehandler får besked.")
        messages.success(request, ill if state == Attendance.State.ILL else here)
    return redirect("candidate_home")


@page([Role.CANDIDATE])
def candidate_nomination(request: PageRequest, nomination_id: UUID) -> HttpResponse:
    """Show a place the candidate is offered, and take their yes or no."""
    if request.method == "POST":
        answer = OwnAnswerForm(request.POST)
        if not answer.is_valid():
            messages.error(request, _("Tryk på »Ja tak« eller »Nej tak«."))
            return redirect("candidate_nomination", nomination_id)
        yes = answer.cleaned_data["answer"] == YES
        try:
            answer_nomination(request.actor, nomination_id, yes=yes)
        except Refused as error:
            messages.error(request, error.message)
        else:
            said_yes = _("Tak. Du har sagt ja. Vi siger til, når du kan begynde.")
            said_no = _("Tak for dit svar. Din sagsbehandler taler med dig om noget andet.")
            messages.success(request, said_yes if yes else said_no)
        return redirect("candidate_home")
    found = offer(request.actor, nomination_id)
    week = week_plan([Entry(slot, _("Arbejde"), "work") for slot in found.week])
    return render(request, "plads/partners/candidate_nomination.html", {"offer": found, "week": week})


@page([Role.CANDIDATE])
def candidate_week(request: PageRequest) -> HttpResponse:
    """Show a week of work and classes, and where the calendar is; the address says which Monday."""
    monday = asked_monday(request.GET.get("uge", ""), WEEKS_AWAY)
    found = week_of(request.actor, monday)
    context = {
        "week": timetable(found),
        "number": monday.isocalendar().week,
        "empty": not found.plan.items,
        "is_this": monday == clock.monday(clock.today()),
        "before": monday - timedelta(weeks=1),
        "after": monday + timedelta(weeks=1),
        "calendar_url": _calendar_url(request),
    }
    return render(request, "plads/partners/candidate_week.html", context)


def _calendar_url(request: PageRequest) -> str:
    """Return the secret address of the candidate's calendar: never to who only helps with the page."""
    slug, token = own_calendar(request.actor) if request.signed_in.helping is None else ("", "")
    return request.build_absolute_uri(reverse("calendar_feed", args=[slug, token])) if token else ""
