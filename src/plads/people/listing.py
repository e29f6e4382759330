"""What the pages about users read: the list, one user, and one's own roles."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.periods import last_day
from plads.core.roles import WORKPLACE_ROLES, Role
from plads.core.scope import acting
from plads.people.models import BY_HAND, Membership, User
from plads.people.policy import may_manage
from plads.people.queries import not_over

PAGE_SIZE = 50

LONG_AWAY = timedelta(days=90)
"""How long somebody may be away before the list says so."""


@dataclass(frozen=True, slots=True)
class UserFilter:
    """What the list shows: part of a name or e-mail, a role, and one of ``STATES``; empty is everything."""

    text: str = ""
    role: str = ""
    state: str = ""


def users(actor: Actor, wanted: UserFilter, side: Any = 1) -> "Page[User]":
    """Return a page of those who can sign in here, by name, each with ``held``: the roles here (3 statements).

    Candidates are not among them: they are let in on their own page, by those who work with them. Raises
    ``NotVisible`` for anyone but an administrator.
    """
    if not may_manage(actor):
        raise NotVisible
    here = Membership.objects.filter(municipality_id__in=actor.municipality_ids).exclude(role=Role.CANDIDATE)
    mine = here.filter(user=OuterRef("pk"))
    rows = User.objects.filter(Exists(mine.filter(role=wanted.role) if wanted.role else mine))
    for word in wanted.text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    state = STATES.get(wanted.state)
    rows = rows.filter(state(mine)) if state else rows
    held = here.select_related("stands_in_for").order_by("role", "id")
    rows = rows.order_by(Lower("name"), "id").prefetch_related(Prefetch("memberships", held, to_attr="held"))
    page: Page[Any] = Paginator(rows, PAGE_SIZE).get_page(side)
    page.object_list = list(page.object_list)
    return page


def _away(mine: "QuerySet[Membership]") -> Q:
    since = clock.now() - LONG_AWAY
    never = Q(last_login=None) & Q(Exists(mine.filter(given_at__lt=since)))
    return Q(is_active=True) & (Q(last_login__lt=since) | never)


NO_PASSWORD = Q(password__startswith="!", last_login=None)  # noqa: S106 - Django marks "none" so
"""Users who never chose a password nor came in by another way."""

STATES: dict[str, Callable[["QuerySet[Membership]"], Q]] = {
    "away": _away,
    "waits": lambda mine: NO_PASSWORD & Q(is_active=True),
    "out": lambda mine: Q(is_active=False),
    "stand_in": lambda mine: Q(Exists(mine.filter(not_over(), stands_in_for__isnull=False))),
}
"""The states one can ask for."""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role as its holder and an administrator see it."""

    id: UUID
    role: Role
    municipality: str
    subject_id: UUID | None
    first_day: Any
    last_day: Any
    counts: bool
    over: bool
    stands_in_for: str
    source: str
    given_by: str
    given_at: datetime
    subject: str = ""
    """The name of the workplace or company it speaks for, where the page looked it up."""

    @property
    def by_hand(self) -> bool:
        """Whether a person gave it, not an identity provider."""
        return self.source == BY_HAND


def user_page(actor: Actor, user_id: UUID) -> tuple[User, list[RoleLine]]:
    """Return a user with the roles they hold in the administrator's municipality (1 statement).

    Raises ``NotVisible`` for strangers, for candidates, and for anyone but an administrator.
    """
    if not may_manage(actor):
        raise NotVisible
    rows = list(
        _with_names(Membership.objects.filter(user_id=user_id, municipality_id__in=actor.municipality_ids))
    )
    lines = [_line(row) for row in rows if row.role != Role.CANDIDATE]
    if not lines:
        raise NotVisible
    return rows[0].user, lines


def own_roles(actor: Actor) -> list[RoleLine]:
    """Return every role the actor holds, or whom they help, in any municipality (1 statement)."""
    if actor.helps:
        rows = Membership.objects.filter(user_id=actor.helps, municipality_id__in=actor.municipality_ids)
    elif actor.user_id:
        rows = Membership.objects.filter(not_over(), user_id=actor.user_id)
    else:
        raise NotVisible
    return [_line(row) for row in _with_names(rows)]


def colleagues(actor: Actor, workplace_ids: Iterable[UUID]) -> list[Membership]:
    """Return who speaks for these workplaces, with ``user`` (1 statement); the caller may see the workplaces."""
    rows = Membership.objects.filter(
        not_over(),
        municipality_id__in=actor.municipality_ids,
        role__in=WORKPLACE_ROLES,
        subject_id__in=list(workplace_ids),
    )
    return list(rows.select_related("user", "given_by").order_by("role", Lower("user__name"), "id"))


def elsewhere(user_id: UUID, municipality_ids: Iterable[UUID]) -> bool:
    """Return whether a user has a role in another municipality too (2 statements), without saying which."""
    with acting(Actor(user_id, "", Role.PUBLIC, frozenset())):
        return (
            Membership.objects.filter(user_id=user_id).exclude(municipality_id__in=municipality_ids).exists()
        )


def _with_names(rows: "QuerySet[Membership]") -> "QuerySet[Membership]":
    return rows.select_related("user", "municipality", "stands_in_for", "given_by").order_by(
        "municipality__name", "role", "id"
    )


def _line(row: Membership) -> RoleLine:
    first, last, today = row.valid.lower, last_day(row.valid), clock.today()
    over = last is not None and last < today
    return RoleLine(
        id=row.id,
        role=Role(row.role),
        municipality=row.municipality.name,
        subject_id=row.subject_id,
        first_day=first,
        last_day=last,
        counts=not over and (first is None or first <= today),
        over=over,
        stands_in_for=row.stands_in_for.name if row.stands_in_for else "",
        source=row.source,
        given_by=row.given_by.name if row.given_by else "",
        given_at=row.given_at,
    )
