"""The page where a company asks for a pause or an end of its agreement; a person at the municipality then calls."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.centres.services.asking_change import AGAIN, LONGEST, ask_change
from plads.centres.wish_queries import Wish, wishes_asked
from plads.core import clock
from plads.core.errors import NotVisible, Refused
from plads.core.roles import Role
from plads.insight.company_papers import agreement_paper
from plads.web.forms import add_refusal
from plads.web.page import PageRequest, page


class WishForm(forms.Form):
    """What the company wants, and why."""

    wish = forms.ChoiceField(
        label=gettext_lazy("Hvad vil I bede om?"),
        choices=[
            (Wish.PAUSE.value, gettext_lazy("En pause. Der kommer ingen nye kandidater så længe")),
            (Wish.END.value, gettext_lazy("At aftalen slutter før tid")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvad I vil bede om.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Hvorfor, og hvornår?"),
        help_text=gettext_lazy(
            "Fx »Vi bygger om i uge 5 og 6«. Skriv ikke navne på kandidater eller noget om helbred."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Skriv hvorfor. Så kan konsulenten hjælpe jer bedst.")},
    )


@page([Role.CONTACT])
def company_wish(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Take what a company asks for about its agreement, and show what it asked for lately."""
    paper = agreement_paper(request.actor, version_id)
    if not paper.in_force:
        raise NotVisible
    form = WishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wish, reason = Wish(form.cleaned_data["wish"]), form.cleaned_data["reason"]
        try:
            ask_change(request.actor, paper.agreement_id, wish, reason)
        except Refused as error:
            add_refusal(form, error)
        else:
            said = _(
                "Tak. {who} har fået besked og ringer til dig. Aftalen gælder som før, til I har talt sammen."
            )
            messages.success(request, said.format(who=paper.consultant or paper.office))
            return redirect("company_agreement", version_id)
    asked = wishes_asked(request.actor, paper.agreement_id, clock.now() - 10 * AGAIN)
    return render(request, "plads/partners/company_wish.html", {"paper": paper, "form": form, "asked": asked})
