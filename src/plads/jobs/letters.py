"""Sending what was queued: the attempt is committed, then made, then its outcome is committed.

Nothing is held open in the database while another server takes its time.
"""

import time
from uuid import UUID

from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.ports import port
from plads.core.scope import acting
from plads.jobs import tasks
from plads.messages import delivery
from plads.messages.events import MessageQueued, MessageTriedAgain
from plads.messages.models import OutgoingMessage
from plads.messages.ports import Carrier, MaybeSent, NotSent

STARTS = (MessageQueued.kind, MessageTriedAgain.kind)
"""After these a message is sent at once."""

PATIENCE = 50.0
"""Seconds one round of what is due may take in a municipality; the next one goes on."""

DOWN = ("unreachable", "not_secure", "signed_out")
"""Faults of the carrier, not of the message: the others would meet the same."""


def enqueue(events: list[Event]) -> None:
    """Queue the sending of newly written messages, in the transaction that wrote them."""
    for event in events:
        if event.kind in STARTS:
            tasks.deliver.defer(
                municipality_id=str(event.municipality_id), message_id=event.facts["message_id"]
            )


def deliver(municipality_id: UUID, message_id: UUID) -> str:
    """Make one attempt to send one message, if it is its turn; returns why it was not taken, or nothing."""
    actor = Actor.system(municipality_id)
    with acting(actor):
        channel = OutgoingMessage.objects.values_list("channel", flat=True).get(id=message_id)
        carrier: Carrier | None = port(channel)
        post = delivery.begin(actor, message_id, is_set_up=carrier is not None)
    if post is None or carrier is None:
        return ""
    try:
        carrier.send(post)
    except NotSent as fault:
        with acting(actor):
            delivery.not_sent(actor, message_id, fault)
        return fault.code
    except MaybeSent:
        with acting(actor):
            delivery.cut_off(actor, message_id, again=carrier.knows_repeats)
        return "cut_off"
    with acting(actor):
        delivery.arrived(actor, message_id)
    return ""


def deliver_due(municipality_id: UUID) -> None:
    """Take up what was cut off in a municipality, and send what is due there and what its queue may have lost.

    A carrier nobody reaches is asked once, not once for each message that waits for it.
    """
    actor, ends = Actor.system(municipality_id), time.monotonic() + PATIENCE
    for channel in OutgoingMessage.Channel.values:
        carrier: Carrier | None = port(channel)
        if carrier is None:
            continue
        with acting(actor):
            for message_id in delivery.left_behind(actor, channel):
                delivery.cut_off(actor, message_id, again=carrier.knows_repeats)
            ready = delivery.due(actor, channel)
        for message_id in ready:
            if time.monotonic() > ends or deliver(municipality_id, message_id) in DOWN:
                break
