"""A user's own connections to identity providers: see them, make one, end one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from plads.adapters.proven import NotProven
from plads.core.errors import Refused
from plads.core.roles import Role
from plads.people import sso as identities
from plads.web import sso
from plads.web.page import PageRequest, page
from plads.web.views.sso import CONNECT, PENDING, known, onward, refuse, vouched_for

EVERYBODY = [role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM)]


@page(EVERYBODY, fresh=True)
@never_cache
def connections(request: PageRequest) -> HttpResponse:
    """Show the ways this user comes in by; begin or end one."""
    if request.method == "POST":
        return _begin(request) if request.POST.get("do") == "connect" else _end(request)
    mine = identities.connections(request.signed_in.user.id)
    words = sso.labels()
    has = {each.provider for each in mine}
    return render(
        request,
        "plads/sso/connections.html",
        {
            "mine": [(each.id, words.get(each.provider, each.provider), each.last_login) for each in mine],
            "others": [(name, label) for name, label in words.items() if name not in has],
        },
    )


@page(EVERYBODY)
@never_cache
def confirm(request: PageRequest) -> HttpResponse:
    """Ask whether the identity that was just proved is to be connected, and do so."""
    proven = sso.unsealed(request.session.get(PENDING, ""))
    if proven is None:
        return redirect("sso_connections")
    way = known(proven.way)
    if request.method != "POST":
        return render(
            request, "plads/sso/confirm.html", {"way": way, "name": proven.name, "email": proven.email}
        )
    del request.session[PENDING]
    try:
        identities.connect(request.actor, vouched_for(way, proven))
    except Refused as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Fra nu af kan du logge ind med »%(way)s«.") % {"way": way.label})
    return redirect("sso_connections")


def _begin(request: PageRequest) -> HttpResponse:
    way = known(request.POST.get("way", ""))
    try:
        url = onward(
            request, way, way.least, again=True, purpose=CONNECT, user=str(request.signed_in.user.id)
        )
    except NotProven as error:
        return refuse(request, way, error)
    return render(request, "plads/sso/leave.html", {"url": url, "label": way.label, "connecting": True})


def _end(request: PageRequest) -> HttpResponse:
    number = request.POST.get("connection", "")
    try:
        if number.isdigit():
            identities.disconnect(request.actor, int(number), sso.labels())
            messages.success(request, _("Forbindelsen er fjernet."))
    except Refused as error:
        messages.error(request, error.message)
    return redirect("sso_connections")
