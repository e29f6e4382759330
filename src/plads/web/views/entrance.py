"""Signing in and out, and finding the way home."""

from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from plads.core.models import Municipality
from plads.core.roles import Role
from plads.demo.people import DEMO_PASSWORD, DEMO_PEOPLE
from plads.people.models import User
from plads.web.navigation import HOMES
from plads.web.page import PageRequest, page, public
from plads.web.sessions import let_in, read, wear


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label="Adgangskode",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )


@public
def home(request: HttpRequest) -> HttpResponse:
    """Send each role to its first page; a visitor chooses a municipality or signs in."""
    signed = read(request, read_only=True)
    if signed is not None:
        return redirect(HOMES[signed.hat.role])
    municipalities = Municipality.objects.order_by("name")
    return render(request, "plads/public/home.html", {"municipalities": municipalities})


@public
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with e-mail and password; the same words are said whether the e-mail or the password is wrong."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(
            request, username=form.cleaned_data["email"], password=form.cleaned_data["password"]
        )
        if isinstance(user, User) and let_in(request, user):
            return HttpResponseRedirect(_next(request))
        form.add_error(None, "E-mail eller adgangskode passer ikke. Prøv igen, eller ring til jobcentret.")
    return render(request, "plads/public/sign_in.html", {"form": form, "demo_people": _demo_people()})


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign_in")


@page(list(Role))
@require_POST
def switch_role(request: PageRequest) -> HttpResponse:
    """Put on another of one's hats."""
    wanted = request.POST.get("role")
    hat = next((each for each in request.signed_in.hats if each.id == wanted), request.signed_in.hat)
    wear(request, hat)
    return redirect(HOMES[hat.role])


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("home")


def _demo_people() -> list[SimpleNamespace]:
    if not settings.PLADS_DEMO:
        return []
    return [
        SimpleNamespace(role=person.role.label, name=person.name, email=person.email, password=DEMO_PASSWORD)
        for person in DEMO_PEOPLE
    ]
