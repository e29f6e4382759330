"""The form of an agreement and its places, workable without JavaScript."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from plads.centres.models import AgreementVersion
from plads.centres.services.agreements import AgreementTerms, PlaceTerms
from plads.core.codes import DanishLevel, Demand, Function, Language
from plads.core.periods import closed_last_day, first_day
from plads.core.week import load, show
from plads.web.fields import WeekField
from plads.web.forms_supply import DayField

USUAL_PLACES = 4
MOST_PLACES = 60
PLACES = "pladser"
"""The prefix of the rows of places."""

ABSENCE = (
    "Kandidaten ringer til arbejdspladsen før mødetid. Mentoren noterer fraværet i Plads samme dag, "
    "og sagsbehandleren kontakter kandidaten."
)


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AgreementForm(forms.Form):
    """The words of an agreement, without its places."""

    first_day = DayField(label=_("Første dag"))
    last_day = DayField(label=_("Sidste dag"))
    goals = forms.CharField(label=_("Mål for centret"), widget=_area(4), max_length=4000)
    target_group = forms.CharField(label=_("Målgruppe"), widget=_area(3), max_length=4000)
    mentor_arrangement = forms.CharField(
        label=_("Mentorordning"),
        help_text=_("Hvem er mentor, og hvornår er der tid til det?"),
        widget=_area(3),
        max_length=4000,
        required=False,
    )
    economy = forms.CharField(
        label=_("Økonomi"),
        help_text=_("Fx mentorstøtte, arbejdstøj og transport."),
        widget=_area(3),
        max_length=4000,
        required=False,
    )
    absence_procedure = forms.CharField(
        label=_("Ved fravær"), widget=_area(3), max_length=4000, required=False, initial=ABSENCE
    )
    notice_days = forms.IntegerField(label=_("Opsigelse"), min_value=0, max_value=365, initial=30)


class PlaceRowForm(forms.Form):
    """One place of an agreement."""

    function = forms.ChoiceField(label=_("Funktion"), choices=[("", _("Vælg")), *Function.choices])
    tasks = forms.CharField(
        label=_("Opgaver"), help_text=_("Én opgave på hver linje."), widget=_area(3), max_length=2000
    )
    week = WeekField(label=_("Åbne tider i ugen"))
    danish_level = forms.TypedChoiceField(
        label=_("Dansk"), choices=DanishLevel.choices, coerce=int, initial=DanishLevel.NONE
    )
    languages = forms.MultipleChoiceField(
        label=_("Kolleger taler også"),
        choices=Language.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    demands = forms.MultipleChoiceField(
        label=_("Arbejdet kræver"),
        choices=Demand.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_tasks(self) -> list[str]:
        """Return the tasks; raises ``ValidationError`` on one that is too long."""
        tasks = [line.strip(" -•\t") for line in self.cleaned_data["tasks"].splitlines()]
        tasks = [task for task in tasks if task]
        if not tasks:
            raise forms.ValidationError(_("Skriv mindst én opgave."))
        for task in tasks:
            if len(task) > 120:
                raise forms.ValidationError(_("En opgave er højst 120 tegn. Del den i to linjer."))
        return tasks

    def clean_week(self) -> Any:
        """Return the slots; a place must be open at some time."""
        slots = self.cleaned_data["week"]
        if not slots:
            raise forms.ValidationError(_("Skriv, hvornår pladsen er åben."))
        return slots


class _PlaceRows(forms.BaseFormSet):  # type: ignore[type-arg]
    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": _("Pladserne kom ikke med. Hent siden igen."),
        "too_few_forms": _("En aftale skal have mindst én plads."),
    }


PlaceRows = forms.formset_factory(
    PlaceRowForm,
    formset=_PlaceRows,
    extra=0,
    max_num=MOST_PLACES,
    absolute_max=MOST_PLACES,
    min_num=1,
    validate_min=True,
)


def written_rows(data: QueryDict) -> list[dict[str, Any]]:
    """Return what was written in each row, to be shown again whether or not it is right."""
    try:
        count = min(int(data.get(f"{PLACES}-TOTAL_FORMS", 0)), MOST_PLACES)
    except ValueError:
        count = 0
    several = ("languages", "demands")
    return [
        {
            name: data.getlist(f"{PLACES}-{row}-{name}")
            if name in several
            else data.get(f"{PLACES}-{row}-{name}", "")
            for name in PlaceRowForm.base_fields
        }
        for row in range(count)
    ]


def resized(rows: list[dict[str, Any]], wanted: str | None) -> list[dict[str, Any]]:
    """Return as many rows as wanted; new ones are like the last."""
    try:
        count = min(max(int(wanted or len(rows)), 1), MOST_PLACES)
    except ValueError:
        count = len(rows)
    last = rows[-1] if rows else {}
    return [*rows[:count], *(dict(last) for _row in range(count - len(rows)))]


def terms(form: AgreementForm, rows: Any) -> AgreementTerms:
    """Return the agreement that two valid forms describe; places are numbered in their order."""
    places = [
        PlaceTerms(
            number=number,
            function=row["function"],
            tasks=row["tasks"],
            slots=row["week"],
            danish_level=row["danish_level"],
            languages=row["languages"],
            demands=row["demands"],
        )
        for number, row in enumerate((each.cleaned_data for each in rows), start=1)
    ]
    return AgreementTerms(places=places, **form.cleaned_data)


def words_of(version: AgreementVersion) -> dict[str, Any]:
    """Return a version's words as the form's initial values."""
    names = ("goals", "target_group", "mentor_arrangement", "economy", "absence_procedure", "notice_days")
    return {
        "first_day": first_day(version.period),
        "last_day": closed_last_day(version.period),
        **{name: getattr(version, name) for name in names},
    }


def row_of(place: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stored place of an agreement as a row's initial values."""
    return {
        "function": place["function"],
        "tasks": "\n".join(place["tasks"]),
        "week": show(load(place["slots"])),
        "danish_level": place["danish_level"],
        "languages": place["languages"],
        "demands": place["demands"],
    }
