"""A small jobcentre's workbook without faults, for tests to spoil."""

# ruff: noqa: E501  # a row of a table is a line
import copy
from datetime import date
from typing import Any

from plads.intake.sheets import BY_KEY
from plads.intake.values import as_text
from plads.intake.writing import write_workbook

Rows = dict[str, list[dict[str, Any]]]

ANNA, BO = "710190-4001", "710291-4002"
CONSULTANT, CASEWORKER = "kim@kommune.example", "sara@kommune.example"
CENTRE, P_NUMBER, CVR = "Varehuset Eksempel", "1990000001", "99000015"

_ROWS: Rows = {
    "municipality": [{"code": "991", "name": "Prøvekøbing Kommune"}],
    "staff": [
        {"email": CONSULTANT, "name": "Kim Konsulent", "role": "Virksomhedskonsulent"},
        {"email": CASEWORKER, "name": "Sara Sagsbehandler", "role": "Sagsbehandler"},
    ],
    "companies": [{"cvr": CVR, "name": "Prøvehuset A/S", "sector": "Privat"}],
    "workplaces": [
        {"p_number": P_NUMBER, "cvr": CVR, "name": "Varehuset, Havnen", "street": "Prøvegade 4", "postcode": "9999", "city": "Prøvekøbing"},
    ],
    "months": [
        {"p_number": P_NUMBER, "month": date(2026, month, 1), "ordinary_fte": 42.5, "source": "CVR"} for month in (7, 8, 9, 10)
    ],
    "contacts": [
        {"p_number": P_NUMBER, "kind": "Kontaktperson", "name": "Kaj Kontakt", "email": "kaj@varehuset.example", "phone": "20000001"},
        {"p_number": P_NUMBER, "kind": "Tillidsrepræsentant", "name": "Tove Tillid", "email": "tove@varehuset.example"},
    ],
    "centres": [
        {"name": CENTRE, "p_number": P_NUMBER, "consultant": CONSULTANT, "first_day": date(2025, 1, 1), "last_day": date(2027, 12, 31), "goals": "Erfaring i butik", "target_group": "Aktivitetsparate"},
    ],
    "places": [
        {"centre": CENTRE, "number": number, "function": "Butik", "tasks": "Fylde hylder op; Holde orden", "slots": "man-fre 8-15"}
        for number in (1, 2, 3, 4)
    ],
    "mentors": [{"centre": CENTRE, "name": "Mona Mentor", "email": "mona@varehuset.example", "capacity": 2}],
    "candidates": [
        {"cpr": cpr, "name": name, "caseworker": CASEWORKER, "target_group": "Aktivitetsparat, kontanthjælp", "danish_level": "Enkle samtaler (A2)", "functions": "Butik; Lager", "available": "man-fre 8-15", "weekly_minutes": 25, "motivation": "Jeg vil gerne i gang", "consent_on": date(2026, 9, 1), "waiting_since": date(2026, 9, 1)}
        for cpr, name in ((ANNA, "Anna Eksempel"), (BO, "Bo Prøvesen"))
    ],
    "activities": [
        {"cpr": ANNA, "kind": "Danskuddannelse", "title": "Dansk 2", "first_day": date(2026, 10, 1), "last_day": date(2027, 3, 31), "slots": "tir, tor 13-15"},
    ],
    "placements": [
        {"cpr": ANNA, "centre": CENTRE, "number": 1, "first_day": date(2026, 11, 2), "last_day": date(2027, 1, 29), "purposes": "Ordinære løntimer", "slots": "man-ons 9-12", "approved_on": date(2026, 10, 26), "mentors": "mona@varehuset.example"},
        {"cpr": ANNA, "centre": CENTRE, "number": 2, "first_day": date(2026, 5, 4), "last_day": date(2026, 7, 31), "purposes": "afklaring", "slots": "man-ons 9-12", "approved_on": date(2026, 4, 27), "ended_on": date(2026, 6, 30), "reason": "Ordinært job et andet sted", "job_minutes": 20},
        {"cpr": BO, "centre": CENTRE, "number": 2, "first_day": date(2026, 12, 7), "last_day": date(2027, 3, 5), "purposes": "Ordinære løntimer; kompetencer", "slots": "man-ons 9-12"},
    ],
    "steps": [
        {"cpr": ANNA, "first_day": date(2026, 11, 2), "from_day": date(2026, 12, 1), "slots": "man-tor 9-13"},
    ],
}  # fmt: skip


def rows(**changes: Any) -> Rows:
    """A copy of the workbook's rows; ``placements__0__number=9`` changes one cell."""
    found = copy.deepcopy(_ROWS)
    for path, value in changes.items():
        sheet, row, key = path.split("__")
        found[sheet][int(row)][key] = value
    return found


def more(sheet: str, like: int = 0, **changes: Any) -> Rows:
    """The workbook with one row more: a copy of row ``like`` of ``sheet`` with cells changed."""
    found = copy.deepcopy(_ROWS)
    found[sheet].append({**found[sheet][like], **changes})
    return found


def written(path: Any, found: Rows) -> Any:
    """Write rows to ``path`` and return it."""
    write_workbook(path, found)
    return path


def csv_of(sheet: str, found: list[dict[str, Any]], separator: str = ";") -> str:
    """Rows of one sheet as .csv."""
    columns = BY_KEY[sheet].columns
    lines = [[column.heading for column in columns]]
    lines += [[as_text(row.get(column.key, "") or "") for column in columns] for row in found]
    return "\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
