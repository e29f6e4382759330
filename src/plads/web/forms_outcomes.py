"""Forms about where candidates stand after a course, and about paid hours beside one."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from plads.core.week import FULL_WEEK_MINUTES
from plads.placements.models import Outcome
from plads.placements.services.outcomes import Asked, Standing
from plads.web.fields import HoursField
from plads.web.forms_supply import DayField

PREFIX = "outcome_"


def name_of(asked: Asked) -> str:
    """Return the name of the input for a course's outcome so many months after it."""
    return f"{PREFIX}{asked[0]}_{asked[1]}"


def courses_in(data: Mapping[str, Any]) -> set[UUID]:
    """Return the courses of which a sent form has a list; what is no name of ours is passed over."""
    found = set()
    for name in data:
        course = name.removeprefix(PREFIX).rsplit("_", 1)[0]
        with suppress(ValueError):
            found |= {UUID(course)} if name.startswith(PREFIX) else set()
    return found


class OutcomesForm(forms.Form):
    """Many outcomes at once, one list for each person; an empty one is not noted."""

    def __init__(self, *args: Any, rows: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked: dict[str, Asked] = {}
        for row in rows:
            asked = (row.id, row.asked_months)
            name = name_of(asked)
            self.asked[name] = asked
            self.fields[name] = forms.ChoiceField(
                label=_now("Udfald for {name}").format(name=row.shown_name),
                required=False,
                choices=[("", _("Ikke noteret")), *Outcome.Kind.choices],
            )

    def standings(self) -> dict[Asked, Standing]:
        """Return what was chosen, without those left empty."""
        chosen = self.cleaned_data.items()
        return {self.asked[name]: Standing(Outcome.Kind(kind)) for name, kind in chosen if kind}

    def gone(self) -> int:
        """Return of how many something was chosen whom nobody is asked about any more: a colleague was first."""
        posted = (name for name, value in self.data.items() if name.startswith(PREFIX) and value)
        return sum(name not in self.fields for name in posted)


class OutcomeForm(forms.Form):
    """Where one candidate stands; what is not known is left empty."""

    kind = forms.ChoiceField(
        label=_("Hvor står kandidaten?"),
        choices=Outcome.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg et udfald. Ved du det ikke, så vælg »Ved ikke«.")},
    )
    weekly_minutes = HoursField(
        label=_("Timer om ugen"),
        required=False,
        max_value=FULL_WEEK_MINUTES // 60,
        help_text=_("Kun ved ordinært job. Lad det stå tomt, hvis du ikke ved det."),
    )
    since = DayField(
        label=_("Siden"),
        required=False,
        help_text=_(
            "Første dag i jobbet, uddannelsen eller det andet. Lad det stå tomt, hvis du ikke ved det."
        ),
    )
    here = forms.BooleanField(label=_("Jobbet er på arbejdspladsen fra forløbet"), required=False)

    def standing(self) -> Standing:
        """Return what was written."""
        data = self.cleaned_data
        return Standing(Outcome.Kind(data["kind"]), data["weekly_minutes"], data["since"], data["here"])


class OrdinaryHoursForm(forms.Form):
    """Ordinary paid hours beside a placement."""

    first_day = DayField(label=_("Fra"))
    last_day = DayField(label=_("Til og med"), required=False, help_text=_("Tomt: så længe forløbet varer."))
    weekly_minutes = HoursField(label=_("Løntimer om ugen"), max_value=FULL_WEEK_MINUTES // 60)
    here = forms.BooleanField(label=_("På arbejdspladsen, hvor forløbet er"), required=False)


class RemoveHoursForm(forms.Form):
    """Which paid hours are removed."""

    hours = forms.UUIDField(label=_("Løntimer"), widget=forms.HiddenInput)
