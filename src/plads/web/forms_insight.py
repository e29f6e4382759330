"""The forms of the insight pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

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
