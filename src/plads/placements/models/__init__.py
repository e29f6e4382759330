"""Proposals, nominations, placements with every day of a course, and their applications in VITAS."""

from plads.placements.models.changes import Extension, FirstDay, OrdinaryHours
from plads.placements.models.courses import (
    JOBS,
    Attendance,
    EndReason,
    HoursStep,
    Nomination,
    Outcome,
    Placement,
    PlacementEnd,
    Purpose,
    RefillProposal,
)
from plads.placements.models.vitas import VitasApplication

__all__ = [
    "JOBS",
    "Attendance",
    "EndReason",
    "Extension",
    "FirstDay",
    "HoursStep",
    "Nomination",
    "OrdinaryHours",
    "Outcome",
    "Placement",
    "PlacementEnd",
    "Purpose",
    "RefillProposal",
    "VitasApplication",
]
