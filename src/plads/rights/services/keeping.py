"""How long a municipality keeps things, and waiting with erasing."""

from django.db import transaction

from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.rights.events import ErasingHeld, ErasingResumed, PeriodChanged
from plads.rights.kinds import periods
from plads.rights.models import RetentionHold, RetentionPeriod
from plads.rights.policy import keeps

AT_LEAST = {"look": 6, "change": 6, "notice": 1}
"""Months that a kind is kept at least: traces so long that misuse can still be found. Others: one."""

AT_MOST = 600


@transaction.atomic
def set_period(actor: Actor, kind: str, months: int) -> RetentionPeriod:
    """Choose how many months a kind is kept here; raises ``Refused`` for too few or too many."""
    _keepers_only(actor)
    labels = {each.code: each.office_label for each in periods()}
    if kind not in labels:
        raise NotVisible
    least = AT_LEAST.get(kind, 1)
    if not least <= months <= AT_MOST:
        raise Refused(f"Skriv mellem {least} og {AT_MOST} måneder.", code="bad_period", field="months")
    row, _ = RetentionPeriod.objects.update_or_create(
        municipality_id=actor.municipality_id, kind=kind, defaults={"months": months}
    )
    record(actor, row.municipality_id, PeriodChanged(labels[kind], months))
    return row


@transaction.atomic
def hold_erasing(actor: Actor, reason: str) -> RetentionHold:
    """Wait with erasing what is too old until further notice; raises ``Refused`` without a reason, or twice."""
    _keepers_only(actor)
    if not reason.strip():
        raise Refused("Skriv, hvorfor der skal ventes.", code="no_reason", field="reason")
    if RetentionHold.objects.filter(municipality_id=actor.municipality_id, lifted_at=None).exists():
        raise Refused("Sletning venter allerede.", code="held_already")
    hold = RetentionHold.objects.create(
        municipality_id=actor.municipality_id,
        reason=reason.strip(),
        set_by_id=actor.user_id,
        since=clock.now(),
    )
    record(actor, hold.municipality_id, ErasingHeld(hold.id))
    return hold


@transaction.atomic
def resume_erasing(actor: Actor) -> RetentionHold:
    """Let erasing go on; raises ``Refused`` when it does."""
    _keepers_only(actor)
    hold = RetentionHold.objects.filter(municipality_id=actor.municipality_id, lifted_at=None).first()
    if hold is None:
        raise Refused("Sletning er ikke sat på pause.", code="not_held")
    hold.lifted_at = clock.now()
    hold.save(update_fields=["lifted_at"])
    record(actor, hold.municipality_id, ErasingResumed(hold.id))
    return hold


def _keepers_only(actor: Actor) -> None:
    if not keeps(actor):
        raise Refused("Kun en administrator bestemmer, hvor længe noget gemmes.", code="wrong_role")
