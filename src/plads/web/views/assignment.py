"""Who gets which inquiry: the rules in their order, what they leave each other, and what would happen to one."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.centres.assignment_queries import RuleLine, RulePage, rule_page
from plads.centres.policy import RULE_KEEPERS
from plads.centres.services.assignment import RuleTerms, move_rule, remove_rule, set_rule
from plads.web.acts import carried_out, posted_id, pressed, sent
from plads.web.forms_inquiry import RuleForm, TryForm
from plads.web.page import PageRequest, page


@page(RULE_KEEPERS)
def assignment_rules(request: PageRequest) -> HttpResponse:
    """Show the rules; a POST makes, changes, moves or removes one. ``?postnummer=&branche=`` tries them."""
    found = rule_page(request.actor)
    changed = next((each for each in found.lines if str(each.rule.id) == request.GET.get("ret")), None)
    form = sent(request, RuleForm, consultants=found.consultants, initial=_initial(changed))
    if request.method == "POST" and (_pressed(request) or _stored(request, form)):
        return redirect("assignment_rules")
    tried = TryForm(request.GET or None)
    context = {"found": found, "form": form, "changed": changed, "tried": tried, **_try(found, tried)}
    return render(request, "plads/supply/assignment_rules.html", context)


def _pressed(request: PageRequest) -> bool:
    """Carry out a button of a rule; return whether one was pressed."""
    actor = request.actor
    for name, service, said in (
        ("up", partial(move_rule, up=True), _("Reglen er flyttet op.")),
        ("down", partial(move_rule, up=False), _("Reglen er flyttet ned.")),
        ("remove", remove_rule, _("Reglen er fjernet.")),
    ):
        rule_id = posted_id(request, name)
        if rule_id is not None:
            pressed(request, partial(service, actor, rule_id), said)
            return True
    return False


def _stored(request: PageRequest, form: RuleForm) -> bool:
    def store(data: dict[str, Any]) -> object:
        rule_id = data.pop("rule")
        return set_rule(request.actor, RuleTerms(data.pop("consultant"), **data), rule_id)

    return carried_out(request, form, store, _("Reglen er gemt. Den gælder fra næste henvendelse."))


def _initial(changed: RuleLine | None) -> dict[str, Any]:
    if changed is None:
        return {}
    rule = changed.rule
    return {
        "rule": rule.id,
        "first_postcode": rule.first_postcode,
        "last_postcode": rule.last_postcode,
        "industry": rule.industry,
        "consultant": str(rule.consultant_id),
    }


def _try(found: RulePage, tried: TryForm) -> dict[str, Any]:
    """Return what a thought inquiry would come to; nothing when none was thought of."""
    asked = any(tried.data.get(name) for name in ("postnummer", "branche"))
    if not (asked and tried.is_valid()):
        return {"asked": False, "taker": None}
    taker = found.tried(tried.cleaned_data["postnummer"], tried.cleaned_data["branche"])
    return {"asked": True, "taker": taker}
