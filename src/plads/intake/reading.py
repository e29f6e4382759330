"""Reading a workbook: from a file to rows under known columns, with faults for what does not fit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from plads.intake.faults import Fault
from plads.intake.grids import MOST_BYTES, Grid, Unreadable, grids
from plads.intake.headings import Layout, csv_sheet_for, layout, likely, sheet_for, skipped
from plads.intake.sheets import SHEETS, TITLES, Sheet
from plads.intake.values import Value, as_text, folded

Progress = Callable[[str, int, int], None]
"""Told as work goes on: what is being done, how many are done, and of how many."""


def quiet(step: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the spreadsheet, and its filled cells by column key."""

    number: int
    values: dict[str, Value]


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows of one sheet. ``missing`` are the columns whose heading was not found."""

    sheet: Sheet
    rows: list[Row]
    missing: frozenset[str]


@dataclass(slots=True)
class Workbook:
    """A file that was read: its sheets by key, faults of form, and notes on what was left aside."""

    name: str
    sheets: dict[str, SheetRows] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_workbook(source: Path | str | IO[bytes], filename: str = "", progress: Progress = quiet) -> Workbook:
    """Return a file's rows. Never raises on a bad file: what can't be read is among the workbook's faults.

    ``source`` is a path or an open binary file; ``filename`` tells .csv from .xlsx and names the sheet of a .csv.
    """
    name = filename or (Path(source).name if isinstance(source, str | Path) else "regneark.xlsx")
    book = Workbook(name)
    try:
        data = _bytes(source)
        is_csv = not data.startswith(b"PK")
        for number, grid in enumerate(grids(data, name)):
            progress(f"Læser {grid.title}", min(number, len(SHEETS)), len(SHEETS))
            _take(book, grid, is_csv=is_csv)
    except Unreadable as error:
        book.faults.append(Fault("", None, "", name, error.message, error.remedy))
    if not book.sheets and not book.faults:
        remedy = f"Arkene skal hedde {', '.join(TITLES)}. Begynd fra skabelonen."
        book.faults.append(Fault("", None, "", name, "Filen har ingen rækker, vi kan bruge.", remedy))
    return book


def _bytes(source: Path | str | IO[bytes]) -> bytes:
    if not isinstance(source, str | Path):
        return source.read(MOST_BYTES + 1)
    try:
        with Path(source).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Unreadable(
            "Filen kan ikke åbnes.", "Se efter, om navnet er rigtigt, og om du må læse den."
        ) from error


def _take(book: Workbook, grid: Grid, *, is_csv: bool) -> None:
    if skipped(grid.title) or not grid.rows:
        return
    sheet = csv_sheet_for(grid) if is_csv else sheet_for(grid, book.sheets)
    where = layout(sheet, grid) if sheet else None
    if sheet is None or where is None:
        book.faults.append(_unknown(grid, sheet))
    elif sheet.key in book.sheets:
        remedy = "Saml rækkerne i ét ark."
        book.faults.append(Fault(grid.title, None, "", "", f"Arket {sheet.title} er der to gange.", remedy))
    else:
        book.faults.extend(where.faults)
        book.sheets[sheet.key] = SheetRows(sheet, _rows(sheet, grid, where), frozenset(where.missing))
        _note(book, grid, sheet, where)


def _unknown(grid: Grid, sheet: Sheet | None) -> Fault:
    if sheet is not None:
        headings = ", ".join(column.heading for column in sheet.columns if column.required)
        message, remedy = "Ingen overskrifter i arket passer.", f"Den øverste række skal have: {headings}."
    elif close := likely(grid.title):
        message, remedy = "Arket kendes ikke.", f"Skal det hedde »{close}«? Ret navnet."
    else:
        message = "Arket kendes ikke."
        remedy = f"Kald det »Noter«, så springes det over, eller brug et af navnene {', '.join(TITLES)}."
    return Fault(grid.title, None, "", "", message, remedy)


def _rows(sheet: Sheet, grid: Grid, where: Layout) -> list[Row]:
    found = []
    for number, cells in grid.rows:
        if number <= where.row:
            continue
        values = {key: cells[at] for key, at in where.positions.items() if at < len(cells)}
        row = Row(number, {key: value for key, value in values.items() if value is not None})
        if row.values and not _is_example(sheet, row):
            found.append(row)
    return found


def _is_example(sheet: Sheet, row: Row) -> bool:
    """Return whether a row is the template's example, which may be left in place."""
    first = sheet.columns[0]
    if folded(as_text(row.values.get(first.key, ""))) != folded(first.example):
        return False
    return all(
        folded(as_text(row.values.get(each.key, ""))) == folded(each.example) for each in sheet.columns
    )


def _note(book: Workbook, grid: Grid, sheet: Sheet, where: Layout) -> None:
    if grid.title.casefold() != sheet.title.casefold():
        book.notes.append(f"»{grid.title}« er læst som arket {sheet.title}.")
    if where.ignored:
        columns = ", ".join(f"»{each}«" for each in where.ignored)
        book.notes.append(f"{sheet.title}: kolonnerne {columns} kendes ikke og er ikke læst.")
