"""The forms of a placement's application in VITAS."""

from django import forms
from django.utils.translation import gettext_lazy as _

from plads.web.forms_supply import DayField

_REASON = forms.Textarea(attrs={"rows": 3})
_NUMBER = {"autocomplete": "off", "class": "input-width-m"}


class SendForm(forms.Form):
    """That the application stands in VITAS."""

    number = forms.CharField(
        label=_("Ansøgningens nummer"),
        max_length=40,
        help_text=_("Det står øverst i VITAS, når ansøgningen er sendt."),
        widget=forms.TextInput(attrs=_NUMBER),
    )
    sent_on = DayField(label=_("Sendt den"))


class ApproveForm(forms.Form):
    """That VITAS approved it."""

    grant_number = forms.CharField(
        label=_("Bevillingens nummer"), max_length=40, widget=forms.TextInput(attrs=_NUMBER)
    )
    answered_on = DayField(label=_("Godkendt den"))


class RefuseForm(forms.Form):
    """That VITAS refused it."""

    reason = forms.CharField(
        label=_("Hvorfor VITAS sagde nej"),
        widget=_REASON,
        max_length=2000,
        help_text=_("Kun jobcentret kan læse det."),
    )
    answered_on = DayField(label=_("Afvist den"))


class OverrideForm(forms.Form):
    """Why a course may begin before VITAS has approved it."""

    reason = forms.CharField(
        label=_("Hvorfor forløbet ikke kan vente"),
        widget=_REASON,
        max_length=2000,
        help_text=_("Dit navn og din grund bliver gemt. Ansøgningen skal stadig sendes."),
    )
