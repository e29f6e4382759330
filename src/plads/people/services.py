"""Verbs about users and their roles."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.periods import first_day, last_day, period, show_day
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.events import RoleGiven, RoleLeft, RoleLimited, RoleTaken
from plads.people.models import BY_HAND, Membership, User
from plads.people.organisation import ask_guards, keep_administrator, refuse_own_gain, remove
from plads.people.policy import may_give


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
    until: date | None = None,
    source: str = BY_HAND,
) -> User:
    """Return the user with ``email``, made if new, now holding ``role``; asking twice changes nothing.

    ``password`` is only used for a new user. ``until`` is the last day of a role that ends by itself. ``source`` is
    the identity provider whose word it is; a role given by hand stays so. Raises ``Refused`` for an actor who may
    not give that role (see ``people.policy``), and for a last day that is over.
    """
    if not may_give(actor, role, subject_id):
        raise Refused("Du kan ikke give andre adgang. Bed en administrator om det.", code="wrong_role")
    _refuse_past(until)
    user = User.objects.filter(email=email.strip().lower()).first() or _made(email.strip(), name, password)
    refuse_own_gain(actor, user.id)
    fresh = {
        "valid": period(clock.today(), until),
        "source": source,
        "given_by_id": actor.user_id,
        "given_at": clock.now(),
    }
    held, created = Membership.objects.get_or_create(
        user=user,
        municipality_id=municipality_id,
        role=role,
        subject_id=subject_id,
        stands_in_for=None,
        defaults=fresh,
    )
    if not created and not _counts(held):
        Membership.objects.filter(id=held.id).update(**fresh)
        created = True
    if created:
        record(actor, municipality_id, RoleGiven(user.id, str(role.label)))
    return user


def _counts(held: Membership) -> bool:
    last = last_day(held.valid)
    return first_day(held.valid) <= clock.today() and (last is None or last >= clock.today())


@transaction.atomic
def take_role(actor: Actor, membership_id: UUID) -> Membership:
    """Take a role away from somebody, at once; return what they held. Their own role people leave.

    Raises ``NotVisible`` for a role outside the actor's municipality, and ``Refused`` for one the actor may not
    give, for the last administrator's, and for one that others need (see ``organisation.ask_guards``).
    """
    held = _held(membership_id, actor.municipality_ids)
    if held.user_id == actor.user_id and actor.user_id is not None:
        return leave_role(actor, membership_id)
    _refuse_others(actor, held)
    _drop(actor, held)
    record(actor, held.municipality_id, RoleTaken(held.user_id, str(Role(held.role).label)))
    return held


@transaction.atomic
def leave_role(actor: Actor, membership_id: UUID) -> Membership:
    """Give up a role of one's own, in whichever municipality it lies; refused as ``take_role`` is."""
    if actor.user_id is None or actor.helps:
        raise NotVisible
    mine = Membership.objects.filter(id=membership_id, user_id=actor.user_id).first()
    if mine is None:
        raise NotVisible
    here = replace(actor, municipality_ids=frozenset({mine.municipality_id}))
    with acting(here):
        held = _held(membership_id, here.municipality_ids)
        _drop(here, held)
        record(here, held.municipality_id, RoleLeft(held.user_id, str(Role(held.role).label)))
    return held


@transaction.atomic
def limit_role(actor: Actor, membership_id: UUID, until: date | None) -> Membership:
    """Let a role end after the day ``until``, or go on without an end; the same day again changes nothing.

    Raises as ``take_role``, and ``Refused`` for a day that is over or a stand-in without an end.
    """
    held = _held(membership_id, actor.municipality_ids)
    _refuse_others(actor, held)
    _refuse_past(until)
    if until is None and held.stands_in_for_id:
        raise Refused("En vikar skal have en sidste dag.", code="no_end", field="until")
    if last_day(held.valid) == until:
        return held
    if until is not None:
        ask_guards(actor, [held])
    held.valid = period(min(first_day(held.valid), clock.today()), until)
    with keep_administrator(held.municipality_id):
        held.save(update_fields=["valid"])
    refuse_own_gain(actor, held.user_id)
    ends = show_day(until) if until else "indtil videre"
    record(actor, held.municipality_id, RoleLimited(held.user_id, str(Role(held.role).label), ends))
    return held


def _held(membership_id: UUID, municipality_ids: Iterable[UUID]) -> Membership:
    held = (
        Membership.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user")
        .filter(id=membership_id, municipality_id__in=municipality_ids)
        .first()
    )
    if held is None:
        raise NotVisible
    return held


def _refuse_others(actor: Actor, held: Membership) -> None:
    if not may_give(actor, Role(held.role), held.subject_id):
        raise Refused("Du kan ikke ændre den rolle. Bed en administrator om det.", code="wrong_role")


def _drop(actor: Actor, held: Membership) -> None:
    ask_guards(actor, [held])
    remove(held)


def _refuse_past(until: date | None) -> None:
    if until is not None and until < clock.today():
        raise Refused("Den dag er gået. Vælg i dag eller senere.", code="day_is_over", field="until")


def _made(email: str, name: str, password: str | None) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name, password)
    except IntegrityError:  # somebody else made the same user this very moment
        return User.objects.get(email=email.lower())
