"""An agreement as people read it: parties, numbers, clauses by chapter, contact persons and places, in Danish words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from plads.centres.clauses import CHAPTERS, chapter_of
from plads.centres.models import AgreementVersion
from plads.centres.services.parties import parties_of
from plads.centres.services.terms import PlaceTerms, place_from, terms_of
from plads.centres.services.wording import SIDES, Words, filled, words_in
from plads.core import week
from plads.core.codes import Certificate, DanishLevel, Demand, Function, Language, Shift
from plads.core.occupations import name_of
from plads.core.periods import closed_last_day, first_day


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """A place in words. ``title`` is its occupation, or its kind of work; empty words are not decided yet."""

    number: int
    title: str
    function: str
    tasks: tuple[str, ...]
    week: str
    hours: str
    shift: str
    danish: str
    languages: tuple[str, ...]
    demands: tuple[str, ...]
    certificates: tuple[str, ...]
    first_day: date | None
    last_day: date | None

    @property
    def whole(self) -> bool:
        """Whether what the place is, its tasks and its week are written."""
        return bool(self.title and self.tasks and self.week)

    @property
    def asks(self) -> tuple[str, ...]:
        """What the place asks of a person beside Danish: demands, then certificates."""
        return self.demands + self.certificates


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Places that are the same but for their numbers."""

    numbers: list[int]
    place: PlaceRead

    @property
    def count(self) -> int:
        """How many places they are."""
        return len(self.numbers)

    @property
    def label(self) -> str:
        """Their numbers in words: ``Plads 3``, ``Plads 1, 3–6``."""
        return f"Plads {', '.join(_runs(self.numbers))}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """Clauses under one heading. ``anchor`` names it in an address."""

    title: str
    anchor: str
    clauses: list[Words]


@dataclass(frozen=True, slots=True)
class Reading:
    """A version in words. ``contacts`` are the people of each side; ``places`` those that are equal together."""

    parties: dict[str, str]
    first_day: date
    last_day: date
    notice_days: int
    followup_days: int | None
    evaluation_on: date | None
    chapters: list[Chapter]
    contacts: list[tuple[str, list[dict[str, str]]]]
    places: list[PlaceGroup]
    changed: list[str]
    reason: str

    @property
    def number_of_places(self) -> int:
        """How many places the agreement has."""
        return sum(group.count for group in self.places)


def read(version: AgreementVersion) -> Reading:
    """Return a version in words; the facts a draft names in braces are put in as they are today.

    Reads the version's agreement, centre, workplace, company, consultant and municipality when it is a draft.
    """
    words = filled(version) if version.state == AgreementVersion.State.DRAFT else words_in(terms_of(version))
    return Reading(
        parties=parties_of(version),
        first_day=first_day(version.period),
        last_day=closed_last_day(version.period),
        notice_days=version.notice_days,
        followup_days=version.followup_days,
        evaluation_on=version.evaluation_on,
        chapters=_chapters(words),
        contacts=_contacts(version.contacts),
        places=grouped(place_read(place_from(each)) for each in version.places),
        changed=version.changed,
        reason=version.reason,
    )


def place_read(place: PlaceTerms) -> PlaceRead:
    """Return a place in words."""
    function = str(Function(place.function).label) if place.function else ""
    return PlaceRead(
        number=place.number,
        title=name_of(place.occupation) or function,
        function=function,
        tasks=tuple(place.tasks),
        week=week.show(place.slots),
        hours=week.show_hours(week.total(place.slots)),
        shift="" if place.shift == Shift.DAY else str(Shift(place.shift).label),
        danish=str(DanishLevel(place.danish_level).label),
        languages=_labels(Language, place.languages),
        demands=_labels(Demand, place.demands),
        certificates=_labels(Certificate, place.certificates),
        first_day=place.first_day,
        last_day=place.last_day,
    )


def grouped(places: Iterable[PlaceRead]) -> list[PlaceGroup]:
    """Return places in groups of equal ones, in the order of their first numbers."""
    found: dict[PlaceRead, PlaceGroup] = {}
    for place in places:
        found.setdefault(replace(place, number=0), PlaceGroup([], place)).numbers.append(place.number)
    return list(found.values())


def _runs(numbers: list[int]) -> Iterator[str]:
    """Yield numbers in words, three or more in a row as ``3–6``."""
    for _step, rows in groupby(enumerate(numbers), key=lambda row: row[1] - row[0]):
        run = [number for _at, number in rows]
        yield from [f"{run[0]}–{run[-1]}"] if len(run) > 2 else map(str, run)


def _chapters(words: list[Words]) -> list[Chapter]:
    written = [each for each in words if each.text.strip()]
    chapters = [
        Chapter(title, f"kapitel-{number}", [each for each in written if chapter_of(each.key) == title])
        for number, title in enumerate(CHAPTERS, start=1)
    ]
    return [chapter for chapter in chapters if chapter.clauses]


def _contacts(contacts: list[dict[str, str]]) -> list[tuple[str, list[dict[str, str]]]]:
    sides = [(str(side.label), [each for each in contacts if each["side"] == side]) for side in SIDES]
    return [(label, rows) for label, rows in sides if rows]


def _labels(codes: Any, values: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(codes(value).label) for value in values)
