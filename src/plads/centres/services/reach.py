"""Finding what a verb is about, locked, and only where the actor reaches it."""

from uuid import UUID

from plads.centres.models import Agreement, AgreementVersion, Centre
from plads.centres.policy import visible_centres
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.roles import COMPANY


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


def lock_agreement(actor: Actor, agreement_id: UUID) -> Agreement:
    """Return an agreement with its centre, locked; raises ``NotVisible`` for others' agreements."""
    agreement = (
        Agreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("centre__workplace")
        .filter(id=agreement_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if agreement is None:
        raise NotVisible
    reached = Centre.objects.filter(visible_centres(actor), id=agreement.centre_id)
    if actor.role in COMPANY and not reached.exists():
        raise NotVisible
    return agreement


def lock_centre(actor: Actor, centre_id: UUID) -> Centre:
    """Return a centre, locked; raises ``NotVisible`` for another municipality's."""
    centre = (
        Centre.objects.select_for_update(no_key=True)
        .filter(id=centre_id, municipality_id__in=actor.municipality_ids)
        .first()
    )
    if centre is None:
        raise NotVisible
    return centre


def refuse_superseded(version: AgreementVersion) -> None:
    """Raise ``Refused`` when the agreement has a newer version than this one."""
    if version.agreement.versions.filter(number__gt=version.number).exists():
        raise Refused("Der er en nyere version af aftalen. Brug den.", code="superseded")
