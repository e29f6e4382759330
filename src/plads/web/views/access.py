"""The page a link leads to, where somebody chooses the password they sign in with."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.roles import Role
from plads.core.scope import enter
from plads.people import access
from plads.web.assurance import Assurance
from plads.web.forms import add_refusal
from plads.web.limiting import hit_network, too_many
from plads.web.page import public
from plads.web.sessions import let_in, waiting

LONGEST_PASSWORD = 1024
"""Characters, as where one signs in: more costs the server more than it proves."""

NOBODY = Actor(None, "", Role.PUBLIC, frozenset())


class ChoosePasswordForm(forms.Form):
    """The new password, twice; the e-mail is only shown."""

    email = forms.EmailField(
        label=gettext_lazy("Din e-mail"),
        help_text=gettext_lazy("Den logger du ind med."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "readonly": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("Ny adgangskode"),
        help_text=gettext_lazy("Mindst 12 tegn. Fire ord, der ikke hører sammen, er nemme at huske."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=LONGEST_PASSWORD,
    )
    again = forms.CharField(
        label=gettext_lazy("Skriv adgangskoden igen"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=LONGEST_PASSWORD,
    )

    def clean_again(self) -> str:
        """Refuse two passwords that differ."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("De to adgangskoder er ikke ens. Skriv den samme to gange."))
        return again


@public
@never_cache
@sensitive_post_parameters("password", "again")
def choose_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Show the form of a living link and store what is chosen; only a POST uses the link up.

    A dead link says the same whatever it died of, and whether there ever was such a person.
    """
    refused = too_many(request, hit_network(request, "link"))
    if refused is not None:
        return refused
    enter(NOBODY, read_only=request.method in ("GET", "HEAD"))
    user = access.user_of_link(uid, token)
    if user is None:
        return _dead(request)
    form = ChoosePasswordForm(request.POST or None, initial={"email": user.email})
    form.fields["email"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            user = access.choose_password(uid, token, form.cleaned_data["password"])
        except Refused as error:
            add_refusal(form, error)
        except NotVisible:
            return _dead(request)
        else:
            if let_in(request, user, assurance=Assurance(("link", "password"))):
                if waiting(request) is not None:
                    messages.success(request, _("Din adgangskode er gemt. Nu mangler kun dit ekstra trin."))
                    return redirect("second_step")
                messages.success(request, _("Din adgangskode er gemt, og du er logget ind."))
                return redirect("home")
            messages.success(request, _("Din adgangskode er gemt."))
            return redirect("sign_in")
    return render(request, "plads/public/choose_password.html", {"form": form, "name": user.name})


def _dead(request: HttpRequest) -> HttpResponse:
    return render(request, "plads/public/dead_link.html", {"days": access.link_days()}, status=410)
