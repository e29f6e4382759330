"""The office's pages about signatures: sending an agreement, asking somebody else, reminding, noting a word."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from plads.centres import queries
from plads.centres.lifecycle import NEGOTIATORS
from plads.centres.models import AgreementVersion, Party, SignatureRequest
from plads.centres.queries import AgreementPage
from plads.centres.services.reminders import remind
from plads.centres.services.requests import ask_for_signature, send_for_signature
from plads.centres.services.signing import Noted, note_signature
from plads.companies.queries import contacts_of
from plads.core.errors import Refused
from plads.web.acts import posted_id
from plads.web.forms import add_refusal
from plads.web.forms_signing import AskForm, NoteForm
from plads.web.page import PageRequest, page

ASKED = (Party.REPRESENTATIVE, Party.COMPANY)
"""The parties somebody is asked for: the municipality's own word is its consultant's."""


@page(NEGOTIATORS)
def agreement_send(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Choose who is asked for each party's word and how, and send the agreement to them."""
    found = queries.agreement(request.actor, version_id)
    version = found.paper.version
    if version.state != AgreementVersion.State.DRAFT or not found.newest:
        messages.info(request, _("Aftalen er ikke en kladde. Se, hvem der er spurgt."))
        return redirect("agreement", version_id)
    forms = _ask_forms(request, found, ASKED)
    if request.method == "POST" and all([each.is_valid() for each in forms.values()]):  # noqa: C419 - all are checked
        try:
            with transaction.atomic():
                sent = send_for_signature(request.actor, version_id, [each.ask() for each in forms.values()])
        except Refused as error:
            _show_refusal(forms, error)
        else:
            messages.success(request, _("Aftalen er sendt til underskrift."))
            return redirect("agreement", sent.id)
    return render(request, "plads/supply/agreement_send.html", _context(found, forms))


@page(NEGOTIATORS)
def agreement_ask(request: PageRequest, version_id: UUID, party: str) -> HttpResponse:
    """Ask somebody, or somebody else, for one party's word while the agreement waits."""
    found, version = _waiting(request, version_id, party)
    forms = _ask_forms(request, found, [Party(party)])
    form = forms[party]
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                asked = ask_for_signature(request.actor, version_id, form.ask())
        except Refused as error:
            _show_refusal(forms, error)
        else:
            messages.success(request, _("{name} er spurgt.").format(name=asked.name))
            return redirect("agreement", version.id)
    before = version.requests.filter(party=party, state=SignatureRequest.State.WAITING).first()
    return render(request, "plads/supply/agreement_ask.html", _context(found, forms) | {"before": before})


@page(NEGOTIATORS)
def agreement_note(request: PageRequest, version_id: UUID, party: str) -> HttpResponse:
    """Note a word that a party gave on paper or by telephone."""
    _found, version = _waiting(request, version_id, party)
    before = version.requests.filter(party=party, state=SignatureRequest.State.WAITING).first()
    form = NoteForm(party, request.POST or None, initial={"name": before.name if before else ""})
    if request.method == "POST" and form.is_valid():
        noted = Noted(party, form.cleaned_data["name"], form.cleaned_data["why"], **form.said())
        try:
            with transaction.atomic():
                note_signature(request.actor, version_id, noted)
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("Svaret er noteret. Det står, at det er dig, der har noteret det."))
            return redirect("agreement", version.id)
    context = {
        "version": version,
        "centre": version.agreement.centre,
        "form": form,
        "party": Party(party).label,
    }
    return render(request, "plads/supply/agreement_note.html", context)


@page(NEGOTIATORS)
@require_POST
def agreement_remind(request: PageRequest, version_id: UUID) -> HttpResponse:
    """Remind those who have not answered, or the one whose button was pressed; go back to where it was."""
    chosen = posted_id(request, "asked")
    try:
        with transaction.atomic():
            reminded = remind(request.actor, version_id, chosen)
    except Refused as error:
        messages.error(request, error.message)
    else:
        names = _(" og ").join(each.name for each in reminded)
        said = ngettext("{names} er mindet om det.", "{names} er mindet om det.", len(reminded))
        messages.success(request, said.format(names=names))
    if request.POST.get("value") == "today":
        return redirect("today")
    return redirect("agreement", version_id)


def _waiting(request: PageRequest, version_id: UUID, party: str) -> tuple[AgreementPage, AgreementVersion]:
    """Return an offered version on which a party outside the municipality has not answered."""
    if party not in ASKED:
        raise Http404
    found = queries.agreement(request.actor, version_id)
    version = found.paper.version
    if version.state != AgreementVersion.State.OFFERED or not found.newest or party in found.paper.answers:
        raise PermissionDenied
    return found, version


def _ask_forms(request: PageRequest, found: AgreementPage, parties: Iterable[Party]) -> dict[str, AskForm]:
    workplace_id = found.paper.version.agreement.centre.workplace_id
    contacts = contacts_of(request.actor, workplace_id)
    numbers = queries.numbers_of(request.actor, workplace_id)
    data = request.POST if request.method == "POST" else None
    return {party.value: AskForm(party.value, contacts, numbers, data) for party in parties}


def _context(found: AgreementPage, forms: dict[str, AskForm]) -> dict[str, object]:
    version = found.paper.version
    rows = [{"party": Party(party).label, "form": form} for party, form in forms.items()]
    return {"version": version, "centre": version.agreement.centre, "rows": rows}


def _show_refusal(forms: dict[str, AskForm], error: Refused) -> None:
    """Show a refusal in the form it belongs to: its field is ``party-field``, or no field of theirs."""
    party, _dash, field = error.field.partition("-")
    form = forms.get(party) or next(iter(forms.values()))
    add_refusal(form, Refused(error.message, code=error.code, field=field))
