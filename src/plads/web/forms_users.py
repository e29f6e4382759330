"""The forms about users, roles, stand-ins and support."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from plads.core.roles import STAFF, SUBJECT_ROLES, Role
from plads.people.models import User
from plads.people.organisation import Share
from plads.people.support import MINUTES
from plads.web.acts import ActForm
from plads.web.forms_supply import ComingDayField

HAND_ROLES = tuple(role for role in Role if role in STAFF | {Role.SUPPORT})
"""The roles an administrator gives by hand; the others come with a workplace, a mentor or a candidate."""

STATES = (
    ("", _("Alle")),
    ("away", _("Har ikke logget ind i 90 dage")),
    ("waits", _("Har ikke valgt adgangskode")),
    ("stand_in", _("Er vikar")),
    ("out", _("Kan ikke logge ind")),
)

LENGTHS = {15: _("Et kvarter"), 60: _("En time"), 240: _("Fire timer")}


class UserFilterForm(forms.Form):
    """The filter over the list of users."""

    q = forms.CharField(label=_("Navn eller e-mail"), required=False, max_length=80)
    rolle = forms.ChoiceField(label=_("Rolle"), required=False)
    tilstand = forms.ChoiceField(label=_("Tilstand"), required=False, choices=STATES)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = [*HAND_ROLES, *(role for role in Role if role in SUBJECT_ROLES - {Role.CANDIDATE})]
        choices: list[tuple[str, Any]] = [("", _("Alle")), *((role.value, role.label) for role in roles)]
        self.fields["rolle"].choices = choices  # type: ignore[attr-defined]


class NewUserForm(ActForm):
    """Somebody who gets their first role."""

    prefix = "new"
    name = forms.CharField(
        label=_("Navn"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Den logger de ind med."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.TypedChoiceField(
        label=_("Rolle"), choices=[(role.value, role.label) for role in HAND_ROLES], coerce=Role
    )
    until = ComingDayField(
        label=_("Sidste dag"),
        required=False,
        help_text=_("Lad feltet stå tomt, hvis rollen ikke har en slutdato."),
    )


class RoleForm(ActForm):
    """One more role for somebody."""

    prefix = "role"
    role = forms.TypedChoiceField(label=_("Rolle"), coerce=Role)
    until = ComingDayField(
        label=_("Sidste dag"),
        required=False,
        help_text=_("Lad feltet stå tomt, hvis rollen ikke har en slutdato."),
    )

    def __init__(self, *args: Any, held: Iterable[Role] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        has = set(held)
        choices = [(role.value, role.label) for role in HAND_ROLES if role not in has]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]


class LastDayForm(ActForm):
    """The last day of a role, or none."""

    until = ComingDayField(
        label=_("Sidste dag"),
        required=False,
        help_text=_("Lad feltet stå tomt, hvis rollen ikke har en slutdato."),
    )


class DetailsForm(ActForm):
    """A user's name and e-mail."""

    prefix = "details"
    name = forms.CharField(
        label=_("Navn"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Den logger man ind med. Et link, der allerede er givet, virker ikke længere."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class StandInForm(ActForm):
    """Who stands in, and when."""

    prefix = "stand_in"
    colleague = forms.ChoiceField(label=_("Vikar"))
    first_day = ComingDayField(label=_("Fra og med"))
    last_day = ComingDayField(label=_("Til og med"))

    def __init__(self, *args: Any, colleagues: Iterable[User] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices: list[tuple[str, Any]] = [("", _("Vælg en kollega"))]
        choices += [(str(each.id), each.name) for each in colleagues]
        self.fields["colleague"].choices = choices  # type: ignore[attr-defined]

    def clean_colleague(self) -> UUID:
        """Return the colleague's id."""
        return UUID(self.cleaned_data["colleague"])


class HandOverForm(ActForm):
    """What goes to whom."""

    prefix = "hand_over"
    kinds = forms.MultipleChoiceField(
        label=_("Hvad skal overgives?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Vælg, hvad der skal overgives.")},
    )
    to = forms.ChoiceField(label=_("Hvem overtager?"))

    def __init__(
        self, *args: Any, shares: Sequence[Share] = (), colleagues: Iterable[User] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        kinds = [(share.key, f"{share.number} {share.words}") for share in shares if share.number]
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]
        choices: list[tuple[str, Any]] = [("", _("Vælg en kollega"))]
        choices += [(str(each.id), each.name) for each in colleagues]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]

    def clean_to(self) -> UUID:
        """Return the colleague's id."""
        return UUID(self.cleaned_data["to"])


class SupportForm(ActForm):
    """What help is needed with, and for how long support may look."""

    prefix = "support"
    help_with = forms.CharField(
        label=_("Hvad har du brug for hjælp til?"),
        help_text=_("Skriv ikke navne eller CPR-numre."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = forms.TypedChoiceField(
        label=_("Hvor længe?"),
        choices=[(minutes, LENGTHS[minutes]) for minutes in MINUTES],
        coerce=int,
        initial=60,
        widget=forms.RadioSelect,
    )


class ColleagueForm(ActForm):
    """A colleague at the workplace who gets access."""

    prefix = "colleague"
    workplace = forms.ChoiceField(label=_("Arbejdsplads"))
    name = forms.CharField(
        label=_("Navn"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Den logger din kollega ind med."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, workplaces: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["workplace"].choices = [(str(each.id), each.name) for each in workplaces]  # type: ignore[attr-defined]
        if len(workplaces) == 1:
            self.fields["workplace"].widget = forms.HiddenInput()
            self.fields["workplace"].initial = str(workplaces[0].id)

    def clean_workplace(self) -> UUID:
        """Return the workplace's id."""
        return UUID(self.cleaned_data["workplace"])
