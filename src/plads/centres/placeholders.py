"""The facts a template may name in braces, such as ``{virksomhed}``: one table, and how they are put in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plads.centres.models import AgreementVersion
from plads.centres.services.parties import parties_of
from plads.core import week
from plads.core.errors import Refused
from plads.core.periods import closed_last_day, first_day, show_day

_FIELD = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A fact with its Danish meaning, an example, and how it is read from a version.

    ``settled`` facts are known when the agreement is begun and put into the words at once; the others follow the
    draft and are put in when it is offered.
    """

    name: str
    meaning: str
    example: str
    read: Callable[[AgreementVersion, Mapping[str, str]], str]
    settled: bool = False


def _party(name: str) -> Callable[[AgreementVersion, Mapping[str, str]], str]:
    return lambda _version, parties: parties[name] or NOT_SAID


def _consultant(version: AgreementVersion, _parties: Mapping[str, str]) -> str:
    consultant = version.agreement.centre.consultant
    return consultant.name if consultant else NOT_SAID


def _contact(version: AgreementVersion, _parties: Mapping[str, str]) -> str:
    names = [each["name"] for each in version.contacts if each["side"] == "company"]
    return names[0] if names else NOT_SAID


def _hours(version: AgreementVersion, _parties: Mapping[str, str]) -> str:
    return week.show_hours(sum(week.total(week.load(place["slots"])) for place in version.places))


def _places(version: AgreementVersion, _parties: Mapping[str, str]) -> str:
    number = len(version.places)
    return f"{number} plads" if number == 1 else f"{number} pladser"


NOT_AGREED, NOT_SAID = "(ikke aftalt)", "(ikke oplyst)"

PLACEHOLDERS = (
    Placeholder("virksomhed", "virksomhedens navn", "Varehuset Eksempel A/S", _party("company"), True),
    Placeholder("cvr", "CVR-nummer", "99000007", _party("cvr"), True),
    Placeholder("arbejdsplads", "arbejdspladsens navn", "Varehuset Eksempel", _party("workplace"), True),
    Placeholder("p_nummer", "P-nummer", "9900000001", _party("p_number"), True),
    Placeholder(
        "adresse", "arbejdspladsens adresse", "Eksempelvej 1, 9999 Prøvekøbing", _party("address"), True
    ),
    Placeholder("center", "centrets navn", "Varehuset Eksempel", _party("centre"), True),
    Placeholder("kommune", "kommunens navn", "Prøvekøbing Kommune", _party("municipality"), True),
    Placeholder("jobcenter", "kommunens indgang for virksomheder", "Jobcentret", _party("office"), True),
    Placeholder("konsulent", "centrets konsulent", "Kaja Konsulent", _consultant, True),
    Placeholder("kontaktperson", "virksomhedens første kontaktperson", "Vera Virksomhed", _contact),
    Placeholder("antal_pladser", "hvor mange pladser", "4", lambda version, _p: str(len(version.places))),
    Placeholder("pladser", "hvor mange pladser, med ordet", "4 pladser", _places),
    Placeholder("timer_om_ugen", "pladsernes åbne timer tilsammen", "120 timer", _hours),
    Placeholder(
        "foerste_dag", "aftalens første dag", "01.01.2027", lambda v, _p: show_day(first_day(v.period))
    ),
    Placeholder(
        "sidste_dag", "aftalens sidste dag", "31.12.2027", lambda v, _p: show_day(closed_last_day(v.period))
    ),
    Placeholder("opsigelse_dage", "varsel i dage", "30", lambda version, _p: str(version.notice_days)),
    Placeholder(
        "opfoelgning_dage", "dage mellem opfølgninger", "21", lambda v, _p: str(v.followup_days or NOT_AGREED)
    ),
    Placeholder(
        "evaluering",
        "dagen for evaluering",
        "01.07.2027",
        lambda v, _p: show_day(v.evaluation_on) if v.evaluation_on else NOT_AGREED,
    ),
)
KNOWN = {each.name: each for each in PLACEHOLDERS}


def used(text: str) -> list[str]:
    """Return the names in braces in a text, in their order."""
    return _FIELD.findall(text)


def refuse_unknown(title: str, text: str, field: str = "") -> None:
    """Raise ``Refused`` when a text names a fact nobody knows; it names the clause, the fact and the known ones."""
    for name in used(text):
        if name not in KNOWN:
            known = ", ".join(f"{{{each}}}" for each in KNOWN)
            raise Refused(
                f"Afsnittet »{title}« bruger feltet {{{name}}}, som Plads ikke kender. "
                f"Ret det til et af disse: {known}.",
                code="unknown_field",
                field=field,
            )


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Return a text with the facts put in; a name in braces that is not among them stays as it is."""
    return _FIELD.sub(lambda match: facts.get(match[1], match[0]), text)


def facts_of(version: AgreementVersion, *, settled: bool = False) -> dict[str, str]:
    """Return the facts of a version by their names; only the ``settled`` ones when told so."""
    parties = parties_of(version)
    return {each.name: each.read(version, parties) for each in PLACEHOLDERS if each.settled or not settled}


def example_facts() -> dict[str, str]:
    """Return made-up facts, for reading a template before it is used."""
    return {each.name: each.example for each in PLACEHOLDERS}
