"""The papers for the municipality say what the tables of the code say."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import municipality  # noqa: E402 - a script beside the package, like the launcher

from plads.rights.kinds import kinds  # noqa: E402


@pytest.mark.parametrize("name", municipality.MAKERS)
def test_a_made_paper_is_in_step_with_the_tables(name):
    stored = (municipality.FOLDER / name).read_text(encoding="utf-8")
    assert stored == municipality.pages()[name], "out of step; type: .venv/bin/python tools/municipality.py"


def test_every_kind_of_data_is_in_the_assessment_with_its_basis():
    said = municipality.assessment()
    for kind in kinds():
        assert kind.label in said
        assert str(kind.basis) in said


def test_what_was_not_read_is_said_to_be_unverified():
    for kind in kinds():
        assert kind.basis.verified or "ikke verificeret" in str(kind.basis)
    for name in ("ai.md", "sikkerhed.md"):
        assert "ikke verificeret" in " ".join(
            (municipality.FOLDER / name).read_text(encoding="utf-8").split()
        )


def test_every_proof_that_is_named_is_there():
    for *_, proof in municipality.MEASURES:
        assert (ROOT / proof.strip("`")).exists()
