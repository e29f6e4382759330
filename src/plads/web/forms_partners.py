"""Forms of company, employee representative, mentor and candidate."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.core import clock
from plads.followup.models import ProgressMeasure
from plads.insight.mentor_page import GrantLine
from plads.mentoring.models import Mentor
from plads.placements.models import Attendance

YES, NO = "yes", "no"
QUARTERS = (15, 30, 45, 60, 75, 90, 105, 120, 150, 180, 210, 240, 300, 360, 420, 480)
"""The stretches of mentor time one can choose, in minutes."""


class StatementForm(forms.Form):
    """The employee representative's statement: yes or no, and why."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Hvad siger du?"),
        choices=[
            (YES, gettext_lazy("Ja. Der er et rimeligt forhold mellem ansatte og pladser")),
            (NO, gettext_lazy("Nej. Jeg er ikke enig")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg ja eller nej.")},
    )
    statement = forms.CharField(
        label=gettext_lazy("Din udtalelse"),
        help_text=gettext_lazy("Skriv med dine egne ord. Siger du nej, skal du skrive hvorfor."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )


class OfferForm(forms.Form):
    """The company's yes or no to a candidate; the buttons say which."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Svar"),
        choices=[(YES, YES), (NO, NO)],
        error_messages={key: gettext_lazy("Tryk på ja eller nej.") for key in ("required", "invalid_choice")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Hvorfor siger I nej?"),
        help_text=gettext_lazy("Skriv kort. Skriv ikke om helbred eller andre private forhold."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )


class MentorForm(forms.Form):
    """A new mentor of a centre."""

    name = forms.CharField(
        label=gettext_lazy("Navn"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Skriv mentorens navn.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Mentoren logger ind med den."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Skriv mentorens e-mail.")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Telefon"),
        help_text=gettext_lazy("Kandidaten kan ringe til nummeret."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Hvem er mentoren?"),
        choices=[
            (Mentor.Kind.INTERNAL.value, gettext_lazy("En af vores medarbejdere")),
            (Mentor.Kind.EXTERNAL.value, gettext_lazy("En mentor udefra")),
        ],
        widget=forms.RadioSelect,
        initial=Mentor.Kind.INTERNAL.value,
    )


class AttendanceForm(forms.Form):
    """Whether somebody came on a day (today when left out); ``begin`` starts a granted course with it."""

    state = forms.ChoiceField(choices=Attendance.State.choices)
    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    begin = forms.BooleanField(required=False)


class OwnAttendanceForm(forms.Form):
    """The candidate's own word about today."""

    placement = forms.UUIDField()
    state = forms.ChoiceField(choices=Attendance.State.choices)


class OwnAnswerForm(forms.Form):
    """The candidate's yes or no to a place."""

    answer = forms.ChoiceField(choices=[(YES, YES), (NO, NO)])


class ScoreForm(forms.Form):
    """One question of progress, scored from 1 to 10."""

    question = forms.ChoiceField(choices=ProgressMeasure.Question.choices)
    score = forms.IntegerField(min_value=1, max_value=10)


class HoursForm(forms.Form):
    """Mentor time on a day under a grant."""

    grant = forms.ChoiceField(
        label=gettext_lazy("Hvor?"),
        error_messages={
            key: gettext_lazy("Vælg, hvor du har været mentor.") for key in ("required", "invalid_choice")
        },
    )
    day = forms.DateField(
        label=gettext_lazy("Dag"),
        widget=forms.DateInput,
        error_messages={"required": gettext_lazy("Vælg en dag.")},
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Hvor længe?"),
        coerce=int,
        error_messages={"required": gettext_lazy("Vælg, hvor længe du var mentor.")},
    )

    def __init__(self, grants: list[GrantLine], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grant"].choices = [(str(grant.id), grant.what) for grant in grants]  # type: ignore[attr-defined]
        if len(grants) == 1:
            self.fields["grant"].widget = forms.HiddenInput()
            self.fields["grant"].initial = str(grants[0].id)
        self.fields["day"].initial = clock.today()
        empty = [("", _("Vælg"))]
        self.fields["minutes"].choices = [*empty, *((each, _stretch(each)) for each in QUARTERS)]  # type: ignore[attr-defined]


def _stretch(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    parts = []
    if whole:
        parts.append(_("1 time") if whole == 1 else _("{hours} timer").format(hours=whole))
    if rest:
        parts.append(_("{minutes} minutter").format(minutes=rest))
    return _(" og ").join(parts)
