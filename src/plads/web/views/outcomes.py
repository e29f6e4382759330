"""Where candidates stand after their courses: all who are asked about now on one page, and one at a time."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plads.core.errors import Refused
from plads.core.roles import OFFICE, Role
from plads.placements.models import Outcome, Placement
from plads.placements.outcome_queries import asked_on, outcome_asked, outcomes_due
from plads.placements.services.outcomes import note_outcome, note_outcomes
from plads.web.acts import carried_out
from plads.web.forms import add_refusal
from plads.web.forms_outcomes import OutcomeForm, OutcomesForm, courses_in, name_of
from plads.web.page import PageRequest, page


@page(OFFICE)
def outcomes(request: PageRequest) -> HttpResponse:
    """List those who are asked about now; a POST notes those something was chosen for (3 statements more)."""
    everybody = _everybodys(request)
    if request.method == "POST":  # the page may have moved since: those that were on it count
        shown = outcomes_due(request.actor, mine=False, among=courses_in(request.POST))
        form = OutcomesForm(request.POST, rows=shown)
    else:
        shown = outcomes_due(request.actor, mine=not everybody, side=request.GET.get("side"))
        form = OutcomesForm(rows=shown)
    if form.is_valid() and _noted(request, form):
        return redirect(request.get_full_path())
    context = {
        "page": shown,
        "form": form,
        "lines": [{"row": row, "field": form[name_of((row.id, row.asked_months))]} for row in shown],
        "everybody": everybody,
    }
    return render(request, "plads/people/outcomes.html", context)


def _everybodys(request: PageRequest) -> bool:
    """Return whether colleagues' are shown too: a coordinator begins with everybody's, others with their own."""
    usual = "alle" if request.actor.role == Role.COORDINATOR else "mine"
    return request.GET.get("hvem", usual) == "alle"


def _noted(request: PageRequest, form: OutcomesForm) -> bool:
    """Store what was chosen, and say what came of it; return false when it was refused."""
    chosen = form.standings()
    try:
        stored = len(note_outcomes(request.actor, chosen))
    except Refused as refusal:
        refusal.field = f"outcome_{refusal.field}"
        add_refusal(form, refusal)
        return False
    others = form.gone() + len(chosen) - stored
    said = [ngettext("%(n)s udfald er noteret.", "%(n)s udfald er noteret.", stored) % {"n": stored}]
    if others:
        said.append(
            _("%(n)s var noteret af en kollega i mellemtiden og står, som kollegaen skrev.") % {"n": others}
        )
    messages.success(request, " ".join(said))
    return True


@page(OFFICE)
def placement_outcome(request: PageRequest, placement_id: UUID, months: int) -> HttpResponse:
    """Show what is noted of one course so many months after it, and note or correct it (5 statements)."""
    row, noted = outcome_asked(request.actor, placement_id, months)
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial=_initial(noted))
    said = _("Udfaldet er noteret.")
    if carried_out(request, form, lambda sent: _note(request, row, months, form), said):
        return redirect("placement", placement_id)
    context = {
        "placement": row,
        "months": months,
        "noted": noted,
        "asked_on": asked_on(row.end.last_day, months),
        "form": form,
    }
    return render(request, "plads/people/outcome.html", context)


def _note(request: PageRequest, row: Placement, months: int, form: forms.Form) -> object:
    return note_outcome(request.actor, row.id, months, form.standing())  # type: ignore[attr-defined]


def _initial(noted: Outcome | None) -> dict[str, Any]:
    if noted is None:
        return {}
    kept = {name: getattr(noted, name) for name in ("kind", "weekly_minutes", "since")}
    return {**kept, "here": noted.employer_is_centre}
