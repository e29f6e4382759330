"""The forms of the supply side: inquiries, companies, centres, places and mentors."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from plads.companies.models import Company, Contact, Workplace
from plads.core import clock
from plads.core.identifiers import clean_cvr, clean_p_number
from plads.mentoring.models import Mentor
from plads.people.models import User
from plads.web.acts import ActForm

QUOTA_MONTHS = 4


def _number(css: str = "input-width-s") -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "numeric", "class": css, "autocomplete": "off"})


class CheckedNumber(forms.CharField):
    """A number of a register; ``check`` returns it clean or raises ``ValueError`` with what is wrong."""

    def __init__(self, check: Any, **options: Any) -> None:
        self.check = check
        super().__init__(widget=_number(), **options)

    def clean(self, value: Any) -> str:
        """Return the number's digits."""
        text: str = super().clean(value)
        try:
            return self.check(text) if text else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class FteField(forms.DecimalField):
    """Full-time equivalents (årsværk), written with a comma."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input-width-xs"})
        super().__init__(
            min_value=0, max_digits=9, decimal_places=2, localize=True, **{"widget": widget, **options}
        )


def latest_months(count: int) -> list[date]:
    """Return the first day of the latest full months, newest first."""
    day = clock.today().replace(day=1)
    found = []
    for _step in range(count):
        day = date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)
        found.append(day)
    return found


def month_name(month: date) -> str:
    """Return a month in words: ``oktober 2026``."""
    return date_format(month, "F Y")


class DayField(forms.DateField):
    """A day of our time: a mistyped year is said at once."""

    widget = forms.DateInput

    def clean(self, value: Any) -> Any:
        """Return the day; raises ``ValidationError`` outside 2000 to 2100."""
        day = super().clean(value)
        if day is not None and not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("Se efter, om året er rigtigt."), code="bad_year")
        return day


class ComingDayField(DayField):
    """A day on which something can still begin."""

    def clean(self, value: Any) -> Any:
        """Return the day; raises ``ValidationError`` on one that is past."""
        day = super().clean(value)
        if day is not None and day < clock.today():
            raise forms.ValidationError(_("Dagen er gået. Vælg i dag eller en senere dag."), code="past")
        return day


class SearchForm(forms.Form):
    """A search field."""

    q = forms.CharField(label=_("Søg"), required=False, max_length=80)

    def __init__(self, *args: Any, label: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["q"].label = label

    def text(self) -> str:
        """Return what is searched for; empty when it can't be."""
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


class AssignForm(ActForm):
    """Who takes care of an inquiry."""

    prefix = "giv"
    consultant = forms.ChoiceField(label=_("Konsulent"))

    def __init__(self, *args: Any, consultants: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consultant"] = forms.TypedChoiceField(
            label=_("Konsulent"), choices=[(str(each.id), each.name) for each in consultants], coerce=UUID
        )


class WorkplaceForm(ActForm):
    """A workplace by the numbers of the business register."""

    prefix = "ny"
    cvr = CheckedNumber(clean_cvr, label=_("CVR-nummer"), help_text=_("8 cifre"))
    p_number = CheckedNumber(
        clean_p_number,
        label=_("P-nummer"),
        help_text=_("10 cifre. Det er den adresse, kandidaterne møder på."),
    )
    company_name = forms.CharField(label=_("Virksomhedens navn"), max_length=160)
    sector = forms.ChoiceField(label=_("Sektor"), choices=Company.Sector.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Arbejdspladsens navn"), max_length=160)
    street = forms.CharField(label=_("Vej og nummer"), max_length=160, required=False)
    postcode = forms.RegexField(
        r"^\d{4}$",
        label=_("Postnummer"),
        required=False,
        widget=_number("input-width-xxs"),
        error_messages={"invalid": _("Et postnummer har fire cifre.")},
    )
    city = forms.CharField(label=_("By"), max_length=80, required=False)


class FoundingForm(WorkplaceForm):
    """The workplace of an inquiry, its employees, and the centre to be."""

    prefix = "center"
    centre_name = forms.CharField(
        label=_("Centrets navn"),
        max_length=160,
        help_text=_("Det navn, kandidater og kolleger vil kende det under."),
    )

    def __init__(self, *args: Any, months: Sequence[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self.months = list(months)
        for month in self.months:
            self.fields[f"fte_{month:%Y_%m}"] = FteField(
                label=_("Ansatte i {month}").format(month=month_name(month)), required=False
            )
        self.fields["fte_source"] = forms.CharField(
            label=_("Hvor ved I det fra?"),
            help_text=_("For de tal, du selv har skrevet eller rettet."),
            max_length=80,
            required=False,
            initial=_("Virksomheden"),
        )

    def employment(self) -> dict[date, Decimal]:
        """Return the employees written, by month."""
        written = {month: self.cleaned_data[f"fte_{month:%Y_%m}"] for month in self.months}
        return {month: fte for month, fte in written.items() if fte is not None}

    def workplace_fields(self) -> list[forms.BoundField]:
        """Return the fields about the workplace."""
        return [self[name] for name in WorkplaceForm.base_fields if name != "do"]

    def month_fields(self) -> list[forms.BoundField]:
        """Return the fields about employees."""
        return [self[f"fte_{month:%Y_%m}"] for month in self.months]


class _AtWorkplaceForm(ActForm):
    """A form about one of several workplaces; with only one there is no choice to make."""

    workplace = forms.CharField()

    def __init__(self, *args: Any, workplaces: Sequence[Workplace], **options: Any) -> None:
        super().__init__(*args, **options)
        alone = len(workplaces) == 1
        self.fields["workplace"] = forms.TypedChoiceField(
            label=_("Arbejdsplads"),
            choices=[(str(each.id), each.name) for each in workplaces],
            coerce=UUID,
            initial=str(workplaces[0].id) if alone else None,
            widget=forms.HiddenInput if alone else forms.Select,
        )


class ContactForm(_AtWorkplaceForm):
    """A contact person or an employee representative."""

    prefix = "kontakt"
    kind = forms.ChoiceField(
        label=_("Rolle"), choices=Contact.Kind.choices, widget=forms.RadioSelect, initial=Contact.Kind.CONTACT
    )
    name = forms.CharField(label=_("Navn"), max_length=160)
    email = forms.EmailField(label=_("E-mail"))
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)


class EmploymentForm(_AtWorkplaceForm):
    """How many ordinary employees a workplace had in a month."""

    prefix = "ansatte"
    month = forms.ChoiceField(label=_("Måned"))
    ordinary_fte = FteField(
        label=_("Ordinære årsværk"), help_text=_("Uden løntilskud, praktik og ansatte under 18 år.")
    )
    source = forms.CharField(label=_("Hvor ved I det fra?"), max_length=80, initial="Virksomheden")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["month"] = forms.TypedChoiceField(
            label=_("Måned"),
            choices=[(month.isoformat(), month_name(month)) for month in latest_months(12)],
            coerce=date.fromisoformat,
        )


class CentreForm(_AtWorkplaceForm):
    """A new centre at a workplace the municipality knows."""

    prefix = "center"
    name = forms.CharField(label=_("Centrets navn"), max_length=160)


class CloseForm(ActForm):
    """The button that closes a centre: it asks nothing."""

    prefix = "close"


class MentorForm(ActForm):
    """A mentor to be."""

    prefix = "mentor"
    name = forms.CharField(label=_("Navn"), max_length=160)
    email = forms.EmailField(label=_("E-mail"), help_text=_("Mentoren logger ind med den."))
    phone = forms.CharField(label=_("Telefon"), max_length=20, required=False)
    kind = forms.ChoiceField(
        label=_("Hvem er mentor?"),
        choices=[
            (Mentor.Kind.INTERNAL, _("En medarbejder på arbejdspladsen")),
            (Mentor.Kind.EXTERNAL, _("En mentor udefra")),
        ],
        initial=Mentor.Kind.INTERNAL,
        widget=forms.RadioSelect,
    )


class OtherChoiceForm(ActForm):
    """Another than the first of a proposal."""

    prefix = "anden"
    proposal = forms.UUIDField(widget=forms.HiddenInput)
    candidate = forms.ChoiceField(label=_("Kandidat"))
    reason = forms.CharField(
        label=_("Hvorfor en anden?"),
        help_text=_("Det gemmes sammen med forslaget. Kandidaterne kan få det at se."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    first_day = ComingDayField(label=_("Første dag"), required=False)

    def __init__(self, *args: Any, candidates: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["candidate"] = forms.TypedChoiceField(
            label=_("Kandidat"), choices=[("", _("Vælg")), *candidates], coerce=UUID
        )
