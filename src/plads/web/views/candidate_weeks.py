"""A candidate's week plan: the office's page, the candidate's address to a calendar, and the calendar itself."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from plads.candidates.calendar import renew_calendar
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.models import Municipality
from plads.core.roles import OFFICE, Role
from plads.core.scope import enter
from plads.core.week import show_hours
from plads.insight.calendar_feed import calendar_of
from plads.insight.week_plan import week_of
from plads.web.limiting import hit_network, too_many
from plads.web.page import PageRequest, page, public
from plads.web.verdicts import shown
from plads.web.week_words import asked_monday, timetable, warnings

WEEKS_AWAY = 104
"""How many weeks before and after this one the office can leaf to."""


@page(OFFICE)
def candidate_plan(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """Show a candidate's week, what is wrong with it, and its sum (3 statements more)."""
    monday = asked_monday(request.GET.get("uge", ""), WEEKS_AWAY)
    found = week_of(request.actor, monday, candidate_id)
    plan = found.plan
    context = {
        "person": found,
        "week": timetable(found),
        "number": monday.isocalendar().week,
        "last": monday + timedelta(days=6),
        "before": monday - timedelta(weeks=1),
        "after": monday + timedelta(weeks=1),
        "warnings": warnings(found),
        "sums": [
            (_("Arbejde"), show_hours(plan.work)),
            (_("Alt i alt"), show_hours(plan.hours)),
            (_("Rejse"), show_hours(plan.travel) if found.travel_minutes is not None else _("Ikke sagt")),
            (_("Kandidaten kan arbejde"), show_hours(found.weekly_minutes)),
        ],
        "duty": shown([plan.duty])[0] if plan.duty else None,
    }
    return render(request, "plads/people/candidate_plan.html", context)


@page([Role.CANDIDATE])
@require_POST
def candidate_calendar(request: PageRequest) -> HttpResponse:
    """Give the candidate a new address to their own calendar."""
    renew_calendar(request.actor)
    messages.success(request, _("Her er din kalender-adresse. Den gamle virker ikke mere."))
    return redirect("candidate_week")


@public
@never_cache
def calendar_feed(request: HttpRequest, municipality: str, calendar_token: str) -> HttpResponse:
    """Answer a calendar program with the candidate's coming weeks; a wrong address does not exist."""
    refused = too_many(request, hit_network(request, "calendar"))
    if refused is not None:
        return refused
    town = get_object_or_404(Municipality, slug=municipality)
    visitor = Actor.public(town.id)
    enter(visitor, read_only=True)
    try:
        body = calendar_of(visitor, calendar_token)
    except NotVisible as error:
        raise Http404 from error
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["X-Robots-Tag"] = "noindex"
    return answer
