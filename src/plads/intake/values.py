"""What a spreadsheet's cell holds, as text, and as a day or a month."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Oddity:
    """A cell that holds no value of its own: a formula or an error. ``text`` is what it shows."""

    text: str
    message: str
    remedy: str


Value = str | int | float | bool | date | Oddity
"""What a spreadsheet's cell may hold, once read."""


def as_text(value: Value) -> str:
    """Return a cell as a person would write it; whole numbers without decimals, days as ``24.11.2026``."""
    if isinstance(value, Oddity):
        return value.text
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:g}".replace(".", ",")
    if isinstance(value, date):
        return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"
    return str(value)


def tidy(text: str) -> str:
    """Return text as the database takes it: composed letters, plain blanks, no control characters."""
    composed = unicodedata.normalize("NFC", text)
    kept = (char if char in "\n\t" or unicodedata.category(char) not in _UNSEEN else "" for char in composed)
    lines = "".join(kept).replace("\t", " ").splitlines()
    return "\n".join(
        re.sub(r"[ \u00a0\u2000-\u200a\u202f\u3000]+", " ", line).strip() for line in lines
    ).strip()


_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}


def folded(text: str) -> str:
    """Return text for comparison: case, blanks and punctuation at the ends ignored."""
    return re.sub(r"\s+", " ", text).strip(" \t*:.").casefold()


_DAY_FIRST = re.compile(r"^(\d{1,2})[.\-/ ]{1,2}(\d{1,2})[.\-/ ]{1,2}(\d{4}|\d{2})$")
_YEAR_FIRST = re.compile(r"^(\d{4})[.\-/](\d{1,2})[.\-/](\d{1,2})(?:[T ]00:00(?::00)?)?$")
_MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
_FIRST_YEAR, _LAST_YEAR = 1990, 2099


def read_day(value: Value) -> date:
    """Return a day; raises ``ValueError`` (Danish) for what is none, or lies in no year people mean."""
    if isinstance(value, date):
        return _sane(value.date() if isinstance(value, datetime) else value)
    if not isinstance(value, str):
        raise ValueError("Der skal stå en dag. Her er et tal, der ikke er vist som dato.")
    found = value.strip()
    if match := _DAY_FIRST.match(found):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
        return _real(year + 2000 if len(match[3]) == 2 else year, month, day)
    if match := _YEAR_FIRST.match(found):
        return _real(int(match[1]), int(match[2]), int(match[3]))
    raise ValueError("Der skal stå en dag.")


def _real(year: int, month: int, day: int) -> date:
    try:
        return _sane(date(year, month, day))
    except ValueError as error:
        raise ValueError("Den dag findes ikke.") from error


def _sane(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"Året skal ligge mellem {_FIRST_YEAR} og {_LAST_YEAR}.")
    return day


def read_month(value: Value) -> date:
    """Return the first day of a month; raises ``ValueError`` (Danish)."""
    if not isinstance(value, str):
        return read_day(value).replace(day=1)
    try:
        return _written_month(folded(value)) or read_day(value).replace(day=1)
    except ValueError as error:
        raise ValueError("Der skal stå en måned.") from error


def _written_month(found: str) -> date | None:
    if match := re.fullmatch(r"(\d{1,2})[.\-/ ](\d{4})", found):
        return _real(int(match[2]), int(match[1]), 1)
    if match := re.fullmatch(r"(\d{4})[.\-/ m]{1,2}(\d{1,2})", found):
        return _real(int(match[1]), int(match[2]), 1)
    if match := re.fullmatch(r"([a-zæøå]{3,9})\.? (\d{4})", found):
        numbers = [number for number, name in enumerate(_MONTHS, start=1) if name.startswith(match[1])]
        return _real(int(match[2]), numbers[0], 1) if numbers else None
    return None
