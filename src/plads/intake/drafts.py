"""From rows to drafts: each cell read by its column's kind, with a fault for every cell that can't be."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plads.intake.cells import Kind
from plads.intake.faults import MASK, Fault, hide, masked
from plads.intake.reading import Row, SheetRows, Workbook
from plads.intake.sheets import BY_KEY, SHEETS, Column, Sheet
from plads.intake.values import Oddity, Value, as_text

_MOSTLY, _NEARLY_ALL = 0.6, 0.8


@dataclass(slots=True)
class Draft:
    """A row as far as it could be read: ``values`` by column key, without the cells that are at fault."""

    sheet: Sheet
    row: int
    raw: dict[str, Value]
    values: dict[str, Any] = field(default_factory=dict)

    def get(self, key: str) -> Any:
        """Return a cell's value; ``None`` when it is empty or at fault."""
        return self.values.get(key)

    def has(self, *keys: str) -> bool:
        """Return whether all these cells could be read."""
        return all(key in self.values for key in keys)


@dataclass(slots=True)
class Desk:
    """Where a workbook lies while it is checked: its drafts, and the faults and notes found so far.

    ``unsure`` are columns, by sheet, that are missing or seem swapped: what refers to them can't be judged.
    """

    today: date
    drafts: dict[str, list[Draft]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unsure: dict[str, frozenset[str]] = field(default_factory=dict)

    def all(self, sheet: str) -> list[Draft]:
        """Return the drafts of a sheet by its key; none when the workbook lacks it."""
        return self.drafts.get(sheet, [])

    def fault(self, draft: Draft, key: str, message: str, remedy: str) -> None:
        """Note a fault at one cell of a row; ``key`` names the column."""
        column = draft.sheet.column(key)
        value = shown(draft.sheet, column, draft.raw.get(key))
        hidden = hide(message, bare=draft.sheet.personal)
        self.faults.append(Fault(draft.sheet.title, draft.row, column.heading, value, hidden, remedy))

    def sheet_fault(self, sheet: Sheet, message: str, remedy: str, column: str = "") -> None:
        """Note a fault of a whole sheet."""
        self.faults.append(Fault(sheet.title, None, column, "", message, remedy))


def shown(sheet: Sheet, column: Column, value: Value | None) -> str:
    """Return a cell as a fault may show it: never a CPR number, never a secret text."""
    if value is None:
        return ""
    return MASK if column.kind.secret else masked(as_text(value), bare=sheet.personal)


def drafted(book: Workbook, today: date) -> Desk:
    """Return the desk with every row of ``book`` read, and the faults of its cells."""
    desk = Desk(today, faults=list(book.faults), notes=list(book.notes))
    for sheet in SHEETS:
        if sheet.key in book.sheets:
            rows = book.sheets[sheet.key]
            desk.unsure[sheet.key] = rows.missing
            desk.drafts[sheet.key] = [_draft(desk, rows, row) for row in rows.rows]
            _note_swaps(desk, rows)
            _note_doubles(desk, sheet)
    return desk


def _draft(desk: Desk, rows: SheetRows, row: Row) -> Draft:
    draft = Draft(rows.sheet, row.number, row.values)
    for column in rows.sheet.columns:
        value = row.values.get(column.key)
        if value is None:
            if column.required and column.key not in rows.missing:
                desk.fault(draft, column.key, "Feltet er tomt.", f"Udfyld det: {column.kind.shown}.")
            continue
        try:
            draft.values[column.key] = _read(column.kind, value)
        except ValueError as error:
            remedy = value.remedy if isinstance(value, Oddity) else column.kind.remedy
            desk.fault(draft, column.key, str(error), remedy)
    return draft


def _read(kind: Kind, value: Value) -> Any:
    if isinstance(value, Oddity):
        raise ValueError(value.message)
    found = kind.read(value)
    if found in ("", []):
        raise ValueError("Der står ikke noget, vi kan bruge.")
    return found


def _note_swaps(desk: Desk, rows: SheetRows) -> None:
    """Say which two columns seem to have changed places: each holds what the other should."""
    sheet, seen = rows.sheet, set[str]()
    cells = {
        column.key: [row.values[column.key] for row in rows.rows if column.key in row.values]
        for column in sheet.columns
    }
    for column in sheet.columns:
        if (
            column.key in seen
            or not cells[column.key]
            or _share(column.kind, cells[column.key]) > 1 - _MOSTLY
        ):
            continue
        partner = _partner(sheet, column, cells)
        if partner is not None:
            seen |= {column.key, partner.key}
            swap_fault(desk, sheet, column, partner)


def swap_fault(desk: Desk, sheet: Sheet, one: Column, other: Column) -> None:
    """Note that two columns of a sheet seem to be swapped."""
    one, other = sorted((one, other), key=sheet.columns.index)
    desk.unsure[sheet.key] = desk.unsure.get(sheet.key, frozenset()) | {one.key, other.key}
    message = f"Kolonnerne »{one.heading}« og »{other.heading}« ser ud til at være byttet om."
    desk.sheet_fault(
        sheet, message, "Se efter, at overskrifterne står over de rigtige kolonner.", one.heading
    )


def _partner(sheet: Sheet, column: Column, cells: dict[str, list[Value]]) -> Column | None:
    fits = [
        other
        for other in sheet.columns
        if other is not column
        and cells[other.key]
        and _share(column.kind, cells[other.key]) >= _NEARLY_ALL
        and _share(other.kind, cells[column.key]) >= _NEARLY_ALL
    ]
    return min(fits, key=lambda other: _share(other.kind, cells[other.key]), default=None)


def _share(kind: Kind, values: list[Value]) -> float:
    return sum(_readable(kind, value) for value in values) / len(values)


def _readable(kind: Kind, value: Value) -> bool:
    try:
        _read(kind, value)
    except ValueError:
        return False
    return True


def _note_doubles(desk: Desk, sheet: Sheet) -> None:
    first: dict[tuple[Any, ...], int] = {}
    for draft in desk.all(sheet.key):
        if not draft.has(*sheet.identity):
            continue
        key = tuple(plain_key(draft.get(name)) for name in sheet.identity)
        if key in first:
            names = " + ".join(sheet.column(name).heading for name in sheet.identity)
            message = f"Den samme række ({names}) står allerede i række {first[key]}."
            desk.fault(draft, sheet.identity[-1], message, "Slet den ene af dem.")
        first.setdefault(key, draft.row)


def plain_key(value: Any) -> Any:
    """Return a value as it is compared: text without case and double blanks."""
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def by_key(drafts: Iterable[Draft], *keys: str) -> dict[Any, Draft]:
    """Return the first draft for each value of ``keys`` (a tuple when there are several)."""
    found: dict[Any, Draft] = {}
    for draft in drafts:
        if draft.has(*keys):
            parts = tuple(plain_key(draft.get(key)) for key in keys)
            found.setdefault(parts[0] if len(parts) == 1 else parts, draft)
    return found


def check_days(desk: Desk, sheet_key: str, first: str, last: str) -> None:
    """Note each row whose last day lies before its first, and the two columns when it is most of the rows."""
    drafts = [draft for draft in desk.all(sheet_key) if draft.has(first, last)]
    turned = [draft for draft in drafts if draft.get(last) < draft.get(first)]
    if len(turned) > 1 and len(turned) >= _MOSTLY * len(drafts):
        sheet = BY_KEY[sheet_key]
        swap_fault(desk, sheet, sheet.column(first), sheet.column(last))
    for draft in turned:
        desk.fault(draft, last, "Den sidste dag ligger før den første.", "Ret den ene af dagene.")


def check_known(
    desk: Desk, sheet_key: str, key: str, known: Callable[[Any], bool], target: str, name: str
) -> None:
    """Note each row whose cell refers to something that is neither in the workbook nor in Plads.

    ``target`` and ``name`` are the sheet and column it refers to. When most rows are lost, and another column
    holds what is asked for, the two columns seem swapped.
    """
    where = BY_KEY[target].title
    if name in desk.unsure.get(target, ()):
        return
    drafts = [draft for draft in desk.all(sheet_key) if draft.has(key)]
    lost = [draft for draft in drafts if not known(plain_key(draft.get(key)))]
    if len(lost) > 1 and len(lost) >= _MOSTLY * len(drafts):
        for other in _holding(desk, sheet_key, key, known):
            swap_fault(desk, BY_KEY[sheet_key], BY_KEY[sheet_key].column(key), other)
    for draft in lost:
        desk.fault(
            draft,
            key,
            f"Findes hverken i arket {where} eller i Plads.",
            f"Ret det, eller tilføj en række i arket {where}.",
        )


def _holding(desk: Desk, sheet_key: str, key: str, known: Callable[[Any], bool]) -> Iterator[Column]:
    for column in BY_KEY[sheet_key].columns:
        values = [draft.get(column.key) for draft in desk.all(sheet_key) if draft.has(column.key)]
        texts = [value for value in values if isinstance(value, str)]
        if (
            column.key != key
            and texts
            and sum(known(plain_key(text)) for text in texts) >= _NEARLY_ALL * len(texts)
        ):
            yield column
            return
