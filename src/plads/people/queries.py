"""What pages read about people."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.core.roles import WORKPLACE_ROLES, Role
from plads.core.scope import acting
from plads.people.models import Membership, User


def not_over() -> Q:
    """Return the filter for memberships that count today or will."""
    return Q(valid__upper_inf=True) | Q(valid__endswith__gt=clock.today())


@dataclass(frozen=True, slots=True)
class Hat:
    """One role a user can act in: every municipality and subject they hold it for, seen as one.

    ``stands_in_for`` is the colleagues they hold it for, by id and name; ``on_loan`` when they hold it only so.
    """

    role: Role
    municipality_ids: frozenset[UUID]
    subject_ids: frozenset[UUID]
    municipality_names: tuple[str, ...]
    stands_in_for: tuple[tuple[UUID, str], ...] = ()
    on_loan: bool = False

    @property
    def id(self) -> str:
        """A name for this hat among the user's others."""
        if self.role in WORKPLACE_ROLES:
            return self.role.value
        return f"{self.role.value}:{min(self.subject_ids or self.municipality_ids)}"

    @property
    def label(self) -> str:
        """The role in words, with the municipality where the role lies inside one."""
        place = "" if self.subject_ids else f", {self.municipality_names[0]}"
        return f"{self.role.label}{place}{self._loan}"

    @property
    def _loan(self) -> str:
        names = " og ".join(name for _, name in self.stands_in_for)
        return f" (vikar for {names})" if self.on_loan else ""

    def actor(self, user: User) -> Actor:
        """Return ``user`` acting in this hat; with a role on loan, everything they do is signed as a stand-in."""
        return Actor(
            user.id,
            f"{user.name}{self._loan}",
            self.role,
            self.municipality_ids,
            self.subject_ids,
            stands_in_for=frozenset(each for each, _ in self.stands_in_for),
        )


def signed_in(user_id: UUID) -> tuple[User | None, list[Hat]]:
    """Return an active user and the roles they hold today, in the order of ``Role`` (1 statement).

    The workplaces somebody is contact of, or employee representative, are one hat wherever they lie: the filters
    go by workplace, and each workplace lies in one municipality. A company in several municipalities is one hat too,
    so that a chain sees all its centres at once; another company is another hat, so that no municipality of the one
    opens the other's. A role inside a municipality is one hat per municipality, whether it is one's own, a
    colleague's on loan, or both.
    """
    rows = _counting(Q(user_id=user_id))
    return rows[0].user if rows else None, _hats(rows)


def signed_in_here(user_id: UUID, municipality_id: UUID) -> list[Hat]:
    """Return the roles an active user holds today in one municipality alone (1 statement)."""
    return _hats(_counting(Q(user_id=user_id, municipality_id=municipality_id)))


def _counting(whose: Q) -> list[Membership]:
    """Return the roles that count today: what somebody lent is gone when they are shut out themselves."""
    lender = Q(stands_in_for=None) | Q(stands_in_for__is_active=True)
    return list(
        Membership.objects.filter(whose, lender, user__is_active=True, valid__contains=clock.today())
        .select_related("municipality", "user", "stands_in_for")
        .order_by("municipality__name", "id")
    )


def _hats(rows: Iterable[Membership]) -> list[Hat]:
    groups: dict[tuple[str, UUID | None], list[Membership]] = {}
    for row in rows:
        key = None if row.role in WORKPLACE_ROLES else row.subject_id or row.municipality_id
        groups.setdefault((row.role, key), []).append(row)
    order = list(Role)
    found = [_hat(Role(role), members) for (role, _), members in groups.items()]
    return sorted(found, key=lambda hat: order.index(hat.role))


def _hat(role: Role, members: list[Membership]) -> Hat:
    return Hat(
        role,
        frozenset(member.municipality_id for member in members),
        frozenset(member.subject_id for member in members if member.subject_id),
        tuple(dict.fromkeys(member.municipality.name for member in members)),
        tuple((each.id, each.name) for each in (member.stands_in_for for member in members) if each),
        all(member.stands_in_for_id for member in members),
    )


def is_staff(user_id: UUID | None, municipality_id: UUID) -> bool:
    """Return whether a user holds a role inside the municipality itself, now or soon (1 statement)."""
    if user_id is None:
        return False
    held = Membership.objects.filter(not_over(), user_id=user_id, municipality_id=municipality_id)
    return held.filter(subject_id__isnull=True).exists()


def member(actor: Actor, user_id: UUID) -> User:
    """Return a user who holds a role in the actor's municipality (1 statement); raises ``NotVisible`` otherwise."""
    held = Membership.objects.filter(user=OuterRef("pk"), municipality_id__in=actor.municipality_ids)
    user = User.objects.filter(Exists(held), id=user_id).first()
    if user is None:
        raise NotVisible
    return user


def staff(municipality_id: UUID, *roles: Role) -> list[User]:
    """Return the active users who hold one of ``roles`` in a municipality themselves, by name (1 statement).

    Stand-ins are none of them: who gets something to do for long gets it in their own name.
    """
    held = Membership.objects.filter(
        user=OuterRef("pk"),
        municipality_id=municipality_id,
        role__in=roles,
        stands_in_for=None,
        valid__contains=clock.today(),
    )
    return list(User.objects.filter(Exists(held), is_active=True).order_by("name"))


def roles_of(user_id: UUID) -> list[Membership]:
    """Return every role of a user, in any municipality, seen with their own eyes."""
    with acting(Actor(user_id, "", Role.PUBLIC, frozenset())):
        return list(Membership.objects.filter(user_id=user_id).order_by("id"))
