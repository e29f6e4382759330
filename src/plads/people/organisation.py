"""An organisation stays in good hands: never without an administrator, and what somebody held goes to a colleague.

The apps above say here what a user can hold in them, and whose leaving would harm: ``register_holding`` and
``register_guard``, each called once, when the app is ready.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.roles import Role
from plads.people.events import HandedOver
from plads.people.models import Membership, User
from plads.people.queries import member, roles_of, staff

Guard = Callable[[Actor, Sequence[Membership]], None]
Held = Callable[[UUID, UUID], "QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Holding:
    """Something users hold: what one and several are called, whose role it takes, and where it lies.

    ``held`` returns the open rows a user (second) holds in a municipality (first); ``field`` is the column that
    names the holder.
    """

    key: str
    one: str
    several: str
    roles: frozenset[Role]
    held: Held
    field: str


@dataclass(frozen=True, slots=True)
class Share:
    """What a user holds of one kind: the words for it and how many."""

    key: str
    words: str
    number: int
    roles: frozenset[Role]


_HOLDINGS: dict[str, Holding] = {}
_GUARDS: list[Guard] = []


def register_holding(holding: Holding) -> None:
    """Let ``holding`` be handed over with the rest of what a user holds."""
    _HOLDINGS[holding.key] = holding


def register_guard(guard: Guard) -> None:
    """Ask ``guard`` before roles go; it raises ``Refused`` when that would harm, and says what to do first."""
    _GUARDS.append(guard)


def ask_guards(actor: Actor, going: Sequence[Membership]) -> None:
    """Raise the ``Refused`` of the first guard who minds that these roles go."""
    for guard in _GUARDS:
        guard(actor, going)


@contextmanager
def keep_administrator(*municipality_ids: UUID) -> Iterator[None]:
    """Run a change of roles in a savepoint; raise ``Refused`` when it would leave no administrator.

    The database's own trigger lets two changes of this kind pass one after the other only (see ``triggers``); so
    what is looked at afterwards is final. An administrator is one whose role is their own, counts today and has no
    last day.
    """
    before = {each for each in municipality_ids if administrators(each)}
    try:
        with transaction.atomic():
            yield
            if not all(administrators(each) for each in before):
                raise _last_administrator()
    except IntegrityError as error:
        broken = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if broken != "people_one_administrator":
            raise
        raise _last_administrator() from error


def remove(held: Membership) -> None:
    """Remove a role and what its holder lent of it to stand-ins; raises ``Refused`` for the last administrator's."""
    lent = Membership.objects.filter(
        municipality_id=held.municipality_id, role=held.role, stands_in_for_id=held.user_id
    )
    with keep_administrator(held.municipality_id):
        if held.stands_in_for_id is None:
            lent.delete()
        Membership.objects.filter(id=held.id).delete()


def administrators(municipality_id: UUID) -> int:
    """Return how many lasting, active administrators a municipality has today (1 statement)."""
    return Membership.objects.filter(
        municipality_id=municipality_id,
        role=Role.ADMINISTRATOR,
        stands_in_for=None,
        user__is_active=True,
        valid__contains=clock.today(),
        valid__upper_inf=True,
    ).count()


def _last_administrator() -> Refused:
    return Refused(
        "Kommunen skal have mindst én administrator. Gør en kollega til administrator først.",
        code="last_administrator",
    )


def refuse_own_gain(actor: Actor, user_id: UUID) -> None:
    """Raise ``Refused`` when somebody who has their role only on loan would give themselves a role by it, or days.

    Who stands in gets nothing in their own name: the loan would otherwise outlast the days it was given for.
    """
    if not actor.stands_in_for or user_id != actor.user_id:
        return
    own = Membership.objects.filter(
        user_id=user_id,
        municipality_id__in=actor.municipality_ids,
        role=actor.role,
        stands_in_for=None,
        valid__contains=clock.today(),
    )
    if not own.exists():
        raise Refused(
            "Som vikar kan du ikke give dig selv en rolle eller flere dage. Bed en anden administrator.",
            code="on_loan",
        )


def holdings(actor: Actor, user_id: UUID) -> list[Share]:
    """Return what a user of the actor's municipality holds, kind by kind, none left out (1 statement).

    Raises ``NotVisible`` for somebody without a role there.
    """
    place = actor.municipality_id
    here = Membership.objects.filter(user=OuterRef("pk"), municipality_id=place)
    counts = {key: _count(each, place, user_id) for key, each in _HOLDINGS.items()}
    row = User.objects.filter(Exists(here), id=user_id).annotate(**counts).values(*counts).first()
    if row is None:
        raise NotVisible
    return [
        Share(key, each.one if row[key] == 1 else each.several, row[key], each.roles)
        for key, each in _HOLDINGS.items()
    ]


def _count(holding: Holding, place: UUID, user_id: UUID) -> Coalesce:
    rows = holding.held(place, user_id).order_by().values(holding.field)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


def takers(actor: Actor, user_id: UUID) -> list[User]:
    """Return the colleagues who can take over any of it, by name (1 statement)."""
    roles = {role for holding in _HOLDINGS.values() for role in holding.roles}
    return [user for user in staff(actor.municipality_id, *roles) if user.id != user_id]


@transaction.atomic
def hand_over(actor: Actor, user_id: UUID, to_id: UUID, keys: Collection[str]) -> int:
    """Give what a user holds of the kinds ``keys`` to a colleague; return how many things changed hands.

    One's own anybody hands over; others' an administrator or a coordinator. Raises ``Refused`` when the colleague
    has not the role a kind takes; ``NotVisible`` for people outside the municipality. Nothing held, nothing said.
    """
    if actor.helps or (actor.user_id != user_id and actor.role not in _HANDS_OVER):
        raise Refused("Kun en tovholder eller administrator kan gøre det.", code="wrong_role")
    place = actor.municipality_id
    giver, taker = member(actor, user_id), member(actor, to_id)
    if giver == taker:
        raise Refused("Vælg en anden end den, der har det nu.", code="same_person", field="to")
    chosen = [holding for key, holding in _HOLDINGS.items() if key in set(keys)]
    for holding in chosen:
        if taker not in staff(place, *holding.roles):
            raise Refused(
                f"{taker.name} har ikke en rolle, der kan overtage {holding.several}.",
                code="cannot_take",
                field="to",
            )
    moved = {holding.key: _move(place, holding, giver, taker) for holding in chosen}
    things = [each for ids in moved.values() for each in ids]
    if things:
        event = HandedOver(giver.id, taker.id, giver.name, taker.name, len(things), tuple(things))
        record(actor, place, event)
    return len(things)


_HANDS_OVER = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.SYSTEM})


def _move(place: UUID, holding: Holding, giver: User, taker: User) -> list[UUID]:
    rows = holding.held(place, giver.id)
    ids = list(rows.order_by("id").select_for_update(no_key=True, of=("self",)).values_list("id", flat=True))
    rows.model._default_manager.filter(id__in=ids).update(**{holding.field: taker})
    return ids


def only_here(actor: Actor, user: User) -> bool:
    """Return whether all of a user's roles lie in the actor's municipality."""
    return all(each.municipality_id in actor.municipality_ids for each in roles_of(user.id))


def refuse_elsewhere(actor: Actor, user: User) -> None:
    """Raise ``Refused`` when somebody has a role in another municipality, whose say it is too."""
    if not only_here(actor, user):
        raise Refused(
            f"{user.name} har også en rolle i en anden kommune. Tag rollerne hos jer fra {user.name} i stedet.",
            code="elsewhere",
        )
