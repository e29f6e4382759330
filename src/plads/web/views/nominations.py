"""Putting a candidate forward for a place, and the answers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.candidates.models import Candidate
from plads.candidates.queries import candidate_detail
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.periods import first_day
from plads.core.roles import OFFICE
from plads.core.week import load, show, show_hours, total
from plads.insight.free_places import PlaceChoice, free_places
from plads.insight.timeline import timeline
from plads.placements.lifecycle import NOMINATION
from plads.placements.models import Nomination, Purpose
from plads.placements.queries import Answer, nomination_answers, nomination_detail
from plads.placements.services.nominations import (
    NominationTerms,
    StepTerms,
    answer_nomination,
    nominate,
    nomination_verdicts,
    withdraw_nomination,
)
from plads.placements.services.placements import plan_placement
from plads.placements.services.refill import usual_terms
from plads.web.forms import add_refusal
from plads.web.forms_people import AnswerForm, NominationForm
from plads.web.once_more import again
from plads.web.page import PageRequest, page
from plads.web.verbs import Verb, perform
from plads.web.verdicts import shown


@page(OFFICE)
def nominate_candidate(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """Choose a free place for a candidate, then the terms (3 statements more)."""
    candidate = candidate_detail(request.actor, candidate_id, secrets=False)
    places = free_places(request.actor, candidate)
    wanted = request.GET.get("plads")
    if wanted is None:
        context = {
            "candidate": candidate,
            **_sorted(places),
            "ready": candidate.state == Candidate.State.READY,
        }
        return render(request, "plads/people/nominate.html", context)
    choice = next((each for each in places if str(each.place.id) == wanted), None)
    if choice is None:
        messages.warning(request, _("Pladsen er ikke ledig mere. Vælg en anden."))
        return redirect("nominate", candidate_id)
    return _terms(request, candidate, choice)


def _sorted(places: Sequence[PlaceChoice]) -> dict[str, list[PlaceChoice]]:
    return {
        "fitting": [each for each in places if each.fits and not each.asked],
        "asked": [each for each in places if each.fits and each.asked],
        "blocked": [each for each in places if not each.fits],
    }


def _terms(request: PageRequest, candidate: Candidate, choice: PlaceChoice) -> HttpResponse:
    """Show the terms for one place with what the law says of them, and nominate when posted."""
    start = max(choice.free_from, clock.today() + timedelta(days=1))
    usual = usual_terms(candidate, choice.place, start)
    initial = {
        "first_day": usual.first_day,
        "last_day": usual.last_day,
        "slots": list(usual.steps[0].slots),
        "purposes": list(usual.purposes),
    } | again(request.actor, request.GET.get("efter", ""), choice.place, usual.first_day)
    form = NominationForm(request.POST or None, initial=initial)
    terms = usual
    if request.method == "POST" and form.is_valid():
        terms = _terms_of(candidate, choice, form.cleaned_data)
        try:
            nomination = nominate(request.actor, terms)
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Kandidaten er indstillet. Nu svarer kandidaten og virksomheden."))
            return redirect("nomination", nomination.id)
    verdicts = shown(nomination_verdicts(candidate, choice.place, terms))
    context = {"candidate": candidate, "choice": choice, "form": form, "verdicts": verdicts}
    return render(request, "plads/people/nominate_terms.html", context)


def _terms_of(candidate: Candidate, choice: PlaceChoice, data: dict[str, Any]) -> NominationTerms:
    steps = [StepTerms(data["first_day"], data["slots"])]
    steps += [StepTerms(data[day], data[slots]) for day, slots in NominationForm.RISES if data.get(day)]
    return NominationTerms(
        candidate_id=candidate.id,
        place_id=choice.place.id,
        first_day=data["first_day"],
        last_day=data["last_day"],
        steps=steps,
        purposes=data["purposes"],
        reason=data["reason"],
        employed_here=data["employed_here"],
        difference=data["difference"],
    )


def _answer(actor: Actor, nomination_id: UUID, data: dict[str, Any]) -> object:
    return answer_nomination(actor, nomination_id, yes=data["answer"], reason=data["reason"])


def _withdraw(actor: Actor, nomination_id: UUID, data: dict[str, Any]) -> object:
    return withdraw_nomination(actor, nomination_id)


def _plan(actor: Actor, nomination_id: UUID, data: dict[str, Any]) -> object:
    return plan_placement(actor, nomination_id)


VERBS: dict[str, Verb] = {
    "answer": Verb(_answer, gettext_lazy("Svaret er noteret."), AnswerForm),
    "withdraw": Verb(_withdraw, gettext_lazy("Indstillingen er trukket tilbage. Den næste får tilbuddet.")),
    "plan": Verb(_plan, gettext_lazy("Forløbet er planlagt. Næste skridt er at bevilge det.")),
}
"""What can be done on a nomination's page."""


@page(OFFICE)
def nomination(request: PageRequest, nomination_id: UUID) -> HttpResponse:
    """Show both answers to a nomination and do the next step (3 statements more)."""
    bad: dict[str, forms.Form] = {}
    if request.method == "POST":
        bad = perform(request, VERBS, nomination_id)
        if not bad:
            return _after(request, nomination_id)
    row = nomination_detail(request.actor, nomination_id)
    context = _nomination_page(request.actor, row) | {
        "forms": {name: verb.blank(name) for name, verb in VERBS.items()} | bad,
        "bad": bad,
    }
    return render(request, "plads/people/nomination.html", context)


def _after(request: PageRequest, nomination_id: UUID) -> HttpResponse:
    """Go on to the placement once there is one."""
    row = nomination_detail(request.actor, nomination_id)
    if row.state == Nomination.State.PLACED:
        return redirect("placement", row.placement.id)
    return redirect("nomination", nomination_id)


def _nomination_page(actor: Actor, row: Nomination) -> dict[str, Any]:
    answers = nomination_answers(actor, row.id)
    return {
        "nomination": row,
        "place_url": reverse("place", args=[row.place_id]),
        "answers": [
            _side(_("Kandidaten"), row.candidate_answer, answers.get("Kandidaten")),
            _side(_("Virksomheden"), row.company_answer, answers.get("Virksomheden")),
        ],
        "may": {each.action for each in NOMINATION.actions(actor.role, row.state)},
        "steps": _steps(row),
        "purposes": [Purpose(each).label for each in row.purposes],
        "verdicts": shown(row.verdicts),
        "events": timeline(actor, row.id),
        "begins": first_day(row.period),
    }


def _side(label: str, answer: bool | None, said: Answer | None) -> dict[str, Any]:
    words = {True: (_("Ja tak"), "ok"), False: (_("Nej tak"), "block"), None: (_("Venter på svar"), "warn")}
    text, tone = words[answer]
    return {"label": label, "text": text, "tone": tone, "said": said}


def _steps(row: Nomination) -> list[dict[str, Any]]:
    """Return the weeks of a nomination in words."""
    weeks = [(date.fromisoformat(each["first_day"]), load(each["slots"])) for each in row.steps]
    return [{"from": day, "times": show(slots), "hours": show_hours(total(slots))} for day, slots in weeks]
