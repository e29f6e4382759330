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
class NominationFell(DomainEvent):
    """A nomination fell because its place is not there that long."""

    kind = "placements.nomination_fell"
    says = "Indstillingen faldt bort: {why}"

    centre_id: UUID
    place_id: UUID
    candidate_id: UUID
    nomination_id: UUID
    why: str


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
class PlacementEndWithdrawn(DomainEvent):
    """An end to come was taken back: the course lasts until its agreed day again."""

    kind = "placements.end_withdrawn"
    says = "Slutdagen blev taget tilbage. Forløbet varer igen til {last_day}"

    centre_id: UUID
    place_id: UUID
    candidate_id: UUID
    placement_id: UUID
    last_day: date


@dataclass(frozen=True)
class PlacementShortened(DomainEvent):
    """A course that has not begun was shortened: its agreement ends or pauses before."""

    kind = "placements.shortened"
    says = "Forløbet blev forkortet, fordi aftalen ophører eller holder pause. Sidste dag er {last_day}"

    centre_id: UUID
    place_id: UUID
    candidate_id: UUID
    placement_id: UUID
    last_day: date


@dataclass(frozen=True)
class HoursChanged(DomainEvent):
    """The weeks of a placement are others from a day on; ``hours`` says them in words."""

    kind = "placements.hours_changed"
    says = "Timerne er ændret fra {first_day}: {hours}"

    place_id: UUID
    candidate_id: UUID
    placement_id: UUID
    first_day: date
    hours: str


@dataclass(frozen=True)
class PlacementExtended(DomainEvent):
    """The municipality let a placement go on longer."""

    kind = "placements.extended"
    says = "Forløbet blev forlænget fra {before} til {last_day} af {by}"

    centre_id: UUID
    place_id: UUID
    candidate_id: UUID
    placement_id: UUID
    before: date
    last_day: date
    by: str


@dataclass(frozen=True)
class ExtensionRefused(DomainEvent):
    """The municipality decided that a placement does not go on longer; why stands with the decision."""

    kind = "placements.extension_refused"
    says = "Forløbet blev ikke forlænget til {last_day} (afgjort af {by})"

    place_id: UUID
    candidate_id: UUID
    placement_id: UUID
    last_day: date
    by: str


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
class PlacementLapsed(DomainEvent):
    """A placement's last day passed without its ever beginning; it was called off by itself."""

    kind = "placements.lapsed"
    says = "Forløbet begyndte aldrig og er aflyst: sidste dag var {last_day}"

    centre_id: UUID
    place_id: UUID
    candidate_id: UUID
    placement_id: UUID
    last_day: date


@dataclass(frozen=True)
class VitasSent(DomainEvent):
    """Somebody noted that a placement's application stands in VITAS."""

    kind = "placements.vitas_sent"
    says = "Ansøgningen er sendt i VITAS med nummer {number}"

    candidate_id: UUID
    placement_id: UUID
    application_id: UUID
    number: str


@dataclass(frozen=True)
class VitasAnswered(DomainEvent):
    """VITAS approved or refused an application; ``by`` is who noted it, or VITAS itself."""

    kind = "placements.vitas_answered"
    says = "Ansøgningen i VITAS er {answer} (noteret af {by})"

    candidate_id: UUID
    placement_id: UUID
    application_id: UUID
    answer: str
    by: str


@dataclass(frozen=True)
class VitasWithdrawn(DomainEvent):
    """An application in VITAS was withdrawn."""

    kind = "placements.vitas_withdrawn"
    says = "Ansøgningen i VITAS er trukket tilbage"

    candidate_id: UUID
    placement_id: UUID
    application_id: UUID


@dataclass(frozen=True)
class VitasRenewed(DomainEvent):
    """A new application in VITAS is needed."""

    kind = "placements.vitas_renewed"
    says = "Der skal søges igen i VITAS"

    candidate_id: UUID
    placement_id: UUID
    application_id: UUID


@dataclass(frozen=True)
class VitasOverridden(DomainEvent):
    """A caseworker decided that a placement may begin before VITAS has approved it; why stands with it."""

    kind = "placements.vitas_overridden"
    says = "{by} har besluttet, at forløbet må begynde uden godkendelse i VITAS"

    candidate_id: UUID
    placement_id: UUID
    application_id: UUID
    by: str


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
    says = "{day}: fravær"

    candidate_id: UUID
    placement_id: UUID
    day: date


@dataclass(frozen=True)
class PlacementsTakenOver(DomainEvent):
    """Placements were entered from a jobcentre's spreadsheet."""

    kind = "placements.taken_over"
    says = "{count} forløb blev hentet ind fra regneark"

    count: int
