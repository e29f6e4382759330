"""What is wrong in a spreadsheet: where, what was read, why it can't be used and what to do."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

MASK = "••••••-••••"
"""What stands in place of a CPR number: a list of faults may be printed and mailed."""

_CPR = re.compile(r"(?<!\d)\d{6}[\s\-–]\d{4}(?!\d)")
_BARE_CPR = re.compile(r"(?<!\d)\d{9,10}(?!\d)")
_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. ``row`` is the row number shown in the spreadsheet; ``None`` is the whole sheet.

    ``message`` says what is wrong and ``remedy`` what to do, both in Danish. No field ever holds a CPR number.
    """

    sheet: str
    row: int | None
    column: str
    value: str
    message: str
    remedy: str

    def as_dict(self) -> dict[str, Any]:
        """Return the fault ready for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        where = ", ".join(
            filter(
                None,
                [self.sheet, f"række {self.row}" if self.row else "", self.column and f"»{self.column}«"],
            )
        )
        read = f" (der står »{self.value}«)" if self.value else ""
        return f"{where}: {self.message}{read} {self.remedy}"


def hide(text: str, *, bare: bool) -> str:
    """Return ``text`` with CPR numbers hidden.

    ``bare`` also hides runs of nine or ten digits, for sheets about people; elsewhere those are P-numbers.
    """
    hidden = _CPR.sub(MASK, text)
    return _BARE_CPR.sub(MASK, hidden) if bare else hidden


def masked(text: str, *, bare: bool) -> str:
    """Return ``text`` with CPR numbers hidden and cut to a readable length."""
    hidden = hide(text, bare=bare)
    return hidden if len(hidden) <= _LONGEST_VALUE else f"{hidden[: _LONGEST_VALUE - 1]}…"


def ordered(faults: Iterable[Fault], titles: Iterable[str]) -> list[Fault]:
    """Return faults in the order of the workbook: by sheet, the sheet's own faults first, then by row."""
    place = {title: number for number, title in enumerate(titles)}
    return sorted(faults, key=lambda fault: (place.get(fault.sheet, -1), fault.row or 0))
