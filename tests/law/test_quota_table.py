"""The cases worked by hand in docs/explanation/quota.md, each line held against the law in both its versions."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plads.law import book
from plads.law.explain import explain
from plads.law.facts import parse
from plads.law.quota import allowed

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "quota.md"
DAYS = {"aarsvaerk": date(2026, 11, 24), "hoveder": date(2020, 5, 1)}
GROUPS = {"s": ("sygedagpenge", True), "S": ("sygedagpenge", False), "j": ("jobafklaring", True)}
GROUPS |= {"a": ("aktivitetsparat", True)}


def cases():
    """The lines of the table, as cells."""
    lines = PAGE.read_text(encoding="utf-8").split("| employees |")[1].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def facts(row):
    new = []
    for each in row[4].split(","):
        number, mark = re.fullmatch(r"\s*([\d.]+)([a-zA-Z]?)", each).groups()
        person = {"hours": number}
        if mark:
            person["target_group"], person["employed_here"] = GROUPS[mark]
        new.append(person)
    given = {
        "ordinary_fte": row[0],
        "supported_fte": row[2],
        "supported_heads": row[3],
        "new_weekly_hours": new,
    }
    return parse(json.dumps(given))


@pytest.mark.parametrize("version", DAYS)
@pytest.mark.parametrize("row", cases(), ids=" ".join)
def test_a_case_worked_by_hand_comes_out_as_the_table_says(row, version):
    verdict = explain("rimelighedskrav", facts(row), DAYS[version])
    assert verdict.version == version
    assert verdict.outcome.value == row[5 if version == "aarsvaerk" else 6], verdict.working


@pytest.mark.parametrize("version", DAYS)
@pytest.mark.parametrize(("employees", "room"), sorted({(row[0], row[1]) for row in cases()}))
def test_the_room_of_the_table_is_what_the_rule_allows(employees, room, version):
    assert allowed(book().on("rimelighedskrav", DAYS[version]), Decimal(employees)) == int(room)


def test_the_table_has_every_number_of_employees_that_is_an_edge_and_each_outcome():
    rows = cases()
    assert {row[0] for row in rows} == {"0", "0.4", "4.9", "5", "23.7", "50", "50.1", "60", "137.5"}
    for employees in {row[0] for row in rows}:
        mine = [row for row in rows if row[0] == employees]
        assert {row[5] for row in mine} == {row[6] for row in mine} == {"ok", "block"}
