"""The seal of an agreement: everything the parties signed, summed up in one number that can be worked out again."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any
from uuid import UUID

from plads.centres.events import AgreementSigned
from plads.centres.lifecycle import VERSION
from plads.centres.models import Agreement, AgreementVersion, Centre, Signature
from plads.centres.services.agreements import refuse_overlap
from plads.centres.services.guards import refuse_broken_change
from plads.centres.services.terms import canonical
from plads.core import clock
from plads.core.actor import Actor
from plads.core.events import record
from plads.core.periods import first_day, show


def seal(actor: Actor, version: AgreementVersion, signatures: list[Signature]) -> None:
    """Close a version all three have agreed to: nobody can change its words after this.

    Raises ``Refused`` when another agreement at the P-number has some of its days by now.
    """
    agreement = version.agreement
    target = VERSION.permit(actor.role, version.state, "seal")
    # Two agreements of one P-number are sealed one after the other, whichever of its centres they are of.
    here = Centre.objects.filter(workplace_id=agreement.centre.workplace_id).order_by("id")
    list(here.select_for_update(no_key=True).values_list("id"))
    refuse_overlap(agreement.centre, version.period, but=agreement.id)
    refuse_broken_change(version)
    version.sealed_at, version.state = clock.now(), target
    version.seal = seal_of(version, signatures)
    version.save(update_fields=["sealed_at", "state", "seal"])
    agreement.period = version.period
    if agreement.state == Agreement.State.OFFERED:
        agreement.state = Agreement.State.SIGNED
    agreement.save(update_fields=["state", "period"])
    event = AgreementSigned(agreement.centre_id, agreement.id, version.id, first_day(version.period))
    record(actor, version.municipality_id, event)


def seal_of(version: AgreementVersion, signatures: Iterable[Signature]) -> str:
    """Return the SHA-256 of everything the parties signed, so that any later change is found.

    Moments count in UTC, as they come back from the database: the seal can be worked out again from the rows.
    """
    words = sorted(map(_word, signatures), key=lambda row: str(row[0]))
    return _sum({"words": canonical(version), "signatures": words})


def fits(version: AgreementVersion, signatures: list[Signature]) -> bool:
    """Return whether a version's seal is that of the words and signatures there are now."""
    return version.seal in (seal_of(version, signatures), _first_seal(version, signatures))


def broken_seals(municipality_id: UUID) -> tuple[int, list[AgreementVersion]]:
    """Return how many sealed versions a municipality has, and those whose seal does not fit (2 statements)."""
    rows = AgreementVersion.objects.filter(municipality_id=municipality_id, sealed_at__isnull=False)
    sealed = list(rows.prefetch_related("signatures__request").order_by("sealed_at", "id"))
    return len(sealed), [each for each in sealed if not fits(each, list(each.signatures.all()))]


def _word(signature: Signature) -> list[Any]:
    """Return everything about one party's word, who gave it first."""
    return [
        signature.party,
        signature.way,
        str(signature.user_id or ""),
        str(signature.request_id or ""),
        signature.name,
        signature.agrees,
        signature.statement,
        str(signature.noted_by_id or ""),
        signature.noted_why,
        signature.signed_at.astimezone(UTC).isoformat(),
    ]


def _first_words(version: AgreementVersion) -> dict[str, Any]:
    return {
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
    }


def _first_seal(version: AgreementVersion, signatures: Iterable[Signature]) -> str:
    """Return the seal as it was worked out before there were clauses and links: old agreements keep theirs."""
    rows = [
        [each.party, str(each.user_id), each.name, each.statement, each.signed_at.astimezone(UTC).isoformat()]
        for each in signatures
    ]
    return _sum(_first_words(version) | {"signatures": sorted(rows)})


def _sum(words: dict[str, Any]) -> str:
    canonical = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
