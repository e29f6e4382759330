"""The end of an agreement: notice, taking it back, the last day, and closing the centre."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from plads.centres.events import AgreementEnded, CentreClosed, NoticeGiven, NoticeTakenBack
from plads.centres.lifecycle import AGREEMENT, CENTRE
from plads.centres.models import Agreement, AgreementVersion, Centre
from plads.centres.models.agreements import NoticeBy
from plads.centres.services.changing import OPEN, refuse_open_version, refuse_over, version_in_force
from plads.centres.services.pausing import cut_pauses
from plads.centres.services.places import cut_places, draw_out_places
from plads.centres.services.reach import lock_agreement, lock_centre
from plads.centres.services.requests import void_words
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import ONE_DAY, closed_last_day, first_day, period, show_day

UNFINISHED = (
    Agreement.State.DRAFT,
    Agreement.State.OFFERED,
    Agreement.State.SIGNED,
    Agreement.State.PAUSED,
)
"""States of an agreement that keep its centre."""


@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """Who ends an agreement, its last day, and why."""

    by: NoticeBy
    last_day: date
    reason: str


@transaction.atomic
def give_notice(actor: Actor, agreement_id: UUID, terms: NoticeTerms) -> Agreement:
    """Note a notice: the agreement and its places have ``terms.last_day`` as their last day.

    Raises ``Refused`` when notice was given already, while a change is open, on a day sooner than the agreed
    notice unless both agree, on one after the agreement's own end, and without a reason. The database refuses it
    while somebody has a place beyond that day: ``placements.services.agreement_changes`` settles that first.
    """
    agreement = lock_agreement(actor, agreement_id)
    AGREEMENT.permit(actor.role, agreement.state, "give_notice")
    check_notice(agreement, terms)
    agreement.notice_given_on, agreement.ends_on = clock.today(), terms.last_day
    agreement.notice_by, agreement.notice_reason = terms.by, terms.reason.strip()
    agreement.save(update_fields=["notice_given_on", "ends_on", "notice_by", "notice_reason"])
    cut_places(actor, agreement, terms.last_day, "aftalen er opsagt")
    by = str(NoticeBy(terms.by).label).lower()
    event = NoticeGiven(agreement.centre_id, agreement.id, by, terms.last_day)
    record(actor, agreement.municipality_id, event)
    return agreement


def check_notice(agreement: Agreement, terms: NoticeTerms) -> None:
    """Raise ``Refused`` on a notice that cannot be given."""
    if agreement.ends_on is not None:
        raise Refused(f"Aftalen er allerede opsagt til {show_day(agreement.ends_on)}.", code="notice_given")
    refuse_over(agreement)
    refuse_open_version(agreement)
    begins, ends = first_day(agreement.period), closed_last_day(agreement.period)
    if terms.last_day >= ends:
        raise Refused(
            f"Aftalen slutter af sig selv {show_day(ends)}. Vælg en tidligere dag, eller lad den løbe ud.",
            code="after_the_end",
            field="last_day",
        )
    soonest = soonest_end(agreement, terms.by)
    if terms.last_day < soonest:
        how = (
            "Det er i dag, når begge er enige."
            if terms.by == NoticeBy.BOTH
            else "Det følger af varslet i aftalen. Er begge enige, kan det være før: vælg det."
        )
        raise Refused(
            f"Sidste dag kan tidligst være {show_day(soonest)}. {how}", code="short_notice", field="last_day"
        )
    if terms.last_day < begins:
        raise Refused(
            f"Aftalen begynder {show_day(begins)}. Vælg den dag eller en senere.",
            code="before_the_start",
            field="last_day",
        )
    if not terms.reason.strip():
        raise Refused("Skriv, hvorfor aftalen ophører.", code="no_reason", field="reason")


def soonest_end(agreement: Agreement, by: str) -> date:
    """Return the first day an agreement can end on: after the agreed notice, or today when both agree."""
    if by == NoticeBy.BOTH:
        return clock.today()
    return clock.today() + timedelta(days=version_in_force(agreement).notice_days)


@transaction.atomic
def take_back_notice(actor: Actor, agreement_id: UUID) -> Agreement:
    """Let an agreement go on until its agreed day, and its places too; raises ``Refused`` without a notice."""
    agreement = lock_agreement(actor, agreement_id)
    AGREEMENT.permit(actor.role, agreement.state, "take_back_notice")
    if agreement.ends_on is None:
        raise Refused("Aftalen er ikke opsagt.", code="no_notice")
    if agreement.ends_on < clock.today():
        raise Refused(
            f"Aftalens sidste dag var {show_day(agreement.ends_on)}. Forny den i stedet.",
            code="agreement_over",
        )
    cut_to = agreement.ends_on
    agreement.notice_given_on, agreement.ends_on = None, None
    agreement.notice_by, agreement.notice_reason = "", ""
    agreement.save(update_fields=["notice_given_on", "ends_on", "notice_by", "notice_reason"])
    version = version_in_force(agreement)
    version.agreement = agreement
    draw_out_places(actor, version, cut_to)
    event = NoticeTakenBack(agreement.centre_id, agreement.id, closed_last_day(agreement.period))
    record(actor, agreement.municipality_id, event)
    return agreement


@transaction.atomic
def end_agreement(actor: Actor, agreement_id: UUID) -> Agreement:
    """Let an agreement be over whose last day has passed: places close, and the centre if nothing else keeps it.

    Changes of it that nobody finished are dropped. Raises ``Refused`` before its last day has passed.
    """
    agreement = lock_agreement(actor, agreement_id)
    target = AGREEMENT.permit(actor.role, agreement.state, "end")
    last = agreement.ends_on or closed_last_day(agreement.period)
    if last >= clock.today():
        raise Refused(
            f"Aftalen gælder til og med {show_day(last)}. Opsig den, hvis den skal slutte før.",
            code="not_over",
        )
    _drop_changes(actor, agreement)
    centre = lock_centre(actor, agreement.centre_id)
    cut_places(actor, agreement, last, "aftalen er slut")
    cut_pauses(agreement, last + ONE_DAY)
    agreement.state, agreement.period = target, period(first_day(agreement.period), last)
    agreement.paused_from = agreement.paused_until = None
    agreement.save(update_fields=["state", "period", "paused_from", "paused_until"])
    record(actor, agreement.municipality_id, AgreementEnded(agreement.centre_id, agreement.id, last))
    if centre.state == Centre.State.OPEN and not _kept(centre):
        _shut(actor, centre)
    return agreement


def _drop_changes(actor: Actor, agreement: Agreement) -> None:
    """Let the changes nobody finished go; whoever was asked about one need not answer, and is not reminded of it."""
    for version in agreement.versions.filter(state__in=OPEN):
        version.agreement = agreement
        if version.state == AgreementVersion.State.OFFERED:
            void_words(actor, version, "aftalen er slut")
        version.state = AgreementVersion.State.DROPPED
        version.save(update_fields=["state"])


def agreements_over(actor: Actor) -> list[UUID]:
    """Return the agreements whose last day has passed, by notice or of itself."""
    today = clock.today()
    over = Agreement.objects.filter(
        Q(ends_on__lt=today) | Q(period__endswith__lte=today),
        municipality_id__in=actor.municipality_ids,
        state__in=[Agreement.State.SIGNED, Agreement.State.PAUSED],
    )
    return list(over.order_by("id").values_list("id", flat=True))


@transaction.atomic
def close_centre(actor: Actor, centre_id: UUID) -> Centre:
    """Close a centre that came to nothing or has no agreement left; raises ``Refused`` while one keeps it."""
    centre = lock_centre(actor, centre_id)
    CENTRE.permit(actor.role, centre.state, "close")
    if _kept(centre):
        raise Refused(
            "Centret har en aftale. Opsig den, eller opgiv kladden, så lukker centret.",
            code="agreement_stands",
        )
    return _shut(actor, centre)


def _kept(centre: Centre) -> bool:
    return centre.agreements.filter(state__in=UNFINISHED).exists()


def _shut(actor: Actor, centre: Centre) -> Centre:
    centre.state = CENTRE.permit(actor.role, centre.state, "close")
    centre.save(update_fields=["state"])
    record(actor, centre.municipality_id, CentreClosed(centre.id))
    return centre
