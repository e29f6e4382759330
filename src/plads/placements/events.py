"""What the placements app announces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class RefillProposed(DomainEvent):
    """Plads proposed who could have a free place."""

    kind = "placements.refill_proposed"
    says = "Plads {number} er ledig fra {free_from}. Kandidater, der passer: {ranked}"

    centre_id: UUID
    place_id: UUID
    proposal_id: UUID
    number: int
    free_from: date
    ranked: int


@dataclass(frozen=True)
class RefillDecided(DomainEvent):
    """A person chose whom to offer a free place."""

    kind = "placements.refill_decided"
    says = "Der blev valgt en kandidat til pladsen ({decision})"

    centre_id: UUID
    place_id: UUID
    proposal_id: UUID
    candidate_id: UUID
    decision: str


@dataclass(frozen=True)
class CandidateNominated(DomainEvent):
    """A candidate was put forward for a place."""

    kind = "placements.nominated"
    says = "Kandidaten er foreslået til plads {number} fra {first_day}"

    centre_id: UUID
    place_id: UUID
    candidate_id: UUID
    nomination_id: UUID
    number: int
    first_day: date


@dataclass(frozen=True)
class NominationAnswered(DomainEvent):
    """The candidate or the company answered a nomination; ``both`` when this was the second yes."""

    kind = "placements.nomination_answered"
    says = "{side} har sagt {answer}"

    place_id: UUID
    candidate_id: UUID
    nomination_id: UUID
    side: str
    answer: str
    both: bool


@dataclass(frozen=True)
class NominationWithdrawn(DomainEvent):
    """A nomination was taken back."""

    kind = "placements.nomination_withdrawn"
    says = "Indstillingen blev trukket tilbage"

    place_id: UUID
    candidate_id: UUID
    nomination_id: UUID


@dataclass(frozen=True)
class PlacementPlanned(DomainEvent):
    """A candidate got a place for a period."""

    kind = "placements.planned"
    says = "Forløbet er planlagt fra {first_day} til {last_day}"

    centre_id: UUID
    place_id: UUID
    candidate_id: UUID
    placement_id: UUID
    first_day: date
    last_day: date


@dataclass(frozen=True)
class PlacementApproved(DomainEvent):
    """The municipality granted a placement."""

    kind = "placements.approved"
    says = "Forløbet er bevilget af {by}"

    place_id: UUID
    candidate_id: UUID
    placement_id: UUID
    by: str


@dataclass(frozen=True)
class PlacementStarted(DomainEvent):
    """A candidate began in a place."""

    kind = "placements.started"
    says = "Forløbet gik i gang"

    place_id: UUID
    candidate_id: UUID
    placement_id: UUID


@dataclass(frozen=True)
class PlacementEnded(DomainEvent):
    """A placement ended; its place is free from the day after."""

    kind = "placements.ended"
    says = "Forløbet sluttede {last_day}: {reason}"

    centre_id: UUID
    place_id: UUID
    candidate_id: UUID
    placement_id: UUID
    last_day: date
    reason: str


@dataclass(frozen=True)
class PlacementEndKnown(DomainEvent):
    """An end to come was set: the place is free from the day after."""

    kind = "placements.end_known"
    says = "Forløbet slutter {last_day}: {reason}"

    centre_id: UUID
    place_id: UUID
    candidate_id: UUID
    placement_id: UUID
    last_day: date
    reason: str


@dataclass(frozen=True)
class PlacementCancelled(DomainEvent):
    """A placement was called off before it began."""

    kind = "placements.cancelled"
    says = "Forløbet blev aflyst"

    centre_id: UUID
    place_id: UUID
    candidate_id: UUID
    placement_id: UUID


@dataclass(frozen=True)
class AttendanceNoted(DomainEvent):
    """Somebody noted whether a candidate was there."""

    kind = "placements.attendance_noted"
    says = "{day}: {state} (noteret af {by})"

    candidate_id: UUID
    placement_id: UUID
    day: date
    state: str
    by: str


@dataclass(frozen=True)
class AbsenceNoted(DomainEvent):
    """A candidate was ill or did not come."""

    kind = "placements.absence_noted"
    says = "{day}: fravær. Sagsbehandleren har fået besked"

    candidate_id: UUID
    placement_id: UUID
    day: date


@dataclass(frozen=True)
class PlacementsTakenOver(DomainEvent):
    """Placements were entered from a jobcentre's spreadsheet."""

    kind = "placements.taken_over"
    says = "{count} forløb blev hentet ind fra regneark"

    count: int
