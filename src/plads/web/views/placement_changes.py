"""What changes a placement on its way: it is made longer, its hours rise, and it is used again for the next one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.candidates.queries import CandidateFilter, activities_beside, beside, candidate_list
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.looks import Sight
from plads.core.periods import show_day
from plads.core.roles import OFFICE
from plads.core.week import show
from plads.insight.support_of_placement import support_until
from plads.placements.change_queries import extensions_of, room_of
from plads.placements.lifecycle import PLACEMENT
from plads.placements.models import Extension, Placement, Purpose
from plads.placements.queries import SITUATIONS, placement_detail
from plads.placements.services.extensions import EXTENDS, Wish, extend_placement, refuse_extension
from plads.placements.services.hours import CHANGES, change_hours, earliest_change
from plads.placements.services.nominations import StepTerms
from plads.web.forms import add_refusal
from plads.web.forms_placement_changes import ExtendForm, HoursForm
from plads.web.page import PageRequest, page
from plads.web.verbs import Verb, perform
from plads.web.verdicts import shown


def _wish(data: dict[str, Any]) -> Wish:
    return Wish(data["last_day"], Extension.Kind(data["kind"]), data["reason"])


def _extend(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> Extension:
    return extend_placement(actor, placement_id, _wish(data))


def _refuse(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> Extension:
    return refuse_extension(actor, placement_id, _wish(data))


def _longer(decision: Extension) -> str:
    words = _(
        "Forløbet er forlænget til {day}. Se under VITAS, om der skal søges igen, og om mentoren kan være med så længe."
    )
    return words.format(day=show_day(decision.last_day))


VERBS: dict[str, Verb] = {
    "extend": Verb(_extend, _longer, ExtendForm),
    "refuse": Verb(
        _refuse,
        gettext_lazy("Afgørelsen er gemt med din begrundelse. Forløbet slutter som aftalt."),
        ExtendForm,
    ),
}
"""The two ways to decide about a longer placement."""


@page(OFFICE)
def placement_extend(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Show until when a placement could last, and decide whether it does (6 statements)."""
    bad: dict[str, forms.Form] = {}
    if request.method == "POST":
        bad = perform(request, VERBS, placement_id)
        if not bad:
            return redirect("placement", placement_id)
    row = placement_detail(request.actor, placement_id)
    decided = extensions_of(request.actor, row)
    room = room_of(row, decided)
    support = support_until(request.actor, row)
    context = {
        "placement": row,
        "form": next(iter(bad.values()), None) or VERBS["extend"].blank("extend"),
        "may": _may(request.actor, row, EXTENDS),
        "grounds": [_ground(row, room, kind) for kind in Extension.Kind],
        "room": room,
        "support": support,
        "support_short": support is not None and support <= row.agreed_last_day,
        "decided": [{"row": each, "verdicts": shown(each.verdicts)} for each in decided],
    }
    return render(request, "plads/people/placement_extend.html", context)


def _may(actor: Actor, row: Placement, table: dict[Any, str]) -> bool:
    action = table.get(row.state)
    return action in {each.action for each in PLACEMENT.actions(actor.role, row.state)}


def _ground(row: Placement, room: Any, kind: Extension.Kind) -> dict[str, Any]:
    """Return a ground of the law with the latest day it gives, and the latest that is possible at all."""
    latest = room.latest(kind)
    return {
        "label": kind.label,
        "by_law": room.by_law[kind],
        "limited": room.by_law[kind] is not None,
        "latest": latest if latest > row.agreed_last_day else None,
        "longer": room.by_law[kind] is None or room.by_law[kind] > row.agreed_last_day,
    }


def _steps(row: Placement) -> list[dict[str, Any]]:
    """Return the weeks of a placement as its tables show them."""
    return [
        {"period": each.period, "minutes": each.weekly_minutes, "times": show(each.week)}
        for each in row.steps.all()
    ]


@page(OFFICE)
def placement_hours(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Show the weeks of a placement step by step, and let them be others from a day on (3 statements)."""
    form = HoursForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            steps = [StepTerms(day, slots) for day, slots in form.steps()]
            change_hours(request.actor, placement_id, steps)
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Timerne er ændret. Se under VITAS, om der skal søges igen."))
            return redirect("placement", placement_id)
    row: Any = placement_detail(request.actor, placement_id, activities_beside(), Sight.WEEK)
    context = {
        "placement": row,
        "form": form,
        "may": _may(request.actor, row, CHANGES),
        "steps": _steps(row),
        "earliest": earliest_change(row),
        "available": show(row.candidate.available_slots),
        "activities": beside(row.activity_rows),
    }
    return render(request, "plads/people/placement_hours.html", context)


@page(OFFICE)
def placement_again(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Choose who comes next in a placement's place, with its hours and purposes taken over (4 statements)."""
    row = placement_detail(request.actor, placement_id)
    waiting = candidate_list(
        request.actor, CandidateFilter(), SITUATIONS["venter"][1](), request.GET.get("side")
    )
    context = {
        "placement": row,
        "page": waiting,
        "steps": _steps(row),
        "purposes": [Purpose(each).label for each in row.purposes],
    }
    return render(request, "plads/people/placement_again.html", context)
