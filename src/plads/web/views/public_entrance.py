"""The one entrance for companies: what a virksomhedscenter is, a form to write, and what became of the inquiry."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from plads.centres.models import Inquiry
from plads.centres.queries import reply_by
from plads.centres.services.following import followed, link_of, receipt
from plads.centres.services.inquiries import InquiryFacts, receive_inquiry
from plads.companies.ports import RegisterDown
from plads.companies.register import Found, look_up
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.limits import hit
from plads.core.models import Municipality
from plads.core.scope import acting, enter
from plads.web.forms import add_refusal
from plads.web.forms_inquiry import InquiryForm
from plads.web.limiting import hit_network, too_many
from plads.web.network import network
from plads.web.page import public
from plads.web.templatetags.plads_ui import day

RECEIPTS = "plads_receipts"
"""The session's key for the receipts its visitor got: a receipt is shown to nobody else."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a look-up in the business register is answered with, as an alert of tone ``kind``."""

    kind: str
    heading: str
    text: str


@public
@transaction.non_atomic_requests
def entrance(request: HttpRequest, municipality: str) -> HttpResponse:
    """Tell a company what a virksomhedscenter is, look it up in the business register, and take its inquiry.

    No transaction is open while the register is asked: it may take seconds.
    """
    found = get_object_or_404(Municipality, slug=municipality)
    form, word = InquiryForm(), None
    if request.method == "POST" and "find" in request.POST:
        form, word = _looked_up(request, found)
    elif request.method == "POST":
        refused = too_many(request, hit_network(request, "inquiry"))
        if refused is not None:
            return refused
        form = InquiryForm(request.POST)
        number = _receive(found, form) if form.is_valid() else ""
        if number:
            request.session[RECEIPTS] = [*request.session.get(RECEIPTS, [])[-9:], number]
            return redirect("inquiry_receipt", found.slug, number)
    context = {"municipality": found, "form": form, "word": word}
    return render(request, "plads/public/entrance.html", context)


@public
@never_cache
def inquiry_receipt(request: HttpRequest, municipality: str, number: str) -> HttpResponse:
    """Show the visitor's own receipt: the number, the link to follow it by and what happens next, nothing else."""
    found = get_object_or_404(Municipality, slug=municipality)
    if number not in request.session.get(RECEIPTS, []):
        raise Http404
    actor = Actor.public(found.id)
    enter(actor, read_only=True)
    try:
        inquiry = receipt(actor, number)
    except NotVisible as error:
        raise Http404 from error
    context = {
        "municipality": found,
        "inquiry": inquiry,
        "token": link_of(inquiry),
        "reply_by": reply_by(inquiry),
    }
    return render(request, "plads/public/receipt.html", context)


@public
@never_cache
def inquiry_followed(request: HttpRequest, municipality: str, follow_token: str) -> HttpResponse:
    """Show a company how far its inquiry is, by its link: who has it, when it is answered, and the answer."""
    refused = too_many(request, hit_network(request, "link"))
    if refused is not None:
        return refused
    found = get_object_or_404(Municipality, slug=municipality)
    actor = Actor.public(found.id)
    enter(actor, read_only=True)
    try:
        inquiry = followed(actor, follow_token)
    except NotVisible:
        return render(request, "plads/public/dead_inquiry.html", {"municipality": found}, status=410)
    context = {"municipality": found, "inquiry": inquiry, "steps": _steps(inquiry), **_answer_due(inquiry)}
    response = render(request, "plads/public/followed.html", context)
    response["Referrer-Policy"] = "no-referrer"  # the address is a secret
    return response


def _receive(municipality: Municipality, form: InquiryForm) -> str:
    """Store the inquiry and return its number; empty when it was refused, with the reason in the form."""
    if form.by_a_machine:
        form.add_error(None, _("Vi kunne ikke modtage beskeden. Ring til os i stedet."))
        return ""
    wrong = form.timed()
    if wrong:
        form.add_error(None, wrong)
        return ""
    facts = {name: value for name, value in form.cleaned_data.items() if name not in ("website", "began")}
    try:
        with acting(Actor.public(municipality.id)) as actor:
            return receive_inquiry(actor, InquiryFacts(**facts)).number
    except Refused as error:
        add_refusal(form, error)
        return ""


def _looked_up(request: HttpRequest, municipality: Municipality) -> tuple[InquiryForm, Word]:
    """Return the form with everything typed still in it and what the register knows filled in, and what to say."""
    typed: dict[str, Any] = request.POST.dict()
    form = InquiryForm(typed)
    form.full_clean()
    form.errors.clear()
    if not (typed.get("cvr", "").strip() or typed.get("p_number", "").strip()):
        form.add_error("cvr", _("Skriv først jeres CVR-nummer."))
        return form, Word("warn", "", "")
    here, place = hit("register", network(request)), hit("register_place", str(municipality.id))
    if not (here.allowed and place.allowed):
        return form, _by_hand(_("Der er slået meget op på kort tid."))
    try:
        found = look_up(typed.get("cvr", ""), typed.get("p_number", ""), municipality.code)
    except Refused as error:
        add_refusal(form, error)
        return form, Word("warn", "", "")
    except RegisterDown:
        return form, _by_hand(_("CVR-registret svarer ikke lige nu."))
    if found.company is None:
        return form, _by_hand(_("Vi kan ikke slå op i CVR-registret herfra."))
    return _filled(typed, found), _found_words(found)


def _by_hand(why: str) -> Word:
    return Word("warn", why, _("Skriv virksomhedens navn selv. Resten klarer vi."))


def _filled(typed: dict[str, Any], found: Found) -> InquiryForm:
    data = dict(typed)
    if found.company is not None:
        data |= {"cvr": found.company.cvr, "company_name": found.company.name}
    if found.unit is not None:
        data |= {"p_number": found.unit.p_number, "postcode": found.unit.postcode}
    form = InquiryForm(data)
    if len(found.choices) > 1:
        form.offer(found.choices)
    form.full_clean()
    form.errors.clear()
    return form


def _found_words(found: Found) -> Word:
    name = found.company.name if found.company else ""
    if found.closed_on is not None:
        closed = day(found.closed_on)
        text = _("CVR-registret siger, at den lukkede {closed}. Se efter, om nummeret er det rigtige.")
        return Word("warn", name, text.format(closed=closed))
    if found.unit is not None:
        text = _("{name}, {address}. Passer det ikke, så ret det herunder.")
        return Word("ok", name, text.format(name=found.unit.name, address=found.unit.address))
    if found.choices:
        return Word("ok", name, _("Vælg herunder, hvilken arbejdsplads det handler om."))
    return Word(
        "ok", name, _("I har ingen adresse her i kommunen. Skriv til os alligevel, så finder vi ud af det.")
    )


def _answer_due(inquiry: Inquiry) -> dict[str, Any]:
    limit = reply_by(inquiry)
    waits = inquiry.answered_at is None and inquiry.state in (Inquiry.State.NEW, Inquiry.State.ASSIGNED)
    return {"reply_by": limit, "waits": waits, "late": waits and limit < clock.today()}


def _steps(inquiry: Inquiry) -> list[dict[str, str]]:
    """Return how far the inquiry is, for ``components/steps.html``."""
    ended = inquiry.state in (Inquiry.State.TURNED_CENTRE, Inquiry.State.DECLINED)
    answered = ended or inquiry.answered_at is not None
    given = inquiry.consultant_id is not None or answered
    last = _("Afsluttet") if inquiry.state == Inquiry.State.DECLINED else _("Aftale")
    done = [True, given, answered, ended]
    labels = [_("Modtaget"), _("Hos en konsulent"), _("Besvaret"), last]
    current = (
        done[:-1].index(False) if False in done[:-1] else -1
    )  # nobody promises that it becomes an agreement
    return [
        {"label": label, "state": "done" if done[n] else "current" if n == current else "next"}
        for n, label in enumerate(labels)
    ]
