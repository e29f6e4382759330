"""An agreement as a draft and as an offer, and its quota."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from plads.centres.differences import differences
from plads.centres.events import AgreementDrafted, AgreementOffered
from plads.centres.lifecycle import VERSION
from plads.centres.models import Agreement, AgreementVersion, Centre
from plads.centres.services.guards import refuse_broken_change
from plads.centres.services.parties import parties_now
from plads.centres.services.quota import places_facts, quota_of
from plads.centres.services.reach import lock_centre, lock_version, refuse_superseded
from plads.centres.services.terms import AgreementTerms, check_terms, place_from, terms_of
from plads.centres.services.whole import refuse_lacks
from plads.centres.services.wording import lay_in, settle
from plads.core import week
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.events import record
from plads.core.periods import closed_last_day, first_day, period, show
from plads.core.week import Slot
from plads.law import Verdict
from plads.law.quota import QuotaFacts


@transaction.atomic
def draft_agreement(actor: Actor, centre_id: UUID, terms: AgreementTerms) -> AgreementVersion:
    """Store version 1 of a new agreement for a centre, with the quota as it stands today.

    Too many places for the quota may be drafted, not signed. Raises ``Refused`` on a period that ends before
    it starts or overlaps a signed one, on no places, and on two places with one number.
    """
    centre = lock_centre(actor, centre_id)
    VERSION.permit(actor.role, "draft", "edit")
    check_terms(terms)
    span = period(terms.first_day, terms.last_day)
    refuse_overlap(centre, span)
    agreement = Agreement.objects.create(municipality_id=centre.municipality_id, centre=centre, period=span)
    version = AgreementVersion(municipality_id=centre.municipality_id, agreement=agreement)
    lay_in(version, terms)
    version.quota = agreement_quota(version).as_dict()
    version.save()
    event = AgreementDrafted(centre.id, agreement.id, version.number, len(terms.places))
    record(actor, centre.municipality_id, event)
    return version


@transaction.atomic
def offer_agreement(actor: Actor, version_id: UUID) -> AgreementVersion:
    """Send a draft to the parties, with every fact put into its words and what it changes in the one in force.

    Raises ``Refused`` when something is missing, when the quota blocks it, with the working, and when its days
    overlap an agreement that was signed since it was drafted.
    """
    version = lock_version(actor, version_id)
    refuse_superseded(version)
    target = VERSION.permit(actor.role, version.state, "offer")
    refuse_overlap(version.agreement.centre, version.period, but=version.agreement_id)
    refuse_broken_change(version)
    refuse_lacks(terms_of(version))
    version.parties = parties_now(version)
    settle(version)
    version.changed = changes_of(version)
    verdict = agreement_quota(version)
    if verdict.blocks:
        working = "; ".join(verdict.working)
        raise Refused(f"{verdict.title}: {working}. {verdict.remedy}", code="quota", field="places")
    version.quota, version.state = verdict.as_dict(), target
    version.save()
    follow(version)
    event = AgreementOffered(version.agreement.centre_id, version.agreement_id, version.number)
    record(actor, version.municipality_id, event)
    return version


def in_force(version: AgreementVersion) -> AgreementVersion | None:
    """Return the version of the same agreement that holds while this one is written (1 statement)."""
    signed = AgreementVersion.objects.filter(
        agreement_id=version.agreement_id, state=AgreementVersion.State.SIGNED
    )
    return signed.exclude(id=version.id).order_by("-number").first()


def changes_of(version: AgreementVersion) -> list[str]:
    """Return what a version changes in the one in force, as sentences; nothing for a first version."""
    before = in_force(version)
    return [] if before is None else differences(before, version)


def agreement_quota(version: AgreementVersion) -> Verdict:
    """Return rimelighedskravet for all places of a version together, with everybody else there in its days.

    Counted on the day most of its places are there, with the workplace's latest months, by the law in force today
    (2 statements).
    """
    return quota_of(agreement_facts(version))


def agreement_facts(version: AgreementVersion) -> QuotaFacts:
    """Return what ``agreement_quota`` is worked out from: what room is left can be asked of it too (2 statements)."""
    weeks = _fullest_weeks(version)
    workplace_id = version.agreement.centre.workplace_id
    return places_facts(workplace_id, weeks, version.period, version.agreement_id)


def _fullest_weeks(version: AgreementVersion) -> list[list[Slot]]:
    """Return the weeks of the places that are there on the day most of them are: one may follow another."""
    whole = first_day(version.period), closed_last_day(version.period)
    places = [place_from(place) for place in version.places]
    days = {place.first_day or whole[0] for place in places}

    def on(day: date) -> list[list[Slot]]:
        there = [p for p in places if (p.first_day or whole[0]) <= day <= (p.last_day or whole[1])]
        return [place.slots for place in there]

    return max(map(on, sorted(days)), key=lambda weeks: (sum(map(week.total, weeks)), len(weeks)), default=[])


def follow(version: AgreementVersion) -> None:
    """Let an agreement that was never signed stand where its version stands; saves it."""
    agreement = version.agreement
    if agreement.state in (Agreement.State.DRAFT, Agreement.State.OFFERED):
        agreement.state = version.state
        agreement.save(update_fields=["state"])


def refuse_overlap(centre: Centre, span: Any, but: UUID | None = None) -> None:
    """Raise ``Refused`` when another agreement that was signed for the centre's P-number has some of these days."""
    others = Agreement.objects.filter(
        centre__workplace_id=centre.workplace_id, state__in=Agreement.STANDING, period__overlap=span
    )
    if but is not None:
        others = others.exclude(id=but)
    other = others.select_related("centre").order_by("period").first()
    if other is None:
        return
    whose = "Centret" if other.centre_id == centre.id else f"Arbejdspladsens center »{other.centre.name}«"
    raise Refused(
        f"{whose} har allerede en aftale {show(other.period)}. Vælg andre dage.",
        code="overlapping_agreement",
        field="first_day",
    )
