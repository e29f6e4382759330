"""Changing an agreement before it is signed: correcting a draft, and taking an offer back."""

from uuid import UUID

from django.db import transaction

from plads.centres.events import AgreementRedrafted, AgreementWithdrawn
from plads.centres.lifecycle import AGREEMENT
from plads.centres.models import AgreementVersion
from plads.centres.services.agreements import (
    AgreementTerms,
    agreement_quota,
    check_terms,
    lock_version,
    refuse_superseded,
    word,
)
from plads.core.actor import Actor
from plads.core.events import record


@transaction.atomic
def redraft_agreement(actor: Actor, version_id: UUID, terms: AgreementTerms) -> AgreementVersion:
    """Write a draft anew, with the quota as it stands today; raises ``Refused`` once it was offered."""
    version = lock_version(actor, version_id)
    refuse_superseded(version)
    AGREEMENT.permit(actor.role, version.agreement.state, "edit")
    check_terms(version.agreement.centre_id, terms)
    word(version, terms)
    version.agreement.period = version.period
    version.agreement.save(update_fields=["period"])
    version.quota = agreement_quota(version).as_dict()
    version.save()
    event = AgreementRedrafted(
        version.agreement.centre_id, version.agreement_id, version.number, len(terms.places)
    )
    record(actor, version.municipality_id, event)
    return version


@transaction.atomic
def withdraw_agreement(actor: Actor, version_id: UUID) -> AgreementVersion:
    """Take an offer back and return its draft.

    When somebody has answered already, the answered words stay as they were, and the draft is a new version
    of them: nobody's signature ever stands under words they did not see.
    """
    version = lock_version(actor, version_id)
    refuse_superseded(version)
    agreement = version.agreement
    agreement.state = AGREEMENT.permit(actor.role, agreement.state, "withdraw")
    agreement.save(update_fields=["state"])
    version.state = AgreementVersion.State.DRAFT
    version.save(update_fields=["state"])
    event = AgreementWithdrawn(agreement.centre_id, agreement.id, version.number)
    record(actor, version.municipality_id, event)
    return _next(version) if version.signatures.exists() else version


def _next(version: AgreementVersion) -> AgreementVersion:
    return AgreementVersion.objects.create(
        municipality_id=version.municipality_id,
        agreement=version.agreement,
        number=version.number + 1,
        period=version.period,
        goals=version.goals,
        target_group=version.target_group,
        mentor_arrangement=version.mentor_arrangement,
        economy=version.economy,
        absence_procedure=version.absence_procedure,
        notice_days=version.notice_days,
        places=version.places,
        quota=version.quota,
    )
