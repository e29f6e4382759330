"""What is announced about the papers of agreements."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class PaperMade(DomainEvent):
    """The paper of a sealed version was made and sealed."""

    kind: ClassVar[str] = "centres.paper_made"
    says: ClassVar[str] = "Aftalens version {number} fik sit papir, forseglet med {signer}"

    centre_id: UUID
    agreement_id: UUID
    version_id: UUID
    number: int
    signer: str
