"""What the rights app announces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class AccessGiven(DomainEvent):
    """Everything about a person was put together for them."""

    kind = "rights.access_given"
    says = "Alle oplysninger blev samlet og udleveret"

    person_id: UUID


@dataclass(frozen=True)
class RequestReceived(DomainEvent):
    """Somebody asked something about their own data."""

    kind = "rights.request_received"
    says = "Anmodning modtaget: {what}. Svar senest {due_on}"

    candidate_id: UUID
    request_id: UUID
    what: str
    due_on: date


@dataclass(frozen=True)
class RequestDecided(DomainEvent):
    """A request was answered."""

    kind = "rights.request_decided"
    says = "Anmodning besvaret: {what} – {answer}"

    candidate_id: UUID
    request_id: UUID
    what: str
    answer: str


@dataclass(frozen=True)
class UseRestricted(DomainEvent):
    """A candidate's facts are kept and no longer used for anything new."""

    kind = "rights.use_restricted"
    says = "Brugen af oplysningerne blev begrænset"

    candidate_id: UUID


@dataclass(frozen=True)
class RestrictionLifted(DomainEvent):
    """A candidate's facts may be used again."""

    kind = "rights.restriction_lifted"
    says = "Begrænsningen af oplysningerne blev ophævet"

    candidate_id: UUID


@dataclass(frozen=True)
class PlanningDeclined(DomainEvent):
    """A candidate is no longer part of Plads' proposals."""

    kind = "rights.planning_declined"
    says = "Kandidaten er ikke længere med i forslag fra Plads"

    candidate_id: UUID


@dataclass(frozen=True)
class PlanningAccepted(DomainEvent):
    """A candidate is part of Plads' proposals again."""

    kind = "rights.planning_accepted"
    says = "Kandidaten er igen med i forslag fra Plads"

    candidate_id: UUID


@dataclass(frozen=True)
class PersonErased(DomainEvent):
    """Somebody was erased. Says nothing about whom: that is the point."""

    kind = "rights.person_erased"
    says = "En {who} blev slettet: {reason}"

    who: str
    reason: str


@dataclass(frozen=True)
class PeriodChanged(DomainEvent):
    """A municipality chose how long it keeps a kind of data."""

    kind = "rights.period_changed"
    says = "Opbevaringsfristen for {what} blev sat til {months} måneder"

    what: str
    months: int


@dataclass(frozen=True)
class ErasingHeld(DomainEvent):
    """An administrator said: wait with erasing."""

    kind = "rights.erasing_held"
    says = "Sletning blev sat på pause"

    hold_id: UUID


@dataclass(frozen=True)
class ErasingResumed(DomainEvent):
    """Erasing goes on."""

    kind = "rights.erasing_resumed"
    says = "Sletning blev sat i gang igen"

    hold_id: UUID


@dataclass(frozen=True)
class RetentionTold(DomainEvent):
    """Something will be too old soon and is going to be erased."""

    kind = "rights.retention_told"
    says = "Varsel: {number} ting slettes tidligst {runs_on}"

    run_id: UUID
    number: int
    runs_on: date


@dataclass(frozen=True)
class RetentionDone(DomainEvent):
    """What was too old was erased."""

    kind = "rights.retention_done"
    says = "Sletning efter frist er kørt: {number} slettet, {failures} fejlede"

    run_id: UUID
    number: int
    failures: int
