"""Taking over many rows at once: those that are new are stored, those that are there are brought in step."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models

from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.roles import Role

TAKES_OVER = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR, Role.SYSTEM})
"""Who may take a jobcentre's spreadsheet over."""

K = TypeVar("K", bound=Hashable)
M = TypeVar("M", bound=models.Model)
_CHUNK = 500


@dataclass(slots=True)
class Taken(Generic[K, M]):
    """What became of the rows of one kind: every row by its natural key, and the keys created and updated."""

    rows: dict[K, M] = field(default_factory=dict)
    created: list[K] = field(default_factory=list)
    updated: list[K] = field(default_factory=list)

    def tally(self) -> dict[str, int]:
        """Return how many rows were created, updated and left as they were."""
        unchanged = len(self.rows) - len(self.created) - len(self.updated)
        return {"created": len(self.created), "updated": len(self.updated), "unchanged": unchanged}


def may_take_over(actor: Actor) -> None:
    """Raise ``Refused`` for an actor who may not take a spreadsheet over."""
    if actor.role not in TAKES_OVER:
        raise Refused("Kun tovholdere og administratorer kan indlæse regneark.", code="wrong_role")


def bring_in_step(
    model: type[M], present: Mapping[K, M], wanted: Mapping[K, Mapping[str, Any]], change: Sequence[str] = ()
) -> Taken[K, M]:
    """Store the wanted rows, a few statements in all, and return every one of them by its key.

    A key that is not among ``present`` becomes a new row. One that is gets the fields named in ``change``; all
    others stay as they are. ``None`` is "not said": a new row gets the model's default, an old one keeps its own.
    """
    taken: Taken[K, M] = Taken()
    for key, fields in wanted.items():
        row = present.get(key)
        if row is None:
            row = model(**{name: value for name, value in fields.items() if value is not None})
            taken.created.append(key)
        elif _changed(row, fields, change):
            taken.updated.append(key)
        taken.rows[key] = row
    manager = model._default_manager
    manager.bulk_create([taken.rows[key] for key in taken.created], batch_size=_CHUNK)
    if taken.updated:
        manager.bulk_update([taken.rows[key] for key in taken.updated], change, batch_size=_CHUNK)
    return taken


def _changed(row: models.Model, fields: Mapping[str, Any], change: Sequence[str]) -> bool:
    found = False
    for name in change:
        value = fields.get(name)
        if value is not None and getattr(row, name) != value:
            setattr(row, name, value)
            found = True
    return found
