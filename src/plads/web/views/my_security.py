"""A person's own sign-in: password, second factors, recovery codes, and where they are signed in."""

import base64
from io import BytesIO
from typing import Any
from uuid import UUID

import qrcode
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from qrcode.image.svg import SvgPathImage

from plads.core.errors import Refused
from plads.core.keyring import key_ring
from plads.core.limits import hit
from plads.core.roles import Role
from plads.people import open_sessions, security, totp
from plads.people.queries import member
from plads.web import passkeys, sso
from plads.web.assurance import needs_two
from plads.web.forms import OnceInput, add_refusal
from plads.web.limiting import too_many
from plads.web.page import PageRequest, page
from plads.web.sessions import keep_after_password, prove

EVERYBODY = list(Role)
PHONE = frozenset({Role.MENTOR, Role.CANDIDATE, Role.REPRESENTATIVE})
SECRET = "plads_app"  # noqa: S105 - the session's key for the sealed secret of an app being set up


class NewPasswordForm(forms.Form):
    """The password one has, and the one to come, twice."""

    current = forms.CharField(
        label=gettext_lazy("Adgangskoden, du har nu"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        max_length=1024,
    )
    password = forms.CharField(
        label=gettext_lazy("Ny adgangskode"),
        help_text=gettext_lazy("Mindst 12 tegn. Fire ord, der ikke hører sammen, er nemme at huske."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=1024,
    )
    again = forms.CharField(
        label=gettext_lazy("Skriv den nye adgangskode igen"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=1024,
    )

    def clean_again(self) -> str:
        """Refuse two passwords that differ."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("De to adgangskoder er ikke ens. Skriv den samme to gange."))
        return again


class AppForm(forms.Form):
    """The first code of an app."""

    code = forms.CharField(
        label=gettext_lazy("Koden i appen"),
        help_text=gettext_lazy("De seks tal, appen viser lige nu."),
        max_length=12,
        widget=OnceInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PasskeyForm(forms.Form):
    """What to call a passkey."""

    name = forms.CharField(
        label=gettext_lazy("Hvad skal nøglen hedde?"),
        help_text=gettext_lazy("For eksempel »Min telefon« eller »Nøglen på mit bundt«."),
        max_length=security.LONGEST_NAME,
        required=False,
    )


def base_of(request: PageRequest) -> str:
    """Return the page's frame: the phone's for those who work on one."""
    return "plads/base_phone.html" if request.actor.role in PHONE else "plads/base.html"


@page(EVERYBODY, unsecured=True)
def my_security(request: PageRequest) -> HttpResponse:
    """Show how one signs in; a POST signs out everywhere else."""
    signed = request.signed_in
    here = request.session.session_key
    if request.method == "POST":
        ended = open_sessions.end_sessions(signed.user.id, but=here)
        said = _("Du er logget ud de andre steder.") if ended else _("Du var ikke logget ind andre steder.")
        messages.success(request, said)
        return redirect("security")
    context = {
        "factors": security.factors(signed.user.id),
        "sessions": open_sessions.sessions(signed.user.id, here),
        "missing": signed.must_set_up,
        "required": needs_two(signed.hat.role),
        "has_password": signed.user.has_usable_password(),
        "ways": sso.ways(request),
    }
    return _show(request, "my_security", context)


@page(EVERYBODY)
@sensitive_post_parameters("current", "password", "again")
def change_password(request: PageRequest) -> HttpResponse:
    """Change one's password, proving the one one has; every other session ends."""
    user = request.signed_in.user
    if not user.has_usable_password():
        messages.info(request, _("Du har ingen adgangskode her. Du logger ind et andet sted fra."))
        return redirect("security")
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST":
        refused = too_many(request, hit("confirm", str(user.id)))
        if refused is not None:
            return refused
        if form.is_valid() and _changed(user, form):
            keep_after_password(request, user)
            messages.success(request, _("Din adgangskode er skiftet, og du er logget ud alle andre steder."))
            return redirect("security")
    return _show(request, "change_password", {"form": form})


def _changed(user: Any, form: NewPasswordForm) -> bool:
    if not user.check_password(form.cleaned_data["current"]):
        form.add_error("current", _("Adgangskoden passer ikke. Prøv igen."))
        return False
    try:
        security.change_password(user, form.cleaned_data["password"])
    except Refused as error:
        add_refusal(form, error)
        return False
    return True


@page(EVERYBODY, fresh=True, unsecured=True)
@sensitive_post_parameters("code")
def add_app(request: PageRequest) -> HttpResponse:
    """Set up an app with codes: the square code to scan, and the first code as proof."""
    if _came_late(request):
        return _sent_away(request)
    if SECRET not in request.session:
        request.session[SECRET] = key_ring().encrypt(totp.new_secret())
    secret = key_ring().decrypt(request.session[SECRET])
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = security.add_app(request.signed_in.user, secret, form.cleaned_data["code"])
        except Refused as error:
            add_refusal(form, error)
        else:
            del request.session[SECRET]
            return _done(request, codes, "totp", _("Appen er tilføjet."))
    email = request.signed_in.user.email
    context = {"form": form, "secret": secret, "square": square(totp.address(secret, email))}
    return _show(request, "add_app", context)


@page(EVERYBODY, fresh=True, unsecured=True)
def add_passkey(request: PageRequest) -> HttpResponse:
    """Make a passkey: the browser does it, the page sends its answer."""
    if _came_late(request):
        return _sent_away(request)
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        credential = passkeys.registered(request, request.POST.get("credential", ""))
        if credential is not None:
            codes = security.add_passkey(request.signed_in.user, form.cleaned_data["name"], credential)
            return _done(request, codes, "passkey", _("Adgangsnøglen er tilføjet."))
        form.add_error(None, _("Det lykkedes ikke at lave nøglen. Prøv igen, eller brug en app med koder."))
    return _show(request, "add_passkey", {"form": form})


@page(EVERYBODY, fresh=True)
def factor(request: PageRequest, factor_id: int) -> HttpResponse:
    """Rename or remove one of one's own second factors."""
    if _came_late(request):
        return _sent_away(request)
    user = request.signed_in.user
    found = security.factors(user.id)
    this = next((each for each in found.seconds if each.id == factor_id), None)
    if this is None:
        return redirect("security")
    form = PasskeyForm(
        request.POST if request.POST.get("do") == "rename" else None, initial={"name": this.name}
    )
    if request.method == "POST":
        if request.POST.get("do") == "remove":
            try:
                security.remove_factor(user, factor_id, must_keep_one=_required(request))
                messages.success(request, _("{name} er fjernet.").format(name=this.name))
            except Refused as error:
                messages.error(request, error.message)
            return redirect("security")
        if form.is_valid():
            security.rename_passkey(user, factor_id, form.cleaned_data["name"])
            messages.success(request, _("Navnet er gemt."))
            return redirect("security")
    return _show(request, "factor", {"factor": this, "form": form, "last": len(found.seconds) == 1})


@page(EVERYBODY, fresh=True)
def recovery_codes(request: PageRequest) -> HttpResponse:
    """Make new recovery codes; they are shown in the answer and never again."""
    if _came_late(request):
        return _sent_away(request)
    if request.method == "POST":
        try:
            return _codes(request, security.new_codes(request.signed_in.user))
        except Refused as error:
            messages.error(request, error.message)
            return redirect("security")
    return _show(request, "new_codes", {"factors": security.factors(request.signed_in.user.id)})


@page([Role.ADMINISTRATOR], fresh=True)
def colleague_security(request: PageRequest, user_id: UUID) -> HttpResponse:
    """Show an administrator how a colleague signs in, and reset their second factors."""
    user = member(request.actor, user_id)
    if request.method == "POST":
        try:
            security.reset_factors(request.actor, user_id)
        except Refused as error:
            messages.error(request, error.message)
        else:
            said = _("{name}s ekstra trin er nulstillet. Ved næste log ind vælger {name} et nyt.")
            messages.success(request, said.format(name=user.name))
        return redirect("colleague_security", user_id)
    context = {"person": user, "factors": security.factors(user.id), "own": user.id == request.actor.user_id}
    return _show(request, "colleague", context)


def square(address: str) -> str:
    """Return the square code of an address as a picture the page can hold."""
    drawn = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


def _required(request: PageRequest) -> bool:
    """Whether any role of the person asks for two factors, whichever they wear just now."""
    return any(needs_two(hat.role) for hat in request.signed_in.hats)


def _came_late(request: PageRequest) -> bool:
    """Whether somebody with a password alone would change the factors of an account that got one meanwhile."""
    signed = request.signed_in
    return not signed.assurance.strong and security.has_second_factor(signed.user.id)


def _sent_away(request: PageRequest) -> HttpResponse:
    request.session.clear()  # not ended: on a GET the database refuses every write of the page
    messages.info(request, _("Din log ind har fået et ekstra trin. Log ind igen med det."))
    return redirect("sign_in")


def _done(request: PageRequest, codes: list[str], method: str, said: str) -> HttpResponse:
    """Note the factor just shown, and show new recovery codes if there are any.

    Sessions elsewhere end: who is in there showed less than the account asks for from now on.
    """
    prove(request, method)
    open_sessions.end_sessions(request.signed_in.user.id, but=request.session.session_key)
    messages.success(request, said)
    return _codes(request, codes) if codes else redirect("security")


def _codes(request: PageRequest, codes: list[str]) -> HttpResponse:
    return _show(request, "codes", {"codes": codes})


def _show(request: PageRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"plads/security/{name}.html", context | {"base": base_of(request)})
