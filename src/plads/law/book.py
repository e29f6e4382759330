"""The rule book: reads ``rules/*.toml`` and finds the version of a rule in force on a day."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from plads.law.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated version of a rule. ``valid_to`` is the last day it applies; ``None`` is until further notice."""

    id: str
    version: str
    title: str
    paragraph: str
    source: str
    valid_from: date
    valid_to: date | None
    status: str
    verified: bool
    parameters: dict[str, Any] = field(default_factory=dict)

    def applies_on(self, day: date) -> bool:
        """Return whether this version is the one in force on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def verdict(self, outcome: Outcome, working: Iterable[str], remedy: str = "") -> Verdict:
        """Return a verdict that cites this rule."""
        return Verdict(
            outcome=outcome,
            rule=self.id,
            title=self.title,
            paragraph=self.paragraph,
            status=self.status,
            verified=self.verified,
            working=tuple(working),
            remedy=remedy,
        )


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every version of every rule."""

    rules: tuple[Rule, ...]

    def on(self, rule_id: str, day: date) -> Rule:
        """Return the version of a rule in force on ``day``; raises ``LookupError`` when there is none."""
        found = [rule for rule in self.rules if rule.id == rule_id and rule.applies_on(day)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} versions of {rule_id} apply on {day}")
        return found[0]


def _rule(rule_id: str, shared: dict[str, Any], version: dict[str, Any]) -> Rule:
    merged = {**shared, **version}
    return Rule(
        id=rule_id,
        version=merged["version"],
        title=merged["title"],
        paragraph=merged["paragraph"],
        source=merged["source"],
        valid_from=merged["valid_from"],
        valid_to=merged.get("valid_to"),
        status=merged["status"],
        verified=merged["verified"],
        parameters=merged.get("parameters", {}),
    )


@cache
def book() -> RuleBook:
    """Return the rule book shipped with Plads, read once."""
    rules: list[Rule] = []
    for file in sorted(resources.files("plads.law").joinpath("rules").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            raw = tomllib.loads(file.read_text(encoding="utf-8"))
            shared = {key: value for key, value in raw.items() if key not in ("id", "versions")}
            rules.extend(_rule(raw["id"], shared, version) for version in raw["versions"])
    return RuleBook(tuple(rules))
