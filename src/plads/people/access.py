"""Letting in people who have no password yet, or forgot it: a link to choose one with, for a few days and once."""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.roles import OFFICE, Role
from plads.core.scope import acting
from plads.people.deeds import called, tell
from plads.people.events import AccessLinkMade, PasswordChosen
from plads.people.models import Membership, User
from plads.people.passwords import store_password
from plads.people.queries import member, roles_of

MAY_MAKE_LINKS = OFFICE | {Role.ADMINISTRATOR, Role.SYSTEM, Role.CONTACT}

LinkGuard = Callable[[Actor, User, Sequence[Membership]], None]
_GUARDS: list[LinkGuard] = []


def register_link_guard(guard: LinkGuard) -> None:
    """Ask ``guard`` before a link to a user with these roles is made; it raises ``Refused`` when it should not be."""
    _GUARDS.append(guard)


class LinkTokens(PasswordResetTokenGenerator):
    """Signs links. What is signed holds the password's hash and the last sign-in, so that a used link is dead."""

    key_salt = "plads.people.access"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        """Sign the roles too: a link made for a small account is dead when the account has become a bigger one."""
        roles = [f"{each.role}:{each.municipality_id}:{each.subject_id}" for each in roles_of(user.pk)]
        return super()._make_hash_value(user, timestamp) + "|".join(roles)

    def _now(self) -> datetime:
        return clock.now().astimezone(UTC).replace(tzinfo=None)


_TOKENS = LinkTokens()


@transaction.atomic
def access_link(actor: Actor, user_id: UUID) -> str:
    """Return the path of a page where the user chooses a password; it works for ``link_days()`` and once.

    That a link was made is recorded, the link itself is nowhere: it is for the caller to hand over. Whoever has
    it could use it, so nobody gets one to an account that reaches further than their own: raises ``Refused``
    for an actor who is not office staff, for a colleague unless the actor is an administrator, for somebody with a
    role in another municipality, and when a guard minds (decision 0014); ``NotVisible`` for somebody with no role in
    the actor's. A contact makes links only for further contacts of their own workplaces, and only their first.
    """
    if actor.role not in MAY_MAKE_LINKS or actor.helps:
        raise Refused("Du kan ikke give andre adgang. Bed jobcentret om det.", code="wrong_role")
    user = member(actor, user_id)
    if not user.is_active:
        raise Refused(f"{user.name} må ikke længere logge ind.", code="inactive")
    roles = roles_of(user.id)
    _refuse_wider(actor, user, roles)
    for guard in _GUARDS:
        guard(actor, user, roles)
    mine = next(each for each in roles if each.municipality_id in actor.municipality_ids)
    event = AccessLinkMade(user.id, called(user, mine), mine.subject_id)
    record(actor, mine.municipality_id, event)
    return "/adgang/{}/{}/".format(*link_parts(user))


def _refuse_wider(actor: Actor, user: User, roles: Collection[Membership]) -> None:
    """Refuse a link to an account that reaches further than the actor; Plads itself hands out any."""
    if actor.role == Role.SYSTEM:
        return
    if actor.role == Role.CONTACT:
        theirs = all(each.role == Role.CONTACT and each.subject_id in actor.subject_ids for each in roles)
        if not theirs or user.has_usable_password() or user.last_login:
            raise Refused(
                f"Bed jobcentret om et nyt link til {user.name}. Du kan kun lave det første link til kolleger, du "
                "selv er kontaktperson sammen med.",
                code="not_first_link",
            )
        return
    if actor.role != Role.ADMINISTRATOR and any(each.subject_id is None for each in roles):
        raise Refused(
            f"Kun en administrator kan lave et link til {user.name}, som selv er medarbejder.",
            code="colleague",
        )
    if any(each.municipality_id not in actor.municipality_ids for each in roles):
        raise Refused(
            f"Du kan ikke lave et link til {user.name}. Bed den, der driver Plads, om det.", code="elsewhere"
        )


def link_days() -> int:
    """Return how many days a link works."""
    return settings.PASSWORD_RESET_TIMEOUT // 86_400


def link_parts(user: User) -> tuple[str, str]:
    """Return the two parts of a user's link. Asks nobody: ``access_link`` is who may hand it out."""
    return urlsafe_base64_encode(force_bytes(user.pk)), _TOKENS.make_token(user)


def user_of_link(uid: str, token: str) -> User | None:
    """Return whom a living link is for (1 statement); looking at it does not use it."""
    user_id = user_id_of(uid)
    user = User.objects.filter(id=user_id, is_active=True).first() if user_id else None
    return user if user is not None and _TOKENS.check_token(user, token) else None


def user_id_of(uid: str) -> UUID | None:
    """Return whose link it says it is; ``None`` for nonsense."""
    try:
        return UUID(urlsafe_base64_decode(uid).decode("ascii"))
    except ValueError:
        return None


@transaction.atomic
def choose_password(uid: str, token: str, password: str) -> User:
    """Store the password a person chose through their link, which is dead from then on; return the person.

    Raises ``NotVisible`` for a dead link, and ``Refused`` for a password that is too easy to guess.
    """
    user_id = user_id_of(uid)
    if user_id is None:
        raise NotVisible
    with acting(Actor(user_id, "", Role.PUBLIC, frozenset())):
        User.objects.select_for_update(no_key=True).filter(id=user_id).first()
        user = user_of_link(uid, token)
        if user is None:
            raise NotVisible
        store_password(user, password)
    tell(user, lambda name, role: PasswordChosen(user.id, name, role.subject_id))
    return user
