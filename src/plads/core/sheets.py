"""Cells that stay what they are: a spreadsheet never takes what a person wrote for a formula.

Every export goes through here: ``write_cell`` into an .xlsx sheet, ``csv_text`` into a .csv file.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from plads.core.clock import COPENHAGEN

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula, or for a jump into the next cell."""

_HIDES_WHAT_FOLLOWS = "\ufeff\u200b\u200e\u200f\xa0 "
"""Signs nobody sees; some spreadsheets skip them before they look for a formula."""

_LONGEST = 32_767
"""The most signs one cell of an .xlsx file holds."""


def write_cell(sheet: "Worksheet", row: int, column: int, value: Any, form: "Format | None" = None) -> None:
    """Write one value with its own kind: text stays text, whatever it begins with; nothing stays nothing.

    Days are written as days, moments in Danish time, yes and no as words, everything else as text.
    """
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "ja" if value else "nej", form)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value, form)
    elif isinstance(value, date | time):
        sheet.write_datetime(row, column, _local(value), form)
    else:
        sheet.write_string(row, column, _storable(str(value)), form)


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as a .csv text for a Danish spreadsheet: semicolons, Danish days, and no cell a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([csv_cell(value) for value in row])
    return out.getvalue()


def csv_cell(value: Any) -> str:
    """Return one value as .csv text; text that could be a formula gets an apostrophe in front.

    Numbers are written by Plads itself and keep their minus.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        return f"{_local(value):%d.%m.%Y %H.%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, time):
        return f"{value:%H.%M}"
    return safe_text(str(value))


def safe_text(text: str) -> str:
    """Return text that no spreadsheet reads as a formula: an apostrophe stands before what could begin one."""
    text = text.replace("\x00", "")
    shown = text.lstrip(_HIDES_WHAT_FOLLOWS)
    return f"'{text}" if shown.startswith(_BEGINS_A_FORMULA) else text


def _storable(text: str) -> str:
    """Return text as an .xlsx cell may hold it: no control signs, and no longer than a cell."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")[:_LONGEST]


def _local(value: Any) -> Any:
    """Return a moment as the clock on the wall showed it; spreadsheets know no time zones."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(COPENHAGEN).replace(tzinfo=None)
    return value
