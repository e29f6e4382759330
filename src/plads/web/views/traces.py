"""The pages of the traces: who has seen me, what was changed, and which looks a person should look into."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.core.errors import Refused
from plads.core.models import LookReview
from plads.core.roles import Role
from plads.insight import history, own_log, review
from plads.insight.review_rules import RULES
from plads.insight.reviewing import review_look
from plads.insight.unexplained import unexplained
from plads.web.forms import add_refusal
from plads.web.looks_export import FORMATS, exported
from plads.web.page import PageRequest, page

CHANGES_A_PAGE = 40

PAGES = {
    "today": gettext_lazy("I dag"),
    "board": gettext_lazy("Tavlen"),
    "candidates": gettext_lazy("Listen over kandidater"),
    "candidate": gettext_lazy("Kandidatens side"),
    "candidate_new": gettext_lazy("Ny kandidat"),
    "candidate_looks": gettext_lazy("Hvem har set kandidaten"),
    "candidate_history": gettext_lazy("Kandidatens historik"),
    "placements": gettext_lazy("Listen over forløb"),
    "placement": gettext_lazy("Forløbets side"),
    "placement_history": gettext_lazy("Forløbets historik"),
    "nominate": gettext_lazy("Find en plads"),
    "nomination": gettext_lazy("Indstillingen"),
    "centre": gettext_lazy("Centrets side"),
    "place": gettext_lazy("Pladsens side"),
    "mentor": gettext_lazy("Mentorens side"),
    "mentor_home": gettext_lazy("Mentorens dag"),
    "mentor_placement": gettext_lazy("Forløbet hos mentoren"),
    "company_home": gettext_lazy("Virksomhedens side"),
    "company_nomination": gettext_lazy("Kandidaten hos virksomheden"),
}
"""What pages are called where looks are listed; others by the name of their address."""


class ReviewForm(forms.Form):
    """What somebody found about an unusual look."""

    conclusion = forms.ChoiceField(
        label=gettext_lazy("Hvad fandt du ud af?"),
        choices=LookReview.Conclusion.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=gettext_lazy("Skriv, hvem du har spurgt, og hvad de svarede"),
        help_text=gettext_lazy("Skal skrives, når det ikke er i orden. Skriv ikke om kandidaten."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@page([Role.CANDIDATE])
def own_looks(request: PageRequest) -> HttpResponse:
    """Show a citizen who has seen them, month by month; ``?som=csv`` (xlsx, json) gives all of it as a file."""
    return _looks(request, None, "plads/traces/own_looks.html")


@page(own_log.PRINTERS)
def candidate_looks(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """Show, print or export the same for a candidate who does not sign in."""
    return _looks(request, candidate_id, "plads/traces/candidate_looks.html")


def _looks(request: PageRequest, candidate_id: UUID | None, template: str) -> HttpResponse:
    form = request.GET.get("som", "")
    if form in FORMATS:
        return exported(own_log.entries(request.actor, candidate_id), form)
    found = own_log.own_log(request.actor, _month(request.GET.get("maaned", "")), candidate_id)
    return render(request, template, {"log": found, "formats": FORMATS})


def _month(text: str) -> date | None:
    found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text)
    return date(int(found[1]), int(found[2]), 1) if found else None


@page(history.READERS)
def candidate_history(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """Show what was changed about a candidate."""
    found = history.history_of_candidate(request.actor, candidate_id)
    return _history(request, found, "candidate", candidate_id)


@page(history.READERS)
def placement_history(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Show what was changed about a placement."""
    found = history.history_of_placement(request.actor, placement_id)
    return _history(request, found, "placement", placement_id)


def _history(request: PageRequest, found: history.History, target: str, target_id: UUID) -> HttpResponse:
    shown = Paginator(found.entries, CHANGES_A_PAGE).get_page(request.GET.get("side"))
    context = {"history": found, "page": shown, "target": target, "target_id": target_id}
    return render(request, "plads/traces/history.html", context)


@page(review.READERS)
def unusual_looks(request: PageRequest) -> HttpResponse:
    """List the looks a person should look into, or (``?vis=gennemgaaet``) those somebody has."""
    done = request.GET.get("vis") == "gennemgaaet"
    found = review.review(request.actor, done=done)
    tabs = [
        {"label": _("Mangler"), "url": "?", "current": not done, "count": None},
        {"label": _("Gennemgået"), "url": "?vis=gennemgaaet", "current": done, "count": None},
    ]
    context = {
        "review": found,
        "lines": [_line(each) for each in found.looks],
        "tabs": tabs,
        "done": done,
        "rules": RULES,
    }
    return render(request, "plads/traces/unusual_looks.html", context)


@page(review.READERS)
def unusual_look(request: PageRequest, look_id: UUID) -> HttpResponse:
    """Show one look with its reasons, and note what was found about it."""
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review_look(request.actor, look_id, form.cleaned_data["conclusion"], form.cleaned_data["note"])
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Gennemgangen er gemt."))
            return redirect("unusual_looks")
    looks = review.one(request.actor, look_id)
    context = {
        "line": _line(looks),
        "look": looks,
        "form": form,
        "own": looks.user_id == request.actor.user_id,
    }
    return render(request, "plads/traces/unusual_look.html", context)


def _line(look: review.Unusual) -> dict[str, Any]:
    return {"look": look, "page": PAGES.get(look.page, look.page)}


@page([Role.ADMINISTRATOR])
def unexplained_changes(request: PageRequest) -> HttpResponse:
    """List writes that no event tells of."""
    return render(request, "plads/traces/unexplained.html", {"changes": unexplained(request.actor)})
