"""Forms about candidates, nominations and placements."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plads.candidates.models import TRAVEL_AT_MOST, Activity
from plads.candidates.protection import REASON_AT_MOST
from plads.core import clock
from plads.core.codes import DanishLevel, Demand, Function, Language, Transport
from plads.core.identifiers import clean_cpr
from plads.core.week import FULL_WEEK_MINUTES
from plads.followup.models import ProgressMeasure
from plads.law.groups import target_groups
from plads.people.models import User
from plads.placements.models import JOBS, Attendance, EndReason, Purpose
from plads.web.fields import HoursField, LinesField, WeekField
from plads.web.forms_supply import ComingDayField, DayField


def _text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _boxes(choices: Any, label: Any, **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices, label=label, widget=forms.CheckboxSelectMultiple, **options
    )


def _open_groups() -> list[tuple[str, str]]:
    today = clock.today()
    groups = (each for each in target_groups() if each.new_until is None or each.new_until >= today)
    return [("", str(_("Vælg målgruppe"))), *((each.code, each.label) for each in groups)]


class CandidateForm(forms.Form):
    """What the jobcentre enters about a new candidate."""

    name = forms.CharField(label=_("Navn"), max_length=160)
    cpr = forms.CharField(
        label=_("CPR-nummer"),
        max_length=13,
        help_text=_("Ti cifre. Det bliver krypteret og står ellers kun i filen til VITAS."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-width-s"}
        ),
    )
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    target_group = forms.ChoiceField(label=_("Målgruppe"), choices=_open_groups)
    group_from = DayField(
        label=_("I målgruppen siden"),
        required=False,
        help_text=_("Tom betyder i dag, når målgruppen er ny. Reglerne ser på målgruppen den første dag."),
    )
    caseworker = forms.TypedChoiceField(
        label=_("Sagsbehandler"), coerce=UUID, empty_value=None, required=False
    )
    waiting_since = DayField(
        label=_("Venter siden"), help_text=_("Den dag, kandidaten sagde ja til at få en plads.")
    )
    goal = forms.CharField(
        label=_("Jobmål"), max_length=300, required=False, help_text=_("Fx »Fast arbejde på et lager«.")
    )
    functions = _boxes(
        Function.choices,
        _("Ønsker arbejde med"),
        error_messages={"required": _("Vælg mindst ét slags arbejde.")},
    )
    danish_level = forms.TypedChoiceField(label=_("Dansk"), coerce=int, choices=DanishLevel.choices)
    danish_test = forms.CharField(
        label=_("Danskprøve eller modul"),
        max_length=80,
        required=False,
        help_text=_("Det seneste, der er bestået. Fx »Danskuddannelse 2, modul 3«."),
    )
    danish_tested_on = DayField(label=_("Bestået den"), required=False)
    languages = _boxes(Language.choices, _("Taler også"), required=False)
    competences = LinesField(
        label=_("Kan allerede"),
        required=False,
        max_length=2000,
        help_text=_("Én ting på hver linje, fx »Har passet kasse« eller »Truckcertifikat«."),
    )
    wishes = forms.CharField(
        label=_("Egne ønsker"),
        required=False,
        max_length=2000,
        widget=_text(),
        help_text=_("Det, kandidaten selv siger om arbejdet og stedet. Skriv med kandidatens ord."),
    )
    available = WeekField(label=_("Kan arbejde"))
    weekly_minutes = HoursField(label=_("Højst timer om ugen"), max_value=FULL_WEEK_MINUTES // 60)
    transport = _boxes(Transport.choices, _("Kommer"), required=False)
    travel_minutes = forms.IntegerField(
        label=_("Minutter hver vej"),
        min_value=0,
        max_value=TRAVEL_AT_MOST,
        required=False,
        help_text=_("Så længe kandidaten siger, at vejen er eller må være. Plads slår intet op på et kort."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-width-xs"}),
    )
    work_duty = forms.BooleanField(
        label=_("Kandidaten har arbejdspligt"),
        required=False,
        help_text=_("Så tæller ugeplanen timerne op mod pligten (LAB §§ 105 a-b)."),
    )
    avoids = _boxes(
        Demand.choices,
        _("Skal undgå"),
        required=False,
        help_text=_("Pladser, der kræver det, bliver ikke foreslået."),
    )
    considerations = forms.CharField(
        label=_("Hensyn"),
        required=False,
        widget=_text(),
        help_text=_(
            "Skriv, hvad der skal tages hensyn til, aldrig en diagnose: »Har brug for pauser«. "
            "Virksomheden og mentoren ser det ikke."
        ),
    )

    protected = forms.BooleanField(
        label=_("Kandidaten har navne- og adressebeskyttelse"),
        required=False,
        help_text=_("Så er navn og kontakt skjult for alle andre end sagsbehandleren."),
    )

    def __init__(self, *args: Any, staff: Iterable[User] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        caseworkers = [("", str(_("Ingen endnu"))), *((str(user.id), user.name) for user in staff)]
        self.fields["caseworker"].choices = caseworkers  # type: ignore[attr-defined]

    def clean_cpr(self) -> str:
        """Return the number's ten digits, or say what is wrong with them."""
        try:
            return clean_cpr(self.cleaned_data["cpr"])
        except ValueError as error:
            raise ValidationError(str(error), code="bad_cpr") from error


class CandidateChangeForm(CandidateForm):
    """What the jobcentre may correct of a candidate: all but the CPR number and the protection."""

    cpr = None  # type: ignore[assignment]  # Django's way of leaving out an inherited field
    protected = None  # type: ignore[assignment]  # set and lifted on its own
    target_group = forms.ChoiceField(
        label=_("Målgruppe"), choices=lambda: [(each.code, each.label) for each in target_groups()]
    )


class OpenForm(forms.Form):
    """Why somebody needs to see the name and contact of a protected candidate."""

    why = forms.CharField(
        label=_("Hvorfor har du brug for det?"),
        max_length=REASON_AT_MOST,
        help_text=_("Grunden bliver gemt sammen med dit navn, og kandidaten kan læse den."),
        error_messages={"required": _("Skriv, hvorfor du har brug for at se navn og kontakt.")},
    )


class ReadyForm(forms.Form):
    """The candidate's own words and consent."""

    motivation = forms.CharField(
        label=_("Det vil kandidaten selv"),
        widget=_text(),
        help_text=_("Skriv det med kandidatens egne ord."),
    )
    consent = forms.BooleanField(
        label=_("Kandidaten siger ja til, at oplysningerne bruges til at finde en plads"),
        error_messages={"required": _("Kandidaten skal sige ja, før du går videre.")},
    )


class ActivityForm(forms.Form):
    """Something beside the placement."""

    kind = forms.ChoiceField(label=_("Slags"), choices=Activity.Kind.choices)
    title = forms.CharField(label=_("Navn"), max_length=120, help_text=_("Fx »Dansk modul 3«."))
    provider = forms.CharField(label=_("Sted"), max_length=120, required=False)
    first_day = DayField(label=_("Første dag"))
    last_day = DayField(label=_("Sidste dag"))
    slots = WeekField(label=_("Tider"))


class NominationForm(forms.Form):
    """The terms of a nomination. Hours may rise twice."""

    first_day = ComingDayField(label=_("Første dag"))
    last_day = DayField(label=_("Sidste dag"))
    slots = WeekField(label=_("Tider om ugen"))
    second_day = DayField(label=_("Nye tider fra"), required=False)
    second_slots = WeekField(label=_("Tider om ugen derefter"), required=False)
    third_day = DayField(label=_("Og igen fra"), required=False)
    third_slots = WeekField(label=_("Tider om ugen til sidst"), required=False)
    purposes = _boxes(
        Purpose.choices,
        _("Formål"),
        error_messages={"required": _("Vælg mindst ét formål. Loven kræver det.")},
    )
    employed_here = forms.BooleanField(
        label=_("Kandidaten er ansat på arbejdspladsen"),
        required=False,
        help_text=_("Nogle målgrupper tæller så ikke med i rimelighedskravet."),
    )
    difference = forms.CharField(
        label=_("Hvad er nyt i forhold til sidst"),
        required=False,
        max_length=300,
        help_text=_("Kun når kandidaten har været i forløb eller ansat på arbejdspladsen før."),
    )
    reason = forms.CharField(
        label=_("Hvorfor netop denne plads"),
        required=False,
        widget=_text(2),
        help_text=_("Kun jobcentret kan læse det."),
    )

    RISES = (("second_day", "second_slots"), ("third_day", "third_slots"))

    def clean(self) -> dict[str, Any]:
        """Ask for both the day and the times of each rise, in order."""
        data = super().clean() or self.cleaned_data
        before = data.get("first_day")
        for day, slots in self.RISES:
            if slots not in self.errors and bool(data.get(day)) != bool(data.get(slots)):
                missing = slots if data.get(day) else day
                self.add_error(missing, _("Skriv både dagen og tiderne, eller lad begge stå tomme."))
            elif data.get(day) and before and data[day] <= before:
                self.add_error(day, _("Dagen skal ligge efter den forrige."))
            before = data.get(day) or before
        return data


class AnswerForm(forms.Form):
    """The candidate's answer, noted by staff."""

    answer = forms.TypedChoiceField(
        label=_("Kandidatens svar"),
        choices=[("yes", _("Ja tak")), ("no", _("Nej tak"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg ja eller nej.")},
    )
    reason = forms.CharField(label=_("Kandidatens grund"), required=False, widget=_text(2))


class EndForm(forms.Form):
    """How a placement ends."""

    last_day = DayField(label=_("Sidste dag"))
    reason = forms.ChoiceField(label=_("Årsag"), choices=[("", _("Vælg årsag")), *EndReason.choices])
    weekly_minutes = HoursField(
        label=_("Ordinære timer om ugen i jobbet"),
        required=False,
        max_value=FULL_WEEK_MINUTES // 60,
        help_text=_("Kun når årsagen er et ordinært job."),
    )
    job_starts = DayField(
        label=_("Jobbet begynder"),
        required=False,
        help_text=_("Kun når årsagen er et ordinært job. Det kan være efter den sidste dag her."),
    )
    note = forms.CharField(label=_("Bemærkning"), required=False, widget=_text(2))

    def clean(self) -> dict[str, Any]:
        """Ask for the job's hours and its first day when the reason is a job."""
        data = super().clean() or self.cleaned_data
        if data.get("reason") in JOBS:
            if "weekly_minutes" not in self.errors and not data.get("weekly_minutes"):
                self.add_error("weekly_minutes", _("Skriv, hvor mange timer om ugen jobbet er på."))
            if "job_starts" not in self.errors and not data.get("job_starts"):
                self.add_error("job_starts", _("Skriv, hvilken dag jobbet begynder."))
        return data


class MentorForm(forms.Form):
    """Who helps."""

    mentor = forms.UUIDField(
        label=_("Mentor"), widget=forms.Select, error_messages={"invalid": _("Vælg en mentor.")}
    )

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Set which mentors the list holds."""
        self.fields["mentor"].widget.choices = [("", _("Vælg mentor")), *choices]


class AttendanceForm(forms.Form):
    """Whether a candidate was there on a day."""

    day = DayField(label=_("Dag"))
    state = forms.ChoiceField(label=_("Fremmøde"), choices=Attendance.State.choices)
    note = forms.CharField(label=_("Bemærkning"), max_length=500, required=False)


class FollowUpForm(forms.Form):
    """A follow-up that was held."""

    followup = forms.UUIDField(label=_("Opfølgning"), widget=forms.Select)
    held_on = DayField(label=_("Holdt den"))
    note = forms.CharField(
        label=_("Det talte I om"), widget=_text(), help_text=_("Kun jobcentret kan læse det.")
    )
    agreed = forms.CharField(
        label=_("Det aftalte I"),
        required=False,
        widget=_text(2),
        help_text=_("Mentoren kan læse det."),
    )

    def offer(self, rows: Iterable[tuple[str, str]]) -> None:
        """Set which follow-ups the list holds."""
        self.fields["followup"].widget.choices = list(rows)


class ProgressForm(forms.Form):
    """Steps scored together with the candidate; a question left empty is not scored."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        steps = [("", "–"), *((str(step), str(step)) for step in range(1, 11))]
        for question, label in ProgressMeasure.Question.choices:
            self.fields[question] = forms.TypedChoiceField(
                label=label, choices=steps, coerce=int, empty_value=None, required=False
            )

    def scores(self) -> dict[str, int]:
        """Return the questions that were scored."""
        return {name: score for name, score in self.cleaned_data.items() if score is not None}
