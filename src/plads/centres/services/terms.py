"""The words of an agreement, as they are handed to the services, laid into a version, and read back from it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from plads.centres.clauses import in_order, title_of
from plads.centres.models import AgreementVersion
from plads.centres.services.parties import parties_of
from plads.core import week
from plads.core.codes import Shift
from plads.core.errors import Refused
from plads.core.occupations import occupations
from plads.core.periods import closed_last_day, first_day, period
from plads.core.week import Slot

LONGEST_TASK = 120
"""How many characters a task of a place may have."""


@dataclass(frozen=True, slots=True)
class PlaceTerms:
    """A place as the agreement describes it; ``slots`` is its week, ``occupation`` an ISCO-08 code or empty.

    ``first_day`` and ``last_day`` are the place's own days within the agreement's; ``None`` is the agreement's.
    In a draft ``function``, ``tasks`` and ``slots`` may be empty still.
    """

    number: int
    function: str
    tasks: list[str]
    slots: list[Slot]
    danish_level: int = 0
    languages: list[str] = field(default_factory=list)
    demands: list[str] = field(default_factory=list)
    occupation: str = ""
    certificates: list[str] = field(default_factory=list)
    shift: str = Shift.DAY.value
    first_day: date | None = None
    last_day: date | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the terms ready for JSON."""
        days = {name: _iso(getattr(self, name)) for name in ("first_day", "last_day")}
        return {**asdict(self), "slots": week.dump(self.slots), **days}


def place_from(stored: Mapping[str, Any]) -> PlaceTerms:
    """Return a stored place of a version; what an older version did not know has its usual value."""
    known = {name: stored[name] for name in PlaceTerms.__dataclass_fields__ if name in stored}
    days = {name: _day(stored.get(name)) for name in ("first_day", "last_day")}
    return PlaceTerms(**{**known, "slots": week.load(stored["slots"]), **days})


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """The words of an agreement; both days of the period are included.

    ``clauses`` and ``contacts`` are as in the model.
    """

    first_day: date
    last_day: date
    goals: str
    target_group: str
    places: list[PlaceTerms]
    mentor_arrangement: str = ""
    economy: str = ""
    absence_procedure: str = ""
    notice_days: int = 30
    followup_days: int | None = None
    evaluation_on: date | None = None
    clauses: list[dict[str, str]] = field(default_factory=list)
    contacts: list[dict[str, str]] = field(default_factory=list)
    template_id: UUID | None = None
    reason: str = ""


_SAME = tuple(
    name for name in AgreementTerms.__dataclass_fields__ if name not in ("first_day", "last_day", "places")
)
"""Terms that have the same name and shape in a version."""


def word(version: AgreementVersion, terms: AgreementTerms) -> None:
    """Put the words of ``terms`` into a version, places in the order of their numbers; saves nothing."""
    version.period = period(terms.first_day, terms.last_day)
    for name in _SAME:
        value = getattr(terms, name)
        setattr(version, name, value.strip() if isinstance(value, str) else value)
    version.clauses = _tidy(terms.clauses)
    version.places = [place.as_dict() for place in sorted(terms.places, key=lambda place: place.number)]


def _tidy(clauses: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the clauses that have words, in the order they are read, with the titles they have everywhere."""
    return in_order(
        {"key": each["key"], "title": title_of(each["key"], each["title"]), "text": each["text"].strip()}
        for each in clauses
        if each["text"].strip()
    )


def terms_of(version: AgreementVersion) -> AgreementTerms:
    """Return the words of a version: what ``word`` would put there."""
    return AgreementTerms(
        first_day=first_day(version.period),
        last_day=closed_last_day(version.period),
        places=[place_from(place) for place in version.places],
        **{name: getattr(version, name) for name in _SAME},
    )


def canonical(version: AgreementVersion) -> dict[str, Any]:
    """Return everything the parties sign, ready for JSON and the same each time it is read from the database.

    It is what the seal is taken of. Reads the version's agreement, centre, workplace, company and municipality
    only while it is a draft: afterwards the parties stand in the version itself.
    """
    return {
        "agreement": str(version.agreement_id),
        "number": version.number,
        "parties": parties_of(version),
        "first_day": _iso(first_day(version.period)),
        "last_day": _iso(closed_last_day(version.period)),
        **{name: getattr(version, name) for name in _SAME},
        "template_id": None if version.template_id is None else str(version.template_id),
        "evaluation_on": _iso(version.evaluation_on),
        "places": version.places,
        "quota": version.quota,
        "changed": version.changed,
    }


def check_terms(terms: AgreementTerms) -> None:
    """Raise ``Refused`` on terms no agreement of a centre can have, not even a draft."""
    if terms.last_day < terms.first_day:
        raise Refused("Aftalen slutter, før den begynder.", code="end_before_start", field="last_day")
    if not terms.places:
        raise Refused("En aftale skal have mindst én plads.", code="no_places", field="places")
    numbers = [place.number for place in terms.places]
    if len(set(numbers)) != len(numbers):
        raise Refused("To pladser har samme nummer.", code="number_twice", field="places")
    if terms.evaluation_on and not terms.first_day <= terms.evaluation_on <= terms.last_day:
        raise Refused(
            "Dagen for evaluering ligger uden for aftalens periode. Vælg en dag i perioden.",
            code="evaluation_outside",
            field="evaluation_on",
        )
    for place in terms.places:
        _check_place(place)
        _check_days(terms, place)


def _check_place(place: PlaceTerms) -> None:
    if place.occupation and place.occupation not in occupations():
        raise Refused(
            f"Plads {place.number}, stilling: koden {place.occupation} er ikke på listen. Vælg en fra listen.",
            code="unknown_occupation",
            field="occupation",
        )
    if any(len(task) > LONGEST_TASK for task in place.tasks):
        raise Refused(
            f"Plads {place.number}, opgaver: en opgave er højst {LONGEST_TASK} tegn. Del den i to.",
            code="task_too_long",
            field="tasks",
        )


def _check_days(terms: AgreementTerms, place: PlaceTerms) -> None:
    first, last = place.first_day or terms.first_day, place.last_day or terms.last_day
    if first < terms.first_day or last > terms.last_day:
        raise Refused(
            f"Plads {place.number}, egen periode: dagene skal ligge inden for aftalens, "
            f"{terms.first_day:%d.%m.%Y} – {terms.last_day:%d.%m.%Y}. Ret pladsens dage, eller lad dem stå tomme.",
            code="place_outside",
            field="first_day",
        )
    if last < first:
        raise Refused(
            f"Plads {place.number}, egen periode: den slutter, før den begynder. Ret en af dagene.",
            code="place_ends_before_start",
            field="last_day",
        )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
