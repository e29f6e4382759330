"""A course's first day: the plan with its checklist, and the letter to the candidate."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from plads.candidates.names import MASK
from plads.core.actor import Actor
from plads.core.roles import OFFICE, Role
from plads.insight.first_day_letter import DANISH, Letter, languages, letter, spoken
from plads.insight.first_day_page import FirstDayPage, first_day_page
from plads.placements.services.first_day import plan_first_day, tick_first_day
from plads.web.forms_first_day import FirstDayForm, TickForm, welcome_from
from plads.web.page import PageRequest, page
from plads.web.verbs import Verb, perform

PARTAKERS = OFFICE | {Role.MENTOR, Role.CONTACT}
PHONE = "plads/base_phone.html"
DESK = "plads/base.html"


def _plan(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return plan_first_day(actor, placement_id, welcome_from(data))


def _tick(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return tick_first_day(actor, placement_id, data["task"])


def _untick(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return tick_first_day(actor, placement_id, data["task"], done=False)


VERBS: dict[str, Verb] = {
    "plan": Verb(_plan, gettext_lazy("Den første dag er planlagt."), FirstDayForm),
    "tick": Verb(_tick, gettext_lazy("Noteret som klaret."), TickForm),
    "untick": Verb(_untick, gettext_lazy("Noteret som ikke klaret."), TickForm),
}
"""What can be done on the page of a first day."""


@page(PARTAKERS)
def first_day(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Show the plan of a first day; the jobcentre and the mentor change it and tick off (1 statement more)."""
    bad: dict[str, forms.Form] = {}
    if request.method == "POST":
        bad = perform(request, VERBS, placement_id)
        if not bad:
            return redirect("first_day", placement_id)
    shown = first_day_page(request.actor, placement_id)
    changing = shown.may_change and ("plan" in bad or "ret" in request.GET or shown.plan is None)
    context = {
        "page": shown,
        "form": bad.get("plan") or _form(shown),
        "bad": bad,
        "changing": changing,
        "office": request.actor.is_office,
        "layout": PHONE if request.actor.role == Role.MENTOR else DESK,
        "mentor": request.actor.role == Role.MENTOR,
        "company": request.actor.role == Role.CONTACT,
    }
    return render(request, "plads/people/first_day.html", context)


def _form(shown: FirstDayPage) -> FirstDayForm:
    """Return the form with the plan there is, or the one most likely meant."""
    plan, proposed = shown.plan, shown.suggested
    if plan is None:
        tasks = proposed.tasks
        initial = {"meet_at": proposed.meet_at, "where": proposed.where, "bring": proposed.bring}
    else:
        tasks = [task.text for task in plan.tasks]
        initial = {"meet_at": plan.meet_at, "where": plan.where, "bring": plan.bring, "buddy": plan.buddy}
    return FirstDayForm(auto_id="plan_%s", initial={**initial, "tasks": "\n".join(tasks)})


@page(OFFICE | {Role.CANDIDATE})
def first_day_letter(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Show the letter to the candidate, in Danish and in the language asked for, to print (1 statement more)."""
    shown = first_day_page(request.actor, placement_id)
    own = [each.code for each in spoken(shown.languages)]
    asked = request.GET.get("sprog", own[0] if own else "")
    codes = [code for code in (asked,) if code in languages() and code != DANISH]
    context = {
        "page": shown,
        "letters": [_readable(letter(code, shown.values(_called(shown.name)))) for code in [*codes, DANISH]],
        "chosen": codes[0] if codes else DANISH,
        "languages": [each for each in languages().values() if each.code != DANISH],
        "layout": PHONE if request.actor.role == Role.CANDIDATE else DESK,
        "own": request.actor.role == Role.CANDIDATE,
    }
    return render(request, "plads/people/first_day_letter.html", context)


def _called(name: str) -> str:
    """Return the first name, or the whole of what a protected candidate is called."""
    return name if name.startswith(MASK) else name.partition(" ")[0]


def _readable(written: Letter) -> dict[str, Any]:
    """Return a letter whose filled-in words keep their own reading direction."""
    lines = [
        format_html(
            each.words,
            **{
                name: format_html('<bdi><strong lang="da">{}</strong></bdi>', value)
                for name, value in each.values.items()
            },
        )
        for each in written.sentences
    ]
    return {"language": written.language, "title": written.title, "lines": lines, "note": written.note}
