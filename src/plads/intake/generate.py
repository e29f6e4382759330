"""An invented municipality as a workbook: the same seed and day give the same file."""

import random
from datetime import date
from pathlib import Path

from plads.core import clock
from plads.core.roles import Role
from plads.intake.generate_centres import make_companies
from plads.intake.generate_people import make_candidates
from plads.intake.generate_placements import make_placements
from plads.intake.names import address
from plads.intake.world import World
from plads.intake.writing import write_workbook

CODE, NAME, DOMAIN = "217", "Helsingør Kommune", "helsingoer.example"
_STAFF = (
    (Role.CONSULTANT, 5),
    (Role.CASEWORKER, 8),
    (Role.COORDINATOR, 2),
    (Role.MANAGER, 1),
)


def generate(
    path: Path | str,
    *,
    companies: int = 60,
    places: int = 260,
    candidates: int = 300,
    years: int = 2,
    seed: int = 217,
    today: date | None = None,
) -> dict[str, int]:
    """Write an invented municipality's workbook and return its rows by sheet key.

    Companies, people and numbers are plainly invented: CVR numbers begin with 99, P-numbers with 199, and CPR
    numbers are replacement numbers (day + 60) that no person can have. Every row passes the checks of the import.
    """
    world = World(random.Random(seed), today or clock.today(), years)  # noqa: S311  # invented data, not a secret
    world.add("municipality", code=CODE, name=NAME)
    _make_staff(world)
    make_companies(world, companies, places)
    make_candidates(world, candidates)
    make_placements(world)
    write_workbook(path, world.rows)
    return {key: len(rows) for key, rows in world.rows.items()}


def _make_staff(world: World) -> None:
    for role, count in _STAFF:
        for _ in range(count):
            name = world.new_name()
            email = f"{address(name)}@{DOMAIN}"
            world.add("staff", email=email, name=name, role=str(role.label))
            if role == Role.CONSULTANT:
                world.consultants.append(email)
            elif role == Role.CASEWORKER:
                world.caseworkers.append(email)
