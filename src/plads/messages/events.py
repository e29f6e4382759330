"""What the messages app announces: how far a mail or SMS came. Never to whom, nor what it says."""

from dataclasses import dataclass
from uuid import UUID

from plads.core.events import DomainEvent


@dataclass(frozen=True)
class MessageQueued(DomainEvent):
    """A mail or SMS was written and waits to be sent."""

    kind = "messages.queued"
    says = "{channel} skrevet og lagt til afsendelse"

    message_id: UUID
    about_id: UUID
    channel: str


@dataclass(frozen=True)
class MessageSent(DomainEvent):
    """The other server took a mail or SMS."""

    kind = "messages.sent"
    says = "{channel} sendt"

    message_id: UUID
    about_id: UUID
    channel: str


@dataclass(frozen=True)
class MessageDelayed(DomainEvent):
    """A mail or SMS was not taken this time; it is tried again."""

    kind = "messages.delayed"
    says = "{channel} kunne ikke sendes i forsøg {attempt}; der prøves igen"

    message_id: UUID
    channel: str
    attempt: int
    error: str


@dataclass(frozen=True)
class MessageFailed(DomainEvent):
    """A mail or SMS was not sent, and is not tried again by itself."""

    kind = "messages.failed"
    says = "{channel} kunne ikke sendes"

    message_id: UUID
    about_id: UUID
    channel: str
    error: str


@dataclass(frozen=True)
class MessageUncertain(DomainEvent):
    """Nobody knows whether a mail or SMS was sent: the attempt was cut off in the middle."""

    kind = "messages.uncertain"
    says = "{channel} blev måske sendt: forsøget blev afbrudt"

    message_id: UUID
    about_id: UUID
    channel: str


@dataclass(frozen=True)
class MessageTriedAgain(DomainEvent):
    """Somebody asked for a mail or SMS to be sent again."""

    kind = "messages.tried_again"
    says = "{channel} sættes til afsendelse igen"

    message_id: UUID
    channel: str


@dataclass(frozen=True)
class MessageDropped(DomainEvent):
    """Somebody put a mail or SMS away that was not sent."""

    kind = "messages.dropped"
    says = "{channel} lagt væk uden at blive sendt"

    message_id: UUID
    about_id: UUID
    channel: str


@dataclass(frozen=True)
class MessagesEmptied(DomainEvent):
    """The addresses of messages that were done with long ago were emptied."""

    kind = "messages.emptied"
    says = "Adresser fjernet fra {number} gamle beskeder ud"

    number: int
