"""Target groups (målgrupper) as dated data: LAB § 6 as read in BAB § 1, and what the reform changes."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A legal target group. ``new_until`` is the last day somebody could enter it; ``None`` is still open."""

    code: str
    label: str
    paragraph: str
    new_until: date | None


@cache
def target_groups() -> tuple[TargetGroup, ...]:
    """Return the target groups shipped with Plads."""
    text = resources.files("plads.law").joinpath("target_groups.toml").read_text(encoding="utf-8")
    return tuple(
        TargetGroup(row["code"], row["label"], row["paragraph"], row.get("new_until"))
        for row in tomllib.loads(text)["groups"]
    )


def label_of(code: str) -> str:
    """Return a group's Danish name, or the code itself when it is unknown."""
    return next((group.label for group in target_groups() if group.code == code), code)
