"""Rights over one's own data: the candidate's page, the requests, handing out, restricting and erasing."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.roles import Role
from plads.rights.archive import Archive
from plads.rights.models import RightsRequest
from plads.rights.policy import ANSWERERS, DECIDERS, KEEPERS
from plads.rights.queries import person_rights, request_detail, waiting_requests
from plads.rights.retention import period_words
from plads.rights.services.access import give_access, packed
from plads.rights.services.erasing import Why, erase_person
from plads.rights.services.requests import ask, decide, withdraw
from plads.rights.services.restricting import accept_planning, decline_planning, lift_restriction, restrict
from plads.rights.subjects import candidate_by_cpr
from plads.web.acts import carried_out, posted_id, pressed
from plads.web.forms_rights import (
    AnswerForm,
    CprForm,
    EraseForm,
    NoteRequestForm,
    OwnRequestForm,
    ReasonForm,
)
from plads.web.page import PageRequest, page
from plads.web.verbs import Verb, perform

Kind = RightsRequest.Kind


def _own_id(actor: Actor) -> UUID:
    if len(actor.subject_ids) != 1:
        raise NotVisible
    return next(iter(actor.subject_ids))


@page([Role.CANDIDATE])
def own_rights(request: PageRequest) -> HttpResponse:
    """Show a candidate what they may ask and how far it is; a POST asks, or takes a request back."""
    me = _own_id(request.actor)
    form = OwnRequestForm(request.POST if "kind" in request.POST or "ask" in request.POST else None)
    taken_back = posted_id(request, "withdraw")
    if taken_back is not None:
        pressed(
            request, partial(withdraw, request.actor, taken_back), _("Du har trukket din anmodning tilbage.")
        )
        return redirect("own_rights")
    said = _("Tak. Vi har fået din anmodning. Du får svar her på siden.")
    if carried_out(request, form, lambda sent: _ask(request.actor, me, sent), said):
        return redirect("own_rights")
    kept = period_words(request.actor.municipality_id)["candidate"]
    context = {"mine": person_rights(request.actor, me), "form": form, "kept": kept}
    return render(request, "plads/rights/own_rights.html", context)


def _ask(actor: Actor, candidate_id: UUID, sent: dict[str, Any]) -> object:
    return ask(actor, candidate_id, Kind(sent["kind"]), sent["text"], sent.get("received_on"))


@page([Role.CANDIDATE])
@require_POST
def own_archive(request: PageRequest) -> HttpResponse:
    """Hand a candidate everything about them as a file."""
    return _file(give_access(request.actor, _own_id(request.actor)))


@page(DECIDERS, fresh=True)
@require_POST
def candidate_archive(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """Make the file with everything about a candidate, to hand to them."""
    return _file(give_access(request.actor, candidate_id))


def _file(archive: Archive) -> HttpResponse:
    name = f"indsigt-{slugify(archive.municipality.slug)}-{clock.today().isoformat()}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(packed(archive), content_type="application/zip", headers=headers)


@page(ANSWERERS)
def rights_requests(request: PageRequest) -> HttpResponse:
    """List what people have asked, the most pressing first; a POST finds a person by CPR number."""
    form = CprForm(request.POST or None)
    if form.is_valid():
        try:
            return redirect("candidate_rights", candidate_by_cpr(request.actor, form.cleaned_data["cpr"]))
        except NotVisible:
            form.add_error("cpr", _("Der er ingen kandidat med det CPR-nummer hos jer."))
    context = {"requests": waiting_requests(request.actor), "form": form, "today": clock.today()}
    return render(request, "plads/rights/requests.html", context)


@page(ANSWERERS)
def rights_request(request: PageRequest, request_id: UUID) -> HttpResponse:
    """Show one request; a POST answers it."""
    form = AnswerForm(request.POST or None)

    def answer(sent: dict[str, Any]) -> object:
        return decide(request.actor, request_id, sent["action"], sent["answer"])

    if carried_out(request, form, answer, _("Svaret er gemt. Kandidaten kan se det på sin side.")):
        return redirect("rights_request", request_id)
    row = request_detail(request.actor, request_id)
    context = {
        "row": row,
        "form": form,
        "today": clock.today(),
        "decides": request.actor.role in DECIDERS and row.state == RightsRequest.State.RECEIVED,
        "keeps": request.actor.role in KEEPERS,
    }
    return render(request, "plads/rights/request.html", context)


VERBS = {
    "note": Verb(_ask, _("Anmodningen er noteret."), NoteRequestForm),
    "restrict": Verb(
        lambda actor, ident, sent: restrict(actor, ident, sent["reason"]),
        _("Brugen er begrænset. Kandidaten indstilles ikke til noget nyt."),
        ReasonForm,
    ),
    "lift": Verb(lambda actor, ident, sent: lift_restriction(actor, ident), _("Begrænsningen er ophævet.")),
    "decline": Verb(
        lambda actor, ident, sent: decline_planning(actor, ident), _("Kandidaten er ikke med i forslag mere.")
    ),
    "accept": Verb(
        lambda actor, ident, sent: accept_planning(actor, ident), _("Kandidaten er med i forslag igen.")
    ),
}


@page(ANSWERERS)
def candidate_rights(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """Show a candidate's rights to staff: hand out, note a request, restrict, leave out of proposals."""
    failed: dict[str, Any] = {}
    if request.method == "POST":
        failed = perform(request, VERBS, candidate_id)
        if not failed:
            return redirect("candidate_rights", candidate_id)
    forms = {name: failed.get(name) or verb.blank(name) for name, verb in VERBS.items()}
    if "note" not in failed:
        forms["note"] = VERBS["note"].blank("note", initial={"received_on": clock.today()})
    context = {
        "person": person_rights(request.actor, candidate_id),
        "forms": forms,
        "keeps": request.actor.role in KEEPERS,
        "office": request.actor.role not in KEEPERS,
    }
    return render(request, "plads/rights/candidate_rights.html", context)


@page(KEEPERS, fresh=True)
def erase_candidate(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """Ask once more, and erase a candidate for good."""
    person = person_rights(request.actor, candidate_id)
    form = EraseForm(request.POST or None)
    if form.is_valid():
        try:
            done = erase_person(request.actor, candidate_id, Why[form.cleaned_data["why"]])
        except Refused as error:
            form.add_error(None, error.message)
        else:
            said = _("Personen er slettet: {rows} rækker er væk. Tallene er de samme.")
            messages.success(request, said.format(rows=sum(done.rows.values())))
            return redirect("rights_requests")
    return render(request, "plads/rights/erase.html", {"person": person, "form": form})
