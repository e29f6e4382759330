"""What pages read about the templates of agreements."""

from uuid import UUID

from plads.centres.models import AgreementTemplate
from plads.core.actor import Actor
from plads.core.errors import NotVisible


def templates(actor: Actor) -> list[AgreementTemplate]:
    """Return all versions of the municipality's templates, by name and newest first (1 statement)."""
    rows = AgreementTemplate.objects.filter(municipality_id__in=actor.municipality_ids)
    return list(rows.select_related("made_by").order_by("name", "-number"))


def template(actor: Actor, template_id: UUID) -> AgreementTemplate:
    """Return a version of a template; raises ``NotVisible`` for another municipality's (1 statement)."""
    rows = AgreementTemplate.objects.filter(municipality_id__in=actor.municipality_ids, id=template_id)
    row = rows.select_related("made_by").first()
    if row is None:
        raise NotVisible
    return row


def in_use(actor: Actor) -> list[AgreementTemplate]:
    """Return the templates new agreements can begin with, by name (1 statement)."""
    rows = AgreementTemplate.objects.filter(
        municipality_id__in=actor.municipality_ids, state=AgreementTemplate.State.PUBLISHED
    )
    return list(rows.order_by("name"))


def newer_in_use(template: AgreementTemplate | None) -> AgreementTemplate | None:
    """Return the version in use of a template when it is newer than this one (1 statement, or none)."""
    if template is None or template.state == AgreementTemplate.State.PUBLISHED:
        return None
    rows = AgreementTemplate.objects.filter(
        municipality_id=template.municipality_id,
        name=template.name,
        number__gt=template.number,
        state=AgreementTemplate.State.PUBLISHED,
    )
    return rows.first()
