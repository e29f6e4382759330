"""The company's pages: its centres, agreements to sign, candidates to answer, mentors to appoint."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.centres.models import Signature
from plads.centres.services.agreements import sign_agreement
from plads.core.errors import Refused
from plads.core.roles import Role
from plads.insight.chain_page import chain_page
from plads.insight.company_page import company_page, own_centre
from plads.insight.company_papers import agreement_paper, offer_paper
from plads.mentoring.services import appoint_mentor
from plads.placements.models import Nomination
from plads.placements.services.nominations import answer_nomination
from plads.web.forms import add_refusal
from plads.web.forms_partners import NO, YES, MentorForm, OfferForm, SignForm
from plads.web.page import PageRequest, page
from plads.web.verdicts import shown

_THANKS = {
    Nomination.State.OPEN: gettext_lazy("Tak. I har sagt ja. Nu venter vi på kandidatens svar."),
    Nomination.State.ACCEPTED: gettext_lazy("Tak. Begge har sagt ja. Jobcentret planlægger den første dag."),
    Nomination.State.DECLINED: gettext_lazy("Tak for svaret. Jobcentret finder en anden til pladsen."),
}
"""What the company is told after its answer, by how the nomination then stands."""


@page([Role.CONTACT, Role.HEAD_OFFICE])
def company_home(request: PageRequest) -> HttpResponse:
    """Show a contact their centres; show a head office all centres of the chain, by municipality."""
    if request.actor.role == Role.HEAD_OFFICE:
        towns = chain_page(request.actor)
        places, taken = sum(town.places for town in towns), sum(town.taken for town in towns)
        context = {"towns": towns, "places": places, "taken": taken, "empty": places - taken}
        return render(request, "plads/partners/chain_home.html", context)
    return render(request, "plads/partners/company_home.html", {"page": company_page(request.actor)})


@page([Role.CONTACT, Role.HEAD_OFFICE])
def company_agreement(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Show an agreement, and let the contact sign it for the company."""
    form = SignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            version = sign_agreement(request.actor, version_id, Signature.Party.COMPANY)
        except Refused as error:
            add_refusal(form, error)
        else:
            sealed = version.sealed_at is not None
            done = _("Du har skrevet under. Alle har nu svaret, og aftalen gælder.")
            waits = _("Du har skrevet under. Aftalen gælder, når de andre også har svaret.")
            messages.success(request, done if sealed else waits)
            return redirect("company_agreement", version_id)
    paper = agreement_paper(request.actor, version_id)
    context = {"paper": paper, "form": form, "verdicts": shown([paper.quota] if paper.quota else [])}
    return render(request, "plads/partners/company_agreement.html", context)


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
