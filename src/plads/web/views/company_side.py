"""The company's pages: its centres, agreements to sign, candidates to answer, mentors to appoint."""

from types import SimpleNamespace
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.centres.models import AgreementVersion, Party
from plads.centres.services.signing import sign_agreement
from plads.core.errors import Refused
from plads.core.roles import Role
from plads.insight.chain_page import Chain, chain_centre, chain_page
from plads.insight.company_page import company_page, own_centre
from plads.insight.company_papers import agreement_paper, offer_paper
from plads.mentoring.services import appoint_mentor
from plads.placements.models import Nomination
from plads.placements.services.nominations import answer_nomination
from plads.web.forms import add_refusal
from plads.web.forms_partners import NO, YES, MentorForm, OfferForm
from plads.web.forms_signing import WordForm
from plads.web.page import PageRequest, page
from plads.web.verdicts import shown

_THANKS = {
    Nomination.State.OPEN: gettext_lazy("Tak. I har sagt ja. Nu venter vi på kandidatens svar."),
    Nomination.State.ACCEPTED: gettext_lazy("Tak. Begge har sagt ja. Jobcentret planlægger den første dag."),
    Nomination.State.DECLINED: gettext_lazy("Tak for svaret. Jobcentret finder en anden til pladsen."),
}
"""What the company is told after its answer, by how the nomination then stands."""

_SHOWS = {
    "": gettext_lazy("Alle centre"),
    "ledige": gettext_lazy("Ledige pladser"),
    "underskrift": gettext_lazy("Mangler jeres underskrift"),
    "fornyelse": gettext_lazy("Skal fornyes"),
}
"""What the chain's page can be narrowed to."""


@page([Role.CONTACT, Role.HEAD_OFFICE])
def company_home(request: PageRequest) -> HttpResponse:
    """Show a contact their centres; show a head office all centres of the chain, by municipality."""
    if request.actor.role == Role.HEAD_OFFICE:
        town, show = request.GET.get("kommune", ""), request.GET.get("vis", "")
        chain = chain_page(request.actor, town, show, request.GET.get("side"))
        context = {"chain": chain, "tabs": _tabs(chain)}
        return render(request, "plads/partners/chain_home.html", context)
    return render(request, "plads/partners/company_home.html", {"page": company_page(request.actor)})


def _tabs(chain: Chain) -> list[SimpleNamespace]:
    """Return a tab for each thing the chain's centres can be narrowed to, in the chosen municipality."""
    town = {"kommune": chain.chosen} if chain.chosen else {}
    return [
        SimpleNamespace(
            label=label,
            url="?" + urlencode(town | ({"vis": show} if show else {})),
            count=chain.counts[show],
            current=show == chain.show,
        )
        for show, label in _SHOWS.items()
    ]


@page([Role.HEAD_OFFICE])
def chain_centre_page(request: PageRequest, centre_id: UUID) -> HttpResponse:
    """Show a head office one of its centres: how its places are used, its agreements, whom to call."""
    context = {"centre": chain_centre(request.actor, centre_id)}
    return render(request, "plads/partners/chain_centre.html", context)


@page([Role.CONTACT, Role.HEAD_OFFICE])
def company_agreement(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Show an agreement, and let the contact sign it for the company, or say no and why."""
    form = WordForm(Party.COMPANY, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            version = sign_agreement(request.actor, version_id, Party.COMPANY, **form.said())
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _thanks(version, agrees=form.said()["agrees"]))
            return redirect("company_agreement", version_id)
    paper = agreement_paper(request.actor, version_id)
    context = {
        "paper": paper,
        "form": form,
        "verdicts": shown([paper.quota] if paper.quota else []),
        "may_ask": request.actor.role == Role.CONTACT,
    }
    return render(request, "plads/partners/company_agreement.html", context)


def _thanks(version: AgreementVersion, *, agrees: bool) -> str:
    if not agrees:
        return _("Du har sagt nej. Kommunen har fået din begrundelse.")
    if version.sealed_at is not None:
        return _("Du har skrevet under. Alle har nu svaret, og aftalen gælder.")
    return _("Du har skrevet under. Aftalen gælder først, når alle tre parter har sagt ja.")


@page([Role.CONTACT])
def company_nomination(request: PageRequest, nomination_id: UUID) -> HttpResponse:
    """Show what the company may know of a candidate, and take its yes or no."""
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        yes = form.cleaned_data["answer"] == YES
        try:
            nomination = answer_nomination(
                request.actor, nomination_id, yes=yes, reason="" if yes else form.cleaned_data["reason"]
            )
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _THANKS[Nomination.State(nomination.state)])
            return redirect("company_home")
    paper = offer_paper(request.actor, nomination_id)
    context = {"paper": paper, "form": form, "yes": YES, "no": NO}
    return render(request, "plads/partners/company_nomination.html", context)


@page([Role.CONTACT])
def company_mentor_new(request: PageRequest, centre_id: UUID) -> HttpResponse:
    """Appoint a mentor of a centre."""
    centre = own_centre(request.actor, centre_id)
    form = MentorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            mentor = appoint_mentor(request.actor, centre_id, **form.cleaned_data)
        except Refused as error:
            add_refusal(form, error)
        else:
            said = _(
                "{name} er nu mentor. Bed jobcentret om et link, så {name} kan logge ind og skrive under på tavshed."
            )
            messages.success(request, said.format(name=mentor.name))
            return redirect("company_home")
    context = {"centre": centre, "form": form}
    return render(request, "plads/partners/company_mentor_new.html", context)
