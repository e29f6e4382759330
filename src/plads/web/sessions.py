"""From a request to an actor: who is signed in, which hat they wear, and the tenant scope that follows."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from plads.core.actor import Actor
from plads.core.roles import Role
from plads.core.scope import enter
from plads.people.models import User
from plads.people.queries import Hat, signed_in

HAT = "plads_hat"
"""The session's key for the hat worn: its id."""

SCOPE = "plads_scope"
"""The session's key for the hat's municipalities, so that one statement can open the scope at once."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in person: the user, every hat they have, and the actor of the one they wear."""

    user: User
    hats: list[Hat]
    hat: Hat
    actor: Actor


def read(request: HttpRequest, *, read_only: bool) -> SignedIn | None:
    """Return who is signed in, with the scope of their hat open, or ``None`` (2 statements after the session).

    What the session says of hat and scope is only a hint: the memberships are read anew on each request, so
    that a role taken away is gone at once.
    """
    raw_user = request.session.get(SESSION_KEY)
    if not raw_user:
        return None
    user_id = UUID(str(raw_user))
    hinted = frozenset(UUID(each) for each in request.session.get(SCOPE, []))
    enter(Actor(user_id, "", Role.PUBLIC, hinted), read_only=read_only)
    user, hats = signed_in(user_id)
    if user is None or not hats or not _same_password(request, user):
        return None
    hat = next((each for each in hats if each.id == request.session.get(HAT)), hats[0])
    actor = Actor(user_id, user.name, hat.role, hat.municipality_ids, hat.subject_ids)
    if hat.municipality_ids != hinted:
        enter(actor, read_only=read_only)
        wear(request, hat)
    return SignedIn(user, hats, hat, actor)


def let_in(request: HttpRequest, user: User) -> bool:
    """Open a session for a user who holds a role; the last hat of an earlier session is not kept."""
    enter(Actor(user.id, user.name, Role.PUBLIC, frozenset()))
    _, hats = signed_in(user.id)
    if not hats:
        return False
    login(request, user)
    wear(request, hats[0])
    return True


def wear(request: HttpRequest, hat: Hat) -> None:
    """Remember which hat the person wears from now on."""
    request.session[HAT] = hat.id
    request.session[SCOPE] = sorted(str(each) for each in hat.municipality_ids)


def _same_password(request: HttpRequest, user: User) -> bool:
    """Whether the session was made with the password the user has now."""
    return constant_time_compare(request.session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
