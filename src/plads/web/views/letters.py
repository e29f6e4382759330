"""Letters of decision: drafted, previewed, approved and noted as sent, on a page of the placement."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.core import clock
from plads.core.actor import Actor
from plads.core.periods import first_day
from plads.core.roles import OFFICE
from plads.followup.letter_facts import ground
from plads.followup.letter_queries import complaint_text, letter_of, letters_of
from plads.followup.letter_services import (
    CONFIRMS,
    LetterTerms,
    approve_letter,
    change_letter,
    confirm_complaint,
    draft_letter,
    drop_letter,
    letter_pdf,
    note_sent,
)
from plads.followup.letter_words import DEFAULT_COMPLAINT, letter_data
from plads.followup.lifecycle import LETTER
from plads.followup.models import DecisionLetter
from plads.placements.lifecycle import DECIDERS
from plads.placements.models import Placement
from plads.placements.queries import placement_detail
from plads.web.acts import carried_out
from plads.web.forms_letters import ComplaintForm, LetterForm, PickForm, SentForm
from plads.web.page import PageRequest, page
from plads.web.verbs import Verb, perform
from plads.web.views.papers import pdf

Kind, State = DecisionLetter.Kind, DecisionLetter.State


def _save(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    terms = LetterTerms(data["kind"], data["reasons"], data["paragraphs"])
    if data["letter"]:
        return change_letter(actor, data["letter"], terms)
    return draft_letter(actor, placement_id, terms)


def _approve(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return approve_letter(actor, data["letter"])


def _drop(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return drop_letter(actor, data["letter"])


def _sent(actor: Actor, placement_id: UUID, data: dict[str, Any]) -> object:
    return note_sent(actor, data["letter"], data["how"], data["on"])


VERBS: dict[str, Verb] = {
    "save": Verb(_save, gettext_lazy("Kladden er gemt. Læs brevet, før du godkender det."), LetterForm),
    "approve": Verb(
        _approve, gettext_lazy("Brevet er godkendt og kan ikke ændres mere. Send det nu."), PickForm
    ),
    "drop": Verb(_drop, gettext_lazy("Kladden er slettet."), PickForm),
    "sent": Verb(_sent, gettext_lazy("Brevet er noteret som sendt."), SentForm),
}
"""What can be done on the page of a placement's letters."""


@page(OFFICE)
def letters(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Show a placement's letters and one of them whole; write, approve and note as sent (7 statements more)."""
    bad: dict[str, forms.Form] = {}
    if request.method == "POST":
        bad = perform(request, VERBS, placement_id)
        if not bad:
            return redirect("letters", placement_id)
    row = placement_detail(request.actor, placement_id)
    listed = letters_of(request.actor, row.id)
    new = request.GET.get("ny", "")
    chosen = None if new in Kind.values else _chosen(request, listed)
    may = {each.action for each in LETTER.actions(request.actor.role, chosen.state)} if chosen else set()
    kinds = _kinds(row)
    text = complaint_text(request.actor)
    context = {
        "placement": row,
        "letters": listed,
        "chosen": chosen,
        "may": may,
        "kinds": kinds,
        "writes": request.actor.role in DECIDERS,
        "preview": _preview(request.actor, chosen),
        "form": bad.get("save") or _form(chosen, new, kinds),
        "sent_form": bad.get("sent")
        or SentForm(auto_id="sent_%s", initial={"letter": getattr(chosen, "id", None)}),
        "bad": bad,
        "new": new if new in Kind.values else "",
        "complaint": text,
    }
    return render(request, "plads/people/letters.html", context)


def _chosen(request: PageRequest, listed: list[DecisionLetter]) -> DecisionLetter | None:
    """Return the letter the address asks for, else the one that waits for something; 404 for nonsense."""
    asked = request.GET.get("brev") or request.POST.get("letter")
    if asked:
        found = next((each for each in listed if str(each.id) == asked), None)
        if found is None:
            raise Http404
    else:
        found = next((each for each in listed if each.state != State.SENT), None)
    return letter_of(request.actor, found.id) if found else None


def _kinds(row: Placement) -> list[dict[str, Any]]:
    """Return each kind of letter with whether it fits the course and why not (2 statements)."""
    found = [ground(row, kind) for kind in Kind.values]
    return [
        {
            "kind": each.kind,
            "label": Kind(each.kind).label,
            "fits": each.fits,
            "missing": each.missing,
            "paragraphs": each.paragraphs,
        }
        for each in found
    ]


def _form(chosen: DecisionLetter | None, new: str, kinds: list[dict[str, Any]]) -> LetterForm:
    """Return the form of the chosen draft, or of a new letter with the paragraphs of the rules looked at."""
    initial = {
        "kind": new,
        "paragraphs": next((each["paragraphs"] for each in kinds if each["kind"] == new), ""),
    }
    if chosen is not None:
        words = {name: getattr(chosen, name) for name in ("kind", "paragraphs", "reasons")}
        initial = {"letter": chosen.id, **words}
    return LetterForm(auto_id="save_%s", initial=initial)


def _preview(actor: Actor, chosen: DecisionLetter | None) -> dict[str, Any] | None:
    if chosen is None:
        return None
    day = (chosen.approved_at or clock.now()).astimezone(clock.COPENHAGEN).date()
    return letter_data(chosen, day, chosen.approved_by.name if chosen.approved_by else "")


@page(OFFICE)
def letter_file(request: PageRequest, placement_id: UUID) -> HttpResponse:
    """Hand out a letter as a PDF: the approved one as it stands, a draft marked as one (1 statement more)."""
    try:
        letter = letter_of(request.actor, UUID(request.GET.get("brev", "")))
    except ValueError as error:
        raise Http404 from error
    if letter.placement_id != placement_id:
        raise Http404
    content = letter.pdf if letter.state != State.DRAFT else letter_pdf(letter)
    return pdf(content, f"brev-{letter.kind}-{first_day(letter.placement.period)}.pdf")


@page(CONFIRMS)
def letter_text(request: PageRequest) -> HttpResponse:
    """Show the municipality's words about complaining, and let a person say that they are right (1 statement more)."""
    known = complaint_text(request.actor)
    office = request.actor.municipality_id
    form = ComplaintForm(
        request.POST if request.method == "POST" else None,
        initial={
            "complaint": known.complaint if known else DEFAULT_COMPLAINT.format(jobcenter=_("jobcentret"))
        },
    )
    said = _("Klagevejledningen er bekræftet. Den står i de breve, der godkendes fra nu af.")
    if carried_out(
        request, form, lambda sent: confirm_complaint(request.actor, office, sent["complaint"]), said
    ):
        return redirect("letter_text")
    return render(
        request, "plads/people/letter_text.html", {"form": form, "known": known, "back": reverse("today")}
    )
