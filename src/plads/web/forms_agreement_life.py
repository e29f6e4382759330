"""The forms by which an agreement in force is changed, rests, ends, and becomes a new one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from plads.centres.models.agreements import NoticeBy
from plads.placements.models import Placement
from plads.placements.services.agreement_changes import Choice, Fate, Wish
from plads.placements.standing import Cut, InPlace, Loss
from plads.web.forms_supply import ComingDayField, DayField


def _reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class AmendForm(forms.Form):
    """Why an agreement is changed."""

    reason = _reason(_("Hvorfor ændres aftalen?"), _("Alle parter læser det, før de skriver under igen."))


class ExtendForm(forms.Form):
    """A later last day, and nothing else."""

    last_day = ComingDayField(label=_("Ny sidste dag"))
    reason = _reason(_("Hvorfor?"))


class ReduceForm(forms.Form):
    """Which places close."""

    places = forms.TypedMultipleChoiceField(
        label=_("Hvilke pladser skal lukke?"), coerce=int, widget=forms.CheckboxSelectMultiple, choices=[]
    )
    reason = _reason(_("Hvorfor?"))

    def __init__(self, *args: Any, places: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["places"].choices = places  # type: ignore[attr-defined]


class CopyForm(forms.Form):
    """Where the copy goes, and from when."""

    centre = forms.ChoiceField(label=_("Til hvilket center?"))
    first_day = DayField(label=_("Første dag"))

    def __init__(self, *args: Any, centres: Iterable[tuple[UUID, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", _("Vælg")), *((str(ident), name) for ident, name in centres)]
        self.fields["centre"] = forms.TypedChoiceField(
            label=_("Til hvilket center?"), choices=choices, coerce=UUID
        )


@dataclass(frozen=True, slots=True)
class CourseFields:
    """A course with the fields that ask what becomes of it."""

    course: InPlace
    fate: forms.BoundField
    day: forms.BoundField | None


class _CoursesForm(forms.Form):
    """A form that also asks what becomes of each course in the agreement's places."""

    goes_on: Any = _("Går videre som aftalt")

    def __init__(self, *args: Any, courses: Sequence[InPlace], **options: Any) -> None:
        super().__init__(*args, **options)
        self.courses = courses
        for course in courses:
            self.fields[f"fate_{course.id}"] = forms.ChoiceField(
                label=_("Hvad skal der ske?"),
                choices=self._choices(course),
                initial=Fate.GOES_ON.value,
                widget=forms.RadioSelect,
            )
            if course.runs:
                self.fields[f"day_{course.id}"] = DayField(label=_("Sidste dag"), required=False)

    def _choices(self, course: InPlace) -> list[tuple[str, Any]]:
        if course.state == Placement.State.RUNNING:
            return [(Fate.GOES_ON.value, self.goes_on), (Fate.ENDS.value, _("Slutter før. Vælg dagen:"))]
        return [
            (Fate.GOES_ON.value, self.goes_on),
            (Fate.CANCELLED.value, _("Aflyses. Kandidaten venter igen")),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a course that ends before."""
        data = super().clean() or self.cleaned_data
        for course in self.courses:
            if data.get(f"fate_{course.id}") == Fate.ENDS and not data.get(f"day_{course.id}"):
                self.add_error(f"day_{course.id}", _("Vælg forløbets sidste dag."))
        return data

    def choices(self) -> dict[UUID, Choice]:
        """Return what was chosen for each course."""
        data = self.cleaned_data
        return {
            each.id: Choice(Fate(data[f"fate_{each.id}"]), data.get(f"day_{each.id}"))
            for each in self.courses
        }

    def own_fields(self) -> list[forms.BoundField]:
        """Return the fields about the agreement itself."""
        return [self[name] for name in self.base_fields]

    def course_fields(self) -> list[CourseFields]:
        """Return each course with its fields."""
        return [
            CourseFields(each, self[f"fate_{each.id}"], self[f"day_{each.id}"] if each.runs else None)
            for each in self.courses
        ]


class PauseForm(_CoursesForm):
    """The days of a pause and why."""

    goes_on = _("Går videre i pausen")
    first_day = ComingDayField(label=_("Første dag i pausen"))
    last_day = DayField(
        label=_("Sidste dag i pausen"),
        required=False,
        help_text=_("Lad feltet stå tomt, hvis I ikke ved det endnu."),
    )
    reason = _reason(_("Hvorfor?"), _("Virksomheden læser det på sin side."))


class NoticeForm(_CoursesForm):
    """Who ends the agreement, when, and why."""

    goes_on = _("Går videre, men højst til aftalens sidste dag")
    by = forms.ChoiceField(
        label=_("Hvem opsiger aftalen?"), choices=NoticeBy.choices, widget=forms.RadioSelect
    )
    last_day = DayField(label=_("Aftalens sidste dag"))
    reason = _reason(_("Hvorfor?"), _("Det står i aftalens historie."))


class TakeBackForm(forms.Form):
    """Which courses get their days back when a notice is taken back."""

    drawn_out = forms.TypedMultipleChoiceField(
        label=_("Lad disse forløb gå til den aftalte dag igen"),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[],
    )

    def __init__(self, *args: Any, courses: Sequence[tuple[UUID, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        rows = [(str(ident), name) for ident, name in courses]
        self.fields["drawn_out"].choices = rows  # type: ignore[attr-defined]
        self.fields["drawn_out"].initial = [ident for ident, _name in rows]
        if not rows:
            del self.fields["drawn_out"]


class LossesForm(forms.Form):
    """What is done about each place that a draft takes from somebody."""

    def __init__(self, *args: Any, losses: Sequence[Loss], **options: Any) -> None:
        super().__init__(*args, **options)
        self.losses = losses
        for loss in losses:
            labels = _WISHES[loss.cut]
            self.fields[f"wish_{loss.course.number}"] = forms.ChoiceField(
                label=_("Hvad skal der ske med pladsen?"),
                choices=list(labels.items()),
                initial=Wish.RUN_OUT.value,
                widget=forms.RadioSelect,
            )

    def wishes(self) -> dict[int, Wish]:
        """Return what was chosen, by the place's number; a course that keeps its own hours needs nothing."""
        found = {}
        for loss in self.losses:
            wish = Wish(self.cleaned_data[f"wish_{loss.course.number}"])
            if loss.cut != Cut.HOURS or wish == Wish.KEEP:
                found[loss.course.number] = wish
        return found

    def rows(self) -> list[tuple[Loss, forms.BoundField]]:
        """Return each loss with its field."""
        return [(loss, self[f"wish_{loss.course.number}"]) for loss in self.losses]


_WISHES: dict[Cut, dict[str, Any]] = {
    Cut.PLACE: {
        Wish.RUN_OUT.value: _("Lad forløbet løbe ud. Pladsen lukker dagen efter"),
        Wish.KEEP.value: _("Behold pladsen i aftalen"),
    },
    Cut.DAYS: {
        Wish.RUN_OUT.value: _("Lad forløbet løbe ud. Aftalen gælder så længe for den plads"),
        Wish.KEEP.value: _("Behold aftalens sidste dag, som den er nu"),
    },
    Cut.HOURS: {
        Wish.RUN_OUT.value: _("Forløbet beholder sine timer. Den nye uge gælder for den næste"),
        Wish.KEEP.value: _("Behold pladsens tider, som de er nu"),
    },
}
