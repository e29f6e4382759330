"""The cases worked by hand in docs/explanation/placement-law.md, each line held against the law."""

from datetime import date
from pathlib import Path

import pytest

from plads.law import book
from plads.law.explain import explain
from plads.law.facts import parse

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "placement-law.md"
ON = date(2026, 11, 24)
RULES = {"praktik-varighed", "praktik-formaal", "praktik-samme-arbejdsgiver", "praktik-timer"}


def cases():
    """The lines of the table, as cells."""
    lines = PAGE.read_text(encoding="utf-8").split("| rule | facts |")[1].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


@pytest.mark.parametrize(
    ("rule", "facts", "outcome", "paragraph", "status", "line"), cases(), ids=lambda cell: cell[:60]
)
def test_a_case_worked_by_hand_comes_out_as_the_table_says(rule, facts, outcome, paragraph, status, line):
    verdict = explain(rule, parse(facts.strip("`")), ON)
    assert (verdict.outcome.value, verdict.paragraph, verdict.status) == (outcome, paragraph, status)
    assert any(line in each for each in verdict.working), verdict.working
    assert verdict.verified is False
    assert bool(verdict.remedy) is (outcome != "ok")


def test_the_table_has_every_paragraph_a_rule_can_decide_by_and_each_outcome():
    rows = cases()
    assert len(rows) >= 30
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
    assert {row[0] for row in rows} == RULES
    for rule in RULES:
        mine = [row for row in rows if row[0] == rule]
        version = book().on(rule, ON)
        cited = {part.paragraph for part in version.parts.values()} or {version.paragraph}
        assert {row[3] for row in mine} == cited
        assert {row[2] for row in mine} >= {"ok", "block"}
