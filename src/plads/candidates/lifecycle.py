"""A candidate's life in one table."""

from plads.candidates.models import Candidate
from plads.core.lifecycle import Lifecycle, step
from plads.core.roles import OFFICE

CANDIDATE = Lifecycle(
    "Kandidaten",
    {value: str(label) for value, label in Candidate.State.choices},
    [
        step("make_ready", "Klar til en plads", "registered closed", "ready", OFFICE),
        step("close", "Afslut kandidaten", "registered ready", "closed", OFFICE),
    ],
)
