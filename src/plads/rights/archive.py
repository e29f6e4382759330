"""Everything about one person in one place, for the person: as a page to read and as JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from plads.core import clock
from plads.core.events import sentence
from plads.core.looks import Sight
from plads.core.models import Municipality
from plads.rights.kinds import About, Fate, Kind, Part
from plads.rights.retention import period_words
from plads.rights.subjects import PROPOSAL, Everything, Found, Subject, everything
from plads.rights.words import plain, week_words, words

WEEKS = ("available", "slots")
"""Columns that hold times of a week."""


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a row: its column, its Danish name, how it reads, and as JSON."""

    column: str
    label: str
    said: str
    value: Any


@dataclass(frozen=True, slots=True)
class Section:
    """All rows of one part, with why they are kept and for how long."""

    kind: Kind
    part: Part
    kept: str
    rows: tuple[tuple[Line, ...], ...]

    @property
    def table(self) -> str:
        """What the rows are called."""
        return str(self.part.table._meta.verbose_name_plural)

    @property
    def columns(self) -> tuple[str, ...]:
        """The Danish names of the columns, in order."""
        return tuple(self.part.shown.values())

    @property
    def wide(self) -> bool:
        """Whether a row is better read as a list of facts than as a line of a table."""
        return len(self.part.shown) > 5 or len(self.rows) == 1


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything about a person at one moment."""

    subject: Subject
    municipality: Municipality
    made_at: datetime
    sections: tuple[Section, ...]

    def groups(self) -> list[tuple[Kind, list[Section]]]:
        """Return the sections that have rows, by kind in the table's order."""
        found: dict[str, tuple[Kind, list[Section]]] = {}
        for section in self.sections:
            if section.rows:
                found.setdefault(section.kind.code, (section.kind, []))[1].append(section)
        return list(found.values())

    def empty(self) -> list[str]:
        """Return the names of the kinds there is nothing of."""
        filled = {section.kind.code for section in self.sections if section.rows}
        return list(dict.fromkeys(s.kind.label for s in self.sections if s.kind.code not in filled))

    def as_dict(self) -> dict[str, Any]:
        """Return the whole archive ready for JSON; it explains itself."""
        return {
            "om": {
                "hvad": "Alle oplysninger om én person i Plads",
                "person": self.subject.name,
                "kommune": self.municipality.name,
                "kommunens_cvr": self.municipality.cvr,
                "lavet": self.made_at.astimezone(clock.COPENHAGEN).isoformat(),
                "format": "plads-indsigt-1",
                "laes_saadan": "Hver del har 'felter' (kolonnens navn og hvad den hedder på dansk) og 'raekker' "
                "(værdierne). 'formaal', 'hjemmel', 'kilde' og 'opbevaring' siger hvorfor, efter hvilke regler, "
                "hvorfra og hvor længe. Dage er ÅÅÅÅ-MM-DD; tidspunkter har tidszone; minutter er hele tal.",
            },
            "dele": [_section_dict(section) for section in self.sections],
        }


def gather(subject: Subject) -> Archive:
    """Return everything about a person: at most two statements for each part, whatever the person has done."""
    whole = everything(subject)
    municipality = Municipality.objects.get(id=subject.municipality_id)
    kept = period_words(municipality.id)
    sections = tuple(_section(found, whole, kept[found.kind.code]) for found in whole.found)
    return Archive(subject, municipality, clock.now(), sections)


def _section(found: Found, whole: Everything, kept: str) -> Section:
    read = _READERS.get(found.part.model, _read)
    return Section(found.kind, found.part, kept, tuple(read(found, whole)))


def _read(found: Found, whole: Everything) -> list[tuple[Line, ...]]:
    """Return the rows of a part as lines, column by column."""
    fields = {name: _field(found.part.table, name) for name in found.part.shown}
    return [
        tuple(
            Line(name, label, _said(fields[name], row[name]), plain(row[name]))
            for name, label in found.part.shown.items()
        )
        for row in found.rows.values(*found.part.shown)
    ]


def _said(field: Any, value: Any) -> str:
    return week_words(value) if field.name in WEEKS and value else words(field, value)


def _field(model: type[models.Model], path: str) -> Any:
    field: Any = None
    for name in path.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model or model
    return field


def _events(found: Found, whole: Everything) -> list[tuple[Line, ...]]:
    rows = found.rows.order_by("-at", "-pk").values("at", "kind", "facts", "actor_role")
    return [
        (
            Line("at", found.part.shown["at"], words(None, row["at"]), plain(row["at"])),
            Line("kind", found.part.shown["kind"], sentence(row["kind"], row["facts"]), row["kind"]),
            Line(
                "actor_role",
                found.part.shown["actor_role"],
                words(_field(found.part.table, "actor_role"), row["actor_role"]),
                row["actor_role"],
            ),
        )
        for row in rows
    ]


def _looks(found: Found, whole: Everything) -> list[tuple[Line, ...]]:
    """Return looks, newest first, with what was seen in words; nobody else on the same list is named."""
    newest = Found(found.kind, found.part, found.rows.order_by("-at"))
    return [
        tuple(_sights(line) if line.column == "sights" else line for line in row)
        for row in _read(newest, whole)
    ]


def _sights(line: Line) -> Line:
    known = dict(Sight.choices)
    return Line(
        line.column, line.label, ", ".join(str(known.get(each, each)) for each in line.value), line.value
    )


def _proposals(found: Found, whole: Everything) -> list[tuple[Line, ...]]:
    """Return proposals with what is the person's own in them: never anybody else."""
    ids = {str(each) for each in whole.subject.ids[About.CANDIDATE]}
    return [_proposal(row, ids, found.part.shown) for row in found.rows.select_related("place__centre")]


def _proposal(row: Any, ids: set[str], labels: Mapping[str, str]) -> tuple[Line, ...]:
    mine = next((each for each in row.ranked if each["candidate"] in ids), None)
    known = next((each for each in row.inputs if each["id"] in ids), None)
    rules = [rule for who, found in row.blocked.items() if who in ids for rule in found]
    about_me = str(row.chosen_id) in ids or str(row.first_choice_id) in ids
    reasons = [f"{each['text']} ({each['points']})" for each in mine["reasons"]] if mine else []
    said: dict[str, tuple[str, Any]] = {
        "place": (f"{row.place.centre.name}, plads {row.place.number}", row.place.number),
        "inputs": ("se JSON-filen" if known else "–", known),
        "ranked": (f"{mine['points']} point: {', '.join(reasons)}" if mine else "–", mine),
        "blocked": (", ".join(rules) or "–", rules),
        "first_choice": (words(None, str(row.first_choice_id) in ids), str(row.first_choice_id) in ids),
        "chosen": (words(None, str(row.chosen_id) in ids), str(row.chosen_id) in ids),
        "reason": (words(None, row.reason if about_me else ""), row.reason if about_me else ""),
    }
    for name in labels:
        if name not in said:
            said[name] = (words(None, getattr(row, name)), plain(getattr(row, name)))
    return tuple(Line(name, label, *said[name]) for name, label in labels.items())


def _notices(found: Found, whole: Everything) -> list[tuple[Line, ...]]:
    """Return notices as their person reads them; the candidate they are about is only ever »dig« here."""
    who = "dig" if found.part.about == About.CANDIDATE else "kandidaten"
    return [
        tuple(
            _renamed(line, line.said.replace("{kandidat}", who)) if line.column == "text" else line
            for line in row
        )
        for row in _read(found, whole)
    ]


def _changes(found: Found, whole: Everything) -> list[tuple[Line, ...]]:
    """Return changes with tables and columns by their Danish names."""
    tables = {model._meta.db_table: model for model in apps.get_models()}
    said: list[tuple[Line, ...]] = []
    for row in _read(found, whole):
        model = tables.get(next(line.value for line in row if line.column == "table_name"))
        said.append(tuple(_in_danish(line, model) for line in row))
    return said


def _in_danish(line: Line, model: type[models.Model] | None) -> Line:
    if model is None or line.column not in ("table_name", "columns", "before"):
        return line
    if line.column == "table_name":
        return _renamed(line, str(model._meta.verbose_name))
    names = {field.column: str(field.verbose_name) for field in model._meta.concrete_fields}
    if line.column == "columns":
        return _renamed(line, ", ".join(names.get(each, each) for each in line.value) or "–")
    shown = {names.get(name, name): value for name, value in (line.value or {}).items()}
    return _renamed(line, words(None, shown or None))


def _renamed(line: Line, said: str) -> Line:
    return Line(line.column, line.label, said, line.value)


_READERS: dict[str, Callable[[Found, Everything], list[tuple[Line, ...]]]] = {
    "core.Event": _events,
    "core.AccessRecord": _looks,
    "core.Change": _changes,
    "notices.Notice": _notices,
    PROPOSAL: _proposals,
}


def _section_dict(section: Section) -> dict[str, Any]:
    return {
        "kode": section.kind.code,
        "navn": section.kind.label,
        "tabel": section.part.model,
        "formaal": section.kind.purpose,
        "hjemmel": str(section.kind.basis),
        "kilde": section.kind.origin,
        "opbevaring": section.kept,
        "hvad_sker_der": section.part.fate.value,
        "hvorfor": section.part.why if section.part.fate != Fate.DELETE else "",
        "felter": dict(section.part.shown),
        "raekker": [{line.column: line.value for line in row} for row in section.rows],
    }
