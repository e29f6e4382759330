"""Writing a workbook: headings, widths and drop-down lists as the table of sheets says."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plads.intake.sheets import GUIDE, SHEETS, Column, Sheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_MADE = datetime(2026, 1, 1)  # noqa: DTZ001  # a fixed stamp in the file, so that the same rows give the same file
_LAST_CHECKED_ROW = 5000
_LONGEST_LIST = 255

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows to write by sheet key; a row holds cells by column key."""


class Writer:
    """An open workbook with the formats every sheet shares."""

    def __init__(self, path: Path | str) -> None:
        import xlsxwriter  # type: ignore[import-untyped]  # a large library, for those who write a workbook

        self.book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"})
        self.book.set_properties({"title": "Plads", "created": _MADE})
        self.heading = self.book.add_format({"bold": True, "bg_color": "#1A4A7A", "font_color": "#FFFFFF"})
        self.optional = self.book.add_format({"bold": True, "bg_color": "#D6E4F0"})
        self.example = self.book.add_format({"italic": True, "font_color": "#6B6B6B"})
        self.day = self.book.add_format({"num_format": "dd.mm.yyyy"})
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.plain = self.book.add_format({})


def write_workbook(path: Path | str, rows: Rows, *, guide: bool = False, examples: bool = False) -> None:
    """Write ``rows`` to an .xlsx file with every sheet of the workbook.

    ``guide`` adds the sheet of explanations first, ``examples`` an example row to each sheet, which reading skips.
    """
    writer = Writer(path)
    if guide:
        _guide(writer)
    for sheet in SHEETS:
        page = writer.book.add_worksheet(sheet.title)
        _headings(writer, page, sheet)
        start = 1
        if examples:
            _example(writer, page, sheet)
            start = 2
        for number, row in enumerate(rows.get(sheet.key, ()), start=start):
            for position, column in enumerate(sheet.columns):
                _cell(writer, page, number, position, row.get(column.key))
    writer.book.close()


def write_template(path: Path | str) -> None:
    """Write an empty workbook to fill in: explanations, an example row on each sheet, and drop-down lists."""
    write_workbook(path, {}, guide=True, examples=True)


def _headings(writer: Writer, page: "Worksheet", sheet: Sheet) -> None:
    page.freeze_panes(1, 0)
    for position, column in enumerate(sheet.columns):
        page.write_string(0, position, column.heading, writer.heading if column.required else writer.optional)
        page.set_column(position, position, _width(column))
        if column.kind.choices:
            page.data_validation(1, position, _LAST_CHECKED_ROW, position, _validation(column))


def _validation(column: Column) -> dict[str, Any]:
    labels = list(column.kind.choices)
    listed = len(",".join(labels)) <= _LONGEST_LIST and not any("," in label for label in labels)
    rule: dict[str, Any] = {"validate": "list", "source": labels} if listed else {"validate": "any"}
    help_ = column.help if listed else f"{column.help} Se listen i arket {GUIDE}."
    return {**rule, "input_title": column.heading[:32], "input_message": help_[:255], "ignore_blank": True}


def _width(column: Column) -> int:
    return max(len(column.heading), min(len(column.example), 40), 10) + 3


def _example(writer: Writer, page: "Worksheet", sheet: Sheet) -> None:
    for position, column in enumerate(sheet.columns):
        if column.example:
            page.write_string(1, position, column.example, writer.example)


def _cell(writer: Writer, page: "Worksheet", row: int, position: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        page.write_datetime(row, position, value, writer.day)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, position, value)
    else:
        page.write_string(row, position, str(value))


def _guide(writer: Writer) -> None:
    page = writer.book.add_worksheet(GUIDE)
    page.set_column(0, 2, 24)
    page.set_column(3, 3, 44)
    page.set_column(4, 4, 70)
    row = _lines(page, writer.plain, GUIDE_LINES) + 1
    for position, title in enumerate(("Ark", "Kolonne", "Skal udfyldes", "Skriv", "Forklaring")):
        page.write_string(row, position, title, writer.heading)
    for sheet in SHEETS:
        row += 1
        page.write_string(row, 0, sheet.title, writer.optional)
        page.write_string(row, 4, sheet.help, writer.optional)
        for column in sheet.columns:
            row += 1
            cells = (
                sheet.title,
                column.heading,
                "ja" if column.required else "",
                column.kind.shown,
                explained(column),
            )
            for position, text in enumerate(cells):
                page.write_string(row, position, text, writer.wrap)


GUIDE_LINES = (
    "Sådan fylder du regnearket ud",
    "Mørke overskrifter skal udfyldes. Lyse må stå tomme: en tom celle sletter aldrig noget i Plads.",
    "Rækken i kursiv er et eksempel. Den bliver sprunget over.",
    "Du kan lade hele ark stå tomme, og du kan læse den samme fil ind igen: intet bliver oprettet to gange.",
    "Har filen fejl, bliver intet gemt. Du får en liste med række, kolonne og hvad du kan gøre.",
    "Det, der er aftalt og underskrevet, og forløb, der er oprettet, ændres i Plads og ikke herfra.",
    "Ark, hvis navn begynder med »Noter«, bliver ikke læst.",
)
"""What a person reads first in the template."""


def explained(column: Column) -> str:
    """Return a column's help with the words it accepts."""
    words = f" Vælg mellem: {'; '.join(column.kind.choices)}." if column.kind.choices else ""
    return column.help + words


def names_shown(column: Column) -> str:
    """Return the other headings a column is known by."""
    return ", ".join(filter(None, column.aliases.split("|")))


def _lines(page: "Worksheet", plain: "Format", lines: Iterable[str]) -> int:
    row = -1
    for row, line in enumerate(lines):
        page.write_string(row, 0, line, plain)
    return row + 1
