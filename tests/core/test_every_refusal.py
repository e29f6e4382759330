"""No refusal without a test: each code an app's services give is asked for by a test of that app."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
APPS = ("people", "companies", "centres", "candidates", "placements", "mentoring", "followup", "rights")


def given(app: str) -> set[str]:
    """The codes written in an app's services."""
    folder = ROOT / "src" / "plads" / app
    return {
        code
        for file in folder.rglob("*.py")
        for code in re.findall(r'code="(\w+)"', file.read_text(encoding="utf-8"))
    }


def asked_for(app: str) -> str:
    """Everything the tests of an app say."""
    return "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests" / app).rglob("test_*.py"))


@pytest.mark.parametrize("app", APPS)
def test_every_refusal_of_an_app_is_tested_by_its_code(app):
    tests = asked_for(app)
    assert given(app)
    assert {code for code in given(app) if f'"{code}"' not in tests} == set()
