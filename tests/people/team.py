"""A municipality's people for tests about roles."""

from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.people.models import Membership, User
from plads.people.services import give_role


def hire(inside, key: str, *roles: Role, **more) -> User:
    """Somebody with these roles in the municipality, named after ``key``."""
    system, place = Actor.system(inside.municipality.id), inside.municipality.id
    for role in roles:
        user = give_role(
            system, place, email=f"{key}@plads.example", name=key.capitalize(), role=role, **more
        )
    return user


def acts(user: User, role: Role, municipality, *subjects) -> Actor:
    """The user acting in a role."""
    return Actor(user.id, user.name, role, frozenset({municipality.id}), frozenset(subjects))


def held(user: User, role: Role) -> Membership:
    """Their own role."""
    return Membership.objects.get(user=user, role=role, stands_in_for=None)


def told(kind: str) -> list[dict]:
    """The facts of every event of a kind, in order."""
    return [event.facts for event in Event.objects.filter(kind=f"people.{kind}").order_by("at", "id")]
