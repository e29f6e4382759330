"""The workbook's reference page, written from the table of sheets."""

from plads.intake.grids import MOST_BYTES, MOST_ROWS
from plads.intake.sheets import SHEETS, Sheet
from plads.intake.writing import GUIDE_LINES, explained, names_shown


def reference_markdown() -> str:
    """Return the Danish reference of the workbook as Markdown; ``docs/reference/workbook.md`` holds it."""
    parts = [
        "# Regnearket\n",
        "`plads import FIL.xlsx` læser en kommunes centre ind. `plads import --template FIL.xlsx` laver en tom fil "
        "med de samme ark. En `.csv`-fil læses som ét ark. Siden er skrevet af koden: ret den i "
        "`src/plads/intake/sheets.py`.\n",
        *(f"- {line}" for line in GUIDE_LINES[1:]),
        f"- En fil må fylde {MOST_BYTES // 1024 // 1024} MB, og et ark må have {MOST_ROWS} rækker.",
        "- Kolonnernes rækkefølge er fri. Formler skal være indsat som værdier.\n",
        *(_sheet(sheet) for sheet in SHEETS),
    ]
    return "\n".join(parts)


def _sheet(sheet: Sheet) -> str:
    lines = [f"## {sheet.title}\n", f"{sheet.help}\n"]
    identity = ", ".join(f"»{sheet.column(key).heading}«" for key in sheet.identity)
    lines.append(f"En række kendes på {identity}.\n")
    lines += ["| Kolonne | Udfyldes | Skriv | Forklaring | Også kaldt |", "|---|---|---|---|---|"]
    for column in sheet.columns:
        cells = (
            column.heading,
            "ja" if column.required else "",
            column.kind.shown,
            explained(column),
            names_shown(column),
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
