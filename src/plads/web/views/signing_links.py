"""The pages of a personal link: read the agreement, get a code, answer. No account; opening one uses nothing up."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from plads.centres.models import AgreementVersion, Party, SignatureRequest
from plads.centres.paper_queries import has_copy, signers_copy
from plads.centres.services.codes import ask_code, note_opened, request_of_link, say_wrong_person
from plads.centres.services.links import code_lives, link_over
from plads.centres.services.reminders import ask_again, ask_again_by_address
from plads.centres.services.signing import actor_of, sign_by_link
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.limits import hit
from plads.core.models import Municipality
from plads.core.scope import enter
from plads.insight.company_papers import agreement_paper
from plads.web.forms import add_refusal
from plads.web.forms_signing import LinkAnswerForm, LostLinkForm
from plads.web.limiting import hit_network, too_many
from plads.web.page import public
from plads.web.signing_words import why_void
from plads.web.verdicts import shown
from plads.web.views.papers import pdf

State = SignatureRequest.State


@public
@never_cache
@sensitive_post_parameters("code")
def signing_link(request: HttpRequest, municipality: str, token: str) -> HttpResponse:
    """Show what a link is for, and take the answer of whoever has it and the code sent to its owner."""
    refused = too_many(request, hit_network(request, "link"))
    if refused is not None:
        return refused
    town, asked = _asked(municipality, token)
    if asked is None:
        return _dead(request, town, "unknown", status=404)
    if asked.state != State.WAITING or asked.version.state != AgreementVersion.State.OFFERED:
        return _over(request, town, asked)
    if link_over(asked):
        return _expired(request, town, asked)
    if request.method == "POST":
        return _posted(request, town, asked, token)
    if request.method == "GET" and not _looks_ahead(request):
        note_opened(asked)
    return _shown(request, town, asked, token, LinkAnswerForm(asked.party, asked.name))


@public
@never_cache
def signing_not_me(request: HttpRequest, municipality: str, token: str) -> HttpResponse:
    """Tell whoever was given somebody else's link what to do; let them say so to the consultant."""
    refused = too_many(request, hit_network(request, "link"))
    if refused is not None:
        return refused
    town, asked = _asked(municipality, token)
    if asked is None:
        return _dead(request, town, "unknown", status=404)
    said = False
    if request.method == "POST":
        refused = too_many(request, hit("signing_again", str(asked.id)))
        if refused is not None:
            return refused
        say_wrong_person(Actor.public(town.id), asked.id)
        said = True
    consultant = asked.version.agreement.centre.consultant
    context = {"municipality": town, "asked": asked, "token": token, "said": said, "consultant": consultant}
    return render(request, "plads/signing/not_me.html", context)


@public
@never_cache
def signing_paper(request: HttpRequest, municipality: str, token: str) -> HttpResponse:
    """Hand whoever answered by a link their own copy of the sealed paper."""
    refused = too_many(request, hit_network(request, "link"))
    if refused is not None:
        return refused
    town, asked = _asked(municipality, token)
    found = signers_copy(asked) if asked is not None else None
    if found is None:
        return _dead(request, town, "unknown", status=404)
    return pdf(found.content, found.name)


@public
@never_cache
def signing_lost(request: HttpRequest, municipality: str) -> HttpResponse:
    """Send links anew to an address on record; the answer is the same whether anybody is asked there or not."""
    town = get_object_or_404(Municipality, slug=municipality)
    form = LostLinkForm(request.POST or None)
    sent = False
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        refused = too_many(
            request, hit_network(request, "signing_lost"), hit("signing_again", str(town.id), address)
        )
        if refused is not None:
            return refused
        visitor = Actor.public(town.id)
        enter(visitor)
        ask_again_by_address(visitor, address)
        sent = True
    context = {"municipality": town, "form": form, "sent": sent}
    return render(request, "plads/signing/lost.html", context)


def _asked(municipality: str, token: str) -> tuple[Municipality, SignatureRequest | None]:
    """Return the municipality of an address with its scope open, and the request its link belongs to."""
    town = get_object_or_404(Municipality, slug=municipality)
    visitor = Actor.public(town.id)
    enter(visitor)
    return town, request_of_link(visitor, token)


def _looks_ahead(request: HttpRequest) -> bool:
    """Return whether a browser fetches the page before anybody asked to see it."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in purpose or "preview" in purpose


def _posted(request: HttpRequest, town: Municipality, asked: SignatureRequest, token: str) -> HttpResponse:
    """Send a code, or take the answer."""
    visitor = Actor.public(town.id)
    if request.POST.get("do") == "code":
        refused = too_many(request, hit("signing_code", str(asked.id)))
        if refused is not None:
            return refused
        ask_code(visitor, asked.id)
        said = _("Vi har sendt en kode til {where}. Den gælder i 10 minutter.").format(where=asked.hint)
        messages.success(request, said)
        return redirect(f"{request.path}#svar")
    form = LinkAnswerForm(asked.party, asked.name, request.POST)
    if form.is_valid():
        enter(actor_of(asked))
        try:
            sign_by_link(visitor, asked.id, form.cleaned_data["code"], **form.said())
        except Refused as error:
            add_refusal(form, error)
            asked.refresh_from_db(fields=["code_tries", "code_digest", "state"])
        else:
            return redirect(request.path)
    return _shown(request, town, asked, token, form)


def _shown(
    request: HttpRequest, town: Municipality, asked: SignatureRequest, token: str, form: LinkAnswerForm
) -> HttpResponse:
    paper = agreement_paper(actor_of(asked), asked.version_id)
    context = {
        "municipality": town,
        "asked": asked,
        "token": token,
        "paper": paper,
        "form": form,
        "verdicts": shown([paper.quota] if paper.quota else []),
        "speaks": asked.party == Party.REPRESENTATIVE,
        "coded": code_lives(asked),
    }
    return render(request, "plads/signing/answer.html", context)


def _expired(request: HttpRequest, town: Municipality, asked: SignatureRequest) -> HttpResponse:
    """Say that a link lived too long, and send a new one to its owner on demand."""
    sent = False
    if request.method == "POST":
        refused = too_many(request, hit("signing_again", str(asked.id)))
        if refused is not None:
            return refused
        ask_again(Actor.public(town.id), asked.id)
        sent = True
    return _dead(request, town, "expired", asked=asked, sent=sent)


def _over(request: HttpRequest, town: Municipality, asked: SignatureRequest) -> HttpResponse:
    """Say why a link leads nowhere any more: answered, or not needed."""
    if asked.state == State.ANSWERED:
        fell = asked.version.state == AgreementVersion.State.DROPPED
        word = asked.version.signatures.filter(party=asked.party).first()
        signed = asked.version.state == AgreementVersion.State.SIGNED
        kind = "fell" if fell else "answered"
        facts = {"word": word, "signed": signed, "copy": has_copy(asked)}
        return _dead(request, town, kind, status=200, asked=asked, **facts)
    return _dead(request, town, "void", asked=asked, why=why_void(asked))


def _dead(
    request: HttpRequest, town: Municipality, kind: str, *, status: int = 410, **facts: Any
) -> HttpResponse:
    context = {"municipality": town, "kind": kind, **facts}
    return render(request, "plads/signing/dead.html", context, status=status)
