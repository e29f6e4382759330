"""What the messages app needs of the world: somebody who takes a mail, and somebody who takes an SMS."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Post:
    """One mail or SMS, ready to go.

    ``to`` is an e-mail address or a telephone number as ``+4512345678``. ``reference`` is the same at every attempt to
    send the same one. ``office`` and ``reply_to`` name the sender people know; an SMS has no ``subject``.
    """

    to: str
    name: str
    subject: str
    body: str
    reference: str
    office: str = ""
    reply_to: str = ""


class NotSent(Exception):
    """The post was surely not taken.

    ``code`` is a word of ``messages.faults``. ``final`` says that the same would happen every time.
    """

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code, self.final = code, final


class MaybeSent(Exception):
    """The attempt was cut off after the post was handed over and before the answer: nobody knows."""


class Carrier(Protocol):
    """Who carries mail, or SMS. ``port("mail")`` and ``port("sms")`` give one, or ``None`` where none is set up."""

    @property
    def knows_repeats(self) -> bool:
        """Whether the same reference twice is one message to the receiver, so that trying again is harmless."""
        ...

    def send(self, post: Post) -> None:
        """Hand the post over; returns when it was taken. Raises ``NotSent`` or ``MaybeSent``, and nothing else."""
        ...
