"""The life of a mail or SMS, as a table."""

from plads.core.lifecycle import Lifecycle, step
from plads.core.roles import Role
from plads.messages.models import OutgoingMessage

PLADS = (Role.SYSTEM,)

OUTGOING = Lifecycle(
    "Beskeden",
    {value: str(label) for value, label in OutgoingMessage.State.choices},
    [
        step("begin", "Send", "waiting", "sending", PLADS),
        step("arrive", "Noter som sendt", "sending uncertain", "sent", PLADS),
        step("delay", "Prøv senere", "sending", "waiting", PLADS),
        step("fail", "Opgiv", "waiting sending", "failed", PLADS),
        step("doubt", "Noter som måske sendt", "sending", "uncertain", PLADS),
        step("lapse", "Læg væk, for sent", "waiting", "dropped", PLADS),
        step("retry", "Send igen", "waiting failed uncertain", "waiting", [Role.ADMINISTRATOR]),
        step("drop", "Læg væk", "waiting failed uncertain", "dropped", [Role.ADMINISTRATOR]),
    ],
)
"""From queued to sent. ``doubt`` is for an attempt that was cut off where nobody can say what became of it."""
