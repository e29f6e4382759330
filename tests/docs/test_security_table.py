"""The table of ASVS 5.0 is whole, and everything it points at is there."""

import re
from functools import cache
from pathlib import Path

import pytest

from plads.config import settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "security.md"
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
STATES = {"opfyldt", "ikke relevant", "driften", "ikke opfyldt endnu"}

LEVELS_1_AND_2 = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4,
    "17.3": 2,
}  # fmt: skip
"""How many requirements of level 1 and 2 each section has; they come first in their section."""


@cache
def rows() -> list[tuple[str, str, str, str]]:
    """Number, words, state and evidence of each line."""
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def test_every_requirement_of_level_1_and_2_is_there_once() -> None:
    expected = [f"V{part}.{n}" for part, count in LEVELS_1_AND_2.items() for n in range(1, count + 1)]
    assert len(expected) == 253
    assert sorted(number for number, *_ in rows()) == sorted(expected)


def test_every_line_has_a_state_and_says_why() -> None:
    for number, _, state, evidence in rows():
        assert state in STATES, number
        assert len(evidence) > 3, number
        assert ("`" in evidence) or state != "opfyldt", f"{number}: no evidence"


@cache
def text_of(path: str) -> str:
    """A file's text."""
    return (ROOT / path).read_text(encoding="utf-8")


def is_there(word: str) -> bool:
    """Whether what a word in code style points at exists."""
    if word.startswith("settings."):
        return hasattr(settings, word.removeprefix("settings."))
    path, _, test = word.partition("::")
    if word.startswith("./") or ("/" not in path and not (ROOT / path).exists()):
        return True  # a word, not a pointer
    if not (ROOT / path).exists():
        return False
    return not test or re.search(rf"^def {test}\(", text_of(path), re.MULTILINE) is not None


@pytest.mark.parametrize("chapter", range(1, 18))
def test_everything_a_line_points_at_is_there(chapter: int) -> None:
    missing = [
        f"{number}: {word}"
        for number, _, _, evidence in rows()
        if number.startswith(f"V{chapter}.")
        for word in re.findall(r"`([^`]+)`", evidence)
        if not is_there(word)
    ]
    assert not missing


def test_a_pointer_into_nothing_is_noticed() -> None:
    assert not is_there("tests/core/test_walls.py::test_nobody_wrote_this")
    assert not is_there("src/plads/nobody.py")
    assert not is_there("settings.NOBODY")


def test_what_is_missing_is_said_above_the_table_too() -> None:
    above = PAGE.read_text(encoding="utf-8").partition("## Kryptografi")[0]
    for number, _, state, _ in rows():
        assert (f"**{number}**" in above) == (state == "ikke opfyldt endnu"), number
