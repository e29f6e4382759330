"""The forms of a company's inquiry: the public one, the answer to it, and the rules of who gets it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext_lazy as _

from plads.companies.ports import RegisterUnit
from plads.core.identifiers import clean_cvr, clean_p_number
from plads.people.models import User
from plads.web.acts import ActForm

SOONEST = 2
"""Seconds: nobody reads the page and fills the form faster. What does is a machine."""

LATEST = 12 * 60 * 60
"""Seconds a form may lie open before it must be sent again."""

FEW = 8
"""So many workplaces are shown as buttons to choose from; more are a list."""

_STAMP = TimestampSigner(salt="plads.inquiry")


def new_stamp() -> str:
    """Return the mark of when a form was shown, which only Plads can make."""
    return _STAMP.sign("shown")


def _short(mode: str = "numeric", css: str = "input-width-s", **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": mode, "class": css, **attrs})


class InquiryForm(forms.Form):
    """A company's first word to the municipality."""

    cvr = forms.CharField(
        label=_("CVR-nummer"),
        max_length=12,
        help_text=_("8 cifre. Det står på jeres fakturaer og på virk.dk."),
        widget=_short(),
        error_messages={"required": _("Skriv jeres CVR-nummer.")},
    )
    company_name = forms.CharField(
        label=_("Virksomhedens navn"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Skriv virksomhedens navn, eller tryk på »Find virksomheden«.")},
    )
    p_number = forms.CharField(
        label=_("P-nummer"),
        max_length=14,
        required=False,
        help_text=_("10 cifre. Skriv det, hvis I har flere adresser."),
        widget=_short(),
    )
    postcode = forms.RegexField(
        r"^\d{4}$",
        label=_("Postnummer"),
        required=False,
        help_text=_("Hvor skal kandidaterne møde?"),
        widget=_short(css="input-width-xs", autocomplete="postal-code"),
        error_messages={"invalid": _("Et postnummer har fire cifre.")},
    )
    contact_name = forms.CharField(
        label=_("Dit navn"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Skriv dit navn.")},
    )
    email = forms.EmailField(
        label=_("Din e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Skriv din e-mail. Så kan vi svare dig.")},
    )
    phone = forms.CharField(
        label=_("Dit telefonnummer"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "class": "input-width-s"}),
    )
    message = forms.CharField(
        label=_("Hvad tænker I på?"),
        max_length=2000,
        help_text=_("For eksempel hvilke opgaver I har, og hvor mange pladser I kan tilbyde."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Skriv et par ord om, hvad I tænker på.")},
    )
    website = forms.CharField(required=False)
    """Hidden from people; only a machine fills it."""
    began = forms.CharField(required=False, widget=forms.HiddenInput)
    """When the form was shown; see ``new_stamp``."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["began"].initial = new_stamp()

    def clean_cvr(self) -> str:
        """Return the CVR number as 8 digits."""
        return _checked(clean_cvr, self.cleaned_data["cvr"])

    def clean_p_number(self) -> str:
        """Return the P-number as 10 digits, or nothing."""
        text = self.cleaned_data["p_number"]
        return _checked(clean_p_number, text) if text else ""

    def offer(self, units: Sequence[RegisterUnit]) -> None:
        """Let the company choose among its workplaces instead of typing a P-number."""
        choices = [(each.p_number, f"{each.name}, {each.address}") for each in units]
        other = ("", _("Et andet sted, eller det ved jeg ikke endnu"))
        few = len(choices) <= FEW
        self.fields["p_number"] = forms.ChoiceField(
            label=_("Hvilken arbejdsplads?"),
            required=False,
            choices=[*choices, other] if few else [other, *choices],
            widget=forms.RadioSelect if few else forms.Select,
        )

    @property
    def by_a_machine(self) -> bool:
        """Whether the field no person sees was filled."""
        return bool(self.data.get("website"))

    def timed(self) -> str:
        """Return what is wrong with when the form was shown and sent, in words; empty when nothing is.

        A form without a mark of ours, or with an old one, gets a new: sending it once more then works.
        """
        try:
            _STAMP.unsign(str(self.data.get("began", "")), max_age=LATEST)
        except (SignatureExpired, BadSignature):
            self.data = dict(self.data.items()) | {"began": new_stamp()}
            return str(_("Siden har ligget åben længe. Se det igennem, og send igen."))
        try:
            _STAMP.unsign(str(self.data["began"]), max_age=SOONEST)
        except SignatureExpired:
            return ""
        return str(_("Det gik meget hurtigt. Se det igennem, og send igen."))


class ReplyForm(ActForm):
    """What a company reads as the answer to its inquiry."""

    prefix = "svar"
    reply = forms.CharField(
        label=_("Svar til virksomheden"),
        help_text=_(
            "Virksomheden får det på mail og kan læse det på sin side. Skriv intet privat om personer."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
    )


class DeclineForm(ActForm):
    """Why an inquiry ends without a centre, and what the company reads."""

    prefix = "afslut"
    reason = forms.CharField(
        label=_("Hvorfor bliver det ikke til et center?"),
        help_text=_("Kun kommunen ser det. Skriv kort, så en kollega kan forstå det om et år."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    reply = forms.CharField(
        label=_("Svar til virksomheden"),
        help_text=_("Virksomheden får det på mail og kan læse det på sin side."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
    )

    def __init__(self, *args: Any, answered: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reply"].required = not answered


class RuleForm(ActForm):
    """Which consultant gets the inquiries of an area, a trade or both."""

    prefix = "regel"
    rule = forms.UUIDField(required=False, widget=forms.HiddenInput)
    first_postcode = forms.CharField(
        label=_("Fra postnummer"),
        required=False,
        max_length=4,
        widget=_short(css="input-width-xs"),
        help_text=_("Lad begge være tomme for hele kommunen."),
    )
    last_postcode = forms.CharField(
        label=_("Til postnummer"), required=False, max_length=4, widget=_short(css="input-width-xs")
    )
    industry = forms.CharField(
        label=_("Branchekoden begynder med"),
        required=False,
        max_length=6,
        widget=_short(css="input-width-xs"),
        help_text=_("Op til seks cifre, fx 47 for detailhandel. Tomt er alle brancher."),
    )
    consultant = forms.ChoiceField(label=_("Konsulent"))

    def __init__(self, *args: Any, consultants: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consultant"] = forms.TypedChoiceField(
            label=_("Konsulent"), choices=[(str(each.id), each.name) for each in consultants], coerce=UUID
        )

    def clean_last_postcode(self) -> str:
        """Return the last postcode; a single one written first is both."""
        return str(self.cleaned_data["last_postcode"] or self.cleaned_data.get("first_postcode", ""))


class TryForm(forms.Form):
    """An inquiry that is only thought of, to see who would get it."""

    postnummer = forms.RegexField(
        r"^\d{4}$",
        label=_("Postnummer"),
        required=False,
        widget=_short(css="input-width-xs"),
        error_messages={"invalid": _("Et postnummer har fire cifre.")},
    )
    branche = forms.RegexField(
        r"^\d{1,6}$",
        label=_("Branchekode"),
        required=False,
        widget=_short(css="input-width-xs"),
        error_messages={"invalid": _("En branchekode er op til seks cifre.")},
    )


def _checked(check: Any, text: str) -> str:
    try:
        return str(check(text))
    except ValueError as error:
        raise ValidationError(str(error)) from error
