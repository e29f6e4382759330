"""What the centres app announces about inquiries and about who gets which."""

from dataclasses import dataclass
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class InquiryUnclaimed(DomainEvent):
    """No rule says whose an inquiry is: somebody must give it to a consultant."""

    kind = "centres.inquiry_unclaimed"
    says = "Ingen regel passede på henvendelsen. Tovholderne fordeler den"

    inquiry_id: UUID


@dataclass(frozen=True)
class InquiryAnswered(DomainEvent):
    """A company got an answer to its inquiry."""

    kind = "centres.inquiry_answered"
    says = "Virksomheden fik svar"

    inquiry_id: UUID


@dataclass(frozen=True)
class InquiryLookedUp(DomainEvent):
    """The business register was asked who an inquiry is from."""

    kind = "centres.inquiry_looked_up"
    says = "CVR blev læst: {found}"

    inquiry_id: UUID
    found: str


@dataclass(frozen=True)
class AssignmentRuleSet(DomainEvent):
    """A rule of assignment was made or changed."""

    kind = "centres.assignment_rule_set"
    says = "Fordelingsregel {number}: {what} går til {consultant}"

    rule_id: UUID
    number: int
    what: str
    consultant: str


@dataclass(frozen=True)
class AssignmentRuleMoved(DomainEvent):
    """A rule of assignment now decides before, or after, the one it stood beside."""

    kind = "centres.assignment_rule_moved"
    says = "Fordelingsregel {before} er nu nummer {number}"

    rule_id: UUID
    before: int
    number: int


@dataclass(frozen=True)
class AssignmentRuleRemoved(DomainEvent):
    """A rule of assignment was removed."""

    kind = "centres.assignment_rule_removed"
    says = "Fordelingsregel {number} blev fjernet ({what})"

    rule_id: UUID
    number: int
    what: str
