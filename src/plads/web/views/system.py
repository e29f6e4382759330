"""How the installation is doing, for the administrator: nothing fails in silence."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.core.errors import NotVisible
from plads.core.roles import Role
from plads.insight.operations import failed_run, operations
from plads.jobs.reactions import run
from plads.people.queries import member
from plads.web.handing_over import handed_over
from plads.web.page import PageRequest, page


@page([Role.ADMINISTRATOR])
def system_page(request: PageRequest) -> HttpResponse:
    """Show failures, the queue, the installation and the staff.

    A POST tries a failed reaction again, or makes a link for a colleague to choose a password with.
    """
    handed = None
    if request.method == "POST":
        asked, handed = handed_over(request, partial(member, request.actor))
        if not asked:
            _retry(request)
        if not handed:
            return redirect("system")
    context = {"operations": operations(request.actor), "handed": handed}
    return render(request, "plads/insight/system.html", context)


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
