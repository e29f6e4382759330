"""Reading a configuration file: every value is checked, every fault is said with its place, all at once."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class Misconfigured(Exception):
    """The file is wrong; ``faults`` are sentences for the installer, each with its place."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def raw(file: Path) -> Mapping[str, Any]:
    """Return the tables of a TOML file; raises ``Misconfigured`` when it cannot be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured([f"{file}: kan ikke læses ({error.strerror})."]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured([f"{file}: er ikke gyldig TOML ({error})."]) from error


class FileReading:
    """One reading of one file; ``faults`` grows as faults are found, and what is wrong gets a harmless value.

    Other files that it names are found from its own folder.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.faults: list[str] = []

    def _address(
        self, place: str, value: Any, inside: frozenset[str] = frozenset(), *, needed: bool = False
    ) -> str:
        if not value and not needed:
            return ""
        try:
            parts = urlsplit(value if isinstance(value, str) else "")
        except ValueError:
            parts = urlsplit("")
        plain = parts.scheme == "http" and (
            parts.hostname in ("127.0.0.1", "localhost") or {parts.netloc, parts.hostname} & inside
        )
        if not parts.hostname or not (parts.scheme == "https" or plain):
            self._fault(place, "skal være en adresse, der begynder med https://.")
            return ""
        return str(value)

    def _one_of(self, place: str, value: Any, known: tuple[str, ...]) -> str:
        if value in known:
            return str(value)
        self._fault(place, f"skal være en af {', '.join(known)}.")
        return ""

    def _text(self, place: str, value: Any, *, empty: bool = False) -> str:
        if isinstance(value, str) and (value.strip() or empty):
            return value
        self._fault(place, "mangler: skriv en tekst i anførselstegn.")
        return ""

    def _texts(self, place: str, value: Any) -> list[str]:
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return value
        self._fault(place, "skal være en liste af tekster.")
        return []

    def _table(self, place: str, value: Any) -> Mapping[str, Any]:
        if isinstance(value, dict):
            return value
        if value is not None:
            self._fault(place, "skal være en tabel.")
        return {}

    def _content(self, place: str, name: Any, *, needed: bool = False) -> str:
        if not isinstance(name, str) or not name:
            if needed or not isinstance(name, str):
                self._fault(place, "mangler: skriv navnet på en fil.")
            return ""
        path = self.file.parent / name
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            self._fault(place, f"filen {path} kan ikke læses.")
            return ""

    def _secret(self, place: str, table: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
        """Return what stands in the file ``name_file`` or the environment variable ``name_env`` names."""
        if table.get(f"{name}_env"):
            variable = self._text(f"{place}.{name}_env", table[f"{name}_env"])
            if not os.environ.get(variable):
                self._fault(f"{place}.{name}_env", f"miljøvariablen {variable} er ikke sat.")
            return os.environ.get(variable, "")
        file = table.get(f"{name}_file", "")
        return self._content(f"{place}.{name}_file", file, needed=needed).strip()

    def _unknown(self, place: str, table: Mapping[str, Any], known: set[str]) -> None:
        for name in sorted(set(table) - {str(each) for each in known}):
            self._fault(f"{place}.{name}".lstrip("."), "kender Plads ikke. Er det en slåfejl?")

    def _fault(self, place: str, words: str) -> None:
        self.faults.append(f"{self.file.name}: {place}: {words}")
