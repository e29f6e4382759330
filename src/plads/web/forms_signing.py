"""Forms about signatures: who is asked and how, the answer by a link, and a word noted for somebody else."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plads.centres.models import Party, SignatureRequest
from plads.centres.services.requests import Ask
from plads.companies.models import Contact
from plads.core.phones import mobile_number, show_phone
from plads.web.forms import OnceInput
from plads.web.forms_partners import NO, YES

OTHER = "anden"
CHANNELS = [
    (SignatureRequest.Channel.SMS.value, gettext_lazy("Får et link på SMS")),
    (SignatureRequest.Channel.MAIL.value, gettext_lazy("Får et link på e-mail")),
    (SignatureRequest.Channel.ACCOUNT.value, gettext_lazy("Logger ind i Plads")),
]

ANSWERS: dict[str, tuple[Promise, Promise]] = {
    Party.COMPANY: (
        gettext_lazy("Ja. Jeg har læst aftalen og skriver under for virksomheden"),
        gettext_lazy("Nej, vi er ikke enige"),
    ),
    Party.REPRESENTATIVE: (
        gettext_lazy("Ja. Der er et rimeligt forhold mellem ansatte og pladser"),
        gettext_lazy("Nej. Jeg er ikke enig"),
    ),
}
"""What yes and no mean for each party."""


class WordForm(forms.Form):
    """A party's yes or no, and why."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Hvad siger du?"),
        choices=[(YES, YES), (NO, NO)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg ja eller nej.")},
    )
    statement = forms.CharField(
        label=gettext_lazy("Begrundelse"),
        help_text=gettext_lazy("Siger du nej, skal du skrive hvorfor."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )

    def __init__(self, party: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        yes, no = ANSWERS[party]
        self.fields["answer"].choices = [(YES, yes), (NO, no)]  # type: ignore[attr-defined]
        if party == Party.REPRESENTATIVE:
            self.fields["statement"].label = _("Din udtalelse")

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a no before a code is tried: a try is not spent on what can be seen at once."""
        facts = super().clean() or {}
        if facts.get("answer") == NO and not facts.get("statement"):
            self.add_error("statement", _("Skriv, hvorfor du siger nej."))
        return facts

    def said(self) -> dict[str, Any]:
        """Return the answer as the services take it."""
        return {
            "agrees": self.cleaned_data["answer"] == YES,
            "statement": self.cleaned_data["statement"],
        }


class LinkAnswerForm(WordForm):
    """The answer by a personal link: the code that was sent, who answers, and what."""

    code = forms.CharField(
        label=gettext_lazy("Kode"),
        help_text=gettext_lazy("De seks tal, vi har sendt til dig."),
        max_length=12,
        widget=OnceInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Skriv koden.")},
    )
    me = forms.BooleanField(
        label="", error_messages={"required": gettext_lazy("Sæt kryds, hvis det er dig, der svarer.")}
    )
    field_order = ("answer", "statement", "code", "me")

    def __init__(self, party: str, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(party, *args, **kwargs)
        self.fields["me"].label = _("Jeg er {name}, og jeg har læst aftalen").format(name=name)


class LostLinkForm(forms.Form):
    """Where somebody was asked: an e-mail or a mobile number."""

    address = forms.CharField(
        label=gettext_lazy("Din e-mail eller dit mobilnummer"),
        help_text=gettext_lazy("Den, du fik linket på."),
        max_length=254,
        error_messages={"required": gettext_lazy("Skriv din e-mail eller dit mobilnummer.")},
    )

    def clean_address(self) -> str:
        """Return the address in the one way it is counted and looked for, however it was typed."""
        try:
            return mobile_number(self.cleaned_data["address"])
        except ValueError:
            return str(self.cleaned_data["address"]).lower()


class AskForm(forms.Form):
    """Who is asked for a party's word, and how; ready with the workplace's first contact of the kind."""

    contact = forms.ChoiceField(
        label=gettext_lazy("Hvem skal svare?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvem der skal svare.")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Hvordan?"),
        choices=CHANNELS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvordan personen svarer.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Navn"),
        help_text=gettext_lazy("Skriv kun, når du har valgt »En anden«."),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Mobilnummer"),
        help_text=gettext_lazy("Tomt: det nummer, der står ved personen."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Tomt: den e-mail, der står ved personen."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, party: str, contacts: list[Any], numbers: dict[Any, str], data: Any = None) -> None:
        super().__init__(data, prefix=party)
        self.party, self.numbers = party, numbers
        self.people = {str(each.id): each for each in contacts if each.kind == _KINDS[party]}
        people = [(key, _called(each, self._number(each))) for key, each in self.people.items()]
        self.fields["contact"].choices = [*people, (OTHER, _("En anden"))]  # type: ignore[attr-defined]
        first = next(iter(self.people.values()), None)
        self.fields["contact"].initial = str(first.id) if first else OTHER
        self.fields["channel"].initial = self._usual(first)
        if first is None:
            self._ask_who()

    def _ask_who(self) -> None:
        """Ask for the person outright: nobody is known to choose from."""
        name = self.fields["name"]
        name.required, name.help_text = True, ""
        name.error_messages["required"] = _("Skriv, hvem der skal spørges.")
        self.fields["phone"].help_text = _("Hvis personen får et link på SMS.")
        self.fields["email"].help_text = _("Hvis personen får et link på e-mail.")

    def ask(self) -> Ask:
        """Return what is asked, as the services take it."""
        facts = self.cleaned_data
        chosen = self.people.get(facts["contact"])
        if chosen is None:
            return Ask(
                self.party, facts["channel"], name=facts["name"], email=facts["email"], phone=facts["phone"]
            )
        phone = facts["phone"] or self._number(chosen)
        return Ask(self.party, facts["channel"], chosen.id, email=facts["email"], phone=phone)

    @property
    def opened(self) -> bool:
        """Whether the fields for another address are shown at once: nobody is known, or something is wrong."""
        return not self.people or bool(self.errors)

    def _usual(self, contact: Any) -> str:
        """Return how somebody most easily answers: where they sign in, else by SMS, else by mail."""
        if contact is not None and contact.signs_in:
            return SignatureRequest.Channel.ACCOUNT.value
        if contact is None or self._number(contact):
            return SignatureRequest.Channel.SMS.value
        return SignatureRequest.Channel.MAIL.value

    def _number(self, contact: Contact) -> str:
        """Return the mobile number of a contact, or the one they were last asked at."""
        try:
            return mobile_number(contact.phone)
        except ValueError:
            return self.numbers.get(contact.id, "")


class NoteForm(WordForm):
    """A word given on paper or by telephone, noted by somebody else."""

    name = forms.CharField(
        label=gettext_lazy("Hvem har svaret?"),
        max_length=160,
        error_messages={"required": gettext_lazy("Skriv navnet på den, der har svaret.")},
    )
    why = forms.CharField(
        label=gettext_lazy("Hvorfor noterer du svaret?"),
        help_text=gettext_lazy("Fx: »Skrev under på papir den 3. marts. Papiret ligger i sagen.«"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=400,
        error_messages={"required": gettext_lazy("Skriv hvorfor, og hvordan du fik svaret.")},
    )
    field_order = ("name", "answer", "statement", "why")

    def __init__(self, party: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(party, *args, **kwargs)
        self.fields["answer"].label = _("Hvad var svaret?")
        self.fields["answer"].choices = [(YES, _("Ja")), (NO, _("Nej"))]  # type: ignore[attr-defined]
        self.fields["statement"].label = _("Hvad sagde personen?")
        self.fields["statement"].help_text = _("Er svaret nej, skal grunden stå her.")


_KINDS: dict[str, str] = {
    Party.COMPANY: Contact.Kind.CONTACT,
    Party.REPRESENTATIVE: Contact.Kind.REPRESENTATIVE,
}


def _called(contact: Any, number: str) -> str:
    """Return a contact with the ways to reach them."""
    ways = [contact.email, show_phone(number) if number else _("intet mobilnummer")]
    if contact.signs_in:
        ways.append(_("kan logge ind"))
    return f"{contact.name} ({', '.join(way for way in ways if way)})"
