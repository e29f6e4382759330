"""The life of a letter of decision, as a table."""

from plads.core.lifecycle import Lifecycle, step
from plads.core.roles import OFFICE
from plads.followup.models import DecisionLetter
from plads.placements.lifecycle import DECIDERS

LETTER = Lifecycle(
    "Brevet",
    {value: str(label) for value, label in DecisionLetter.State.choices},
    [
        step("change", "Ret kladden", "draft", "draft", DECIDERS),
        step("drop", "Slet kladden", "draft", "draft", DECIDERS),
        step("approve", "Godkend brevet", "draft", "approved", DECIDERS),
        step("send", "Noter brevet som sendt", "approved", "sent", OFFICE),
    ],
)
