"""How the installation is doing, for the administrator: nothing fails in silence."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.core.errors import NotVisible
from plads.core.roles import Role
from plads.insight.operations import failed_run, operations
from plads.insight.today import unread_notices
from plads.jobs.reactions import run
from plads.web.page import PageRequest, page
from plads.web.views.today import notice_line


@page([Role.ADMINISTRATOR])
def system_page(request: PageRequest) -> HttpResponse:
    """Show what the administrator was told, failures, the queue and the installation; a POST tries a failure again."""
    if request.method == "POST":
        _retry(request)
        return redirect("system")
    context = {
        "operations": operations(request.actor),
        "notices": [notice_line(each) for each in unread_notices(request.actor)],
    }
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
