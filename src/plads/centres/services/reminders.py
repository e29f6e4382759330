"""Reminding those who have not answered, by hand and by plan; and sending a link anew to whoever lost theirs."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from plads.centres.lifecycle import VERSION
from plads.centres.models import AgreementVersion, SignatureRequest
from plads.centres.services.links import link_over, link_wanes, make_link
from plads.centres.services.reach import lock_version, refuse_superseded
from plads.centres.services.requests import ACCOUNT, MAIL, SMS, WAITING
from plads.centres.signing_events import SignatureReminded, SigningLinkRenewed
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.models import Municipality
from plads.core.phones import mobile_number

HOURS, SATURDAY = range(8, 17), 5
"""The hours of a weekday in which people are reminded by plan."""


@transaction.atomic
def remind(actor: Actor, version_id: UUID, request_id: UUID | None = None) -> list[SignatureRequest]:
    """Remind everybody who has not answered a version, or the one ``request_id`` names; return who was.

    Raises ``Refused`` when nobody is left to remind, and when all of them were reminded today: once a day is enough.
    """
    version = lock_version(actor, version_id)
    refuse_superseded(version)
    VERSION.permit(actor.role, version.state, "ask")
    waiting = list(_locked(version.requests.filter(state=WAITING)))
    if request_id is not None:
        waiting = [each for each in waiting if each.id == request_id]
    if not waiting:
        raise Refused(
            "Der er ingen at minde om. Alle har svaret, eller ingen er spurgt.", code="nobody_waits"
        )
    due = [each for each in waiting if not reminded_today(each)]
    if not due:
        names = " og ".join(each.name for each in waiting)
        raise Refused(f"{names} er mindet om det i dag. Prøv igen i morgen.", code="reminded_today")
    for request in due:
        _remind(actor, version, request)
    return due


def reminders_due(actor: Actor) -> list[UUID]:
    """Return the requests whose day of being reminded has come by the municipality's plan (2 statements).

    Only in working hours: the job runs every hour, and nobody's telephone should wake them.
    """
    here = clock.now().astimezone(clock.COPENHAGEN)
    if here.hour not in HOURS or here.weekday() >= SATURDAY:
        return []
    days = sorted(Municipality.objects.get(id=actor.municipality_id).reminder_days)
    rows = SignatureRequest.objects.filter(
        municipality_id=actor.municipality_id, state=WAITING, version__state=AgreementVersion.State.OFFERED
    )
    return [each.id for each in rows.order_by("asked_at", "id") if _due(each, days)]


@transaction.atomic
def remind_by_plan(actor: Actor, request_id: UUID) -> SignatureRequest | None:
    """Remind one person when the plan says so; nothing when it was done, or when they answered meanwhile."""
    found = SignatureRequest.objects.filter(id=request_id, municipality_id=actor.municipality_id).first()
    if found is None:
        return None
    version = lock_version(actor, found.version_id)
    request = _locked(version.requests.filter(id=request_id, state=WAITING)).first()
    days = sorted(Municipality.objects.get(id=actor.municipality_id).reminder_days)
    if request is None or version.state != AgreementVersion.State.OFFERED:
        return None
    if not _due(request, days) or reminded_today(request):
        return None
    VERSION.permit(actor.role, version.state, "ask")
    _remind(actor, version, request)
    return request


def reminded_today(request: SignatureRequest) -> bool:
    """Return whether the same person was reminded of any agreement today (1 statement)."""
    same = Q(pk=request.pk)
    if request.email:
        same |= Q(email=request.email)
    if request.phone:
        same |= Q(phone=request.phone)
    rows = SignatureRequest.objects.filter(same, municipality_id=request.municipality_id)
    last = (
        rows.exclude(reminded_at=None).order_by("-reminded_at").values_list("reminded_at", flat=True).first()
    )
    return last is not None and _day(last) >= clock.today()


@transaction.atomic
def ask_again(actor: Actor, request_id: UUID) -> bool:
    """Send a link anew to the address on record of a request that waits; return whether it did.

    For the page of a link that is over. ``actor`` may be anybody: who asks learns nothing and gets nothing.
    """
    found = SignatureRequest.objects.filter(id=request_id, municipality_id__in=actor.municipality_ids).first()
    if found is None:
        raise NotVisible
    return _renew(actor, found)


@transaction.atomic
def ask_again_by_address(actor: Actor, address: str) -> int:
    """Send links anew to everybody who is asked at an e-mail or a mobile number; return how many were sent.

    For whoever lost theirs. Pages must not show what it returns: nobody learns who is asked about what.
    """
    try:
        where = Q(channel=SMS, phone=mobile_number(address))
    except ValueError:
        where = Q(channel=MAIL, email=address.strip().lower())
    rows = SignatureRequest.objects.filter(where, municipality_id__in=actor.municipality_ids, state=WAITING)
    return sum(_renew(actor, each) for each in rows)


def _renew(actor: Actor, found: SignatureRequest) -> bool:
    system = Actor.system(found.municipality_id)
    version = lock_version(system, found.version_id)
    request = _locked(version.requests.filter(id=found.id, state=WAITING)).first()
    if request is None or request.channel == ACCOUNT or version.state != AgreementVersion.State.OFFERED:
        return False
    if link_over(request) or link_wanes(request):
        make_link(request)
        request.save(update_fields=["expires_at", "token_digest"])
    where = version.agreement.centre_id, version.agreement_id
    record(actor, version.municipality_id, SigningLinkRenewed(*where, request.id, request.name))
    return True


def _remind(actor: Actor, version: AgreementVersion, request: SignatureRequest) -> None:
    if request.channel != ACCOUNT and link_wanes(request):
        make_link(request)
    request.reminded_at, request.reminders = clock.now(), request.reminders + 1
    request.save(update_fields=["expires_at", "token_digest", "reminded_at", "reminders"])
    where = version.agreement.centre_id, version.agreement_id
    event = SignatureReminded(*where, request.id, request.name, request.reminders)
    record(actor, version.municipality_id, event)


def _locked(rows: "QuerySet[SignatureRequest]") -> "QuerySet[SignatureRequest]":
    return rows.select_related("municipality").select_for_update(of=("self",), no_key=True)


def _due(request: SignatureRequest, days: list[int]) -> bool:
    """Return whether a planned day has come since the last reminder; several missed days are one reminder."""
    asked, today = _day(request.asked_at), clock.today()
    last = _day(request.reminded_at) if request.reminded_at else asked
    return any(last < asked + timedelta(days=each) <= today for each in days if each)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.COPENHAGEN).date()
