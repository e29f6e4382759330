"""What a user does to their own account, recorded in every municipality where they hold a role."""

from collections.abc import Callable

from plads.core.actor import Actor
from plads.core.events import DomainEvent, record
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.models import Membership, User
from plads.people.queries import roles_of


def tell(user: User, event: Callable[[str, Membership], DomainEvent]) -> None:
    """Record an event of the user's own doing in each of their municipalities.

    ``event`` makes it of what the user is called there and of a role they hold there.
    """
    for role in {each.municipality_id: each for each in roles_of(user.id)}.values():
        actor = Actor(user.id, user.name, Role(role.role), frozenset({role.municipality_id}))
        with acting(actor):
            record(actor, role.municipality_id, event(called(user, role), role))


def called(user: User, role: Membership) -> str:
    """Return what an event calls them: a candidate's name stays out of what is never removed."""
    return "Kandidaten" if role.role == Role.CANDIDATE else user.name
