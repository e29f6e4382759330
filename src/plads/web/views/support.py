"""Support: who has let us look, opening it, and stopping."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from plads.core.roles import Role
from plads.people.support import end_support, open_support, waiting_for_support
from plads.web.acts import posted_id
from plads.web.navigation import HOMES
from plads.web.page import PageRequest, page
from plads.web.sessions import HELPS


@page([Role.SUPPORT])
def support_home(request: PageRequest) -> HttpResponse:
    """List the users who let support look now; a POST opens one's pages."""
    wanted = posted_id(request, "open") if request.method == "POST" else None
    if wanted is not None:
        with transaction.atomic():
            access = open_support(request.actor, wanted)
        request.session[HELPS] = str(access.id)
        return redirect(HOMES[Role(access.role)])
    return render(request, "plads/users/support.html", {"waiting": waiting_for_support(request.actor)})


@page([Role.SUPPORT], own=True)
@require_POST
def support_stop(request: PageRequest) -> HttpResponse:
    """Stop looking at a user's pages; ``done`` ends their access too."""
    helped = request.session.pop(HELPS, None)
    done = posted_id(request, "done")
    if helped and done is not None:
        end_support(request.actor, done)
    messages.success(request, _("Du ser nu dine egne sider igen."))
    return redirect("support_home")
