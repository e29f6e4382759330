"""An agreement from draft to seal: places, quota, signatures."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date
from typing import Any
from uuid import UUID

from django.db import transaction

from plads.centres.events import AgreementDrafted, AgreementOffered, AgreementPartySigned, AgreementSigned
from plads.centres.lifecycle import AGREEMENT
from plads.centres.models import Agreement, AgreementVersion, Centre, Signature
from plads.centres.policy import visible_centres
from plads.companies.queries import employment
from plads.core import clock, week
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.core.periods import first_day, period, show
from plads.core.roles import COMPANY
from plads.core.week import Slot
from plads.law import Verdict
from plads.law.quota import QuotaFacts, quota
from plads.people.queries import is_staff

REPRESENTATIVE, COMPANY_PARTY, MUNICIPALITY = (
    Signature.Party.REPRESENTATIVE,
    Signature.Party.COMPANY,
    Signature.Party.MUNICIPALITY,
)
_ACTIONS = {
    COMPANY_PARTY: "sign_company",
    REPRESENTATIVE: "state_representative",
    MUNICIPALITY: "sign_municipality",
}


@dataclass(frozen=True, slots=True)
class PlaceTerms:
    """A place as the agreement describes it; ``slots`` is its week."""

    number: int
    function: str
    tasks: list[str]
    slots: list[Slot]
    danish_level: int = 0
    languages: list[str] = field(default_factory=list)
    demands: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the terms ready for JSON."""
        return {**asdict(self), "slots": week.dump(self.slots)}


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """The words of an agreement; both days of the period are included."""

    first_day: date
    last_day: date
    goals: str
    target_group: str
    places: list[PlaceTerms]
    mentor_arrangement: str = ""
    economy: str = ""
    absence_procedure: str = ""
    notice_days: int = 30


@transaction.atomic
def draft_agreement(actor: Actor, centre_id: UUID, terms: AgreementTerms) -> AgreementVersion:
    """Store version 1 of a new agreement for a centre, with the quota as it stands today.

    Too many places for the quota may be drafted, not signed. Raises ``Refused`` on a period that ends before
    it starts or overlaps a signed one, on no places, and on two places with one number.
    """
    centre = _centre(actor, centre_id)
    AGREEMENT.permit(actor.role, "draft", "edit")
    check_terms(centre.id, terms)
    span = period(terms.first_day, terms.last_day)
    agreement = Agreement.objects.create(municipality_id=centre.municipality_id, centre=centre, period=span)
    version = AgreementVersion(municipality_id=centre.municipality_id, agreement=agreement)
    word(version, terms)
    version.quota = agreement_quota(version).as_dict()
    version.save()
    event = AgreementDrafted(centre.id, agreement.id, version.number, len(terms.places))
    record(actor, centre.municipality_id, event)
    return version


@transaction.atomic
def offer_agreement(actor: Actor, version_id: UUID) -> AgreementVersion:
    """Send a draft to the parties.

    Raises ``Refused`` when the quota blocks it, with the working, and when its days overlap an agreement that
    was signed since it was drafted.
    """
    version = lock_version(actor, version_id)
    refuse_superseded(version)
    target = AGREEMENT.permit(actor.role, version.agreement.state, "offer")
    _refuse_overlap(version.agreement.centre_id, version.period)
    verdict = agreement_quota(version)
    if verdict.blocks:
        working = "; ".join(verdict.working)
        raise Refused(f"{verdict.title}: {working}. {verdict.remedy}", code="quota", field="places")
    version.quota, version.state = verdict.as_dict(), AgreementVersion.State.OFFERED
    version.save(update_fields=["quota", "state"])
    _move(version.agreement, target)
    event = AgreementOffered(version.agreement.centre_id, version.agreement_id, version.number)
    record(actor, version.municipality_id, event)
    return version


@transaction.atomic
def sign_agreement(
    actor: Actor, version_id: UUID, party: Signature.Party, *, agrees: bool = True, statement: str = ""
) -> AgreementVersion:
    """Store one party's word, and seal the version once all three have agreed (BAB § 65, stk. 6).

    The parties are the company, the municipality and the employees' representative.

    Raises ``Refused`` when the party has signed already, when one person would sign for two parties, and when
    a no has no reason.
    """
    version = lock_version(actor, version_id)
    refuse_superseded(version)
    AGREEMENT.permit(actor.role, version.agreement.state, _ACTIONS[party])
    signatures = list(version.signatures.all())
    _check_signer(actor, version.municipality_id, party, signatures, agrees, statement)
    if actor.user_id is None:
        raise Refused("Kun en person kan skrive under.", code="no_person")
    signature = Signature.objects.create(
        municipality_id=version.municipality_id,
        version=version,
        party=party,
        user_id=actor.user_id,
        name=actor.name,
        agrees=agrees,
        statement=statement.strip(),
    )
    event = AgreementPartySigned(
        version.agreement.centre_id,
        version.agreement_id,
        str(party.label),
        actor.name,
        "ja" if agrees else "nej",
    )
    record(actor, version.municipality_id, event)
    signatures.append(signature)
    if {each.party for each in signatures if each.agrees} == set(Signature.Party):
        _seal(actor, version, signatures)
    return version


def agreement_quota(version: AgreementVersion) -> Verdict:
    """Return rimelighedskravet for all places of a version together, at the workplace's latest months."""
    weeks = [week.load(place["slots"]) for place in version.places]
    return places_quota(version.agreement.centre.workplace_id, weeks)


def places_quota(workplace_id: UUID, weeks: Sequence[Sequence[Slot]]) -> Verdict:
    """Return rimelighedskravet for places with these weeks at a workplace (1 statement)."""
    weekly = [min(week.total(slots), week.FULL_WEEK_MINUTES) for slots in weeks]
    return quota(QuotaFacts(employment(workplace_id), weekly, new=len(weekly)), on=clock.today())


def lock_version(actor: Actor, version_id: UUID) -> AgreementVersion:
    """Return a version with its agreement and centre, locked; raises ``NotVisible`` for others' agreements."""
    version = (
        AgreementVersion.objects.select_for_update(of=("self", "agreement"), no_key=True)
        .select_related("agreement__centre__workplace")
        .filter(id=version_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if version is None:
        raise NotVisible
    reached = Centre.objects.filter(visible_centres(actor), id=version.agreement.centre_id)
    if actor.role in COMPANY and not reached.exists():
        raise NotVisible
    return version


def word(version: AgreementVersion, terms: AgreementTerms) -> None:
    """Put the words of ``terms`` into a version, places in the order of their numbers; saves nothing."""
    version.period = period(terms.first_day, terms.last_day)
    version.goals, version.target_group = terms.goals, terms.target_group
    version.mentor_arrangement, version.economy = terms.mentor_arrangement, terms.economy
    version.absence_procedure, version.notice_days = terms.absence_procedure, terms.notice_days
    version.places = [place.as_dict() for place in sorted(terms.places, key=lambda place: place.number)]


def refuse_superseded(version: AgreementVersion) -> None:
    """Raise ``Refused`` when the agreement has a newer version than this one."""
    if version.agreement.versions.filter(number__gt=version.number).exists():
        raise Refused("Der er en nyere version af aftalen. Brug den.", code="superseded")


def check_terms(centre_id: UUID, terms: AgreementTerms) -> None:
    """Raise ``Refused`` on terms no agreement of a centre can have."""
    if terms.last_day < terms.first_day:
        raise Refused("Aftalen slutter, før den begynder.", code="end_before_start", field="last_day")
    _refuse_overlap(centre_id, period(terms.first_day, terms.last_day))
    if not terms.places:
        raise Refused("En aftale skal have mindst én plads.", code="no_places", field="places")
    numbers = [place.number for place in terms.places]
    if len(set(numbers)) != len(numbers):
        raise Refused("To pladser har samme nummer.", code="number_twice", field="places")


def _refuse_overlap(centre_id: UUID, span: Any) -> None:
    signed = [Agreement.State.SIGNED, Agreement.State.ENDED]
    other = Agreement.objects.filter(centre_id=centre_id, state__in=signed, period__overlap=span).first()
    if other is not None:
        raise Refused(
            f"Centret har allerede en aftale {show(other.period)}. Vælg andre dage.",
            code="overlapping_agreement",
            field="first_day",
        )


def _check_signer(
    actor: Actor,
    municipality_id: UUID,
    party: Signature.Party,
    signatures: list[Signature],
    agrees: bool,
    statement: str,
) -> None:
    if any(each.party == party for each in signatures):
        raise Refused(f"{party.label} har allerede svaret.", code="signed_already")
    if any(each.user_id == actor.user_id for each in signatures):
        raise Refused(
            "Du har allerede skrevet under for en anden part. Ingen skriver under for to.", code="two_parties"
        )
    if party != MUNICIPALITY and is_staff(actor.user_id, municipality_id):
        raise Refused(
            "Du arbejder i kommunen og kan ikke skrive under for virksomheden eller de ansatte.", code="staff"
        )
    if not agrees and not statement.strip():
        raise Refused("Skriv hvorfor du siger nej.", code="no_reason", field="statement")


def _seal(actor: Actor, version: AgreementVersion, signatures: list[Signature]) -> None:
    agreement = version.agreement
    target = AGREEMENT.permit(actor.role, agreement.state, "seal")
    # Two agreements of one centre are sealed one after the other.
    Centre.objects.select_for_update(no_key=True).get(id=agreement.centre_id)
    _refuse_overlap(agreement.centre_id, version.period)
    version.sealed_at, version.state = clock.now(), AgreementVersion.State.SIGNED
    version.seal = seal_of(version, signatures)
    version.save(update_fields=["sealed_at", "state", "seal"])
    agreement.period = version.period
    _move(agreement, target, "period")
    event = AgreementSigned(agreement.centre_id, agreement.id, version.id, first_day(version.period))
    record(actor, version.municipality_id, event)


def seal_of(version: AgreementVersion, signatures: list[Signature]) -> str:
    """Return the SHA-256 of everything the parties signed, so that any later change is found.

    Moments count in UTC, as they come back from the database: the seal can be worked out again from the rows.
    """
    words = {
        "agreement": str(version.agreement_id),
        "number": version.number,
        "period": show(version.period),
        "goals": version.goals,
        "target_group": version.target_group,
        "mentor_arrangement": version.mentor_arrangement,
        "economy": version.economy,
        "absence_procedure": version.absence_procedure,
        "notice_days": version.notice_days,
        "places": version.places,
        "signatures": sorted(
            [
                each.party,
                str(each.user_id),
                each.name,
                each.statement,
                each.signed_at.astimezone(UTC).isoformat(),
            ]
            for each in signatures
        ),
    }
    canonical = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _move(agreement: Agreement, state: str, *fields: str) -> None:
    agreement.state = state
    agreement.save(update_fields=["state", *fields])


def _centre(actor: Actor, centre_id: UUID) -> Centre:
    centre = (
        Centre.objects.select_for_update(no_key=True)
        .filter(id=centre_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if centre is None:
        raise NotVisible
    return centre
