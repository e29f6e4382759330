"""Standing in: a colleague has one's role, and one's matters as their own, from a day to a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.periods import closed_last_day, first_day, period
from plads.core.roles import STAFF, Role
from plads.people.events import StandInEnded, StandInNamed
from plads.people.models import Membership, User
from plads.people.organisation import refuse_own_gain
from plads.people.policy import may_manage
from plads.people.queries import member, not_over, staff

LONGEST = timedelta(days=366)
"""How long somebody can stand in at a time; who is away longer hands over."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who stands in for somebody, on which days, with which roles."""

    absent: User
    colleague: User
    first_day: date
    last_day: date
    roles: tuple[str, ...]

    @property
    def is_now(self) -> bool:
        """Whether it counts today."""
        return self.first_day <= clock.today() <= self.last_day


@transaction.atomic
def name_stand_in(actor: Actor, absent_id: UUID, colleague_id: UUID, first: date, last: date) -> StandIn:
    """Lend a user's roles inside the municipality to a colleague, both days included; naming anew moves the days.

    Everybody names their own; an administrator anybody's. Only roles that are one's own are lent, none that is on loan.
    Raises ``Refused`` for others, wrong days, and somebody who is no active colleague; ``NotVisible`` for strangers.
    """
    _may(actor, absent_id)
    refuse_own_gain(actor, colleague_id)
    place = actor.municipality_id
    absent, colleague = member(actor, absent_id), member(actor, colleague_id)
    _check_days(first, last)
    if absent == colleague:
        raise Refused("Man kan ikke være vikar for sig selv.", code="same_person", field="colleague")
    if colleague not in staff(place, *STAFF):
        raise Refused("Vælg en kollega, der selv har en rolle.", code="not_colleague", field="colleague")
    lent = list(_own(place, absent.id))
    if not lent:
        raise Refused(f"{absent.name} har ingen rolle at låne ud.", code="no_role")
    for held in lent:
        until = None if held.valid.upper is None else closed_last_day(held.valid)
        days = period(first, min(last, until or last))
        if days.isempty or days.lower >= days.upper:
            continue
        Membership.objects.update_or_create(
            user=colleague,
            municipality_id=place,
            role=held.role,
            subject_id=None,
            stands_in_for=absent,
            defaults={"valid": days, "given_by_id": actor.user_id, "given_at": clock.now()},
        )
    event = StandInNamed(absent.id, colleague.id, absent.name, colleague.name, first, last)
    record(actor, place, event)
    return StandIn(absent, colleague, first, last, tuple(str(Role(each.role).label) for each in lent))


@transaction.atomic
def end_stand_in(actor: Actor, absent_id: UUID, colleague_id: UUID) -> None:
    """End a stand-in at once; ended already is ended. The stand-in, too, may say stop. Raises as naming does."""
    if actor.user_id != colleague_id or actor.helps:
        _may(actor, absent_id)
    place = actor.municipality_id
    absent, colleague = member(actor, absent_id), member(actor, colleague_id)
    found = Membership.objects.filter(not_over(), municipality_id=place, user=colleague, stands_in_for=absent)
    if found.delete()[0]:
        event = StandInEnded(absent.id, colleague.id, absent.name, colleague.name)
        record(actor, place, event)


def stand_ins(actor: Actor, user_id: UUID) -> list[StandIn]:
    """Return who stands in for a user, and for whom the user does, now or soon (1 statement).

    Raises ``NotVisible`` for others' unless the actor is an administrator.
    """
    if actor.user_id != user_id and not may_manage(actor):
        raise NotVisible
    rows = Membership.objects.filter(not_over(), municipality_id__in=actor.municipality_ids)
    mine = rows.filter(stands_in_for_id=user_id) | rows.filter(user_id=user_id, stands_in_for__isnull=False)
    return _pairs(mine.select_related("user", "stands_in_for").order_by("valid", "role", "id"))


def _pairs(rows: Iterable[Membership]) -> list[StandIn]:
    found: dict[tuple[UUID | None, UUID], StandIn] = {}
    for row in rows:
        key, label = (row.stands_in_for_id, row.user_id), str(Role(row.role).label)
        before = found.get(key)
        if row.stands_in_for is not None:
            roles = (*before.roles, label) if before else (label,)
            first, last = first_day(row.valid), closed_last_day(row.valid)
            found[key] = StandIn(row.stands_in_for, row.user, first, last, roles)
    return list(found.values())


def _own(place: UUID, user_id: UUID) -> Iterable[Membership]:
    return Membership.objects.filter(
        not_over(), municipality_id=place, user_id=user_id, role__in=STAFF, stands_in_for=None
    ).order_by("id")


def _may(actor: Actor, absent_id: UUID) -> None:
    own = actor.user_id == absent_id and actor.role in STAFF and not actor.helps
    if not own and not may_manage(actor):
        raise Refused("Kun personen selv eller en administrator kan vælge en vikar.", code="wrong_role")


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise Refused("Den sidste dag ligger før den første.", code="end_before_start", field="last_day")
    if last < clock.today():
        raise Refused("De dage er gået. Vælg i dag eller senere.", code="day_is_over", field="last_day")
    if last - first > LONGEST:
        raise Refused(
            "En vikar kan højst have dine opgaver i et år. Overgiv dem i stedet.",
            code="too_long",
            field="last_day",
        )
