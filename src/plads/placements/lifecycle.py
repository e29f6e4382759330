"""The lives of nominations and placements, as tables."""

from plads.core.lifecycle import Lifecycle, step
from plads.core.roles import OFFICE, Role
from plads.placements.models import Nomination, Placement

NOMINATION = Lifecycle(
    "Indstillingen",
    {value: str(label) for value, label in Nomination.State.choices},
    [
        step("nominate", "Indstil kandidaten", "open", "open", OFFICE),
        step("answer_candidate", "Svar for kandidaten", "open", "open", [Role.CANDIDATE, *sorted(OFFICE)]),
        step("answer_company", "Svar for virksomheden", "open", "open", [Role.CONTACT]),
        step("withdraw", "Træk indstillingen tilbage", "open accepted", "withdrawn", OFFICE),
        step("place", "Planlæg forløbet", "accepted", "placed", OFFICE),
    ],
)

PLACEMENT = Lifecycle(
    "Forløbet",
    {value: str(label) for value, label in Placement.State.choices},
    [
        step("approve", "Bevilg forløbet", "planned", "approved", [Role.CASEWORKER, Role.COORDINATOR]),
        step("start", "Sæt i gang", "approved", "running", OFFICE | {Role.MENTOR, Role.SYSTEM}),
        step("cancel", "Aflys forløbet", "planned approved", "cancelled", OFFICE),
        step("end", "Afslut forløbet", "running", "ended", OFFICE | {Role.SYSTEM}),
        step(
            "note",
            "Noter fremmøde",
            "running",
            "running",
            OFFICE | {Role.MENTOR, Role.CONTACT, Role.CANDIDATE},
        ),
    ],
)
