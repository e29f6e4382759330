"""What the centres app announces about what companies ask for."""

from dataclasses import dataclass
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class ChangeAsked(DomainEvent):
    """A company asked for a pause or an end of its agreement; nothing changed by it."""

    kind = "centres.change_asked"
    says = "Virksomheden bad om {what}: {reason}"

    centre_id: UUID
    agreement_id: UUID
    wish: str
    what: str
    reason: str
    """The company's own words about its agreement; the page asks for none about a person."""
