"""Accounts and roles on the word of an identity provider: made when somebody first comes, kept in step ever after.

A user is known by the provider's lasting id for them, never by an e-mail: whoever can write an e-mail into another
system must not become somebody here. What the provider says of roles holds from sign-in to sign-in, given and taken;
roles given by hand inside Plads are left alone. Whether the provider is to be believed is decided before.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.ids import new_id
from plads.core.periods import period
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.events import RoleGiven, RoleTaken
from plads.people.models import BY_HAND, Membership, User
from plads.people.organisation import remove
from plads.people.queries import roles_of
from plads.people.sso_events import SignInConnected, SignInDisconnected

NOWHERE = "plads.invalid"
"""The host of addresses that stand in for an e-mail nobody told us; no mail can reach it."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """Somebody a provider vouches for: the provider's name, its lasting id for them, its label on the sign-in page."""

    provider: str
    uid: str
    name: str
    email: str
    label: str


@dataclass(frozen=True, slots=True)
class Held:
    """A role the provider's word gives: where, and for whom it speaks."""

    role: Role
    municipality_id: UUID
    subject_id: UUID | None = None


@transaction.atomic
def take_in(vouched: Vouched, held: Collection[Held], *, belongs_to: UUID | None = None) -> User | None:
    """Return the user somebody is, with exactly these roles from this provider; ``None`` for a stranger without any.

    A user is made for a stranger with a role. ``belongs_to`` is the user they were proved to be by something else
    than an e-mail (a CPR number, or being signed in). Raises ``Refused`` when their e-mail is another user's, and
    for who may not sign in any more.
    """
    known = SocialAccount.objects.select_for_update(no_key=True).filter(
        provider=vouched.provider, uid=vouched.uid
    )
    account = known.first()
    if account is None and not held and belongs_to is None:
        return None
    user = _user_of(account, vouched, belongs_to)
    if not user.is_active:
        raise Refused(f"{user.name} må ikke længere logge ind.", code="inactive")
    _bring_in_step(user, vouched.provider, held)
    if account is None:
        _connect(user, vouched)
    else:
        account.last_login = clock.now()
        account.save(update_fields=["last_login"])
    return user


@transaction.atomic
def connect(actor: Actor, vouched: Vouched) -> None:
    """Let the signed-in user come in by this provider too; doing it twice changes nothing.

    Raises ``Refused`` when the identity is another user's.
    """
    account = SocialAccount.objects.filter(provider=vouched.provider, uid=vouched.uid).first()
    if account is not None and account.user_id != actor.user_id:
        raise Refused(
            "Det login hører allerede til en anden bruger i Plads. Bed jeres administrator om hjælp.",
            code="someone_elses",
        )
    if account is None:
        _connect(_self(actor), vouched)


@transaction.atomic
def disconnect(actor: Actor, account_id: int, labels: dict[str, str]) -> None:
    """End the signed-in user's own connection to a provider; ``labels`` are the providers' names in words.

    The roles that came from it go too: nobody answers for them any more. Raises ``Refused`` for who has no other
    way in.
    """
    account = SocialAccount.objects.filter(id=account_id, user_id=actor.user_id).first()
    if account is None:
        return
    user = _self(actor)
    if not user.has_usable_password() and not connections(user.id, but=account_id):
        raise Refused("Det er din eneste vej ind. Vælg først en adgangskode.", code="only_way_in")
    _bring_in_step(user, account.provider, ())
    label = labels.get(account.provider, account.provider)
    _announce(user, SignInDisconnected(user.id, label))
    account.delete()


def connections(user_id: UUID, *, but: int | None = None) -> list[SocialAccount]:
    """Return the providers a user comes in by (1 statement)."""
    rows = SocialAccount.objects.filter(user_id=user_id).order_by("provider", "id")
    return list(rows.exclude(id=but) if but else rows)


def end_sessions(provider: str, uid: str, is_it: Callable[[Any], bool]) -> int:
    """End the sessions of the user a provider knows as ``uid`` for which ``is_it`` is true of the session's content.

    For a provider that ends its own session with a user. Returns how many ended; none for a user nobody knows.
    """
    owner = SocialAccount.objects.filter(provider=provider, uid=uid).values("user_id")
    keys = list(UserSession.objects.filter(user_id__in=owner).values_list("session_key", flat=True))
    store = import_module(settings.SESSION_ENGINE).SessionStore
    ending = [key for key in keys if is_it(store(key))]
    ended, _ = Session.objects.filter(session_key__in=ending).delete()
    UserSession.objects.filter(session_key__in=ending).delete()
    return ended


def _self(actor: Actor) -> User:
    if actor.user_id is None:
        raise NotVisible
    return User.objects.get(id=actor.user_id)


def _user_of(account: SocialAccount | None, vouched: Vouched, belongs_to: UUID | None) -> User:
    if account is not None:
        return User.objects.get(id=account.user_id)
    if belongs_to is not None:
        return User.objects.get(id=belongs_to)
    email = vouched.email.strip().lower()[:254] or f"{new_id()}@{NOWHERE}"
    try:
        with transaction.atomic():
            return User.objects.create_user(email, (vouched.name or "Uden navn")[:160])
    except IntegrityError as error:
        raise Refused(
            "Plads har allerede en bruger med din e-mail. Log ind, som du plejer, og forbind dit nye login bagefter.",
            code="email_taken",
        ) from error


def _connect(user: User, vouched: Vouched) -> None:
    SocialAccount.objects.create(user=user, provider=vouched.provider, uid=vouched.uid, extra_data={})
    _announce(user, SignInConnected(user.id, vouched.label))


def _announce(user: User, event: SignInConnected | SignInDisconnected) -> None:
    """Record an event about a user wherever they hold a role."""
    for place in {each.municipality_id for each in roles_of(user.id)}:
        system = Actor.system(place)
        with acting(system):
            record(system, place, event)


def _bring_in_step(user: User, source: str, held: Collection[Held]) -> None:
    rows = roles_of(user.id)
    wanted = {(each.municipality_id, each.role, each.subject_id): each for each in held}
    present = {
        (row.municipality_id, Role(row.role), row.subject_id): row for row in rows if not row.stands_in_for_id
    }
    for key, each in wanted.items():
        row = present.get(key)
        if row is None or not _counts(row):
            _give(user, source, each, row)
    for key, row in present.items():
        if row.source == source and key not in wanted:
            _take(user, row)


def _counts(row: Membership) -> bool:
    today, days = clock.today(), row.valid
    return (days.lower is None or days.lower <= today) and (days.upper is None or today < days.upper)


def _give(user: User, source: str, held: Held, row: Membership | None) -> None:
    """Give a role, or open one again that was over."""
    system = Actor.system(held.municipality_id)
    with acting(system):
        if row is not None:
            row.source, row.valid = source, period(clock.today(), None)
            row.save(update_fields=["source", "valid"])
        else:
            Membership.objects.create(
                user=user,
                municipality_id=held.municipality_id,
                role=held.role,
                subject_id=held.subject_id,
                source=source,
            )
        record(system, held.municipality_id, RoleGiven(user.id, str(held.role.label)))


def _take(user: User, row: Membership) -> None:
    """Take a role the provider no longer gives. A municipality's last administrator keeps theirs, as by-hand."""
    system = Actor.system(row.municipality_id)
    with acting(system):
        try:
            remove(row)
        except Refused:
            Membership.objects.filter(id=row.id).update(source=BY_HAND)
        else:
            record(system, row.municipality_id, RoleTaken(user.id, str(Role(row.role).label)))


def users_speaking_for(subject_ids: Iterable[UUID], role: Role) -> list[UUID]:
    """Return who holds ``role`` for any of these subjects, and no other role, oldest first (1 statement).

    Within the open scope. Who has other roles too is left out: somebody gave that account this role by its e-mail,
    and whoever is proved to be the subject must not become a colleague by it. They can connect the two themselves.
    """
    ids = list(subject_ids)
    others = Membership.objects.filter(user_id=OuterRef("user_id")).exclude(role=role, subject_id__in=ids)
    rows = Membership.objects.filter(~Exists(others), role=role, subject_id__in=ids, user__is_active=True)
    return list(rows.order_by("id").values_list("user_id", flat=True))
