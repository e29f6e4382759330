"""The forms of the office's page of a mentor."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from plads.centres.models import Place
from plads.web.acts import ActForm
from plads.web.fields import HoursField
from plads.web.forms_supply import DayField


class TrainingForm(ActForm):
    """A course for a mentor."""

    prefix = "kursus"
    title = forms.CharField(label=_("Kursus"), max_length=160, initial="Mentorkursus")
    day = DayField(label=_("Dag"))
    completed = forms.BooleanField(label=_("Mentoren har gennemført kurset"), required=False)


class CapacityForm(ActForm):
    """How many candidates a mentor helps at a time."""

    prefix = "kapacitet"
    capacity = forms.IntegerField(label=_("Højst kandidater ad gangen"), min_value=1, max_value=20)


class SupportForm(ActForm):
    """An application for mentor support."""

    prefix = "stoette"
    place_id = forms.ChoiceField(label=_("Timerne gælder"))
    first_day = DayField(label=_("Fra og med"))
    last_day = DayField(label=_("Til og med"), help_text=_("Højst seks måneder ad gangen."))
    weekly_minutes = HoursField(label=_("Timer om ugen"), min_value=Decimal("0.25"), max_value=37)
    beyond_normal = forms.CharField(
        label=_("Hvad gør mentoren ud over det normale?"),
        help_text=_("Fx ekstra oplæring, hjælp med sproget eller støtte i pauserne."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def __init__(self, *args: Any, places: Iterable[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(str(each.id), f"{each} ({each.get_function_display()})") for each in places]
        self.fields["place_id"] = forms.TypedChoiceField(
            label=_("Timerne gælder"),
            choices=[("", _("Hele centret")), *named],
            coerce=UUID,
            empty_value=None,
            required=False,
        )


class DecisionForm(ActForm):
    """The jobcentre's decision on mentor support."""

    decision = forms.CharField(
        label=_("Begrundelse"),
        help_text=_("Den står i afgørelsen."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    answer = forms.ChoiceField(
        label=_("Afgørelse"),
        choices=[("yes", _("Bevilg mentorstøtten")), ("no", _("Giv afslag"))],
        widget=forms.RadioSelect,
    )
