"""Verdicts of the law in the shape that ``components/verdict.html`` shows."""

from collections.abc import Iterable, Mapping
from typing import Any

from plads.law import Verdict


def shown(verdicts: Iterable[Verdict | Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return fresh or stored verdicts, ready for the component."""
    return [_shown(each.as_dict() if isinstance(each, Verdict) else each) for each in verdicts]


def _shown(verdict: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "outcome": verdict["outcome"],
        "rule": {
            "title": verdict["title"],
            "paragraph": verdict["paragraph"],
            "verified": verdict["verified"],
        },
        "working": verdict["working"],
        "remedy": verdict["remedy"],
    }
