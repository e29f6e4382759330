"""What pages read of messages out: never their words, and of an address only enough to know it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, When

from plads.core.actor import Actor
from plads.core.fields import MASK
from plads.core.lifecycle import Transition
from plads.messages.faults import FAULTS, NO_WAY
from plads.messages.lifecycle import OUTGOING
from plads.messages.models import OutgoingMessage
from plads.messages.policy import outgoing_of

State = OutgoingMessage.State

PAGE_SIZE = 25
"""Messages on one page."""

WORST_FIRST = (State.FAILED, State.UNCERTAIN, State.SENDING, State.WAITING, State.SENT, State.DROPPED)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many messages stand where.

    Of the waiting, ``not_set_up`` are those that nobody can send, and ``held_up`` those whose last attempt failed.
    """

    waiting: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    uncertain: int = 0
    dropped: int = 0
    not_set_up: int = 0
    held_up: int = 0

    @property
    def not_sent(self) -> int:
        """How many a person must look at: they failed, or nobody knows."""
        return self.failed + self.uncertain


@dataclass(frozen=True, slots=True)
class Sent:
    """A message out as the administrator sees it; ``to`` is masked, ``fault`` a sentence."""

    id: UUID
    channel: str
    to: str
    about: str
    about_id: UUID
    state: str
    state_label: str
    fault: str
    attempts: int
    created_at: datetime
    next_try: datetime
    sent_at: datetime | None
    actions: Sequence[Transition]


def counted(municipality_id: UUID) -> Counted:
    """Return how many messages of a municipality stand where (1 statement)."""
    rows = OutgoingMessage.objects.filter(municipality_id=municipality_id)
    numbers = {state: Count("id", filter=Q(state=state)) for state in State.values}
    not_set_up = Count("id", filter=Q(state=State.WAITING, error="not_set_up"))
    tried = Q(state=State.WAITING, attempts__gt=0) & ~Q(error__in=("", "not_set_up"))
    return Counted(**rows.aggregate(**numbers, not_set_up=not_set_up, held_up=Count("id", filter=tried)))


def outgoing(actor: Actor, state: str = "", side: str | None = None) -> "Page[Sent]":
    """Return a page of messages out of the actor's municipality, what failed first, then the newest (2 statements).

    ``state`` narrows to one; raises ``NotVisible`` for who does not administer.
    """
    where = outgoing_of(actor) & (Q(state=state) if state in State.values else Q())
    order = Case(
        *(When(state=each, then=place) for place, each in enumerate(WORST_FIRST)), output_field=IntegerField()
    )
    rows = OutgoingMessage.objects.filter(where).defer("name", "subject", "body")
    page: Page[Any] = Paginator(rows.order_by(order, "-created_at", "id"), PAGE_SIZE).get_page(side)
    page.object_list = [_shown(actor, each) for each in page.object_list]
    return page


def _shown(actor: Actor, message: OutgoingMessage) -> Sent:
    return Sent(
        id=message.id,
        channel=message.get_channel_display(),
        to=mask(message.to),
        about=message.about,
        about_id=message.about_id,
        state=message.state,
        state_label=message.get_state_display(),
        fault=str(FAULTS.get(message.error, "")),
        attempts=message.attempts,
        created_at=message.created_at,
        next_try=message.next_try,
        sent_at=message.sent_at,
        actions=[
            step
            for step in OUTGOING.actions(actor.role, message.state)
            if step.action != "retry" or message.error not in NO_WAY
        ],
    )


def mask(address: str) -> str:
    """Return an address with enough left to know it again: ``a•••@firma.dk``, ``+45 •••56``."""
    if not address or address == MASK:
        return address
    user, at, domain = address.rpartition("@")
    if at:
        return f"{user[:1]}•••@{domain}"
    return f"{address[:3]} •••{address[-2:]}" if address.startswith("+") else "•••"
