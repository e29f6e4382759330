"""The lives of nominations and placements, as tables."""

from plads.core.lifecycle import Lifecycle, step
from plads.core.roles import OFFICE, Role
from plads.placements.models import Nomination, Placement, VitasApplication

DECIDERS = (Role.CASEWORKER, Role.COORDINATOR)
"""Who grants a course, and may let one begin that VITAS has not approved."""

NOMINATION = Lifecycle(
    "Indstillingen",
    {value: str(label) for value, label in Nomination.State.choices},
    [
        step("nominate", "Indstil kandidaten", "open", "open", OFFICE),
        step("answer_candidate", "Svar for kandidaten", "open", "open", [Role.CANDIDATE, *sorted(OFFICE)]),
        step("answer_company", "Svar for virksomheden", "open", "open", [Role.CONTACT]),
        step("withdraw", "Træk indstillingen tilbage", "open accepted", "withdrawn", OFFICE | {Role.SYSTEM}),
        step("place", "Planlæg forløbet", "accepted", "placed", OFFICE),
    ],
)

PLACEMENT = Lifecycle(
    "Forløbet",
    {value: str(label) for value, label in Placement.State.choices},
    [
        step("approve", "Bevilg forløbet", "planned", "approved", DECIDERS),
        step("start", "Sæt i gang", "approved", "running", OFFICE | {Role.MENTOR, Role.SYSTEM}),
        step("cancel", "Aflys forløbet", "planned approved", "cancelled", OFFICE | {Role.SYSTEM}),
        step("lapse", "Luk et forløb, der aldrig begyndte", "planned approved", "cancelled", [Role.SYSTEM]),
        step("end", "Afslut forløbet", "running", "ended", OFFICE | {Role.SYSTEM}),
        step("withdraw_end", "Tag slutdagen tilbage", "running", "running", OFFICE),
        step("change_hours", "Ændr timerne", "running", "running", OFFICE),
        step("change_hours_ahead", "Ændr timerne før start", "approved", "approved", OFFICE),
        step("change_hours_planned", "Ændr timerne i planen", "planned", "planned", OFFICE),
        step("extend", "Forlæng forløbet", "running", "running", DECIDERS),
        step("extend_ahead", "Forlæng et forløb, der ikke er begyndt", "approved", "approved", DECIDERS),
        step(
            "note",
            "Noter fremmøde",
            "running",
            "running",
            OFFICE | {Role.MENTOR, Role.CONTACT, Role.CANDIDATE},
        ),
    ],
)

VITAS = Lifecycle(
    "Ansøgningen i VITAS",
    {value: str(label) for value, label in VitasApplication.State.choices},
    [
        step("send", "Noter som sendt", "to_send", "sent", OFFICE),
        step("approve", "Noter godkendelsen", "sent", "approved", OFFICE | {Role.SYSTEM}),
        step("refuse", "Noter afvisningen", "sent", "refused", OFFICE | {Role.SYSTEM}),
        step("withdraw", "Noter som trukket tilbage", "to_send sent approved", "withdrawn", OFFICE),
        step("renew", "Søg igen", "approved refused withdrawn", "to_send", OFFICE),
        step("override", "Lad forløbet begynde uden VITAS", "to_send", "to_send", DECIDERS),
        step("override_sent", "Lad forløbet begynde, før VITAS har svaret", "sent", "sent", DECIDERS),
    ],
)
