"""The plain facts planning works on, and its declared weights."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A stretch of a weekday (1 is Monday), in minutes after midnight."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlaceTerms:
    """A free place. ``languages`` are those colleagues speak; ``demands`` what the work asks of a body."""

    id: str
    function: str
    week: tuple[Interval, ...]
    danish_level: int
    free_from: date
    free_to: date
    languages: frozenset[str] = field(default_factory=frozenset)
    demands: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class CandidateTerms:
    """A candidate. No origin, diagnosis, name or number takes part.

    ``busy`` are times taken by activities; ``weekly_minutes`` the most a week may hold; ``places`` are those the
    candidate has had before.
    """

    id: str
    functions: frozenset[str]
    danish_level: int
    available: tuple[Interval, ...]
    busy: tuple[Interval, ...]
    weekly_minutes: int
    waiting_since: date
    languages: frozenset[str] = field(default_factory=frozenset)
    avoids: frozenset[str] = field(default_factory=frozenset)
    places: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Reason:
    """One term of a score, as a sentence a candidate could read."""

    points: int
    text: str


@dataclass(frozen=True, slots=True)
class Weights:
    """Declared integer points; see ``weights/*.toml``."""

    version: str
    first_wish: int
    hour: int
    shared_language: int
    danish_step: int
    waiting_week: int
    waiting_weeks_most: int
    least_weekly_minutes: int


@cache
def load_weights(version: str = "v1") -> Weights:
    """Return a shipped version of the weights."""
    text = (
        resources.files("plads.planning").joinpath("weights", f"{version}.toml").read_text(encoding="utf-8")
    )
    return Weights(version=version, **tomllib.loads(text))
