"""A candidate's link and code: a caseworker makes them, the candidate comes in with them."""

from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from plads.candidates.access import invite_candidate
from plads.candidates.queries import candidate_detail
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.limits import hit
from plads.core.roles import OFFICE, Role
from plads.core.scope import enter as enter_scope
from plads.people.access import link_days
from plads.people.code_links import code_link, fits, user_of_code_link
from plads.web import opened
from plads.web.assurance import Assurance
from plads.web.forms import OnceInput
from plads.web.limiting import hit_network, too_many
from plads.web.page import PageRequest, page, public
from plads.web.sessions import let_in

NOBODY = Actor(None, "", Role.PUBLIC, frozenset())


class CodeForm(forms.Form):
    """The six digits."""

    code = forms.CharField(
        label=gettext_lazy("Kode"),
        help_text=gettext_lazy("De seks tal, du fik af din sagsbehandler."),
        max_length=12,
        widget=OnceInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


@page(OFFICE)
@require_POST
@never_cache
def give(request: PageRequest, candidate_id: UUID) -> HttpResponse:
    """Make a candidate's link and code and show them, this once."""
    row = candidate_detail(request.actor, candidate_id, secrets=False)
    if row.protected and not opened.reason(request, candidate_id):
        raise PermissionDenied
    context = {"candidate": row, "days": link_days()}
    try:
        user = invite_candidate(request.actor, candidate_id, by_code=True)
        path, code = code_link(request.actor, user.id)
    except Refused as error:
        return render(request, "plads/sso/code_given.html", context | {"refused": error.message}, status=409)
    context |= {"url": request.build_absolute_uri(path), "code": f"{code[:3]} {code[3:]}"}
    return render(request, "plads/sso/code_given.html", context)


@public
@never_cache
@sensitive_post_parameters("code")
def enter(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Ask for the code of a living link, and let in whoever knows it; only the right code uses the link up."""
    enter_scope(NOBODY, read_only=False)
    user = user_of_code_link(uid, token)
    if user is None:
        refused = too_many(request, hit_network(request, "link"))
        return refused or render(request, "plads/public/dead_link.html", {"days": link_days()}, status=410)
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        refused = too_many(request, hit("code_link", str(user.id)))
        if refused is not None:
            return refused
        if form.is_valid():
            if fits(token, form.cleaned_data["code"]) and let_in(
                request, user, assurance=Assurance(("link",))
            ):
                return redirect("home")
            form.add_error(
                "code", _("Koden passer ikke. Se efter, og prøv igen, eller ring til din sagsbehandler.")
            )
    return render(request, "plads/sso/code.html", {"form": form})
