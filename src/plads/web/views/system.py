"""How the installation is doing, for the administrator: nothing fails in silence."""

from types import SimpleNamespace
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.core.errors import NotVisible
from plads.core.roles import Role
from plads.insight.operations import failed_run, operations
from plads.insight.today import unread_notices
from plads.jobs.reactions import run
from plads.jobs.register import read_register
from plads.web.page import PageRequest, page
from plads.web.views.today import notice_line

SERVICES = {
    "mail": gettext_lazy("Mail"),
    "sms": gettext_lazy("SMS"),
    "register": gettext_lazy("CVR-registret"),
    "vitas": gettext_lazy("VITAS"),
    "seal": gettext_lazy("Segl på dokumenter"),
}
"""The services outside, as people call them."""
TRIALS = {
    "register": gettext_lazy("Demo: opdigtede virksomheder"),
    "seal": gettext_lazy("Demo: et prøvesegl, som papirerne siger er et prøvesegl"),
}
"""What stands in for a service in a demo that has not set it up."""


@page([Role.ADMINISTRATOR])
def system_page(request: PageRequest) -> HttpResponse:
    """Show what the administrator was told, failures, the queue and the installation; a POST tries a failure again."""
    if request.method == "POST":
        if "register" in request.POST:
            _read_register(request)
        else:
            _retry(request)
        return redirect("system")
    seen = operations(request.actor)
    context = {
        "operations": seen,
        "services": [
            SimpleNamespace(
                label=label,
                is_used=name in seen.services,
                in_folder=name in ("mail", "sms") and settings.PLADS_DEMO and settings.PLADS_OUTBOX,
                on_trial=TRIALS.get(name, "") if settings.PLADS_DEMO else "",
            )
            for name, label in SERVICES.items()
        ],
        "notices": [notice_line(each) for each in unread_notices(request.actor)],
    }
    return render(request, "plads/insight/system.html", context)


def _read_register(request: PageRequest) -> None:
    """Read the business register now instead of at the next hour."""
    try:
        number = read_register(request.actor.municipality_id)
    except Exception as error:  # noqa: BLE001 - whatever it is is shown to the administrator
        messages.error(request, _("Det fejlede igen: %(error)s.") % {"error": type(error).__name__})
        return
    if number:
        messages.success(request, _("CVR-registret er læst for %(n)s arbejdspladser.") % {"n": number})
    else:
        messages.warning(request, _("CVR-registret gav ikke noget svar. Plads prøver igen hver time."))


def _retry(request: PageRequest) -> None:
    """Run one failed reaction again; a new failure is counted and said, not hidden."""
    try:
        failed = failed_run(request.actor, UUID(request.POST.get("value", "")))
    except ValueError as error:
        raise NotVisible from error
    try:
        run(failed.event_id, failed.municipality_id, failed.reaction)
    except Exception as error:  # noqa: BLE001 - whatever a reaction raises is shown to the administrator
        messages.error(request, _("Det fejlede igen: %(error)s.") % {"error": type(error).__name__})
    else:
        messages.success(request, _("Det lykkedes. Reaktionen er udført."))
