"""Forms that change a placement on its way."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plads.placements.models import Extension
from plads.web.forms_people import NominationForm
from plads.web.forms_supply import DayField


class ExtendForm(forms.Form):
    """Whether a placement goes on longer: until when, on which ground, and why."""

    last_day = DayField(label=_("Ny sidste dag"))
    kind = forms.ChoiceField(
        label=_("Grund efter loven"),
        choices=Extension.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg grunden. De giver ikke lige lang tid.")},
    )
    reason = forms.CharField(
        label=_("Begrundelse"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Skriv, hvad der taler for og imod, så det kan stå i et brev til kandidaten."),
        error_messages={"required": _("Skriv begrundelsen. Loven kræver en konkret vurdering.")},
    )


class HoursForm(NominationForm):
    """Weeks from a day on; hours may rise twice."""

    first_day = DayField(label=_("Fra dag"))  # type: ignore[assignment]  # a day that is past may be put right
    last_day = None  # type: ignore[assignment]  # Django's way of leaving out an inherited field
    purposes = None  # type: ignore[assignment]
    employed_here = None  # type: ignore[assignment]
    difference = None  # type: ignore[assignment]
    reason = None  # type: ignore[assignment]

    def steps(self) -> list[tuple[Any, Any]]:
        """Return each day that was written with the week from that day on."""
        pairs = (("first_day", "slots"), *self.RISES)
        return [
            (self.cleaned_data[day], self.cleaned_data[slots])
            for day, slots in pairs
            if self.cleaned_data.get(day)
        ]
