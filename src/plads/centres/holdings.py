"""What a consultant holds, for the day a colleague takes it over; and that a running centre keeps a contact."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from plads.centres.models import Agreement, AssignmentRule, Centre, Inquiry
from plads.companies.models import Workplace
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.roles import COMPANY, Role
from plads.people.models import Membership, User
from plads.people.organisation import Holding

_TAKES = frozenset({Role.CONSULTANT, Role.COORDINATOR})


def _centres(municipality_id: UUID, user_id: UUID) -> "QuerySet[Any]":
    rows = Centre.objects.filter(municipality_id=municipality_id, consultant_id=user_id)
    return rows.exclude(state=Centre.State.CLOSED)


def _inquiries(municipality_id: UUID, user_id: UUID) -> "QuerySet[Any]":
    return Inquiry.objects.filter(
        municipality_id=municipality_id, consultant_id=user_id, state=Inquiry.State.ASSIGNED
    )


def _rules(municipality_id: UUID, user_id: UUID) -> "QuerySet[Any]":
    return AssignmentRule.objects.filter(municipality_id=municipality_id, consultant_id=user_id)


CENTRES = Holding("centres", "center", "centre", _TAKES, _centres, "consultant")
"""Centres that are not closed."""

INQUIRIES = Holding("inquiries", "henvendelse", "henvendelser", _TAKES, _inquiries, "consultant")
"""Inquiries that wait for a centre or a no."""

RULES = Holding("assignment_rules", "fordelingsregel", "fordelingsregler", _TAKES, _rules, "consultant")
"""Rules that give somebody the inquiries of an area or a trade."""


def refuse_own_negotiation(actor: Actor, user: User, roles: Sequence[Membership]) -> None:
    """Raise ``Refused`` when a negotiator would make a new link to somebody whose word on the agreement is awaited.

    Whoever has a new link can choose the password and act as that person. The first link, for somebody who never
    signed in, lets the company in at all and is shown beside its signature. See decision 0014.
    """
    if actor.user_id is None or not (user.has_usable_password() or user.last_login):
        return
    subjects = [each.subject_id for each in roles if each.role in COMPANY and each.subject_id]
    theirs = Q(centre__workplace_id__in=subjects) | Q(centre__workplace__company_id__in=subjects)
    waiting = Agreement.objects.filter(
        theirs, state=Agreement.State.OFFERED, centre__consultant_id=actor.user_id
    )
    if subjects and waiting.exists():
        raise Refused(
            f"Du forhandler den aftale, {user.name} skal svare på. Bed en kollega om at lave linket.",
            code="own_negotiation",
        )


def keep_a_contact(actor: Actor, going: Sequence[Membership]) -> None:
    """Raise ``Refused`` when a running centre's workplace would have nobody left who speaks for it.

    Counts behind a lock on the workplaces, so that of two who leave at once the second sees that the first left.
    """
    leaving = [each for each in going if each.role == Role.CONTACT]
    asked = {each.subject_id for each in leaving if each.subject_id}
    if not asked:
        return
    rows = Workplace.objects.filter(id__in=asked, centres__state=Centre.State.OPEN)
    for workplace in rows.order_by("id").select_for_update(no_key=True, of=("self",)):
        others = Membership.objects.filter(
            role=Role.CONTACT,
            subject_id=workplace.id,
            user__is_active=True,
            valid__contains=clock.today(),
            valid__upper_inf=True,
        )
        if not others.exclude(id__in=[each.id for each in leaving]).exists():
            raise Refused(
                f"Der er et åbent center hos {workplace.name}, og ingen andre kan svare for arbejdspladsen. "
                "Giv en anden adgang som kontaktperson først.",
                code="last_contact",
            )
