"""How long things are kept, what is going to be erased, and waiting with it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.core.actor import Actor
from plads.rights.kinds import kind_of
from plads.rights.policy import KEEPERS
from plads.rights.queries import Keeping, keeping
from plads.rights.retention import spell
from plads.rights.services.keeping import hold_erasing, resume_erasing, set_period
from plads.web.acts import carried_out, pressed
from plads.web.forms_rights import PeriodsForm, ReasonForm
from plads.web.page import PageRequest, page


@page(KEEPERS)
def retention(request: PageRequest) -> HttpResponse:
    """Show periods, the round to come, the last reports and the switch; a POST changes periods or the switch."""
    known = keeping(request.actor)
    do = request.POST.get("do", "")
    periods = PeriodsForm(request.POST if do == "periods" else None, periods=known.periods)
    hold = ReasonForm(request.POST if do == "hold" else None, auto_id="hold_%s")
    if _changed(request, known, periods, hold, do):
        return redirect("retention")
    context = {
        "known": known,
        "rows": [(each, spell(each.months)) for each in known.periods],
        "expected": _named(known.coming.expected) if known.coming else [],
        "reports": [(run, _named(run.report)) for run in known.done],
        "periods": periods,
        "hold_form": hold,
        "editing": do == "periods" or request.GET.get("vis") == "frister",
    }
    return render(request, "plads/rights/retention.html", context)


def _changed(request: PageRequest, known: Keeping, periods: forms.Form, hold: forms.Form, do: str) -> bool:
    actor = request.actor
    if do == "resume":
        return pressed(request, lambda: resume_erasing(actor), _("Sletning er i gang igen."))
    if do == "hold":
        said = _("Sletning venter, til du ophæver det.")
        return carried_out(request, hold, lambda sent: hold_erasing(actor, sent["reason"]), said)
    return carried_out(
        request, periods, lambda sent: _set_periods(actor, known, sent), _("Fristerne er gemt.")
    )


def _set_periods(actor: Actor, known: Keeping, sent: dict[str, Any]) -> None:
    """Store the periods that are other than before."""
    for each in known.periods:
        if sent[each.kind.code] != each.months:
            set_period(actor, each.kind.code, sent[each.kind.code])


def _named(numbers: dict[str, int]) -> list[tuple[str, int]]:
    return [(kind_of(code).office_label, number) for code, number in numbers.items()]
