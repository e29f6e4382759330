"""What a candidate is shown of their own, as plain facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from plads.core.week import Slot
from plads.followup.models import DecisionLetter
from plads.insight.first_day_page import Plan
from plads.insight.mentor_course import Score
from plads.insight.week_steps import WeekStep

NO_BREAK = "\u00a0"
"""A blank at which no line breaks."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A day's beginning: when it starts and ends in words, what and where."""

    day: date
    times: str
    what: str
    place: str
    kind: str


@dataclass(frozen=True, slots=True)
class Guide:
    """A mentor, as the candidate needs to know them."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class OwnCourse:
    """A course of the candidate's. ``state`` is what was noted today, empty when nothing was."""

    id: UUID
    centre: str
    address: str
    place: int
    function: str
    tasks: tuple[str, ...]
    begun: bool
    approved: bool
    first_day: date
    last_day: date
    steps: tuple[WeekStep, ...]
    mentors: tuple[Guide, ...]
    today: str
    next_day: date | None
    next_times: str
    state: str
    followup_on: date | None
    welcome: Plan | None
    """The plan of the first day, as long as it is to come."""


@dataclass(frozen=True, slots=True)
class OfferCard:
    """A place the candidate is offered, or has answered. ``answer`` is the candidate's own."""

    id: UUID
    centre: str
    address: str
    function: str
    tasks: tuple[str, ...]
    first_day: date
    last_day: date
    week: tuple[Slot, ...]
    hours: str
    answer: bool | None
    company: bool | None
    open: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """A competence statement that was issued to the candidate."""

    issued_at: Any
    content: Mapping[str, Any]
    digest: str
    got_job: bool
    last_day: date


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to come. ``kind`` is start, rise, meeting or end; ``text`` the centre or the hours."""

    day: date
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class OwnDay:
    """The candidate's first page. ``looking`` is false once the jobcentre has closed the case."""

    name: str
    looking: bool
    caseworker: str
    office: str
    phone: str
    courses: tuple[OwnCourse, ...]
    offers: tuple[OfferCard, ...]
    activities: tuple[Appointment, ...]
    scores: tuple[Score, ...]
    proofs: tuple[Proof, ...]
    next_steps: tuple[NextStep, ...]
    letters: tuple[DecisionLetter, ...]
    """The latest letters of decision that were sent."""

    @property
    def new_job(self) -> Proof | None:
        """The course that ended with an ordinary job, while no other has come after it."""
        latest = next(iter(self.proofs), None)
        return latest if latest and latest.got_job and not self.courses else None

    @property
    def first_name(self) -> str:
        """What to call the candidate."""
        return self.name.split(" ")[0]

    @property
    def phone_url(self) -> str:
        """The link that rings the jobcentre."""
        return f"tel:{self.phone.replace(' ', '')}"

    @property
    def help_line(self) -> str:
        """Whom the number reaches, and the number."""
        return f"{self.caseworker or self.office}, {self.phone.replace(' ', NO_BREAK)}"

    @property
    def new_offers(self) -> list[OfferCard]:
        """Places that wait for the candidate's yes or no."""
        return [offer for offer in self.offers if offer.answer is None]

    @property
    def answered(self) -> list[OfferCard]:
        """Places the candidate has said yes to, not yet a course."""
        return [offer for offer in self.offers if offer.answer]
