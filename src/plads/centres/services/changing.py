"""Changing an agreement in force: a new version beside it, which takes its place once all have signed."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from plads.centres.events import ChangeBegun, DraftDropped
from plads.centres.lifecycle import AGREEMENT, VERSION
from plads.centres.models import Agreement, AgreementVersion
from plads.centres.services.agreements import agreement_quota, follow, refuse_overlap
from plads.centres.services.guards import refuse_noticed
from plads.centres.services.reach import lock_agreement, lock_version
from plads.centres.services.redrafting import successor
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import closed_last_day, first_day, period, show_day

OPEN = (AgreementVersion.State.DRAFT, AgreementVersion.State.OFFERED)
"""States of a version that waits to be finished."""


@transaction.atomic
def amend_agreement(actor: Actor, agreement_id: UUID, reason: str) -> AgreementVersion:
    """Return a draft of a signed agreement's next version, with all its words; the one in force goes on.

    Raises ``Refused`` without a reason, while another version is open, after a notice, and once the agreement
    is over.
    """
    agreement = lock_agreement(actor, agreement_id)
    AGREEMENT.permit(actor.role, agreement.state, "amend")
    refuse_noticed(agreement)
    refuse_over(agreement)
    refuse_open_version(agreement)
    if not reason.strip():
        raise Refused("Skriv kort, hvorfor aftalen ændres.", code="no_reason", field="reason")
    newest = agreement.versions.aggregate(number=Max("number"))["number"]
    draft = successor(version_in_force(agreement), newest + 1)
    draft.agreement, draft.reason = agreement, reason.strip()
    draft.changed, draft.places = [], [each for each in draft.places if not _is_over(each)]
    draft.save()
    record(actor, agreement.municipality_id, ChangeBegun(agreement.centre_id, agreement.id, draft.number))
    return draft


@transaction.atomic
def extend_agreement(actor: Actor, agreement_id: UUID, last_day: date, reason: str) -> AgreementVersion:
    """Return a draft with a later last day and otherwise the same words, ready to be sent for signatures.

    Raises ``Refused`` on a day that is not later or reaches into an agreement that follows, and as
    ``amend_agreement`` does.
    """
    draft = amend_agreement(actor, agreement_id, reason)
    ends = closed_last_day(draft.period)
    if last_day <= ends:
        raise Refused(
            f"Aftalen gælder allerede til {show_day(ends)}. Vælg en senere dag.",
            code="not_later",
            field="last_day",
        )
    draft.period = period(first_day(draft.period), last_day)
    try:
        refuse_overlap(draft.agreement.centre, draft.period, but=draft.agreement_id)
    except Refused as error:
        raise Refused(error.message, code=error.code, field="last_day") from error
    draft.save(update_fields=["period"])
    return put_places(draft, draft.places)


@transaction.atomic
def reduce_agreement(
    actor: Actor, agreement_id: UUID, numbers: Collection[int], reason: str
) -> AgreementVersion:
    """Return a draft without the places of these numbers; raises ``Refused`` when none or all would go."""
    draft = amend_agreement(actor, agreement_id, reason)
    left = [each for each in draft.places if each["number"] not in numbers]
    if len(left) == len(draft.places):
        raise Refused("Vælg mindst én plads, der skal lukke.", code="no_place_chosen", field="places")
    if not left:
        raise Refused(
            "En aftale skal have mindst én plads. Skal alle pladser lukke, så opsig aftalen.",
            code="no_places",
            field="places",
        )
    return put_places(draft, left)


@transaction.atomic
def drop_draft(actor: Actor, version_id: UUID) -> AgreementVersion:
    """Give a draft up; of an agreement that was never signed, the agreement too. Returns the version."""
    version = lock_version(actor, version_id)
    version.state = VERSION.permit(actor.role, version.state, "drop")
    version.save(update_fields=["state"])
    follow(version)
    agreement = version.agreement
    record(actor, version.municipality_id, DraftDropped(agreement.centre_id, agreement.id, version.number))
    return version


def put_places(draft: AgreementVersion, places: list[dict[str, Any]]) -> AgreementVersion:
    """Give a draft these places, by number, with the quota as it stands today; saves and returns it."""
    draft.places = sorted(places, key=lambda place: place["number"])
    draft.quota = agreement_quota(draft).as_dict()
    draft.save(update_fields=["places", "quota"])
    return draft


def version_in_force(agreement: Agreement) -> AgreementVersion:
    """Return the latest sealed version; raises ``DoesNotExist`` for an agreement that was never signed."""
    return agreement.versions.filter(state=AgreementVersion.State.SIGNED).latest("number")


def refuse_open_version(agreement: Agreement) -> None:
    """Raise ``Refused`` while another version of the agreement is a draft or waits for signatures."""
    other = agreement.versions.filter(state__in=OPEN).first()
    if other is not None:
        raise Refused(
            f"Version {other.number} af aftalen er i gang ({str(other.get_state_display()).lower()}). "
            "Gør den færdig eller opgiv den først.",
            code="version_open",
        )


def refuse_over(agreement: Agreement) -> None:
    """Raise ``Refused`` when the agreement's last day has passed."""
    last = agreement.ends_on or closed_last_day(agreement.period)
    if last < clock.today():
        raise Refused(f"Aftalens sidste dag var {show_day(last)}. Forny den i stedet.", code="agreement_over")


def _is_over(place: dict[str, Any]) -> bool:
    last = place.get("last_day")
    return last is not None and date.fromisoformat(last) < clock.today()
