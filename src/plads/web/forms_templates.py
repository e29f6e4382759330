"""The form of a template for agreements: a text and a lock for each clause, and the municipality's own clauses."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plads.centres.clauses import CLAUSES, LONGEST, MOST_OWN
from plads.centres.services.templates import TemplateClause

SPARE = 2
"""How many empty clauses of one's own the form offers."""


def _text(label: Any, help_text: str, text: str) -> forms.CharField:
    rows = max(3, min(10, len(text) // 80 + text.count("\n") + 1))
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        required=False,
        initial=text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _lock(initial: bool) -> forms.BooleanField:
    return forms.BooleanField(label=_("Låst: kan ikke rettes i aftalen"), required=False, initial=initial)


class TemplateForm(forms.Form):
    """A template's name and clauses; ``own`` are the keys of the municipality's own, two of them to spare."""

    name = forms.CharField(label=_("Navn"), max_length=120)

    def __init__(self, *args: Any, clauses: Sequence[Mapping[str, Any]], named: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not named:
            del self.fields["name"]
        stored = {each["key"]: each for each in clauses}
        for clause in CLAUSES:
            each = stored.get(clause.key, {"text": "", "locked": False})
            self.fields[clause.key] = _text(clause.title, clause.help, each["text"])
            self.fields[f"{clause.key}-locked"] = _lock(each["locked"])
        self.own = [key for key in stored if key.startswith("own-")]
        highest = max((int(key.removeprefix("own-")) for key in self.own), default=0)
        spare = min(SPARE, MOST_OWN - len(self.own))
        self.own += [f"own-{highest + step}" for step in range(1, spare + 1)]
        for key in self.own:
            each = stored.get(key, {"title": "", "text": "", "locked": False})
            self.fields[f"{key}-title"] = forms.CharField(
                label=_("Overskrift"), max_length=120, required=False, initial=each["title"]
            )
            self.fields[key] = _text(_("Tekst"), "", each["text"])
            self.fields[f"{key}-locked"] = _lock(each["locked"])

    def usual(self) -> list[tuple[Any, Any]]:
        """Return text and lock of each usual clause."""
        return [(self[clause.key], self[f"{clause.key}-locked"]) for clause in CLAUSES]

    def ours(self) -> list[tuple[Any, Any, Any]]:
        """Return title, text and lock of each clause of the municipality's own."""
        return [(self[f"{key}-title"], self[key], self[f"{key}-locked"]) for key in self.own]

    def clauses(self) -> list[TemplateClause]:
        """Return the clauses a valid form describes; one of our own without title and text is none."""
        given = self.cleaned_data
        usual = [
            TemplateClause(clause.key, given[clause.key], locked=given[f"{clause.key}-locked"])
            for clause in CLAUSES
        ]
        own = [
            TemplateClause(key, given[key], given[f"{key}-title"], given[f"{key}-locked"])
            for key in self.own
            if given[key].strip() or given[f"{key}-title"].strip()
        ]
        return usual + own
