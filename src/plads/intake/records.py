"""The typed records of a workbook without faults: what is taken over, app by app."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from plads.candidates.take_over import ActivityRow, CandidateRow
from plads.centres.services.take_over import CentreRow, PlaceRow
from plads.companies.take_over import CompanyRow, ContactRow, MonthRow, WorkplaceRow
from plads.intake.drafts import Desk
from plads.mentoring.take_over import MentorRow
from plads.people.take_over import RoleRow
from plads.placements.services.take_over import PlacementRow, StepRow

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class MunicipalityRow:
    """The municipality a workbook is for."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Records:
    """Every row of a workbook, typed, in the order of its sheets."""

    municipality: list[MunicipalityRow]
    staff: list[RoleRow]
    companies: list[CompanyRow]
    workplaces: list[WorkplaceRow]
    months: list[MonthRow]
    contacts: list[ContactRow]
    centres: list[CentreRow]
    places: list[PlaceRow]
    mentors: list[MentorRow]
    candidates: list[CandidateRow]
    activities: list[ActivityRow]
    placements: list[PlacementRow]
    steps: list[StepRow]


TYPES: dict[str, Callable[..., Any]] = {
    "municipality": MunicipalityRow,
    "staff": RoleRow,
    "companies": CompanyRow,
    "workplaces": WorkplaceRow,
    "months": MonthRow,
    "contacts": ContactRow,
    "centres": CentreRow,
    "places": PlaceRow,
    "mentors": MentorRow,
    "candidates": CandidateRow,
    "activities": ActivityRow,
    "placements": PlacementRow,
    "steps": StepRow,
}
"""Which record a sheet's rows become; its columns' keys are the record's fields."""


def records_of(desk: Desk) -> Records:
    """Return the records of a desk without faults."""
    made = {key: [kind(**draft.values) for draft in desk.all(key)] for key, kind in TYPES.items()}
    return Records(**{each.name: made[each.name] for each in fields(Records)})
