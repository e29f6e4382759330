"""What pages read about people."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.roles import Role
from plads.people.models import Membership, User


@dataclass(frozen=True, slots=True)
class Hat:
    """One role a user can act in: every municipality and subject they hold it for, seen as one."""

    role: Role
    municipality_ids: frozenset[UUID]
    subject_ids: frozenset[UUID]
    municipality_names: tuple[str, ...]

    @property
    def id(self) -> str:
        """A name for this hat among the user's others."""
        return f"{self.role.value}:{min(self.subject_ids or self.municipality_ids)}"

    @property
    def label(self) -> str:
        """The role in words, with the municipality where the role lies inside one."""
        place = "" if self.subject_ids else f", {self.municipality_names[0]}"
        return f"{self.role.label}{place}"


def signed_in(user_id: UUID) -> tuple[User | None, list[Hat]]:
    """Return an active user and the roles they hold, in the order of ``Role`` (1 statement).

    A role for one company in several municipalities is one hat, so that a chain sees all its centres at once; for
    another company it is another hat, so that no municipality of the one opens the other's. A role inside a
    municipality is one hat per municipality.
    """
    rows = list(
        Membership.objects.filter(user_id=user_id, user__is_active=True)
        .select_related("municipality", "user")
        .order_by("municipality__name", "id")
    )
    groups: dict[tuple[str, UUID], list[Membership]] = {}
    for row in rows:
        key = (row.role, row.subject_id or row.municipality_id)
        groups.setdefault(key, []).append(row)
    order = list(Role)
    found = [_hat(Role(role), members) for (role, _), members in groups.items()]
    return rows[0].user if rows else None, sorted(found, key=lambda hat: order.index(hat.role))


def _hat(role: Role, members: list[Membership]) -> Hat:
    return Hat(
        role,
        frozenset(member.municipality_id for member in members),
        frozenset(member.subject_id for member in members if member.subject_id),
        tuple(dict.fromkeys(member.municipality.name for member in members)),
    )


def is_staff(user_id: UUID | None, municipality_id: UUID) -> bool:
    """Return whether a user holds a role inside the municipality itself (1 statement)."""
    if user_id is None:
        return False
    held = Membership.objects.filter(user_id=user_id, municipality_id=municipality_id)
    return held.filter(subject_id__isnull=True).exists()


def member(actor: Actor, user_id: UUID) -> User:
    """Return a user who holds a role in the actor's municipality (1 statement); raises ``NotVisible`` otherwise."""
    held = Membership.objects.filter(user=OuterRef("pk"), municipality_id__in=actor.municipality_ids)
    user = User.objects.filter(Exists(held), id=user_id).first()
    if user is None:
        raise NotVisible
    return user


def staff(municipality_id: UUID, *roles: Role) -> list[User]:
    """Return the active users with one of ``roles`` in a municipality, by name (1 statement)."""
    return list(
        User.objects.filter(
            memberships__municipality_id=municipality_id, memberships__role__in=roles, is_active=True
        )
        .distinct()
        .order_by("name")
    )
