"""From a file to bare rows: .xlsx and .csv, with what must be refused before it is opened."""

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from plads.intake.packages import Bad, check_package
from plads.intake.values import Oddity, Value, tidy

MOST_BYTES = 20 * 1024 * 1024
"""The largest file that is read."""
MOST_ROWS = 50_000
"""The most rows in one sheet."""
_MOST_COLUMNS = 100
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"


class Unreadable(Exception):
    """The file can't be read at all; ``message`` says why and ``remedy`` what to do, in Danish."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it stands: its title, and each row that holds anything with its number."""

    title: str
    rows: list[tuple[int, Sequence[Value | None]]]


def grids(data: bytes, filename: str) -> Iterator[Grid]:
    """Yield a file's sheets; raises ``Unreadable`` for anything that is not a spreadsheet."""
    if not data.strip():
        raise Unreadable("Filen er tom.", "Vælg en anden fil, eller begynd fra skabelonen.")
    if len(data) > MOST_BYTES:
        megabytes = MOST_BYTES // 1024 // 1024
        raise Unreadable(
            f"Filen fylder mere end {megabytes} MB.", "Del den i flere filer, eller fjern billeder."
        )
    if data.startswith(_OLD_OR_LOCKED):
        raise Unreadable(
            "Filen er låst med adgangskode eller gemt i det gamle .xls-format.",
            "Åbn den, fjern adgangskoden, og gem den som .xlsx.",
        )
    if data.startswith(b"PK"):
        if filename.lower().endswith(".csv"):
            raise Unreadable(
                "Filen hedder .csv, men er noget andet.", "Giv den sit rigtige navn, eller gem den på ny."
            )
        yield from _workbook(data)
    elif filename.lower().endswith((".xlsx", ".xlsm")):
        raise Unreadable("Filen er ikke et regneark.", "Åbn den i et regneark, og gem den som .xlsx.")
    else:
        yield Grid(filename.rsplit("/", 1)[-1].rsplit(".", 1)[0], _csv_rows(data))


def _workbook(data: bytes) -> Iterator[Grid]:
    _check_package(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from openpyxl import load_workbook  # a large library, for those who read a workbook

            book = load_workbook(io.BytesIO(data), read_only=True)
            sheets = book.worksheets
        except Exception as error:
            raise _damaged() from error
        for sheet in sheets:
            sheet.reset_dimensions()
            try:
                rows = list(_rows(sheet))
            except Unreadable:
                raise
            except Exception as error:
                raise _damaged(sheet.title) from error
            yield Grid(tidy(sheet.title), rows)
        book.close()


def _check_package(data: bytes) -> None:
    try:
        check_package(data)
    except Bad as error:
        raise Unreadable(error.message, error.remedy) from error


def _damaged(title: str = "") -> Unreadable:
    where = f"Arket »{title}«" if title else "Filen"
    return Unreadable(
        f"{where} er beskadiget og kan ikke læses.", "Åbn filen i et regneark, og gem den som .xlsx igen."
    )


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Value | None]]]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        values = [_value(cell) for cell in cells[:_MOST_COLUMNS]]
        if any(value is not None for value in values):
            _check_count(number)
            yield number, values


def _check_count(number: int) -> None:
    if number > MOST_ROWS:
        raise Unreadable(f"Et ark har mere end {MOST_ROWS} rækker.", "Del det i flere filer.")


def _value(cell: Any) -> Value | None:
    raw = cell.value
    if raw is None:
        return None
    if cell.data_type == "f":
        return Oddity(
            tidy(str(raw)), "Cellen er en formel.", "Kopiér kolonnen, og indsæt den igen som værdier."
        )
    if cell.data_type == "e":
        return Oddity(tidy(str(raw)), "Cellen viser en fejl.", "Ret fejlen i regnearket.")
    return plain(raw)


def plain(raw: Any) -> Value | None:
    """Return a raw cell as a value; blanks and empty texts are ``None``."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, bool | int | float | date):
        return raw
    if isinstance(raw, time):
        return f"{raw:%H.%M}"
    if isinstance(raw, timedelta):
        return str(raw)
    return tidy(str(raw)) or None


def _csv_rows(data: bytes) -> list[tuple[int, Sequence[Value | None]]]:
    text = _decoded(data)
    if "\x00" in text:
        raise Unreadable("Filen er ikke et regneark.", "Vælg en fil, der er gemt som .xlsx eller .csv.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[tuple[int, Sequence[Value | None]]] = []
    try:
        for number, cells in enumerate(reader, start=1):
            values = [plain(cell) for cell in cells[:_MOST_COLUMNS]]
            if any(value is not None for value in values):
                _check_count(number)
                rows.append((number, values))
    except csv.Error as error:
        raise Unreadable("Filen kan ikke læses som .csv.", "Gem den fra regnearket som CSV UTF-8.") from error
    return rows


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=first.count)
