"""Which sheet a grid is, and which column each heading names."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from plads.intake.faults import Fault, masked
from plads.intake.grids import Grid
from plads.intake.sheets import GUIDE, SHEETS, Column, Sheet
from plads.intake.values import Value, as_text

_LOOK_IN_ROWS = 20
_FROM_TEMPLATE = "Tilføj kolonnen, eller begynd fra skabelonen."


def squeezed(text: str) -> str:
    """Return a heading or title with only its letters and digits, in lower case."""
    return re.sub(r"[^a-zæøåéü0-9]", "", text.casefold())


def names_of(column: Column) -> list[str]:
    """Return the headings a column is known by, its own first."""
    return [column.heading, *filter(None, column.aliases.split("|"))]


def known_headings(sheet: Sheet) -> dict[str, Column]:
    """Return a sheet's columns by every heading they are known by; a heading of its own beats an alias."""
    found: dict[str, Column] = {}
    for column in sheet.columns:
        for alias in names_of(column)[1:]:
            found.setdefault(squeezed(alias), column)
    found.update({squeezed(column.heading): column for column in sheet.columns})
    return found


@dataclass(slots=True)
class Layout:
    """Where a sheet's columns stand: positions by column key, and what was wrong with the headings."""

    row: int
    positions: dict[str, int]
    missing: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def sheet_for(grid: Grid, taken: Iterable[str]) -> Sheet | None:
    """Return the sheet of the workbook a grid is: by its title, else by its headings if not taken already."""
    title = squeezed(grid.title)
    for sheet in SHEETS:
        if title == squeezed(sheet.title):
            return sheet
    return _by_headings(grid, set(taken))


def csv_sheet_for(grid: Grid) -> Sheet | None:
    """Return the sheet a .csv file is: by its headings, and by its name where several fit."""
    named = [sheet for sheet in SHEETS if squeezed(sheet.title) in squeezed(grid.title)]
    longest = max(named, key=lambda sheet: len(sheet.title), default=None)
    return longest or _by_headings(grid, set())


def _by_headings(grid: Grid, taken: set[str]) -> Sheet | None:
    best: tuple[int, Sheet] | None = None
    for sheet in SHEETS:
        known = known_headings(sheet)
        for _, cells in grid.rows[:_LOOK_IN_ROWS]:
            keys = {known[name].key for name in _names(cells) if name in known}
            complete = all(column.key in keys for column in sheet.columns if column.required)
            if sheet.key not in taken and complete and (best is None or len(keys) > best[0]):
                best = (len(keys), sheet)
    return best[1] if best else None


def skipped(title: str) -> bool:
    """Return whether a sheet of that title is notes, left alone on purpose."""
    return title.casefold().startswith(("noter", "note ", GUIDE.casefold()))


def likely(title: str) -> str:
    """Return the title of the workbook most like ``title``; empty when none is."""
    titles = {squeezed(sheet.title): sheet.title for sheet in SHEETS}
    close = difflib.get_close_matches(squeezed(title), titles, n=1, cutoff=0.7)
    return titles[close[0]] if close else ""


def layout(sheet: Sheet, grid: Grid) -> Layout | None:
    """Return where the columns of ``sheet`` stand; ``None`` when no row looks like its headings."""
    known = known_headings(sheet)
    best_row, best_cells, best = 0, (), 0  # type: int, Sequence[Value | None], int
    for number, cells in grid.rows[:_LOOK_IN_ROWS]:
        matches = len({known[name].key for name in _names(cells) if name in known})
        if matches > best:
            best_row, best_cells, best = number, cells, matches
    return _placed(sheet, known, best_row, best_cells) if best else None


def _placed(sheet: Sheet, known: Mapping[str, Column], row: int, cells: Sequence[Value | None]) -> Layout:
    found = Layout(row, {})
    for position, cell in enumerate(cells):
        if cell is None:
            continue
        column = known.get(squeezed(as_text(cell)))
        if column is None:
            found.ignored.append(masked(as_text(cell), bare=True))
        elif column.key in found.positions:
            message = "Overskriften står to gange."
            found.faults.append(
                Fault(
                    sheet.title,
                    row,
                    column.heading,
                    as_text(cell),
                    message,
                    "Slet den ene kolonne, eller ret navnet.",
                )
            )
        else:
            found.positions[column.key] = position
    _note_missing(sheet, found)
    return found


def _note_missing(sheet: Sheet, found: Layout) -> None:
    for column in sheet.columns:
        if column.key in found.positions:
            continue
        close = difflib.get_close_matches(
            squeezed(column.heading), map(squeezed, found.ignored), n=1, cutoff=0.75
        )
        if close:
            written = next(each for each in found.ignored if squeezed(each) == close[0])
            found.ignored.remove(written)
            remedy = f"Ret overskriften »{written}« til »{column.heading}«."
        elif column.required:
            written, remedy = "", _FROM_TEMPLATE
        else:
            continue
        found.missing.add(column.key)
        message = f"Kolonnen »{column.heading}« mangler."
        found.faults.append(Fault(sheet.title, found.row, column.heading, written, message, remedy))


def _names(cells: Sequence[Value | None]) -> list[str]:
    return [squeezed(as_text(cell)) for cell in cells if cell is not None]
