"""A place: who has had it, and who comes next. A person decides."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.core import clock
from plads.core.actor import Actor
from plads.core.codes import Demand, Language
from plads.core.errors import Refused
from plads.core.roles import OFFICE
from plads.core.week import Slot, show, show_hours, total
from plads.insight.place_page import PlacePage, ProposalView, place_page
from plads.insight.timeline import DAILY, timeline
from plads.placements.models import EndReason, Nomination
from plads.placements.services.refill import decide_refill, propose_refill
from plads.web.acts import carried_out, posted_id, pressed, sent
from plads.web.forms_supply import OtherChoiceForm
from plads.web.page import PageRequest, page
from plads.web.supply_words import place_words

REASONS_SHOWN = 5


@page(OFFICE)
def place(request: PageRequest, place_id: UUID) -> HttpResponse:
    """Show a place; follow the proposal, choose another, or ask for a new proposal."""
    found = place_page(request.actor, place_id)
    other = _other_form(request, found.proposal)
    if request.method == "POST":
        answer = _carry_out(request, found, other)
        if answer is not None:
            return answer
    row = found.place
    context = {
        "found": found,
        "place": row,
        "words": place_words(found.line),
        "demands": [Demand(each).label for each in row.demands],
        "languages": [Language(each).label for each in row.languages],
        "course": [_stay(each) for each in found.course],
        "first": _first(found.proposal),
        "others": _others(found.proposal),
        "starts": max(found.proposal.proposal.free_from, _tomorrow()) if found.proposal else None,
        "other": other,
        "may_propose": not found.nominations and found.line.free_from is not None,
        "events": timeline(request.actor, row.id, 40, without=DAILY),
    }
    return render(request, "plads/supply/place.html", context)


def _carry_out(request: PageRequest, found: PlacePage, other: OtherChoiceForm | None) -> HttpResponse | None:
    """Do what was asked; return where to go next, or ``None`` when a form must be corrected."""
    actor, here = request.actor, redirect("place", found.place.id)
    if request.POST.get("do") == "propose":
        pressed(request, lambda: _propose(actor, found), _("Der er lavet et nyt forslag."))
        return here
    made: list[Nomination] = []
    said = _("Kandidaten er indstillet. Nu skal kandidaten og virksomheden svare.")
    proposal, candidate = posted_id(request, "proposal"), posted_id(request, "accept")
    if proposal and candidate:
        pressed(request, lambda: made.append(decide_refill(actor, proposal, candidate)), said)
        return redirect("nomination", made[0].id) if made else here
    if other is None:
        return here
    carried_out(request, other, lambda data: made.append(_choose(actor, data)), said)
    return redirect("nomination", made[0].id) if made else None


def _propose(actor: Actor, found: PlacePage) -> object:
    proposal = propose_refill(actor, found.place.id)
    if proposal is None:
        raise Refused(_("Pladsen er optaget, lukket eller tilbudt til nogen. Derfor er der intet forslag."))
    return proposal


def _choose(actor: Actor, data: dict[str, Any]) -> Nomination:
    return decide_refill(
        actor, data["proposal"], data["candidate"], reason=data["reason"], first_day=data["first_day"]
    )


def _other_form(request: PageRequest, view: ProposalView | None) -> OtherChoiceForm | None:
    if view is None:
        return None
    candidates = [(each.id, f"{each.name} ({each.points} point)") for each in view.choices[1:]]
    if not candidates:
        return None
    initial = {"proposal": view.proposal.id}
    return sent(request, OtherChoiceForm, candidates=candidates, initial=initial)


def _first(view: ProposalView | None) -> dict[str, Any] | None:
    """Return the first choice with its weightiest reasons."""
    if view is None or view.first is None:
        return None
    return _choice(view.first)


def _others(view: ProposalView | None) -> list[dict[str, Any]]:
    return [_choice(each) for each in view.choices[1:]] if view else []


def _choice(choice: Any) -> dict[str, Any]:
    slots = [Slot(*each) for each in choice.week]
    reasons = sorted(choice.reasons, reverse=True)[:REASONS_SHOWN]
    return {"choice": choice, "reasons": reasons, "week": show(slots), "hours": show_hours(total(slots))}


def _stay(row: Any) -> dict[str, Any]:
    """Return a placement of the place in words."""
    return {
        "id": row.id,
        "name": row.name,
        "first": row.period.lower,
        "last": date.fromordinal(row.period.upper.toordinal() - 1),
        "state": row.get_state_display(),
        "kind": {"running": "running", "planned": "planned", "approved": "planned"}.get(row.state, ""),
        "reason": EndReason(row.end_reason).label if row.end_reason else "",
    }


def _tomorrow() -> date:
    return clock.today() + timedelta(days=1)
