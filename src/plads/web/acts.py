"""Several small forms on one page, each carried out by one service."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest

from plads.core.errors import Refused
from plads.web.forms import add_refusal


class ActForm(forms.Form):
    """A form that knows, by its prefix, whether it is the one of the page that was sent."""

    do = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)


AnyActForm = TypeVar("AnyActForm", bound=ActForm)


def sent(request: HttpRequest, form_class: type[AnyActForm], **options: Any) -> AnyActForm:
    """Return a form, filled with what was sent when it is the one that was."""
    prefix = options.get("prefix") or form_class.prefix
    mine = request.method == "POST" and f"{prefix}-do" in request.POST
    return form_class(request.POST if mine else None, **options)


def carried_out(
    request: HttpRequest, form: forms.Form, service: Callable[[dict[str, Any]], object], said: str
) -> bool:
    """Call ``service`` with a valid form's values; return whether it was done, with ``said`` to the person.

    What the service refuses is shown in the form; nothing of it is stored.
    """
    if not form.is_bound or not form.is_valid():
        return False
    try:
        with transaction.atomic():
            service({name: value for name, value in form.cleaned_data.items() if name != "do"})
    except Refused as error:
        add_refusal(form, error)
        return False
    messages.success(request, said)
    return True


def pressed(request: HttpRequest, service: Callable[[], object], said: str) -> bool:
    """Call the service of a button without fields; what it refuses is said at the top of the page."""
    try:
        with transaction.atomic():
            service()
    except Refused as error:
        messages.error(request, error.message)
        return False
    messages.success(request, said)
    return True


def posted_id(request: HttpRequest, name: str) -> UUID | None:
    """Return the id a button sent under ``name``, or ``None`` when it was not pressed; 404 for nonsense."""
    value = request.POST.get(name)
    if value is None:
        return None
    try:
        return UUID(value)
    except ValueError as error:
        raise Http404 from error
