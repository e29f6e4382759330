"""Ordinary paid hours beside a placement: those noted, more of them, and those that were a mistake."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.core import clock
from plads.core.actor import Actor
from plads.core.periods import closed_last_day, first_day
from plads.core.roles import OFFICE
from plads.placements.models import Placement
from plads.placements.queries import ordinary_beside, placement_detail
from plads.placements.services.ordinary_hours import (
    NotedHours,
    PaidHours,
    note_ordinary_hours,
    remove_ordinary_hours,
)
from plads.web.forms_outcomes import OrdinaryHoursForm, RemoveHoursForm
from plads.web.outcome_words import paid_lines
from plads.web.page import PageRequest, page
from plads.web.verbs import Verb, perform


def _note(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> NotedHours:
    paid = PaidHours(data["first_day"], data["last_day"], data["weekly_minutes"], data["here"])
    return note_ordinary_hours(actor, placement_id, paid)


def _noted(done: NotedHours) -> str:
    """Return that the hours are noted, and the warning of a week that is more than full."""
    return " ".join(filter(None, (_("Løntimerne er noteret."), done.warning)))


def _remove(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return remove_ordinary_hours(actor, placement_id, data["hours"])


VERBS: dict[str, Verb] = {
    "note": Verb(_note, _noted, OrdinaryHoursForm),
    "remove": Verb(_remove, gettext_lazy("Løntimerne er fjernet."), RemoveHoursForm),
}
"""What can be done on the page."""


@page(OFFICE)
def paid_hours(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Show the paid hours beside a placement, and note or remove some (2 statements more)."""
    bad: dict[str, forms.Form] = {}
    if request.method == "POST":
        bad = perform(request, VERBS, placement_id)
        if not bad:
            return redirect("paid_hours", placement_id)
    row = placement_detail(request.actor, placement_id, ordinary_beside())
    context = {
        "placement": row,
        "lines": paid_lines(row.ordinary_rows),  # type: ignore[attr-defined]
        "form": bad.get("note") or VERBS["note"].blank("note", initial={"first_day": _likely(row)}),
        "bad": bad.get("remove"),
        "may": row.state != Placement.State.CANCELLED,
    }
    return render(request, "plads/people/paid_hours.html", context)


def _likely(row: Placement) -> Any:
    """Return today while the course lasts, otherwise its nearest day."""
    return min(max(clock.today(), first_day(row.period)), closed_last_day(row.period))
