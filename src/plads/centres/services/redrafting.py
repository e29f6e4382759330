"""Changing an agreement before it is signed: correcting a draft, and taking an offer back."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from plads.centres.events import AgreementRedrafted, AgreementWithdrawn
from plads.centres.lifecycle import VERSION
from plads.centres.models import Agreement, AgreementVersion
from plads.centres.services.agreements import agreement_quota, follow, refuse_overlap
from plads.centres.services.reach import lock_version, refuse_superseded
from plads.centres.services.refilling import open_again
from plads.centres.services.requests import void_words
from plads.centres.services.terms import AgreementTerms, check_terms, terms_of
from plads.centres.services.wording import lay_in
from plads.core.actor import Actor
from plads.core.events import record


@transaction.atomic
def redraft_agreement(actor: Actor, version_id: UUID, terms: AgreementTerms) -> AgreementVersion:
    """Write a draft anew, with the quota as it stands today; raises ``Refused`` once it was offered."""
    return change_draft(actor, version_id, lambda _before: terms)


@transaction.atomic
def change_draft(
    actor: Actor, version_id: UUID, change: Callable[[AgreementTerms], AgreementTerms]
) -> AgreementVersion:
    """Change a part of a draft and leave the rest as whoever else works on it has it; as ``redraft_agreement``."""
    version = lock_version(actor, version_id)
    refuse_superseded(version)
    VERSION.permit(actor.role, version.state, "edit")
    terms = change(terms_of(version))
    check_terms(terms)
    lay_in(version, terms)
    agreement = version.agreement
    refuse_overlap(agreement.centre, version.period, but=agreement.id)
    if agreement.state == Agreement.State.DRAFT:
        agreement.period = version.period
        agreement.save(update_fields=["period"])
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
    of them: nobody's signature ever stands under words they did not see. Who was asked need not answer any more.
    """
    version = lock_version(actor, version_id)
    refuse_superseded(version)
    agreement = version.agreement
    target = VERSION.permit(actor.role, version.state, "withdraw")
    answered = version.signatures.exists()
    void_words(actor, version)
    version.state = AgreementVersion.State.DROPPED if answered else target
    if not answered:
        open_again(version, version)
        version.parties = {}
    version.save()
    draft = successor(version, version.number + 1) if answered else version
    follow(draft)
    event = AgreementWithdrawn(agreement.centre_id, agreement.id, version.number)
    record(actor, version.municipality_id, event)
    return draft


_WORDS = (
    "period",
    "goals",
    "target_group",
    "mentor_arrangement",
    "economy",
    "absence_procedure",
    "notice_days",
    "followup_days",
    "evaluation_on",
    "clauses",
    "contacts",
    "template_id",
    "places",
    "quota",
    "changed",
    "reason",
)
"""What a new version takes over from the one it replaces."""


def successor(version: AgreementVersion, number: int) -> AgreementVersion:
    """Store and return a draft of that number with all the words of ``version``, its template's facts open again."""
    fresh = AgreementVersion(
        municipality_id=version.municipality_id, agreement=version.agreement, number=number
    )
    for name in _WORDS:
        setattr(fresh, name, getattr(version, name))
    open_again(fresh, version)
    fresh.save()
    return fresh
