"""The log of looks as a file: for a spreadsheet, as text, or for another program."""

import io
import json
from collections.abc import Callable, Iterable, Mapping

from django.http import HttpResponse

from plads.core import clock
from plads.core.sheets import csv_text, write_cell
from plads.insight.own_log import Entry

HEADINGS = ("Hvornår", "Hvem", "Hvad de så", "Hvordan", "Hvorfor de må", "Grund, de skrev", "Support")


def _cells(entry: Entry) -> tuple[object, ...]:
    return (entry.at, entry.who, entry.what, entry.how, entry.why, entry.reason, entry.by_support)


def _csv(entries: Iterable[Entry]) -> tuple[bytes, str]:
    rows = [HEADINGS, *map(_cells, entries)]
    return f"\ufeff{csv_text(rows)}".encode(), "text/csv; charset=utf-8"


def _xlsx(entries: Iterable[Entry]) -> tuple[bytes, str]:
    import xlsxwriter  # type: ignore[import-untyped]  # a large library, for those who want this format

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet, bold = book.add_worksheet("Opslag"), book.add_format({"bold": True})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        sheet.set_column(0, len(HEADINGS) - 1, 28)
        for column, heading in enumerate(HEADINGS):
            write_cell(sheet, 0, column, heading, bold)
        for number, entry in enumerate(entries, 1):
            for column, value in enumerate(_cells(entry)):
                write_cell(sheet, number, column, value, moment if column == 0 else None)
    return kept.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _json(entries: Iterable[Entry]) -> tuple[bytes, str]:
    rows = [
        {
            "at": entry.at.isoformat(),
            "who": entry.who,
            "what": entry.what,
            "how": entry.how,
            "why": entry.why,
            "reason": entry.reason,
            "support": entry.by_support,
        }
        for entry in entries
    ]
    said = {"made_at": clock.now().isoformat(), "looks": rows}
    return json.dumps(said, ensure_ascii=False, indent=2).encode(), "application/json"


FORMATS: Mapping[str, Callable[[Iterable[Entry]], tuple[bytes, str]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
}
"""What the log can be taken out as, by its name in the address."""


def exported(entries: Iterable[Entry], form: str) -> HttpResponse:
    """Return the log as a file to keep; ``form`` is one of ``FORMATS``."""
    body, kind = FORMATS[form](entries)
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="hvem-har-set-mig.{form}"'
    return answer
