"""Users and roles taken over from a spreadsheet, many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from plads.core.actor import Actor
from plads.core.bulk import Taken, bring_in_step, may_take_over
from plads.core.errors import Refused
from plads.core.roles import SUBJECT_ROLES, Role
from plads.people.models import Membership, User


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A person with a role in the municipality; ``subject_id`` is whom a company's or mentor's role speaks for."""

    email: str
    name: str
    role: str
    subject_id: UUID | None = None


@transaction.atomic
def take_over_roles(
    actor: Actor, municipality_id: UUID, rows: Iterable[RoleRow]
) -> Taken[tuple[str, str, UUID | None], Membership]:
    """Give every person their role; people who can't sign in yet are made, without a password.

    A user who is there keeps their name: other municipalities see it too. Raises ``Refused`` when anyone but an
    administrator would give a role inside the municipality.
    """
    may_take_over(actor)
    wanted = {(row.email, row.role, row.subject_id): row for row in rows}
    users = take_over_users(actor, wanted.values())
    present = {
        (member.user.email, member.role, member.subject_id): member
        for member in Membership.objects.filter(
            municipality_id=municipality_id, user__email__in=list(users), stands_in_for=None
        ).select_related("user")
    }
    gives_staff = actor.role in (Role.ADMINISTRATOR, Role.SYSTEM)
    if not gives_staff and any(key not in present and key[1] not in SUBJECT_ROLES for key in wanted):
        raise Refused("Du kan ikke give medarbejdere adgang. Bed en administrator om det.", code="wrong_role")
    fields = {
        key: {
            "municipality_id": municipality_id,
            "user": users[row.email],
            "role": row.role,
            "subject_id": row.subject_id,
            "given_by_id": actor.user_id,
        }
        for key, row in wanted.items()
    }
    return bring_in_step(Membership, present, fields)


@transaction.atomic
def take_over_users(actor: Actor, rows: Iterable[RoleRow]) -> dict[str, User]:
    """Return the user of each row by e-mail, made when there is none."""
    may_take_over(actor)
    names = {row.email: row.name for row in reversed(list(rows))}
    present = {user.email: user for user in User.objects.filter(email__in=list(names))}
    fields = {
        email: {"email": email, "name": name, "password": make_password(None)}
        for email, name in names.items()
    }
    return bring_in_step(User, present, fields).rows
