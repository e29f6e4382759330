"""Mentors and whom they help, taken over from a spreadsheet, many at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from plads.centres.models import Centre
from plads.centres.services.take_over import name_key
from plads.core.actor import Actor
from plads.core.bulk import Taken, bring_in_step, may_take_over
from plads.core.roles import Role
from plads.mentoring.models import Mentor, MentorAssignment
from plads.people.models import User
from plads.people.take_over import RoleRow, take_over_roles, take_over_users
from plads.placements.models import Placement


@dataclass(frozen=True, slots=True)
class MentorRow:
    """A mentor of the centre of that name; ``None`` is "not said"."""

    centre: str
    name: str
    email: str
    phone: str | None = None
    kind: str | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """A mentor, by e-mail, who helps in a placement of their centre since a day."""

    placement: Placement
    centre: str
    email: str
    since: date


@transaction.atomic
def take_over_mentors(
    actor: Actor, municipality_id: UUID, rows: Iterable[MentorRow]
) -> Taken[tuple[str, str], Mentor]:
    """Store mentors by centre and e-mail, each with a sign-in; facts of those that are there are corrected.

    They promise confidentiality themselves, in Plads, before they see anybody.
    """
    may_take_over(actor)
    wanted = {(name_key(row.centre), row.email): row for row in rows}
    centres = {name_key(row.name): row for row in Centre.objects.filter(municipality_id=municipality_id)}
    users = take_over_users(actor, [RoleRow(row.email, row.name, Role.MENTOR) for row in wanted.values()])
    fields = {
        key: _fields(row, municipality_id, centres[key[0]].id, users[row.email])
        for key, row in wanted.items()
    }
    change = ("name", "phone", "kind", "capacity")
    taken = bring_in_step(Mentor, mentors_by_name(municipality_id), fields, change=change)
    new = [taken.rows[key] for key in taken.created]
    take_over_roles(
        actor, municipality_id, [RoleRow(mentor.email, mentor.name, Role.MENTOR, mentor.id) for mentor in new]
    )
    return taken


def _fields(row: MentorRow, municipality_id: UUID, centre_id: UUID, user: User) -> dict[str, object]:
    return {
        "municipality_id": municipality_id,
        "centre_id": centre_id,
        "user": user,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "kind": row.kind,
        "capacity": row.capacity,
    }


def mentors_by_name(municipality_id: UUID) -> dict[tuple[str, str], Mentor]:
    """Return a municipality's mentors by centre and e-mail (1 statement)."""
    mentors = Mentor.objects.filter(municipality_id=municipality_id).select_related("centre")
    return {(name_key(mentor.centre.name), mentor.email): mentor for mentor in mentors}


@transaction.atomic
def take_over_assignments(
    actor: Actor,
    municipality_id: UUID,
    rows: Iterable[AssignmentRow],
    mentors: Mapping[tuple[str, str], Mentor],
) -> Taken[tuple[UUID, UUID], MentorAssignment]:
    """Let mentors help in placements; those who help already stay, and nobody is taken away."""
    may_take_over(actor)
    fields = {
        (mentor.id, row.placement.id): {
            "municipality_id": municipality_id,
            "mentor_id": mentor.id,
            "placement_id": row.placement.id,
            "since": row.since,
        }
        for row in rows
        if (mentor := mentors[name_key(row.centre), row.email])
    }
    present = {
        (each.mentor_id, each.placement_id): each
        for each in MentorAssignment.objects.filter(municipality_id=municipality_id)
    }
    return bring_in_step(MentorAssignment, present, fields)
