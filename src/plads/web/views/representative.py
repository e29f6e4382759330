"""The employee representative's pages: agreements that wait for a statement, and statements given."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.centres.models import Party
from plads.centres.services.signing import sign_agreement
from plads.core.errors import Refused
from plads.core.roles import Role
from plads.insight.company_papers import agreement_paper
from plads.insight.representative_page import statements
from plads.web.forms import add_refusal
from plads.web.forms_partners import YES, StatementForm
from plads.web.page import PageRequest, page
from plads.web.verdicts import shown


@page([Role.REPRESENTATIVE])
def representative_home(request: PageRequest) -> HttpResponse:
    """Show what waits for a statement first, then the statements given."""
    lines = statements(request.actor)
    context = {
        "waiting": [line for line in lines if line.statement is None],
        "given": [line for line in lines if line.statement is not None],
    }
    return render(request, "plads/partners/representative_home.html", context)


@page([Role.REPRESENTATIVE])
def representative_agreement(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Show the quota with its working, and take the representative's yes or no in writing."""
    form = StatementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agrees, statement = form.cleaned_data["answer"] == YES, form.cleaned_data["statement"]
        try:
            sign_agreement(
                request.actor,
                version_id,
                Party.REPRESENTATIVE,
                agrees=agrees,
                statement=statement,
            )
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Tak. Din udtalelse er givet videre til virksomheden og kommunen."))
            return redirect("representative_home")
    paper = agreement_paper(request.actor, version_id)
    mine = next(party for party in paper.parties if party.party == Party.REPRESENTATIVE)
    context = {
        "paper": paper,
        "mine": mine,
        "form": form,
        "verdicts": shown([paper.quota] if paper.quota else []),
    }
    return render(request, "plads/partners/representative_agreement.html", context)
