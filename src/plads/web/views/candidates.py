"""The jobcentre's candidates: the list, a new one, and each one's own page."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.candidates.access import invite_candidate
from plads.candidates.facts import CandidateChanges, CandidateFacts
from plads.candidates.lifecycle import CANDIDATE
from plads.candidates.models import Candidate
from plads.candidates.names import name_of
from plads.candidates.protection import REASON_AT_MOST, SETTERS, open_protected, set_protection
from plads.candidates.queries import (
    CandidateFilter,
    candidate_detail,
    candidate_list,
    candidate_with_cpr,
)
from plads.candidates.services import (
    add_activity,
    change_candidate,
    close_candidate,
    make_ready,
    register_candidate,
)
from plads.core import clock
from plads.core.actor import Actor
from plads.core.codes import DanishLevel, Function
from plads.core.errors import Refused
from plads.core.roles import OFFICE, Role
from plads.core.week import FULL_WEEK_MINUTES
from plads.insight.timeline import DAILY, timeline
from plads.people.queries import staff
from plads.placements.queries import (
    SITUATIONS,
    Whereabouts,
    nominations_of,
    placements_of,
    whereabouts,
)
from plads.web import opened
from plads.web.candidate_words import facts_shown, labels
from plads.web.eyes_words import eyes
from plads.web.forms import add_refusal
from plads.web.forms_people import ActivityForm, CandidateChangeForm, CandidateForm, OpenForm, ReadyForm
from plads.web.handing_over import GIVE, RENEW, HandOver, handed_over
from plads.web.page import PageRequest, page
from plads.web.verbs import FIELD, Verb, perform
from plads.web.weekplan import WeekPlan, activities, week_plan, work

CHANGED = [name for name in CandidateChangeForm.base_fields if name not in ("caseworker", "group_from")]
WAITED = (("4", "4 uger"), ("8", "8 uger"), ("13", "13 uger"), ("26", "26 uger"))


class FilterForm(forms.Form):
    """What the list is narrowed to, from the address."""

    q = forms.CharField(label=gettext_lazy("Navn"), required=False)
    stand = forms.ChoiceField(
        label=gettext_lazy("Hvor langt"),
        required=False,
        choices=[(name, label) for name, (label, _filter) in SITUATIONS.items()],
    )
    sagsbehandler = forms.TypedChoiceField(
        label=gettext_lazy("Sagsbehandler"), required=False, coerce=UUID, empty_value=None
    )
    arbejde = forms.ChoiceField(
        label=gettext_lazy("Arbejde"), required=False, choices=[("", gettext_lazy("Alle")), *Function.choices]
    )
    ventet = forms.TypedChoiceField(
        label=gettext_lazy("Har ventet mindst"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("Uanset")), *WAITED],
    )

    def read(self) -> tuple[CandidateFilter, str]:
        """Return the filter and the situation; what the address says wrongly counts as nothing said."""
        self.is_valid()
        data = self.cleaned_data
        wanted = CandidateFilter(
            data.get("q", ""), data.get("sagsbehandler"), data.get("arbejde", ""), data.get("ventet") or 0
        )
        return wanted, data.get("stand") or "aktive"


@page(OFFICE)
def candidates(request: PageRequest) -> HttpResponse:
    """List the candidates (5 statements more)."""
    caseworkers = staff(request.actor.municipality_id, Role.CASEWORKER)
    form = FilterForm(request.GET)
    form.fields["sagsbehandler"].choices = [  # type: ignore[attr-defined]
        ("", _("Alle")),
        *((str(user.id), user.name) for user in caseworkers),
    ]
    wanted, situation = form.read()
    shown = candidate_list(request.actor, wanted, SITUATIONS[situation][1](), request.GET.get("side"))
    where = whereabouts(request.actor, [row.id for row in shown])
    context = {
        "form": form,
        "page": shown,
        "lines": [_line(row, where.get(row.id)) for row in shown],
        "filtered": bool(request.GET),
    }
    return render(request, "plads/people/candidates.html", context)


def _line(row: Candidate, where: Whereabouts | None) -> dict[str, Any]:
    waits = row.state == Candidate.State.READY and not (where and where.placed)
    return {
        "candidate": row,
        "where": where,
        "asks": waits and where is None,
        "waited": max(0, (clock.today() - row.waiting_since).days // 7) if waits else None,
        "stand": _stand(row, where),
        "wishes": labels(Function, row.functions),
        "danish": DanishLevel(row.danish_level).label,
    }


def _stand(row: Candidate, where: Whereabouts | None) -> tuple[str, str]:
    """Return where a candidate stands in words, and the tone of the words."""
    if where is not None:
        return (_("Har en plads"), "ok") if where.placed else (_("Foreslået"), "info")
    if row.state == Candidate.State.READY:
        return _("Venter på en plads"), "warn"
    if row.state == Candidate.State.REGISTERED:
        return _("Skal gøres klar"), ""
    return _("Afsluttet"), ""


@page(OFFICE)
def candidate_new(request: PageRequest) -> HttpResponse:
    """Enter a candidate; a CPR number already there leads to the one who has it."""
    caseworkers = staff(request.actor.municipality_id, Role.CASEWORKER)
    mine = next((str(each.id) for each in caseworkers if each.id == request.actor.user_id), "")
    start = {"waiting_since": clock.today(), "weekly_minutes": FULL_WEEK_MINUTES, "caseworker": mine}
    form = CandidateForm(request.POST or None, staff=caseworkers, initial=start)
    known = None
    if request.method == "POST" and form.is_valid():
        try:
            new = register_candidate(request.actor, _facts(form.cleaned_data))
        except Refused as error:
            if error.code == "cpr_taken":
                known = candidate_with_cpr(request.actor, form.cleaned_data["cpr"])
            add_refusal(form, error)
        else:
            messages.success(
                request,
                _("{name} er oprettet. Næste skridt er at gøre kandidaten klar.").format(
                    name=name_of(request.actor, new)
                ),
            )
            return redirect("candidate", new.id)
    return render(request, "plads/people/candidate_new.html", {"form": form, "known": known})


def _facts(data: Mapping[str, Any]) -> CandidateFacts:
    facts = dict(data)
    return CandidateFacts(caseworker_id=facts.pop("caseworker"), **facts)


def _make_ready(actor: Actor, candidate_id: UUID, data: dict[str, Any]) -> object:
    return make_ready(actor, candidate_id, motivation=data["motivation"], consent=data["consent"])


def _add_activity(actor: Actor, candidate_id: UUID, data: dict[str, Any]) -> object:
    return add_activity(actor, candidate_id, **data)


def _change(actor: Actor, candidate_id: UUID, data: dict[str, Any]) -> object:
    facts = dict(data)
    changes = CandidateChanges(caseworker_id=facts.pop("caseworker"), **facts)
    return change_candidate(actor, candidate_id, changes)


def _open(actor: Actor, candidate_id: UUID, data: dict[str, Any]) -> object:
    return open_protected(actor, candidate_id, data["why"])


def _protect(actor: Actor, candidate_id: UUID, data: dict[str, Any]) -> object:
    return set_protection(actor, candidate_id, protected=True)


def _lift(actor: Actor, candidate_id: UUID, data: dict[str, Any]) -> object:
    return set_protection(actor, candidate_id, protected=False)


def _close(actor: Actor, candidate_id: UUID, data: dict[str, Any]) -> object:
    return close_candidate(actor, candidate_id)


VERBS: dict[str, Verb] = {
    "make_ready": Verb(_make_ready, gettext_lazy("Kandidaten er klar. Nu kan du finde en plads."), ReadyForm),
    "change": Verb(_change, gettext_lazy("Oplysningerne er rettet."), CandidateChangeForm),
    "activity": Verb(_add_activity, gettext_lazy("Aktiviteten står nu i ugeplanen."), ActivityForm),
    "open": Verb(_open, gettext_lazy("Navn og kontakt vises i 15 minutter. Din grund er noteret."), OpenForm),
    "protect": Verb(_protect, gettext_lazy("Nu er navn og kontakt skjult for alle, der ikke behøver dem.")),
    "lift": Verb(_lift, gettext_lazy("Beskyttelsen er ophævet. Navn og kontakt vises igen.")),
    "close": Verb(_close, gettext_lazy("Kandidaten er afsluttet og bliver ikke foreslået til pladser.")),
}
"""What can be done on a candidate's page."""


@page(OFFICE)
def candidate(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """Show one candidate with week, places and timeline, and do what is asked there (6 statements more).

    The form that corrects the facts is shown when asked for (1 statement more).
    """
    bad: dict[str, forms.Form] = {}
    handed: HandOver | None = None
    if request.method == "POST":
        _refuse_shut(request, candidate_id)
        asked, handed = handed_over(request, lambda _id: invite_candidate(request.actor, candidate_id))
        bad = {} if asked else perform(request, _verbs(request), candidate_id)
        if not bad and request.POST.get(FIELD) == "open":
            opened.remember(request, candidate_id, " ".join(request.POST["why"].split())[:REASON_AT_MOST])
        if not bad and not handed:
            return redirect("candidate", candidate_id)
    context = _candidate_page(request, candidate_id, bad) | {"handed": handed}
    return render(request, "plads/people/candidate.html", context)


def _refuse_shut(request: PageRequest, candidate_id: UUID) -> None:
    """Let nobody correct, or hand over, what a protected candidate's page does not show them."""
    touches = request.POST.get(FIELD) == "change" or GIVE in request.POST or RENEW in request.POST
    if touches and not opened.reason(request, candidate_id):
        row = candidate_detail(request.actor, candidate_id, secrets=False)
        if row.protected:
            raise PermissionDenied


def _candidate_page(request: PageRequest, candidate_id: UUID, bad: dict[str, forms.Form]) -> dict[str, Any]:
    actor = request.actor
    row: Any = candidate_detail(actor, candidate_id, opened_for=opened.reason(request, candidate_id))
    courses = placements_of(actor, candidate_id)
    holding = [each for each in courses if each.holds_place]
    may = {each.action for each in CANDIDATE.actions(actor.role, row.state)}
    asked = "" if row.shut else request.GET.get("vis")
    blank = {
        name: verb.blank(name, initial=_initial(name, row))
        for name, verb in _verbs(request).items()
        if name != "change" or asked == "change"
    }
    return {
        "candidate": row,
        "facts": facts_shown(row),
        "may": may,
        "holding": holding,
        "free": row.state == Candidate.State.READY and not holding,
        "courses": courses,
        "nominations": nominations_of(actor, candidate_id),
        "week": _week(row, courses),
        "events": timeline(actor, candidate_id, without=DAILY),
        "forms": blank | bad,
        "bad": bad,
        "sets_protection": actor.role in SETTERS,
        "eyes": eyes("candidate"),
    }


def _verbs(request: PageRequest) -> dict[str, Verb]:
    """Return the page's verbs; the form that corrects the facts offers the municipality's caseworkers."""
    if "change" not in (request.GET.get("vis"), request.POST.get(FIELD)):
        return VERBS
    form = partial(CandidateChangeForm, staff=staff(request.actor.municipality_id, Role.CASEWORKER))
    return VERBS | {"change": replace(VERBS["change"], form=form)}


def _initial(name: str, row: Candidate) -> dict[str, Any]:
    if name == "change":
        facts = model_to_dict(row, CHANGED)
        return facts | {"available": row.available_slots, "caseworker": str(row.caseworker_id or "")}
    if name == "make_ready":
        return {"motivation": row.motivation}
    return {"first_day": clock.today()} if name == "activity" else {}


def _week(row: Candidate, courses: list[Any]) -> WeekPlan:
    monday = clock.monday(clock.today())
    entries = activities(row.activities.all(), monday)
    for course in courses:
        if course.holds_place:
            entries += work(course.steps.all(), monday, place=course.place.centre.name)
    return week_plan(entries, monday)
