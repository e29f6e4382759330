"""From a request to an actor: who is signed in, which hat they wear, and the tenant scope that follows."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from plads.core import clock
from plads.core.actor import Actor
from plads.core.roles import Role
from plads.core.scope import enter
from plads.people import open_sessions, security
from plads.people.models import User
from plads.people.queries import Hat, signed_in
from plads.people.support import Shown, shown
from plads.web.assurance import Assurance, needs_two
from plads.web.held import HELD
from plads.web.network import device, network

HAT = "plads_hat"
"""The session's key for the hat worn: its id."""

SCOPE = "plads_scope"
"""The session's key for the hat's municipalities, so that one statement can open the scope at once."""

ROLE = "plads_role"
"""The session's key for the role of the hat, so that its idle limit is known before anything is read."""

ASSURANCE = "plads_assurance"
"""The session's key for how and when its person was recognised."""

WAITING = "plads_waiting"
"""The session's key for who has shown one factor and must show another before the session is theirs."""

ENDED = "plads_ended"
"""The session's key for whose session ended by itself, so that what they wrote is kept for them."""

HELPS = "plads_helps"
"""The session's key for the access with which a support person is shown a user's pages."""

STEP_TIME = timedelta(minutes=10)
"""How long the second step may take."""

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in person: the user, every hat they have, the actor of the one they wear, and how they came in."""

    user: User
    hats: list[Hat]
    hat: Hat
    actor: Actor
    assurance: Assurance
    helping: Shown | None = None
    """Whose pages a support person is shown, while they are."""

    @property
    def must_set_up(self) -> bool:
        """Whether this hat asks for two factors and only one was shown."""
        return needs_two(self.hat.role) and not self.assurance.strong


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who has shown one factor; the session becomes theirs with the next."""

    user_id: UUID
    assurance: Assurance
    password: str


def read(request: HttpRequest, *, read_only: bool, own: bool = False) -> SignedIn | None:
    """Return who is signed in, with the scope of their hat open, or ``None`` (2 statements after the session).

    Where something may be changed there is one statement more, so that the database notes the role with each change.

    Support that opened a user's access is shown that user's pages, and changes nothing (2 statements more); with
    ``own`` they are themselves all the same.

    What the session says of hat and scope is only a hint: the memberships are read anew on each request, so
    that a role taken away is gone at once. A session that has been idle, or lasted, too long ends here.
    """
    raw_user = request.session.get(SESSION_KEY)
    if not raw_user or _ended(request, str(raw_user)):
        return None
    user_id = UUID(str(raw_user))
    hinted = frozenset(UUID(each) for each in request.session.get(SCOPE, []))
    enter(Actor(user_id, "", Role.PUBLIC, hinted), read_only=read_only)
    user, hats = signed_in(user_id)
    if user is None or not hats or not _same_password(request.session.get(HASH_SESSION_KEY, ""), user):
        return None
    hat = next((each for each in hats if each.id == request.session.get(HAT)), hats[0])
    actor = hat.actor(user)
    if hat.municipality_ids != hinted or not read_only:  # a change says in which role it was made
        enter(actor, read_only=read_only)
    if hat.municipality_ids != hinted or hat.id != request.session.get(HAT):
        wear(request, hat)  # also when the one they wore is gone: another has other limits
    signed = SignedIn(user, hats, hat, actor, _touch(request))
    return signed if own or HELPS not in request.session else _helping(request, signed)


def let_in(request: HttpRequest, user: User, *, assurance: Assurance) -> bool:
    """Open a session for a user who holds a role; nothing of an earlier session is kept.

    Who has a second factor and has not shown two is let in only after ``finish``: until then nobody is signed in,
    and every page leads to the second step. Returns false for somebody without a role. Must run in a transaction.
    """
    enter(Actor(user.id, user.name, Role.PUBLIC, frozenset()))
    _, hats = signed_in(user.id)
    if not hats:
        return False
    if not assurance.strong and security.has_second_factor(user.id):
        _empty(request)
        waiting = assurance.started().kept() | {
            "user": str(user.id),
            "password": user.get_session_auth_hash(),
        }
        request.session[WAITING] = waiting
        return True
    _open(request, user, hats[0], assurance.started())
    return True


def waiting(request: HttpRequest) -> Waiting | None:
    """Return who must show a second factor in this session; ``None`` when nobody, or when it took too long."""
    kept = request.session.get(WAITING)
    if not kept:
        return None
    assurance = Assurance.of(kept)
    if assurance.at is None or clock.now() - assurance.at >= STEP_TIME:
        del request.session[WAITING]
        return None
    return Waiting(UUID(kept["user"]), assurance, kept["password"])


def user_waiting(request: HttpRequest) -> User | None:
    """Return the user of ``waiting``, unless they may not sign in any more or changed their password since."""
    found = waiting(request)
    if found is None:
        return None
    user = User.objects.filter(id=found.user_id, is_active=True).first()
    return user if user is not None and _same_password(found.password, user) else None


def finish(request: HttpRequest, user: User, method: str) -> bool:
    """Let in somebody who has now shown their second factor."""
    found = waiting(request)
    before = found.assurance if found is not None and found.user_id == user.id else Assurance(())
    return let_in(request, user, assurance=before.proved(method))


def prove(request: HttpRequest, *methods: str) -> None:
    """Note that the signed-in person proved again, just now, who they are."""
    request.session[ASSURANCE] = Assurance.of(request.session.get(ASSURANCE)).proved(*methods).kept()
    renew(request)


def wear(request: HttpRequest, hat: Hat) -> None:
    """Remember which hat the person wears from now on."""
    request.session[HAT] = hat.id
    request.session[ROLE] = hat.role.value
    request.session[SCOPE] = sorted(str(each) for each in hat.municipality_ids)


def renew(request: HttpRequest) -> None:
    """Give the session a new id, so that one somebody else may know is worth nothing."""
    before = request.session.session_key
    request.session.cycle_key()
    open_sessions.moved(before, request.session.session_key)


def _open(request: HttpRequest, user: User, hat: Hat, assurance: Assurance) -> None:
    _empty(request)
    login(request, user, backend=BACKEND)
    request.session[ASSURANCE] = assurance.kept()
    wear(request, hat)
    open_sessions.opened(user, str(request.session.session_key), network(request), device(request))


def keep_after_password(request: HttpRequest, user: User) -> None:
    """Let this session, alone, live on after its person changed their password."""
    request.session.cycle_key()
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    open_sessions.opened(user, str(request.session.session_key), network(request), device(request))
    prove(request, "password")


def _helping(request: HttpRequest, signed: SignedIn) -> SignedIn:
    """Show support what they opened; once it is over they are themselves again."""
    seen = shown(signed.actor, UUID(request.session[HELPS]))
    if seen is None:
        del request.session[HELPS]
        return signed
    enter(seen.actor, read_only=True)
    return replace(signed, hat=seen.hat, actor=seen.actor, helping=seen)


def _empty(request: HttpRequest) -> None:
    """Leave an earlier session behind, but for the form that waits for its writer (who is checked)."""
    kept = request.session.get(HELD)
    open_sessions.end_session(request.session.session_key)
    request.session.flush()
    if kept:
        request.session[HELD] = kept


def _ended(request: HttpRequest, user_id: str) -> bool:
    """End a session that is over; who it was of is kept, so that a form on its way is not lost."""
    assurance = Assurance.of(request.session.get(ASSURANCE))
    if not assurance.over(Role(request.session.get(ROLE, Role.SYSTEM))):
        return False
    request.session.flush()
    request.session[ENDED] = user_id
    return True


def _touch(request: HttpRequest) -> Assurance:
    assurance = Assurance.of(request.session.get(ASSURANCE))
    touched = assurance.touched()
    if touched is not None:
        request.session[ASSURANCE] = touched.kept()
    return touched or assurance


def _same_password(kept: str, user: User) -> bool:
    """Whether a session was made with the password the user has now."""
    return constant_time_compare(kept, user.get_session_auth_hash())
