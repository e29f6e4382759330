"""The municipality's own settings."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plads.core.roles import Role
from plads.people.municipality import Settings, change_settings, settings_of
from plads.web.acts import carried_out
from plads.web.forms_municipality import SettingsForm
from plads.web.page import PageRequest, page


@page([Role.ADMINISTRATOR])
def municipality_settings(request: PageRequest) -> HttpResponse:
    """Show the municipality's settings, and store them changed."""
    known = settings_of(request.actor)
    posted = request.POST if request.method == "POST" else None
    form = SettingsForm(posted, initial=SettingsForm.start(known))
    said = _("Indstillingerne er gemt.")
    if carried_out(request, form, lambda sent: change_settings(request.actor, Settings(**sent)), said):
        return redirect("municipality_settings")
    return render(request, "plads/people/municipality.html", {"form": form})
