"""What a rule says about a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Outcome(Enum):
    """How a case stands to a rule, from fine to forbidden."""

    OK = "ok"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule applied to a case.

    ``working`` is the calculation as Danish lines a person can follow; ``remedy`` is what would make it pass,
    empty when it passes. ``verified`` is false where the text of the law was not read in full: pages say so.
    """

    outcome: Outcome
    rule: str
    title: str
    paragraph: str
    status: str
    verified: bool
    working: tuple[str, ...]
    remedy: str = ""
    version: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the case may not go on."""
        return self.outcome is Outcome.BLOCK

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict ready for JSON, as it is stored with the decision it belongs to."""
        return {
            "outcome": self.outcome.value,
            "rule": self.rule,
            "version": self.version,
            "title": self.title,
            "paragraph": self.paragraph,
            "status": self.status,
            "verified": self.verified,
            "working": list(self.working),
            "remedy": self.remedy,
        }


def worst(verdicts: Iterable[Verdict]) -> Outcome:
    """Return the gravest outcome among ``verdicts``; fine when there are none."""
    order = list(Outcome)
    return max((verdict.outcome for verdict in verdicts), key=order.index, default=Outcome.OK)
