"""The forms of an agreement: how it begins, its words, its contact persons, and one place at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plads.centres.clauses import BY_KEY, LONGEST
from plads.centres.models import AgreementTemplate, AgreementVersion
from plads.centres.services.beginning import MOST_PLACES, USUAL_PLACES
from plads.centres.services.terms import LONGEST_TASK, AgreementTerms, PlaceTerms
from plads.centres.services.wording import CONTACT_FIELDS, MOST_CONTACTS, SIDES, Words, with_words
from plads.core.codes import Certificate, DanishLevel, Demand, Function, Language, Shift
from plads.core.occupations import occupations
from plads.core.week import show
from plads.web.fields import WeekField
from plads.web.forms_supply import DayField

EARLIER = "tidligere"
"""The choice that takes words and places from the centre's latest agreement."""


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _boxes(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class BeginForm(forms.Form):
    """What a new agreement begins with."""

    first_day = DayField(label=_("Første dag"))
    last_day = DayField(label=_("Sidste dag"))
    places = forms.IntegerField(
        label=_("Antal pladser"),
        help_text=_("Et center har som regel mindst fire. Du kan ændre antallet senere."),
        min_value=1,
        max_value=MOST_PLACES,
        initial=USUAL_PLACES,
    )
    source = forms.ChoiceField(label=_("Begynd med"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, templates: Sequence[AgreementTemplate], earlier: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        own: list[tuple[str, Any]] = [("", _("Plads’ egne ord"))]
        choices: list[tuple[str, Any]] = [(str(each.id), str(each)) for each in templates] or own
        if earlier:
            choices.insert(0, (EARLIER, _("Ord og pladser fra centrets seneste aftale")))
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices, field.initial = choices, choices[0][0]
        field.required = bool(choices[0][0])


class WordsForm(forms.Form):
    """The days, numbers and clauses of a draft. Locked clauses are not among its fields."""

    first_day = DayField(label=_("Første dag"))
    last_day = DayField(label=_("Sidste dag"))
    evaluation_on = DayField(label=_("Dag for evaluering"), required=False)
    notice_days = forms.IntegerField(label=_("Opsigelse"), min_value=0, max_value=365)
    followup_days = forms.IntegerField(
        label=_("Følg op mindst hver"), min_value=1, max_value=365, required=False
    )
    reason = forms.CharField(
        label=_("Hvorfor ændres aftalen?"), max_length=400, required=False, widget=_area(2)
    )

    def __init__(self, *args: Any, words: Iterable[Words], changes: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not changes:
            del self.fields["reason"]
        for each in words:
            if not each.locked:
                self.fields[each.key] = _clause_field(each)

    def terms(self, before: AgreementTerms) -> AgreementTerms:
        """Return terms with what was written; the rest stays as it was."""
        numbers = {name: value for name, value in self.cleaned_data.items() if name in self.base_fields}
        texts = {name: value for name, value in self.cleaned_data.items() if name not in self.base_fields}
        return with_words(replace(before, **numbers), texts)


def _clause_field(words: Words) -> forms.CharField:
    """Return the field of a clause; it may be empty: what a draft still needs is said on the agreement's page."""
    clause = BY_KEY.get(words.key)
    return forms.CharField(
        label=words.title,
        help_text=clause.help if clause else "",
        max_length=LONGEST,
        required=False,
        initial=words.text,
        widget=_area(max(3, min(10, len(words.text) // 80 + words.text.count("\n") + 1))),
    )


def words_start(version: AgreementVersion, terms: AgreementTerms) -> dict[str, Any]:
    """Return the days and numbers of a draft as initial values."""
    return {name: getattr(terms, name) for name in WordsForm.base_fields}


class ContactForm(forms.Form):
    """One contact person of an agreement; a row without anything written is none."""

    side = forms.ChoiceField(label=_("Side"), choices=[(side.value, side.label) for side in SIDES])
    name = forms.CharField(label=_("Navn"), max_length=CONTACT_FIELDS["name"], required=False)
    role = forms.CharField(label=_("Stilling"), max_length=CONTACT_FIELDS["role"], required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=CONTACT_FIELDS["email"], required=False)
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=CONTACT_FIELDS["phone"],
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "class": "input-width-s"}),
    )

    def clean(self) -> dict[str, Any]:
        """Require a name where something else is written."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("name") and any(given.get(name) for name in ("role", "email", "phone")):
            self.add_error("name", _("Skriv personens navn, eller tøm linjen."))
        return given


class _ContactRows(forms.BaseFormSet):  # type: ignore[type-arg]
    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": _("Linjerne kom ikke med. Hent siden igen."),
    }


def contacts_in(rows: Any) -> list[dict[str, str]]:
    """Return the persons of valid rows, ready for the terms."""
    given = (form.cleaned_data for form in rows)
    return [{name: row[name] for name in ("side", *CONTACT_FIELDS)} for row in given if row.get("name")]


ContactRows = forms.formset_factory(
    ContactForm, formset=_ContactRows, extra=1, max_num=MOST_CONTACTS, absolute_max=MOST_CONTACTS
)


def _occupation_choices() -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in occupations().values():
        groups.setdefault(str(row.function.label), []).append((row.code, row.name))
    return [("", _("Vælg")), *groups.items()]


class PlaceForm(forms.Form):
    """One place of a draft. An occupation sets the kind of work; without one it is chosen by hand."""

    occupation = forms.ChoiceField(
        label=_("Stilling"),
        help_text=_(
            "Efter den internationale liste ISCO-08. Stillingen bestemmer, hvilken slags arbejde det er."
        ),
        choices=_occupation_choices,
        required=False,
    )
    function = forms.ChoiceField(
        label=_("Slags arbejde, hvis stillingen ikke er på listen"),
        choices=[("", _("Følger af stillingen")), *Function.choices],
        required=False,
    )
    tasks = forms.CharField(
        label=_("Opgaver"), help_text=_("Én opgave på hver linje."), widget=_area(4), max_length=2000
    )
    week = WeekField(label=_("Åbne tider i ugen"))
    shift = forms.ChoiceField(label=_("Arbejdstid"), choices=Shift.choices, initial=Shift.DAY)
    danish_level = forms.TypedChoiceField(
        label=_("Dansk"), choices=DanishLevel.choices, coerce=int, initial=DanishLevel.NONE
    )
    languages = _boxes(_("Kolleger taler også"), Language.choices)
    demands = _boxes(_("Arbejdet kræver"), Demand.choices)
    certificates = _boxes(_("Beviser"), Certificate.choices)
    first_day = DayField(label=_("Pladsens egen første dag"), required=False)
    last_day = DayField(label=_("Pladsens egen sidste dag"), required=False)

    def clean_tasks(self) -> list[str]:
        """Return the tasks; raises ``ValidationError`` on one that is too long."""
        tasks = [line.strip(" -•\t") for line in self.cleaned_data["tasks"].splitlines()]
        tasks = [task for task in tasks if task]
        if not tasks:
            raise forms.ValidationError(_("Skriv mindst én opgave."))
        for number, task in enumerate(tasks, start=1):
            if len(task) > LONGEST_TASK:
                raise forms.ValidationError(
                    _("Opgave %(n)s er på %(long)s tegn. Der er plads til %(most)s: del den i to linjer."),
                    params={"n": number, "long": len(task), "most": LONGEST_TASK},
                )
        return tasks

    def clean_week(self) -> Any:
        """Return the slots; a place must be open at some time."""
        slots = self.cleaned_data["week"]
        if not slots:
            raise forms.ValidationError(_("Skriv, hvornår pladsen er åben."))
        return slots

    def clean(self) -> dict[str, Any]:
        """Let the occupation set the kind of work."""
        given: dict[str, Any] = super().clean() or {}
        row = occupations().get(given.get("occupation", ""))
        if row is not None:
            given["function"] = row.function.value
        elif not given.get("function") and "occupation" not in self.errors:
            self.add_error(
                "occupation", _("Vælg en stilling, eller vælg slags arbejde, hvis den ikke er på listen.")
            )
        return given

    def place(self, number: int) -> PlaceTerms:
        """Return the place a valid form describes."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "week"}
        return PlaceTerms(number=number, slots=self.cleaned_data["week"], **given)


def place_start(place: PlaceTerms) -> dict[str, Any]:
    """Return a place as the form's initial values; a kind of work that follows from the occupation is left out."""
    values: dict[str, Any] = {name: getattr(place, name) for name in PlaceForm.base_fields if name != "week"}
    follows = occupations().get(place.occupation)
    function = "" if follows and follows.function.value == place.function else place.function
    return {**values, "function": function, "tasks": "\n".join(place.tasks), "week": show(place.slots)}


def next_year(day: date) -> tuple[date, date]:
    """Return the first of the month after a day, and the last day of the year that begins there."""
    first = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return first, date.fromordinal(first.replace(year=first.year + 1).toordinal() - 1)
