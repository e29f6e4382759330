"""Support sees what a user sees: only when that user said so, for a short time, without changing anything."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import about, record
from plads.core.models import Event
from plads.core.roles import Role
from plads.people.accounts import called
from plads.people.events import SupportEnded, SupportGranted, SupportOpened
from plads.people.models import SupportAccess
from plads.people.queries import Hat, signed_in_here

MINUTES = (15, 60, 240)
"""How long a user can let support in."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Whose pages a support person is shown: in which hat, as which actor, and until when."""

    access: SupportAccess
    hat: Hat
    actor: Actor


@dataclass(frozen=True, slots=True)
class Use:
    """Somebody of support looked: who and when."""

    name: str
    at: datetime


@transaction.atomic
def grant_support(actor: Actor, municipality_id: UUID, help_with: str, minutes: int) -> SupportAccess:
    """Let support see the actor's pages, in the role they act in now, in one of its municipalities.

    A grant that runs already is ended by the new one. Raises ``Refused`` without a word on what help is needed, or for
    another length than ``MINUTES``; ``NotVisible`` for a municipality that is not theirs, and for support itself.
    """
    if actor.user_id is None or actor.helps or actor.role in _NO_PAGES:
        raise NotVisible
    if municipality_id not in actor.municipality_ids:
        raise NotVisible
    help_with = " ".join(help_with.split())
    if not help_with:
        raise Refused("Skriv, hvad du har brug for hjælp til.", code="no_reason", field="help_with")
    if minutes not in MINUTES:
        raise Refused("Vælg et kvarter, en time eller fire timer.", code="wrong_length", field="minutes")
    for running in _running(Q(user_id=actor.user_id, municipality_id=municipality_id)):
        _end(actor, running)
    now = clock.now()
    access = SupportAccess.objects.create(
        municipality_id=municipality_id,
        user_id=actor.user_id,
        role=actor.role,
        help_with=help_with[:300],
        granted_at=now,
        until=now + timedelta(minutes=minutes),
    )
    record(actor, municipality_id, SupportGranted(actor.user_id, access.id, called(access.user), minutes))
    return access


@transaction.atomic
def open_support(actor: Actor, access_id: UUID) -> SupportAccess:
    """Note that a support person begins to look; what they may look at is in ``shown``.

    Raises ``NotVisible`` for anyone but support in that municipality, for one's own pages, and once it is over.
    """
    if actor.role != Role.SUPPORT or actor.helps:
        raise NotVisible
    here = Q(id=access_id, municipality_id__in=actor.municipality_ids) & ~Q(user_id=actor.user_id)
    access = next(iter(_running(here)), None)
    if access is None:
        raise NotVisible
    access.opened_at, access.opened_by_id = clock.now(), actor.user_id
    access.save(update_fields=["opened_at", "opened_by"])
    record(actor, access.municipality_id, SupportOpened(access.user_id, access.id, called(access.user)))
    return access


@transaction.atomic
def end_support(actor: Actor, access_id: UUID) -> None:
    """End an access before its time: the user who gave it, or a support person who is done; ended is ended."""
    me = actor.user_id
    if me is None or actor.helps:
        raise NotVisible
    mine = Q(id=access_id, municipality_id__in=actor.municipality_ids)
    if actor.role != Role.SUPPORT:
        mine &= Q(user_id=me)
    access = SupportAccess.objects.filter(mine).first()
    if access is None:
        raise NotVisible
    for running in _running(Q(id=access.id)):
        _end(actor, running)


def shown(actor: Actor, access_id: UUID) -> Shown | None:
    """Return what a support person who opened an access is shown now; ``None`` once it is over (2 statements).

    The user's roles are read anew each time: what the user may no longer see, support can't either.
    """
    if actor.role != Role.SUPPORT:
        return None
    access = (
        SupportAccess.objects.filter(
            _lasting(),
            id=access_id,
            municipality_id__in=actor.municipality_ids,
            opened_by_id=actor.user_id,
        )
        .select_related("user")
        .first()
    )
    if access is None:
        return None
    hats = signed_in_here(access.user_id, access.municipality_id)
    hat = next((each for each in hats if each.role == access.role), None)
    if hat is None:
        return None
    seen = hat.actor(access.user)
    return Shown(access, hat, replace(seen, user_id=actor.user_id, name=actor.name, helps=access.user_id))


def accesses(actor: Actor) -> list[SupportAccess]:
    """Return the accesses the actor gave in the last year, newest first, each with ``uses`` (2 statements)."""
    whose, since = actor.helps or actor.user_id, clock.now() - timedelta(days=365)
    if whose is None:
        raise NotVisible
    rows = list(
        SupportAccess.objects.filter(
            user_id=whose,
            municipality_id__in=actor.municipality_ids,
            granted_at__gt=since,
        )
        .select_related("municipality")
        .order_by("-granted_at", "-id")[:20]
    )
    uses = _uses([row.id for row in rows])
    for row in rows:
        row.uses = uses.get(row.id, [])  # type: ignore[attr-defined]
    return rows


def waiting_for_support(actor: Actor) -> list[SupportAccess]:
    """Return the accesses a support person may open now, first to end first (1 statement)."""
    if actor.role != Role.SUPPORT or actor.helps:
        raise NotVisible
    rows = SupportAccess.objects.filter(_lasting(), municipality_id__in=actor.municipality_ids)
    return list(
        rows.exclude(user_id__in=actor.own_ids)
        .select_related("user", "municipality", "opened_by")
        .order_by("until", "id")
    )


_NO_PAGES = frozenset({Role.SUPPORT, Role.SYSTEM, Role.PUBLIC})


def _lasting() -> Q:
    return Q(ended_at=None, until__gt=clock.now(), user__is_active=True)


def _running(which: Q) -> Iterable[SupportAccess]:
    rows = SupportAccess.objects.filter(which, _lasting()).select_related("user")
    return list(rows.select_for_update(no_key=True, of=("self",)))


def _end(actor: Actor, access: SupportAccess) -> None:
    access.ended_at = clock.now()
    access.save(update_fields=["ended_at"])
    record(actor, access.municipality_id, SupportEnded(access.user_id, access.id, called(access.user)))


def _uses(ids: list[UUID]) -> dict[UUID, list[Use]]:
    found: dict[UUID, list[Use]] = {}
    rows = Event.objects.filter(about(*ids), kind=SupportOpened.kind).order_by("at")
    for row in rows:
        found.setdefault(UUID(row.facts["access_id"]), []).append(Use(row.actor_name, row.at))
    return found
