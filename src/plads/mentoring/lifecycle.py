"""A support grant's life in one table."""

from plads.core.lifecycle import Lifecycle, step
from plads.core.roles import OFFICE, Role
from plads.mentoring.models import SupportGrant

DECIDERS = (Role.CASEWORKER, Role.COORDINATOR)

GRANT = Lifecycle(
    "Ansøgningen",
    {value: str(label) for value, label in SupportGrant.State.choices},
    [
        step("apply", "Søg mentorstøtte", "applied", "applied", OFFICE | {Role.CONTACT}),
        step("grant", "Bevilg mentorstøtte", "applied", "granted", DECIDERS),
        step("refuse", "Giv afslag", "applied", "refused", DECIDERS),
        step("approve_hours", "Godkend timer", "granted", "granted", DECIDERS),
    ],
)
