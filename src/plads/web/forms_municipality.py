"""The form of a municipality's own settings."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plads.people.municipality import Settings

_DAYS = {"inputmode": "numeric", "class": "input-width-xs"}


def _days(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, widget=forms.TextInput(attrs=_DAYS))


class SettingsForm(forms.Form):
    """Everything a municipality decides about itself."""

    office_name = forms.CharField(
        label=_("Hvad kalder I jer?"), help_text=_("Fx Jobcentret eller Virksomhedsservice."), max_length=80
    )
    cvr = forms.CharField(
        label=_("Kommunens CVR-nummer"),
        help_text=_("Bruges, når medarbejdere logger ind med kommunens egen løsning."),
        max_length=11,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-width-s"}),
    )
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    inquiry_reply_days = _days(
        _("Svarfrist for henvendelser, dage"), _("Så længe må en virksomhed højst vente på svar.")
    )
    signing_link_days = _days(_("Links til underskrift gælder, dage"), _("Derefter kan man bede om et nyt."))
    reminder_days = forms.CharField(
        label=_("Mind om underskrift efter, dage"),
        help_text=_("Tal med komma imellem, fx 3, 7, 14. Tomt er ingen påmindelser."),
        max_length=60,
        required=False,
    )
    uses_vitas = forms.BooleanField(
        label=_("Ingen begynder, før VITAS har godkendt"),
        help_text=_("En sagsbehandler kan fravige det og skal skrive hvorfor."),
        required=False,
    )
    absent_notice_days = _days(
        _("Besked til sagsbehandleren efter dage ikke mødt"),
        _("I træk eller inden for 14 dage. 1 er besked med det samme."),
    )
    ill_notice_days = _days(
        _("Besked til sagsbehandleren efter dage syg"),
        _("I træk eller inden for 14 dage. Plads giver kun besked. Et menneske ser på, hvad der skal ske."),
    )
    followup_days = _days(_("Dage mellem opfølgninger"), _("Gælder, når aftalen ikke siger andet."))
    refill_lead_days = _days(
        _("Dage før kendt slut at genbesætte"), _("Så tidligt foreslår Plads den næste.")
    )
    mentor_rate = forms.DecimalField(
        label=_("Mentorsats, kr. i timen"),
        max_digits=8,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input-width-s"}),
    )

    def clean_reminder_days(self) -> list[int]:
        """Return the days as numbers; raises ``ValidationError`` on anything else."""
        parts = [each for each in re.split(r"[,;\s]+", self.cleaned_data["reminder_days"]) if each]
        if any(not re.fullmatch(r"[0-9]{1,3}", each) for each in parts):
            raise forms.ValidationError(_("Skriv tal med komma imellem, fx 3, 7, 14."))
        return [int(each) for each in parts]

    @classmethod
    def start(cls, known: Settings) -> dict[str, Any]:
        """Return a municipality's settings as the form's first values."""
        values = {name: getattr(known, name) for name in cls.base_fields}
        return {**values, "reminder_days": ", ".join(map(str, known.reminder_days))}
