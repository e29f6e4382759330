"""What reading across announces."""

from dataclasses import dataclass
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class LookReviewed(DomainEvent):
    """Somebody looked into an unusual look."""

    kind = "insight.look_reviewed"
    says = "Et usædvanligt opslag blev gennemgået: {conclusion}"

    look_id: UUID
    conclusion: str
