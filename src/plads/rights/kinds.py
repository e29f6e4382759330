"""The one table of what Plads keeps about people: why, by which law, how long, and what then becomes of it.

Access, erasing, the retention job and the municipality's record of processing all read it. A test walks every table
of the database: a table or column that nobody has decided about fails it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models


class About(StrEnum):
    """Whom a part is about; the value is the Danish word."""

    CANDIDATE = "kandidat"
    USER = "bruger"
    MENTOR = "mentor"
    CONTACT = "kontaktperson"
    INQUIRER = "den, der skrev til jobcentret"


class Fate(StrEnum):
    """What becomes of a part when its time is up, or when its person is erased."""

    DELETE = "slettes"
    ANONYMISE = "gøres anonymt"
    KEEP = "bevares"


@dataclass(frozen=True, slots=True)
class Basis:
    """The legal basis in words; ``verified`` says whether the text of the law itself was read for it."""

    text: str
    verified: bool = False

    def __str__(self) -> str:
        return self.text if self.verified else f"{self.text} (ikke verificeret)"


@dataclass(frozen=True, slots=True)
class Part:
    """Some columns of a table that are about a person.

    ``path`` leads from a row to the person's id. ``by_rows`` means that it leads to the ids of the person's other rows
    instead (an event about a placement). ``shown`` names, in Danish, what the person gets to see; ``unshown`` says why
    the rest is left out. ``why`` explains what is not simply deleted.
    """

    model: str
    path: str
    about: About
    shown: Mapping[str, str]
    unshown: Mapping[str, str] = field(default_factory=dict)
    fate: Fate = Fate.DELETE
    why: str = ""
    by_rows: bool = False
    where: Mapping[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> type[models.Model]:
        """The model itself."""
        return apps.get_model(self.model)

    def decided(self) -> set[str]:
        """Return the names of the columns somebody has decided about."""
        return {name.partition("__")[0] for name in (*self.shown, *self.unshown)}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of data. ``months`` is how long it is kept after ``after``; ``None`` when it goes with ``along``."""

    code: str
    label: str
    purpose: str
    basis: Basis
    origin: str
    parts: tuple[Part, ...]
    after: str = ""
    months: int | None = None
    along: str = ""
    private: bool = False
    """Whether it holds what GDPR art. 9 protects specially, or the CPR number: sealed in the database."""

    @property
    def office_label(self) -> str:
        """What the municipality calls it; ``label`` speaks to the person themselves."""
        return OFFICE_LABELS.get(self.code, self.label)


OFFICE_LABELS = {
    "candidate": "Kandidatens oplysninger",
    "activity": "Kurser og aftaler",
    "statement": "Kompetencebeviser",
    "decision_letter": "Afgørelsesbreve",
    "progress": "Udvikling",
    "course": "Forløb",
    "nomination": "Indstillinger",
    "proposal": "Forslag til pladser",
    "request": "Anmodninger om egne oplysninger",
    "access": "Kandidatens adgang",
    "event": "Hændelser",
    "change": "Ændringer",
    "look": "Opslag",
    "user": "Brugere",
    "deed": "Hvad brugere har gjort",
}
"""The office's words for kinds whose label speaks to the person."""


AUTHORITY = Basis(
    "GDPR art. 6, stk. 1, litra e, og art. 9, stk. 2, litra f; databeskyttelseslovens § 7; "
    "lov om en aktiv beskæftigelsesindsats (LBK 280 af 1. marts 2024) kapitel 11"
)
MENTOR_SUPPORT = Basis(
    "GDPR art. 6, stk. 1, litra e; lov om en aktiv beskæftigelsesindsats kapitel 26, §§ 167-171"
)
LOG = Basis("GDPR art. 5, 15 og 32; Datatilsynet 6. juni 2024: retten til indsigt omfatter loggen")
PARTNER = Basis("GDPR art. 6, stk. 1, litra e; bekendtgørelse om en aktiv beskæftigelsesindsats §§ 60 og 65")
SECURITY = Basis("GDPR art. 32")
RIGHTS = Basis("GDPR art. 12 og 15-21")


def kinds() -> tuple[Kind, ...]:
    """Return the whole table, in the order in which a person reads it."""
    from plads.rights.kinds_candidates import CANDIDATE_KINDS
    from plads.rights.kinds_others import OTHER_KINDS

    return (*CANDIDATE_KINDS, *OTHER_KINDS)


def kind_of(code: str) -> Kind:
    """Return one line of the table; raises ``KeyError``."""
    return {kind.code: kind for kind in kinds()}[code]


def parts() -> Iterator[tuple[Kind, Part]]:
    """Yield every part with its kind."""
    for kind in kinds():
        for part in kind.parts:
            yield kind, part


def periods() -> tuple[Kind, ...]:
    """Return the kinds that have a period of their own, which a municipality may change."""
    return tuple(kind for kind in kinds() if kind.months is not None)
