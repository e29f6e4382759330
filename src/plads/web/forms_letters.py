"""The forms of letters of decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from plads.core import clock
from plads.followup.models import DecisionLetter
from plads.web.forms_supply import DayField


class PickForm(forms.Form):
    """Which letter a button is about."""

    letter = forms.UUIDField(widget=forms.HiddenInput)


class LetterForm(forms.Form):
    """What a person writes in a letter; Plads fills in the rest. Without ``letter`` it is a new one."""

    letter = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("Afgørelse"), choices=DecisionLetter.Kind.choices)
    paragraphs = forms.CharField(
        label=_("Efter reglen"),
        max_length=300,
        required=False,
        help_text=_("Den præcise paragraf, fx »LAB § 61, stk. 2«. Et helt kapitel er ikke nok."),
    )
    reasons = forms.CharField(
        label=_("Hvorfor"),
        max_length=6000,
        required=False,
        help_text=_("Skriv til borgeren, med det, der var vigtigt for netop denne afgørelse."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class SentForm(PickForm):
    """How and when an approved letter was sent, by a person."""

    how = forms.ChoiceField(label=_("Hvordan er det sendt?"), choices=DecisionLetter.Way.choices)
    on = DayField(label=_("Sendt"), initial=clock.today)


class ComplaintForm(forms.Form):
    """The municipality's words about complaining, and that somebody has read them."""

    complaint = forms.CharField(
        label=_("Klagevejledning"),
        max_length=4000,
        required=False,
        help_text=_("Hvordan man klager, til hvem og inden hvornår. Teksten står i alle nye breve."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    sure = forms.BooleanField(
        label=_("Jeg har læst teksten og set efter, at fristen og stedet er rigtige"),
        error_messages={"required": _("Sæt kryds, når du har set efter, at teksten er rigtig.")},
    )
