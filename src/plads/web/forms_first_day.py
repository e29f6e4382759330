"""The forms of a course's first day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plads.placements.services.first_day import Welcome


class FirstDayForm(forms.Form):
    """The plan of a first day; the checklist has a line for each thing."""

    meet_at = forms.TimeField(
        label=_("Mød kl."),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H"],
        help_text=_("Fx 8.00. Lad feltet være tomt, hvis tiden ikke er aftalt."),
        error_messages={"invalid": _("Skriv et klokkeslæt, fx 8.00.")},
        widget=forms.TimeInput(attrs={"class": "input-width-xs", "autocomplete": "off"}, format="%H.%M"),
    )
    where = forms.CharField(
        label=_("Mødested"),
        max_length=160,
        required=False,
        help_text=_("Fx adressen og hvilken dør."),
    )
    bring = forms.CharField(
        label=_("Tag med"),
        max_length=300,
        required=False,
        help_text=_("Fx »gode sko og madpakke«."),
    )
    buddy = forms.CharField(
        label=_("Makker"),
        max_length=40,
        required=False,
        help_text=_("En kollegas fornavn. Kandidaten kan spørge makkeren om alt."),
    )
    tasks = forms.CharField(
        label=_("Tjekliste"),
        max_length=2500,
        required=False,
        help_text=_("Én ting på hver linje. Mentoren trykker, når den er klaret."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


def welcome_from(data: dict[str, Any]) -> Welcome:
    """Return a clean form's values as a plan."""
    return Welcome(data["meet_at"], data["where"], data["bring"], data["buddy"], data["tasks"].splitlines())


class TickForm(forms.Form):
    """Which line of the checklist a button is about."""

    task = forms.CharField(widget=forms.HiddenInput, max_length=200)
