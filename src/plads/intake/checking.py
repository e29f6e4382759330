"""Checking a workbook: every fault in it, found without changing anything, and the records it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.scope import acting
from plads.intake.checks_candidates import check_activities, check_candidates
from plads.intake.checks_centres import check_centres, check_mentors, check_places
from plads.intake.checks_placements import check_placements, check_steps
from plads.intake.checks_time import check_time
from plads.intake.checks_workplaces import (
    check_contacts,
    check_months,
    check_municipality,
    check_staff,
    check_workplaces,
)
from plads.intake.drafts import Desk, drafted
from plads.intake.faults import Fault, ordered
from plads.intake.known import Known, known_to
from plads.intake.reading import Progress, Workbook, quiet
from plads.intake.records import Records, records_of
from plads.intake.sheets import MUNICIPALITY, SHEETS, TITLES

CHECKS: tuple[tuple[str, Callable[[Desk, Known], None]], ...] = (
    ("kommunen", check_municipality),
    ("arbejdspladser", check_workplaces),
    ("ansatte", check_months),
    ("kontakter", check_contacts),
    ("centre", check_centres),
    ("pladser", check_places),
    ("mentorer", check_mentors),
    ("kandidater", check_candidates),
    ("aktiviteter", check_activities),
    ("forløb", check_placements),
    ("timetrin", check_steps),
    ("tid", check_time),
)
"""What is looked at across rows, in order, with its name for the progress bar."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook after checking. ``records`` are there only when it has no faults.

    ``counts`` are the rows of each sheet by its title, ``notes`` what a person should know and may leave.
    ``municipality_id`` is ``None`` when the workbook names a municipality that Plads does not have yet.
    """

    name: str
    municipality_id: UUID | None
    records: Records | None
    faults: list[Fault]
    notes: list[str]
    counts: dict[str, int]

    @property
    def ok(self) -> bool:
        """Whether the workbook may be stored."""
        return self.records is not None


def check(
    book: Workbook,
    municipality_id: UUID | None = None,
    today: date | None = None,
    *,
    actor: Actor | None = None,
    progress: Progress = quiet,
) -> Checked:
    """Return every fault of a workbook and, when there is none, its records. Changes and stores nothing.

    ``municipality_id`` is where it is to be stored; ``None`` takes it from the workbook, which only the command
    line may do. ``actor`` is who will store it: some rows may only be stored by an administrator. Never raises
    on what stands in the workbook.
    """
    desk = drafted(book, today or clock.today())
    home = municipality_id or _named(desk)
    if home is None:
        _without_home(desk, known_to(desk, None), actor, progress)
    else:
        with acting(Actor.system(home)):
            _check_all(desk, known_to(desk, home), actor, progress)
    faults = ordered(dict.fromkeys(desk.faults), TITLES)
    counts = {sheet.title: len(desk.all(sheet.key)) for sheet in SHEETS if sheet.key in desk.drafts}
    if not faults and not sum(counts.values()):
        faults = [
            Fault("", None, "", book.name, "Regnearket har ingen rækker.", "Udfyld arkene, og prøv igen.")
        ]
    return Checked(book.name, home, None if faults else records_of(desk), faults, desk.notes, counts)


def _named(desk: Desk) -> UUID | None:
    rows = desk.all("municipality")
    if rows:
        return (
            Municipality.objects.filter(code=rows[0].get("code") or "").values_list("id", flat=True).first()
        )
    only = list(Municipality.objects.values_list("id", flat=True)[:2])
    return only[0] if len(only) == 1 else None


def _without_home(desk: Desk, known: Known, actor: Actor | None, progress: Progress) -> None:
    if not desk.all("municipality") and desk.drafts:
        desk.sheet_fault(
            MUNICIPALITY,
            "Vi kan ikke se, hvilken kommune regnearket er for.",
            "Tilføj arket Kommune med kode og navn.",
        )
    _check_all(desk, known, actor, progress)


def _check_all(desk: Desk, known: Known, actor: Actor | None, progress: Progress) -> None:
    check_staff(desk, known, actor)
    for number, (name, look) in enumerate(CHECKS, start=1):
        progress(f"Ser på {name}", number, len(CHECKS))
        look(desk, known)
