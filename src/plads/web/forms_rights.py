"""Forms about one's own data, requests, erasing and keeping."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plads.rights.models import RightsRequest
from plads.rights.services.erasing import Why

Kind = RightsRequest.Kind

OWN_WORDS = (
    (Kind.RECTIFY.value, _("Noget er forkert. Ret det")),
    (Kind.RESTRICT.value, _("Lad være med at bruge mine oplysninger, til vi har talt sammen")),
    (Kind.OBJECT.value, _("En computer skal ikke foreslå mig til pladser")),
    (Kind.ERASE.value, _("Slet mine oplysninger")),
    (Kind.ACCESS.value, _("Giv mig alle mine oplysninger på papir")),
)
"""What a candidate can ask for, as they would say it."""


class OwnRequestForm(forms.Form):
    """One form for everything a candidate may ask."""

    kind = forms.ChoiceField(
        label=_("Hvad vil du bede om?"),
        choices=OWN_WORDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvad du vil bede om.")},
    )
    text = forms.CharField(
        label=_("Skriv med dine egne ord"),
        help_text=_("Hvad er forkert? Hvad skal vi gøre?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NoteRequestForm(forms.Form):
    """A request that came by phone, by letter or at a meeting."""

    kind = forms.ChoiceField(label=_("Hvad beder personen om?"), choices=Kind.choices)
    received_on = forms.DateField(label=_("Modtaget"), widget=forms.DateInput)
    text = forms.CharField(
        label=_("Med personens egne ord"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """What the municipality answers, and why."""

    action = forms.ChoiceField(
        label=_("Hvad svarer kommunen?"),
        choices=[
            ("grant", _("Ja. Vi gør det, personen beder om")),
            ("grant_partly", _("Delvist. Vi gør noget af det")),
            ("refuse", _("Nej. Vi gør det ikke")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg et svar.")},
    )
    answer = forms.CharField(
        label=_("Svar til personen"),
        help_text=_("Skriv med lette ord: hvad gør I, og hvorfor? Ved et nej: hvor kan personen klage?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Skriv svaret til personen.")},
    )


class ReasonForm(forms.Form):
    """Why the use of somebody's data is restricted, or why erasing waits."""

    reason = forms.CharField(
        label=_("Begrundelse"),
        max_length=300,
        error_messages={"required": _("Skriv en begrundelse.")},
    )


class EraseForm(forms.Form):
    """Why somebody is erased, and that it is meant."""

    why = forms.ChoiceField(
        label=_("Hvorfor slettes personen?"),
        choices=[(why.name, why.value) for why in (Why.ASKED, Why.MISTAKE, Why.TOO_OLD)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvorfor personen slettes.")},
    )
    sure = forms.BooleanField(
        label=_("Jeg ved, at det ikke kan gøres om"),
        error_messages={"required": _("Sæt kryds, når du er sikker.")},
    )


class CprForm(forms.Form):
    """Finds a person by CPR number; sent as a POST, so that the number is in no address."""

    cpr = forms.CharField(
        label=_("CPR-nummer"),
        max_length=11,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-width-s"}
        ),
        error_messages={"required": _("Skriv CPR-nummeret.")},
    )


class PeriodsForm(forms.Form):
    """How many months each kind is kept; a field for each."""

    def __init__(self, *args: Any, periods: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in periods:
            self.fields[each.kind.code] = forms.IntegerField(
                label=each.kind.office_label,
                initial=each.months,
                min_value=1,
                max_value=600,
                help_text=_("måneder efter, at {after}").format(after=each.kind.after),
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "input-width-xs"}),
            )
