"""A paper passes every check, sealed or not; and every check finds what it is for."""

from pathlib import Path

import pytest

from plads.documents.checks import CHECKS, faults
from plads.documents.render import render
from tests.documents.breaking import BREAKS, RAW, saved
from tests.documents.papers import MADE_AT, OWN, agreement

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render("agreement", agreement(), OWN, made_at=MADE_AT)


def name(check) -> str:
    """A check's name; with its module where two share one."""
    bare = check.look.__name__
    return f"{check.look.__module__.rpartition('.')[2]}.{bare}" if bare == "annotations" else bare


BY_NAME = {name(check): check for check in CHECKS}
WAYS = [(of, way) for of, ways in BREAKS.items() for way in ways]


def test_a_paper_passes_and_so_does_one_that_was_only_written_anew(paper):
    assert faults(paper) == []
    assert faults(saved(paper)) == []


def test_every_check_has_something_that_breaks_it_and_says_what_it_looks_for():
    assert set(BY_NAME) == set(BREAKS) | set(RAW)
    assert all(check.rule.endswith(".") and check.clauses for check in CHECKS)
    assert len(BY_NAME) == len(CHECKS)


@pytest.mark.parametrize(("of", "way"), WAYS, ids=[f"{of}{way.__name__}" for of, way in WAYS])
def test_what_is_broken_is_found_by_the_check_for_it(of, way, paper):
    broken = saved(paper, way)
    found = [fault for fault in faults(broken) if fault.clauses == BY_NAME[of].clauses]
    assert found
    if of != "marked":  # without a tree, the checks of the tree can't look
        assert "could not be looked at" not in str(found[0])


def test_the_decision_record_lists_what_is_checked():
    record = (ROOT / "docs/decisions/0022-papers-that-prove-themselves.md").read_text(encoding="utf-8")
    assert [check.rule for check in CHECKS if f"| {check.clauses} | {check.rule} |" not in record] == []


@pytest.mark.parametrize("of", ["header", "streams", "trailer"])
def test_broken_bytes_around_the_file_are_found(of, paper):
    for way in RAW[of]:
        assert [fault for fault in faults(way(paper)) if fault.clauses == BY_NAME[of].clauses]


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7\n", b"GIF89a" * 100])
def test_what_is_no_pdf_is_one_fault(junk):
    assert [str(fault) for fault in faults(junk)] == ["the file is no PDF that can be read (PDF 1.7 7.5)"]
