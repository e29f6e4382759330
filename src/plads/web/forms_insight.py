"""The forms of the insight pages and of the public company entrance."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plads.core.identifiers import clean_cvr, clean_p_number

MEGABYTE = 1024 * 1024
LARGEST_UPLOAD = 10 * MEGABYTE


class BoardForm(forms.Form):
    """What to look at on the board; everything is optional."""

    q = forms.CharField(label=_("Søg efter navn"), max_length=80, required=False)
    show = forms.ChoiceField(
        label=_("Vis"),
        choices=[("all", _("Alle pladser")), ("gaps", _("Tomme og snart tomme"))],
        required=False,
    )
    weeks = forms.ChoiceField(
        label=_("Uger"),
        choices=[("13", _("13 uger")), ("26", _("26 uger")), ("52", _("52 uger"))],
        required=False,
    )


class InquiryForm(forms.Form):
    """A company's first word to the municipality."""

    company_name = forms.CharField(label=_("Virksomhedens navn"), max_length=160)
    cvr = forms.CharField(
        label=_("CVR-nummer"),
        max_length=12,
        help_text=_("8 cifre. Det står på jeres fakturaer og på virk.dk."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-width-s"}),
    )
    p_number = forms.CharField(
        label=_("P-nummer"),
        max_length=14,
        required=False,
        help_text=_("10 cifre. Skriv det, hvis I har flere adresser."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-width-s"}),
    )
    contact_name = forms.CharField(
        label=_("Dit navn"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(label=_("Din e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = forms.CharField(
        label=_("Dit telefonnummer"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "class": "input-width-s"}),
    )
    message = forms.CharField(
        label=_("Hvad tænker I på?"),
        max_length=2000,
        help_text=_("For eksempel hvilke opgaver I har, og hvor mange pladser I kan tilbyde."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    website = forms.CharField(required=False)
    """Hidden from people; only a machine fills it."""

    def clean_cvr(self) -> str:
        """Return the CVR number as 8 digits."""
        return _checked(clean_cvr, self.cleaned_data["cvr"])

    def clean_p_number(self) -> str:
        """Return the P-number as 10 digits, or nothing."""
        text = self.cleaned_data["p_number"]
        return _checked(clean_p_number, text) if text else ""

    @property
    def by_a_machine(self) -> bool:
        """Whether the field no person sees was filled."""
        return bool(self.data.get("website"))


class UploadForm(forms.Form):
    """A workbook to read in."""

    workbook = forms.FileField(
        label=_("Regneark"),
        help_text=_("En fil fra Excel eller LibreOffice (.xlsx), eller et enkelt ark som .csv. Højst 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Vælg en fil først."), "empty": _("Filen er tom. Vælg en anden.")},
    )

    def clean_workbook(self) -> Any:
        """Return the file; refuses one that is too large or not a workbook by its name."""
        upload = self.cleaned_data["workbook"]
        if upload.size > LARGEST_UPLOAD:
            size = f"{upload.size / MEGABYTE:.1f}".replace(".", ",")
            raise ValidationError(
                _("Filen fylder %(size)s MB. Den må højst fylde 10 MB. Del den i flere filer."),
                params={"size": size},
            )
        if not upload.name.lower().endswith((".xlsx", ".csv")):
            raise ValidationError(_("Filen skal ende på .xlsx. Vælg »Gem som« og »Excel-projektmappe«."))
        return upload


def _checked(check: Any, text: str) -> str:
    try:
        return str(check(text))
    except ValueError as error:
        raise ValidationError(str(error)) from error
