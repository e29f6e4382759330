"""A workbook's faults as lines to read: the same fault in many rows is one line."""

from collections.abc import Iterable
from dataclasses import dataclass

from plads.intake.faults import Fault

VALUES = 3
"""How many of the values read are shown on a line."""


@dataclass(frozen=True, slots=True)
class FaultLine:
    """The same fault in one or more rows of a column. ``rows`` is written as ``2–39, 41``."""

    sheet: str
    rows: str
    count: int
    column: str
    values: str
    message: str
    remedy: str


def fault_lines(faults: Iterable[Fault]) -> list[FaultLine]:
    """Return faults gathered by sheet, column and message, in the order they were first met."""
    groups: dict[tuple[str, str, str, str], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.sheet, fault.column, fault.message, fault.remedy), []).append(fault)
    return [
        FaultLine(sheet, _rows(group), len(group), column, _values(group), message, remedy)
        for (sheet, column, message, remedy), group in groups.items()
    ]


def _rows(group: list[Fault]) -> str:
    """Write row numbers with runs gathered: ``2–4, 7``."""
    numbers = sorted({fault.row for fault in group if fault.row})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def _values(group: list[Fault]) -> str:
    values = list(dict.fromkeys(fault.value for fault in group if fault.value))
    shown = "; ".join(values[:VALUES])
    return f"{shown}; …" if len(values) > VALUES else shown
