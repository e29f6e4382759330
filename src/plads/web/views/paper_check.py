"""The page where anybody who holds a paper learns whether it is genuine: by the code on it, or by the file."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from plads.centres.paper_queries import PaperFacts, begins_as, paper_by_code, paper_by_digest
from plads.centres.services.papers import tidy_code
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.models import Municipality
from plads.core.scope import enter
from plads.web.forms import add_refusal
from plads.web.limiting import hit_network, too_many
from plads.web.page import public
from plads.web.uploads import take

LARGEST = 5 * 1024 * 1024
"""Bytes of the largest file that is looked at; our own papers are far below."""


class CodeForm(forms.Form):
    """The code as it stands on the paper."""

    code = forms.CharField(
        label=gettext_lazy("Kontrolkode"),
        help_text=gettext_lazy("Den står nederst på hver side, fx 7KQ2-M3XW-9D4T-HP6R."),
        max_length=40,
        error_messages={"required": gettext_lazy("Skriv koden fra papiret.")},
        widget=forms.TextInput(
            attrs={"class": "input-width-l", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )

    def clean_code(self) -> str:
        """Return the code as it is stored."""
        code = tidy_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                _("En kontrolkode er fire gange fire tegn. Se efter på papiret, og skriv den igen.")
            )
        return code


class FileForm(forms.Form):
    """The paper as a file."""

    file = forms.FileField(
        label=gettext_lazy("PDF-filen"),
        help_text=gettext_lazy(
            "Højst 5 MB. Vi regner filens kontroltal ud, og så er den væk igen: den gemmes ikke."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={
            "required": gettext_lazy("Vælg først filen."),
            "empty": gettext_lazy("Filen er tom. Hent den igen der, hvor du fik den."),
        },
    )

    def clean_file(self) -> Any:
        """Refuse what is larger than any paper."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("Filen er for stor til at være en af vores. Højst 5 MB."))
        return file


@dataclass(frozen=True, slots=True)
class Answer:
    """What a paper turned out to be: an alert of tone ``kind``, and its facts where it is known."""

    kind: str
    heading: str
    text: str
    facts: PaperFacts | None = None


@public
@never_cache
def paper_check(request: HttpRequest, municipality: str) -> HttpResponse:
    """Take a code, or a file that is looked at and forgotten; nothing is stored but that somebody tried."""
    town = get_object_or_404(Municipality, slug=municipality)
    code, file, answer = CodeForm(), FileForm(), None
    if request.method == "POST":
        refused = too_many(request, hit_network(request, "paper"))
        if refused is not None:
            return refused
        if "look" in request.POST:
            file = FileForm(request.POST, request.FILES)
            answer = _looked_at(town, file)
        else:
            code = CodeForm(request.POST)
            if code.is_valid():
                return redirect("paper_checked", town.slug, code.cleaned_data["code"])
    context = {"municipality": town, "code": code, "file": file, "answer": answer}
    return render(request, "plads/public/paper_check.html", context)


@public
@never_cache
def paper_checked(request: HttpRequest, municipality: str, paper_code: str) -> HttpResponse:
    """Say what the paper with a code is: the code on a paper, a phone's camera or the form leads here."""
    town = get_object_or_404(Municipality, slug=municipality)
    refused = too_many(request, hit_network(request, "paper"))
    if refused is not None:
        return refused
    visitor = Actor.public(town.id)
    enter(visitor, read_only=True)
    stored = tidy_code(paper_code)
    facts = paper_by_code(visitor, stored) if stored else None
    answer = _known(facts) if facts else _unknown()
    context = {
        "municipality": town,
        "code": CodeForm(initial={"code": "" if facts else paper_code[:40]}),
        "file": FileForm(),
        "answer": answer,
    }
    return render(request, "plads/public/paper_check.html", context, status=200 if facts else 404)


def _looked_at(town: Municipality, form: FileForm) -> Answer | None:
    """Return what a file is. It is never read as a PDF: its bytes are compared, and that is all."""
    from plads.documents.files import code_in, digest

    if not form.is_valid():
        return None
    try:
        data, _name = take(form.cleaned_data["file"], field="file")
    except Refused as error:
        add_refusal(form, error)
        return None
    if not data.startswith(b"%PDF-"):
        form.add_error("file", _("Filen er ikke en PDF. Vælg den fil, du fik fra kommunen eller fra Plads."))
        return None
    visitor = Actor.public(town.id)
    enter(visitor, read_only=True)
    genuine = paper_by_digest(visitor, digest(data))
    if genuine is not None:
        return Answer(
            "success",
            _("Filen er ægte"),
            _("Hver eneste byte er, som da papiret blev forseglet."),
            genuine,
        )
    code = code_in(data)
    facts = paper_by_code(visitor, code) if code else None
    if facts is None:
        return _unknown_file()
    if begins_as(visitor, code, data):
        text = _(
            "Filen begynder som vores papir, men noget er lagt til bagefter, og det kan dække over de rigtige ord. "
            "Brug den ikke. Her står, hvad vi forseglede."
        )
        return Answer("warning", _("Der er føjet noget til filen"), text, facts)
    text = _("Filen giver sig ud for at være dette papir, men er ikke, som vi forseglede den. Brug den ikke.")
    return Answer("error", _("Filen er ændret"), text, facts)


def _known(facts: PaperFacts) -> Answer:
    return Answer(
        "success",
        _("Koden er ægte"),
        _("Vi har forseglet et papir med den kode. Passer det, der står på dit papir, med det her?"),
        facts,
    )


def _unknown() -> Answer:
    text = _(
        "Vi kender ikke papiret. Se efter, om koden er skrevet rigtigt, og om papiret er fra denne kommune. "
        "Passer begge dele, så brug ikke papiret, og ring til kommunen."
    )
    return Answer("error", _("Ukendt papir"), text)


def _unknown_file() -> Answer:
    text = _(
        "Den er ikke et papir, vi har forseglet. Står der »Udkast« på den, bliver den først forseglet, når alle har "
        "skrevet under. Ellers se efter, om papiret er fra en anden kommune, eller ring til os, før du bruger det."
    )
    return Answer("error", _("Vi kender ikke filen"), text)
