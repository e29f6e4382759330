"""The second step of signing in, and proving again who one is before something risky."""

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from plads.core.limits import forgive, hit
from plads.core.roles import Role
from plads.people import security
from plads.people.models import User
from plads.web import passkeys, sso
from plads.web.detours import safe_next
from plads.web.forms import OnceInput
from plads.web.held import held
from plads.web.limiting import too_many
from plads.web.page import PageRequest, page, public
from plads.web.sessions import finish, prove, user_waiting
from plads.web.views.my_security import base_of

WRONG = gettext_lazy("Koden passer ikke. Vent på den næste, og prøv igen.")


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Kode"),
        max_length=40,
        widget=OnceInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PasswordForm(forms.Form):
    """The password one has."""

    password = forms.CharField(
        label=gettext_lazy("Din adgangskode"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        max_length=1024,
    )


@public
@transaction.non_atomic_requests
@sensitive_post_parameters("code")
def second_step(request: HttpRequest) -> HttpResponse:
    """Take a code or a passkey of somebody who has shown their password; only then the session is theirs."""
    user = user_waiting(request)
    if user is None:
        return redirect("sign_in")
    found = security.factors(user.id)
    form = CodeForm(request.POST if "code" in request.POST else None)
    form.fields["code"].help_text = _help(found)
    if request.method == "POST":
        refused = too_many(request, hit("second_step", str(user.id)))
        if refused is not None:
            return refused
        with transaction.atomic():
            method = _shown(request, "second_step", user, form)
            came = request.session.get(sso.CAME_BY)
            if method and finish(request, user, method):
                if came:  # so that the provider can still end what began there
                    request.session[sso.CAME_BY] = came
                forgive("second_step", str(user.id))
                return redirect(safe_next(request))
    context = {
        "form": form,
        "factors": found,
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    return render(request, "plads/public/second_step.html", context)


def _help(found: security.Factors) -> str:
    if found.has_app:
        return _("De seks tal, din app viser lige nu. Har du ikke telefonen, så skriv en af dine nødkoder.")
    return _("En af de nødkoder, du fik, da du lavede din adgangsnøgle.")


def _shown(request: HttpRequest, purpose: str, user: User, form: forms.Form) -> str | None:
    """Return which second factor was shown; ``None`` with the reason in the form when none was."""
    if request.POST.get("credential"):
        found = passkeys.proved(request, purpose, user, request.POST["credential"])
        if found is not None:
            security.used_passkey(found[1])
            return "passkey"
        form.errors  # noqa: B018 - makes an unbound form's errors, so that one can be added
        form.is_bound = True
        form.cleaned_data = {}
        form.add_error(None, _("Adgangsnøglen passer ikke. Prøv igen, eller brug en kode."))
        return None
    if not form.is_valid():
        return None
    method = security.check_code(user, form.cleaned_data["code"])
    if method is None:
        form.add_error("code", WRONG)
    return method


@page(list(Role), unsecured=True)
@sensitive_post_parameters("password", "code")
def confirm(request: PageRequest) -> HttpResponse:
    """Ask the signed-in person to prove again who they are, and go on to where they were."""
    user = request.signed_in.user
    by_password = user.has_usable_password()
    kind = PasswordForm if by_password else CodeForm
    form = kind(request.POST if {"password", "code"} & set(request.POST) else None)
    if request.method == "POST":
        refused = too_many(request, hit("confirm", str(user.id)))
        if refused is not None:
            return refused
        method = _again(request, user, form)
        if method:
            forgive("confirm", str(user.id))
            prove(request, method)
            return redirect(safe_next(request))
    context = {
        "form": form,
        "factors": security.factors(user.id),
        "by_password": by_password,
        "base": base_of(request),
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    return render(request, "plads/security/confirm.html", context)


def _again(request: PageRequest, user: User, form: forms.Form) -> str | None:
    if isinstance(form, PasswordForm) and not request.POST.get("credential"):
        if form.is_valid() and user.check_password(form.cleaned_data["password"]):
            return "password"
        if form.is_valid():
            form.add_error("password", _("Adgangskoden passer ikke. Prøv igen."))
        return None
    return _shown(request, "confirm", user, form)


@page(list(Role))
def held_form(request: PageRequest) -> HttpResponse:
    """Show what the person wrote before they had to prove who they are, with a button that sends it."""
    kept = held(request, request.signed_in.user.id)
    if kept is None:
        return redirect("home")
    path, fields = kept
    context = {"path": path, "fields": fields, "words": [value for _name, value in fields if value.strip()]}
    return render(request, "plads/security/held_form.html", context | {"base": base_of(request)})
