"""What a company's contact is shown, as plain facts: no CPR number, target group or considerations among them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.centres.models import Party
from plads.core import clock, week
from plads.insight.week_steps import WeekStep


@dataclass(frozen=True, slots=True)
class Stay:
    """A candidate in a place, as the company knows it.

    ``approved`` is false while the grant is awaited. ``rise`` is the next step, when the hours change.
    """

    id: UUID
    candidate: str
    first_day: date
    last_day: date
    hours: str
    week: str
    mentors: tuple[str, ...]
    begun: bool
    approved: bool
    rise: WeekStep | None

    @property
    def rise_hours(self) -> str:
        """The weekly hours from the next step on."""
        return week.show_hours(self.rise.minutes) if self.rise else ""


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place: who has it now, who comes later, and its first free day (``None``: taken all along)."""

    number: int
    function: str
    opening: str
    now: Stay | None
    coming: tuple[Stay, ...]
    free_from: date | None
    rests: bool = False

    @property
    def is_free(self) -> bool:
        """Whether nobody has the place today."""
        return self.now is None


@dataclass(frozen=True, slots=True)
class MentorLine:
    """A centre's mentor; ``ready`` once confidentiality is signed."""

    id: str
    name: str
    email: str
    phone: str
    ready: bool
    stays: int


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A version of an agreement that was sent to the company."""

    id: UUID
    number: int
    centre: str
    first_day: date
    last_day: date | None
    signed: bool
    answered: dict[str, bool]

    @property
    def waits_for_company(self) -> bool:
        """Whether the company's signature is missing."""
        return not self.signed and Party.COMPANY not in self.answered


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A candidate put forward for a place. ``company`` and ``candidate`` are the answers given, if any."""

    id: UUID
    name: str
    centre: str
    number: int
    first_day: date
    company: bool | None
    candidate: bool | None


@dataclass(frozen=True, slots=True)
class Change:
    """A start or an end that comes soon."""

    day: date
    candidate: str
    centre: str
    number: int
    begins: bool


@dataclass(frozen=True, slots=True)
class LifeLine:
    """What was decided about a centre's agreement: a pause, or that it ends before its time."""

    paused_from: date | None
    paused_until: date | None
    pause_reason: str
    ends_on: date | None
    notice_by: str

    @property
    def rests(self) -> bool:
        """Whether the pause has begun."""
        return self.paused_from is not None and self.paused_from <= clock.today()


@dataclass(frozen=True, slots=True)
class CentreBlock:
    """A centre of the company with everything its contact needs to know of it."""

    id: UUID
    name: str
    address: str
    is_open: bool
    municipality: str
    office: str
    phone: str
    email: str
    consultant: str
    places: tuple[PlaceLine, ...]
    mentors: tuple[MentorLine, ...]
    papers: tuple[PaperLine, ...]
    life: tuple[LifeLine, ...] = ()

    @property
    def taken(self) -> int:
        """How many of the places somebody has today."""
        return sum(not place.is_free for place in self.places)


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """The contact's one page. ``offers`` are candidates put forward for a place, or on their way to it."""

    centres: tuple[CentreBlock, ...]
    offers: tuple[OfferLine, ...]
    changes: tuple[Change, ...]

    @property
    def to_sign(self) -> list[PaperLine]:
        """Agreements that wait for the company's signature."""
        return [paper for centre in self.centres for paper in centre.papers if paper.waits_for_company]

    @property
    def to_answer(self) -> list[OfferLine]:
        """Candidates the company has not answered."""
        return [offer for offer in self.offers if offer.company is None]

    @property
    def on_their_way(self) -> list[OfferLine]:
        """Candidates the company has said yes to, who have no course yet."""
        return [offer for offer in self.offers if offer.company]
