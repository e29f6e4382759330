"""Several actions on one page: a table from the action's name to its form, its service and what is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404

from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.web.forms import add_refusal
from plads.web.page import PageRequest

FIELD = "do"
"""The name of the button that says which action was meant."""

Run = Callable[[Actor, UUID, dict[str, Any]], object]
FormMaker = Callable[..., forms.Form]


@dataclass(frozen=True, slots=True)
class Verb:
    """One action of a page: ``run`` calls the service with the cleaned form; ``said`` is shown afterwards.

    ``said`` is the words themselves, or a function that makes them of what the service returned.
    """

    run: Run
    said: Any
    form: FormMaker = field(default=forms.Form)

    def blank(self, name: str, **options: Any) -> forms.Form:
        """Return the action's empty form; its ids carry the action's name, so that many fit on one page."""
        return self.form(auto_id=f"{name}_%s", **options)


def perform(request: PageRequest, verbs: Mapping[str, Verb], subject_id: UUID) -> dict[str, forms.Form]:
    """Do what a posted button asks; return nothing when done, or the form with its errors under its name.

    Raises ``Http404`` for an action the page does not have.
    """
    name = request.POST.get(FIELD, "")
    verb = verbs.get(name)
    if verb is None:
        raise Http404
    form = verb.form(request.POST, auto_id=f"{name}_%s")
    if form.is_valid():
        try:
            done = verb.run(request.actor, subject_id, form.cleaned_data)
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, verb.said(done) if callable(verb.said) else verb.said)
            return {}
    return {name: form}
