"""Occupations by ISCO-08 unit group, with their Danish names, ESCO addresses and our kinds of work."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from plads.core.codes import Function

ESCO = "http://data.europa.eu/esco/isco/C"
"""Beginning of the address by which ESCO names an ISCO-08 group."""


@dataclass(frozen=True, slots=True)
class Occupation:
    """A unit group: ``code`` is its four digits, ``name`` Danish, ``function`` our kind of work."""

    code: str
    name: str
    function: Function

    @property
    def uri(self) -> str:
        """The occupation's address in ESCO."""
        return f"{ESCO}{self.code}"


@cache
def occupations() -> dict[str, Occupation]:
    """Return every occupation by its code, in the order of kinds of work and then of names."""
    table = tomllib.loads(files("plads.core").joinpath("occupations.toml").read_text(encoding="utf-8"))
    rows = [
        Occupation(code, name, Function(function))
        for function, group in table.items()
        for code, name in sorted(group.items(), key=lambda row: row[1].casefold())
    ]
    return {row.code: row for row in rows}


def name_of(code: str) -> str:
    """Return an occupation's Danish name, or nothing for no code or one we do not list."""
    found = occupations().get(code)
    return found.name if found else ""
