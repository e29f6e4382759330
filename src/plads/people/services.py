"""Verbs about users and their roles."""

from uuid import UUID

from django.db import IntegrityError, transaction

from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.roles import OFFICE, Role
from plads.people.events import RoleGiven
from plads.people.models import Membership, User

MAY_GIVE = OFFICE | {Role.ADMINISTRATOR, Role.SYSTEM}


@transaction.atomic
def give_role(
    actor: Actor,
    municipality_id: UUID,
    *,
    email: str,
    name: str,
    role: Role,
    subject_id: UUID | None = None,
    password: str | None = None,
) -> User:
    """Return the user with ``email``, made if new, now holding ``role``; asking twice changes nothing.

    ``password`` is only used for a new user. Raises ``Refused`` for an actor who may not give roles, and when
    anyone but an administrator would give a role inside the municipality.
    """
    staff_role = subject_id is None
    allowed = {Role.ADMINISTRATOR, Role.SYSTEM} if staff_role else MAY_GIVE
    if actor.role not in allowed:
        raise Refused("Du kan ikke give andre adgang. Bed en administrator om det.", code="wrong_role")
    user = User.objects.filter(email=email.strip().lower()).first() or _made(email.strip(), name, password)
    _, created = Membership.objects.get_or_create(
        user=user, municipality_id=municipality_id, role=role, subject_id=subject_id
    )
    if created:
        record(actor, municipality_id, RoleGiven(user.id, str(role.label)))
    return user


def _made(email: str, name: str, password: str | None) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name, password)
    except IntegrityError:  # somebody else made the same user this very moment
        return User.objects.get(email=email.lower())
