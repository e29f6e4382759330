"""The rule book: reads ``rules/*.toml`` and finds the version of a rule in force on a day."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from plads.law.facts import Fact
from plads.law.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a rule that can decide a case by itself: its paragraph, and its status where that is its own."""

    paragraph: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated version of a rule. ``valid_to`` is the last day it applies; ``None`` is until further notice.

    ``parts`` are the paragraphs a verdict may cite instead of the whole section; ``remarks`` are what other sources
    say that is not applied, to be checked.
    """

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
    parts: dict[str, Part] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def span(self) -> str:
        """The version's name and days in words: ``2021 fra 01.01.2022``."""
        until = f" til {self.valid_to:%d.%m.%Y}" if self.valid_to else ""
        return f"{self.version} fra {self.valid_from:%d.%m.%Y}{until}"

    def applies_on(self, day: date) -> bool:
        """Return whether this version is the one in force on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def verdict(
        self, outcome: Outcome, working: Iterable[str], remedy: str = "", *, part: str = ""
    ) -> Verdict:
        """Return a verdict that cites this rule: by the paragraph of ``part``, the one that decided, when named."""
        cited = self.parts[part] if part else Part(self.paragraph)
        return Verdict(
            outcome=outcome,
            rule=self.id,
            version=self.version,
            title=self.title,
            paragraph=cited.paragraph,
            status=cited.status or self.status,
            verified=self.verified,
            working=tuple(working),
            remedy=remedy,
        )


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every version of every rule, and the facts each rule asks for."""

    rules: tuple[Rule, ...]
    asked: dict[str, tuple[Fact, ...]] = field(default_factory=dict)

    def facts(self, rule_id: str) -> tuple[Fact, ...]:
        """Return the facts a rule asks for, the same in all its versions."""
        return self.asked[rule_id]

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
        parts={name: Part(**part) for name, part in merged.get("parts", {}).items()},
        remarks=tuple(merged.get("remarks", ())),
    )


@cache
def book() -> RuleBook:
    """Return the rule book shipped with Plads, read once."""
    rules: list[Rule] = []
    asked: dict[str, tuple[Fact, ...]] = {}
    for file in sorted(resources.files("plads.law").joinpath("rules").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            raw = tomllib.loads(file.read_text(encoding="utf-8"))
            shared = {key: value for key, value in raw.items() if key not in ("id", "versions")}
            rules.extend(_rule(raw["id"], shared, version) for version in raw["versions"])
            asked[raw["id"]] = tuple(_fact(row) for row in raw["facts"])
    return RuleBook(tuple(rules), asked)


def _fact(row: dict[str, Any]) -> Fact:
    return Fact(row["name"], row["type"], row.get("unit", ""), row["meaning"], row.get("required", True))
