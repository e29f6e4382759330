"""The mentor's pages: the declaration first, then who is here, one candidate's course, and the hours."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plads.core import clock
from plads.core.errors import Refused
from plads.core.roles import Role
from plads.followup.services import note_progress
from plads.insight.mentor_course import Course, course
from plads.insight.mentor_page import grant_lines, mentor_day, mentors
from plads.mentoring.services import note_hours, sign_confidentiality
from plads.placements.models import Attendance
from plads.placements.services.attendance import note_attendance, note_rest_present
from plads.placements.services.placements import start_placement
from plads.web.forms import add_refusal
from plads.web.forms_partners import AttendanceForm, HoursForm, ScoreForm
from plads.web.page import PageRequest, page
from plads.web.weekplan import Entry, WeekPlan, week_plan

STATES = [
    (state.value, state.label, icon)
    for state, icon in (
        (Attendance.State.PRESENT, "check"),
        (Attendance.State.ILL, "coronavirus"),
        (Attendance.State.ABSENT, "close"),
        (Attendance.State.EXCUSED, "calendar-month"),
    )
]
"""The four words about a day, with the icon of each button."""

SCALE = range(1, 11)


@page([Role.MENTOR])
def mentor_home(request: PageRequest) -> HttpResponse:
    """Show who is here today; before any declaration is signed there is nothing to show but that."""
    day = mentor_day(request.actor)
    if day.mentors and len(day.unsigned) == len(day.mentors):
        return redirect("mentor_confidentiality")
    context = {"day": day, "today": clock.today(), "states": STATES}
    return render(request, "plads/partners/mentor_home.html", context)


@page([Role.MENTOR])
def mentor_confidentiality(request: PageRequest) -> HttpResponse:
    """Show the declaration of confidentiality, and let the mentor sign it for one centre at a time."""
    lines = mentors(request.actor)
    unsigned = next((line for line in lines if not line.signed), None)
    if request.method == "POST" and unsigned is not None:
        sign_confidentiality(request.actor, unsigned.id)
        messages.success(request, _("Tak. Du har skrevet under på, at du holder på, hvad du får at vide."))
        return redirect("mentor_home")
    context = {"mentor": unsigned, "lines": lines}
    return render(request, "plads/partners/mentor_confidentiality.html", context)


@page([Role.MENTOR])
def mentor_placement(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Show one candidate's course, and store a score of progress."""
    if request.method == "POST":
        _store_score(request, placement_id)
        return redirect(reverse("mentor_placement", args=[placement_id]) + "#udvikling")
    found = course(request.actor, placement_id)
    context = {
        "course": found,
        "week": _week_of(found, clock.monday(clock.today())),
        "states": STATES,
        "scale": SCALE,
        "today": clock.today(),
    }
    return render(request, "plads/partners/mentor_placement.html", context)


def _store_score(request: PageRequest, placement_id: UUID) -> None:
    form = ScoreForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Vælg et trin fra 1 til 10."))
        return
    try:
        note_progress(request.actor, placement_id, form.cleaned_data["question"], form.cleaned_data["score"])
    except Refused as error:
        messages.error(request, error.message)


def _week_of(found: Course, monday: date) -> WeekPlan:
    work = [Entry(slot, _("Arbejde"), "work") for slot in found.week_from(monday)]
    beside = [Entry(slot, label, kind) for slot, label, kind in found.classes]
    return week_plan([*work, *beside], monday)


@page([Role.MENTOR])
@require_POST
def mentor_attendance(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Note whether a candidate came, and go back to the page the button was on."""
    form = AttendanceForm(request.POST)
    if form.is_valid():
        day, state = form.cleaned_data["day"] or clock.today(), Attendance.State(form.cleaned_data["state"])
        try:
            with transaction.atomic():  # a refused note leaves the course unstarted
                if form.cleaned_data["begin"]:
                    start_placement(request.actor, placement_id)
                note_attendance(request.actor, placement_id, day, state)
        except Refused as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Noteret: {state}.").format(state=state.label.lower()))
    else:
        messages.error(request, _("Tryk på en af de fire knapper."))
    if request.POST.get("back") == "placement":
        return redirect(reverse("mentor_placement", args=[placement_id]) + "#fremmoede")
    return redirect("mentor_home")


@page([Role.MENTOR])
@require_POST
def mentor_all_here(request: PageRequest) -> HttpResponse:
    """Note as present everybody who should be here today and about whom nothing is noted."""
    try:
        with transaction.atomic():
            count = note_rest_present(request.actor)
    except Refused as error:
        messages.error(request, error.message)
    else:
        said = _("Noteret: {n} er mødt.").format(n=count)
        messages.success(request, said if count else _("Alle var noteret i forvejen."))
    return redirect("mentor_home")


@page([Role.MENTOR])
def mentor_hours(request: PageRequest) -> HttpResponse:
    """Show the hours granted and used, and store the time of one day."""
    grants = grant_lines(request.actor)
    form = HoursForm(grants, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        noted = form.cleaned_data
        try:
            note_hours(request.actor, UUID(noted["grant"]), noted["day"], noted["minutes"])
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Din tid er gemt."))
            return redirect("mentor_hours")
    return render(request, "plads/partners/mentor_hours.html", {"grants": grants, "form": form})
