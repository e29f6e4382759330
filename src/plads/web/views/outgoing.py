"""What was sent to people outside, and what was not: the administrator sends again or puts away."""

from types import SimpleNamespace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.core.errors import NotVisible, Refused
from plads.core.roles import Role
from plads.messages.delivery import drop, retry
from plads.messages.models import OutgoingMessage
from plads.messages.queries import Counted, counted, outgoing
from plads.web.page import PageRequest, page

State = OutgoingMessage.State

ABOUT = {
    "inquiry": gettext_lazy("Henvendelse"),
    "agreement": gettext_lazy("Aftale"),
    "request": gettext_lazy("Underskrift"),
    "vitas": gettext_lazy("VITAS"),
}
"""What a message is about, in words."""

TABS = (
    ("", gettext_lazy("Alle")),
    (State.FAILED, gettext_lazy("Ikke sendt")),
    (State.UNCERTAIN, gettext_lazy("Måske sendt")),
    (State.WAITING, gettext_lazy("Venter")),
    (State.SENT, gettext_lazy("Sendt")),
    (State.DROPPED, gettext_lazy("Lagt væk")),
)

TONES = {State.FAILED: "block", State.UNCERTAIN: "warn", State.SENT: "ok", State.SENDING: "info"}
DONE = {
    "retry": gettext_lazy("Beskeden er sat til afsendelse igen."),
    "drop": gettext_lazy("Beskeden er lagt væk og bliver ikke sendt."),
}


@page([Role.ADMINISTRATOR])
def outgoing_page(request: PageRequest) -> HttpResponse:
    """Show messages out, what failed first; ``?tilstand=`` narrows. A POST sends one again or puts it away."""
    if request.method == "POST":
        _act(request)
        return redirect(request.get_full_path())
    state, numbers = request.GET.get("tilstand", ""), counted(request.actor.municipality_id)
    side = outgoing(request.actor, state, request.GET.get("side"))
    lines = [
        SimpleNamespace(
            message=each, about=ABOUT.get(each.about, _("Andet")), tone=TONES.get(State(each.state), "")
        )
        for each in side.object_list
    ]
    context = {"page": side, "lines": lines, "numbers": numbers, "tabs": _tabs(state, numbers)}
    return render(request, "plads/insight/outgoing.html", context)


def _act(request: PageRequest) -> None:
    """Send one message again, or put it away."""
    verb = "retry" if "retry" in request.POST else "drop"
    try:
        message_id = UUID(request.POST.get(verb, ""))
    except ValueError as error:
        raise NotVisible from error
    try:
        {"retry": retry, "drop": drop}[verb](request.actor, message_id)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(DONE[verb]))


def _tabs(current: str, numbers: Counted) -> list[SimpleNamespace]:
    """Return a tab for each state there is something in, and for the one that is open."""
    here, tabs = reverse("outgoing"), []
    for state, label in TABS:
        number = getattr(numbers, state) if state else None
        if number or state in ("", current):
            url = f"{here}?tilstand={state}" if state else here
            tabs.append(SimpleNamespace(label=label, url=url, count=number, current=state == current))
    return tabs
