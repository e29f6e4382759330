"""What the jobcentre writes down about a candidate."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from plads.core import clock, week
from plads.core.week import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateChanges:
    """What the jobcentre knows of a candidate and may correct. ``weekly_minutes`` is the most per week."""

    name: str
    target_group: str
    group_from: date | None = None
    """The first day in the target group; left out it is today for a new group, and stands for the same one."""
    danish_level: int = 0
    languages: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    avoids: list[str] = field(default_factory=list)
    available: list[Slot] = field(default_factory=list)
    weekly_minutes: int = week.FULL_WEEK_MINUTES
    transport: list[str] = field(default_factory=list)
    travel_minutes: int | None = None
    work_duty: bool = False
    danish_test: str = ""
    danish_tested_on: date | None = None
    competences: list[str] = field(default_factory=list)
    goal: str = ""
    wishes: str = ""
    considerations: str = ""
    email: str = ""
    phone: str = ""
    caseworker_id: UUID | None = None
    waiting_since: date = field(default_factory=clock.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFacts(CandidateChanges):
    """What the jobcentre knows of a candidate when entering them."""

    cpr: str
    protected: bool = False
