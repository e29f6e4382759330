"""The municipality's one entrance for companies: what a virksomhedscenter is, and a form to write to it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from plads.centres.services.inquiries import InquiryFacts, receive_inquiry
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.models import Municipality
from plads.core.scope import enter
from plads.web.forms import add_refusal
from plads.web.forms_insight import InquiryForm
from plads.web.limiting import hit_network, too_many
from plads.web.page import public

RECEIPTS = "plads_receipts"
"""The session's key for the receipts its visitor got: a receipt is shown to nobody else."""


@public
def entrance(request: HttpRequest, municipality: str) -> HttpResponse:
    """Tell a company what a virksomhedscenter is, and take its inquiry."""
    found = get_object_or_404(Municipality, slug=municipality)
    form = InquiryForm(request.POST or None)
    if request.method == "POST":
        refused = too_many(request, hit_network(request, "inquiry"))
        if refused is not None:
            return refused
    if request.method == "POST" and form.is_valid():
        number = _receive(found, form)
        if number:
            request.session[RECEIPTS] = [*request.session.get(RECEIPTS, [])[-9:], number]
            return redirect("inquiry_receipt", found.slug, number)
    context = {"municipality": found, "form": form}
    return render(request, "plads/public/entrance.html", context)


@public
def inquiry_receipt(request: HttpRequest, municipality: str, number: str) -> HttpResponse:
    """Show the visitor's own receipt: the number and what happens next, nothing of what they wrote."""
    found = get_object_or_404(Municipality, slug=municipality)
    if number not in request.session.get(RECEIPTS, []):
        raise Http404
    return render(request, "plads/public/receipt.html", {"municipality": found, "number": number})


def _receive(municipality: Municipality, form: InquiryForm) -> str:
    """Store the inquiry and return its number; empty when it was refused, with the reason in the form."""
    if form.by_a_machine:
        form.add_error(None, _("Vi kunne ikke modtage beskeden. Ring til os i stedet."))
        return ""
    facts = {name: value for name, value in form.cleaned_data.items() if name != "website"}
    actor = Actor.public(municipality.id)
    enter(actor)
    try:
        return receive_inquiry(actor, InquiryFacts(**facts)).number
    except Refused as error:
        add_refusal(form, error)
        return ""
