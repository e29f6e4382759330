"""Signing in and out, and finding the way home."""

from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from plads.core.limits import forgive, hit
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.demo.people import DEMO_PASSWORD, DEMO_PEOPLE
from plads.people.open_sessions import end_session
from plads.people.security import by_password
from plads.web import sso
from plads.web.assurance import Assurance
from plads.web.detours import safe_next
from plads.web.limiting import too_many
from plads.web.navigation import HOMES
from plads.web.network import network
from plads.web.page import PageRequest, page, public
from plads.web.sessions import let_in, read, renew, waiting, wear

LONGEST_PASSWORD = 1024
"""Characters; more costs the server more than it proves."""


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username webauthn"})
    )
    password = forms.CharField(
        label=gettext_lazy("Adgangskode"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        max_length=LONGEST_PASSWORD,
    )


@public
def home(request: HttpRequest) -> HttpResponse:
    """Send each role to its first page; a visitor chooses a municipality or signs in."""
    signed = read(request, read_only=True)
    if signed is not None:
        return redirect("security" if signed.must_set_up else HOMES[signed.hat.role])
    if waiting(request) is not None:
        return redirect("second_step")
    municipalities = Municipality.objects.order_by("name")
    return render(request, "plads/public/home.html", {"municipalities": municipalities})


@public
@transaction.non_atomic_requests
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail and password; the same words are said whether the e-mail or the password is wrong.

    Each try is counted before it is made, whether or not the e-mail is known, in a transaction of its own.
    """
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _try(request, form)
        if answer is not None:
            return answer
        form.add_error(None, _("E-mail eller adgangskode passer ikke. Prøv igen, eller ring til jobcentret."))
    context = {"form": form, "demo_people": _demo_people(), "next": _asked_for(request)}
    context["ways"] = sso.ways(request)
    context["without_second"] = settings.PLADS_SECOND_FACTOR != "required"
    return render(request, "plads/public/sign_in.html", context)


def _try(request: HttpRequest, form: SignInForm) -> HttpResponse | None:
    """Return where a right password leads, or the refusal of a try too many; ``None`` for a wrong one."""
    email, password = form.cleaned_data["email"].strip().lower(), form.cleaned_data["password"]
    here = network(request)
    counted = (("sign_in", email, here), ("sign_in_account", email), ("sign_in_network", here))
    for each in counted:  # the narrowest first: who is refused here locks nobody out elsewhere
        refused = too_many(request, hit(*each))
        if refused is not None:
            hit("sign_in_refused", email)
            return refused
    user = by_password(email, password)
    with transaction.atomic():
        if user is None or not let_in(request, user, assurance=Assurance(("password",))):
            return None
    for each in counted:
        forgive(*each)
    return onward(request)


def onward(request: HttpRequest) -> HttpResponse:
    """Send somebody who has shown their first factor on: to the second, or to where they wanted to go."""
    wanted = safe_next(request)
    if waiting(request) is None:
        return redirect(wanted)
    return redirect(f"{reverse('second_step')}?{urlencode({'next': wanted})}")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and go on to end the identity provider's if the session began there."""
    came = request.session.get(sso.CAME_BY)
    end_session(request.session.session_key)
    logout(request)
    if came:
        request.session[sso.LEAVING] = came
        return redirect("sso_leave")
    return redirect("sign_in")


@page(list(Role), unsecured=True)
@require_POST
def switch_role(request: PageRequest) -> HttpResponse:
    """Put on another of one's hats; the session gets a new id, for it may reach further now."""
    wanted = request.POST.get("role")
    hat = next((each for each in request.signed_in.hats if each.id == wanted), request.signed_in.hat)
    wear(request, hat)
    renew(request)
    return redirect(HOMES[hat.role])


def _asked_for(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next") or ""


def _demo_people() -> list[SimpleNamespace]:
    if not settings.PLADS_DEMO:
        return []
    return [
        SimpleNamespace(role=person.role.label, name=person.name, email=person.email, password=DEMO_PASSWORD)
        for person in DEMO_PEOPLE
    ]
