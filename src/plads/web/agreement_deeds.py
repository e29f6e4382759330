"""A deed of an agreement's life as a page: what it means, whom it concerns, and the deed itself on its button."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from plads.centres import queries
from plads.centres.models import Agreement, AgreementVersion
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.placements.standing import asked
from plads.web.forms import add_refusal
from plads.web.page import PageRequest


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed's page: its words, what it means, and who is shown before the button."""

    title: str
    submit: str
    means: Sequence[str] = ()
    lead: str = ""
    kind: str = "primary"
    extra: dict[str, Any] = field(default_factory=dict)


def standing_version(request: PageRequest, version_id: UUID) -> AgreementVersion:
    """Return the version an agreement's deed starts from; 404 for one that never came into force."""
    version = queries.agreement(request.actor, version_id).paper.version
    if version.agreement.state not in Agreement.STANDING:
        raise Http404
    return version


def carry_out(
    request: PageRequest,
    version: AgreementVersion,
    deed: Deed,
    form: forms.Form,
    service: Callable[[], AgreementVersion | None],
    said: str,
    then: str = "agreement",
) -> HttpResponse:
    """Show a deed's page, or do it: what the service refuses is said in the form, and nothing is stored."""
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                result = service()
        except Refused as error:
            add_refusal(form, error)
        else:
            messages.success(request, said)
            return redirect(then, (result or version).id)
    context = {
        "version": version,
        "centre": version.agreement.centre,
        "deed": deed,
        "form": form,
        **deed.extra,
    }
    return render(request, "plads/supply/agreement_deed.html", context)


def posted(request: PageRequest) -> Any:
    """Return what was sent to the page, or nothing when it is only shown."""
    return request.POST if request.method == "POST" else None


def people(actor: Actor, agreement_id: UUID, form: Any) -> dict[str, Any]:
    """Return who is shown before the button: the courses with their fields, and those put forward."""
    return {
        "own_fields": form.own_fields(),
        "courses": form.course_fields(),
        "asked": asked(actor, agreement_id),
    }
