"""A municipality's templates for agreements: drafted, corrected, taken in use and out of use, version by version."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from plads.centres.clauses import (
    BY_KEY,
    CLAUSES,
    LONGEST,
    MOST_OWN,
    OWN,
    default_clauses,
    in_order,
    title_of,
)
from plads.centres.events import TemplateDrafted, TemplateEdited, TemplatePublished, TemplateRetired
from plads.centres.lifecycle import TEMPLATE
from plads.centres.models import AgreementTemplate
from plads.centres.placeholders import refuse_unknown
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import DomainEvent, record

State = AgreementTemplate.State


@dataclass(frozen=True, slots=True)
class TemplateClause:
    """A clause as a template has it; a ``locked`` one stands word for word in every agreement."""

    key: str
    text: str
    title: str = ""
    locked: bool = False


@transaction.atomic
def draft_template(
    actor: Actor, municipality_id: UUID, name: str, clauses: Sequence[TemplateClause] | None = None
) -> AgreementTemplate:
    """Store version 1 of a new template; without ``clauses`` it has the usual words of each.

    Raises ``Refused`` on a name that is taken and on clauses no template can have.
    """
    TEMPLATE.permit(actor.role, State.DRAFT, "edit")
    if municipality_id not in actor.municipality_ids:
        raise NotVisible
    name = _free_name(municipality_id, name)
    template = AgreementTemplate.objects.create(
        municipality_id=municipality_id,
        name=name,
        clauses=default_clauses() if clauses is None else _checked(clauses),
        made_by_id=actor.user_id,
    )
    _say(actor, template, TemplateDrafted)
    return template


@transaction.atomic
def edit_template(
    actor: Actor, template_id: UUID, name: str, clauses: Sequence[TemplateClause]
) -> AgreementTemplate:
    """Write the draft of a template anew; raises ``Refused`` once it was taken in use, and as ``draft_template``.

    The name belongs to all versions of a template: only that of a first version can be changed.
    """
    template = _locked(actor, template_id)
    TEMPLATE.permit(actor.role, template.state, "edit")
    if template.number == 1:
        template.name = _free_name(template.municipality_id, name, but=template.name)
    template.clauses = _checked(clauses)
    template.save(update_fields=["name", "clauses"])
    _say(actor, template, TemplateEdited)
    return template


@transaction.atomic
def publish_template(actor: Actor, template_id: UUID) -> AgreementTemplate:
    """Use a draft for new agreements from now on; the version of it in use so far goes out of use.

    Agreements keep the version they were written from. Raises ``Refused`` on anything but a draft.
    """
    template = _locked(actor, template_id)
    template.state = TEMPLATE.permit(actor.role, template.state, "publish")
    for older in _versions(template).filter(state=State.PUBLISHED):
        older.state = State.RETIRED
        older.save(update_fields=["state"])
        _say(actor, older, TemplateRetired)
    template.published_at = clock.now()
    template.save(update_fields=["state", "published_at"])
    _say(actor, template, TemplatePublished)
    return template


@transaction.atomic
def retire_template(actor: Actor, template_id: UUID) -> AgreementTemplate:
    """Use a template no more; raises ``Refused`` on one that is not in use."""
    template = _locked(actor, template_id)
    template.state = TEMPLATE.permit(actor.role, template.state, "retire")
    template.save(update_fields=["state"])
    _say(actor, template, TemplateRetired)
    return template


@transaction.atomic
def discard_template(actor: Actor, template_id: UUID) -> AgreementTemplate:
    """Give up a draft; it stays among the old versions. Raises ``Refused`` on one that was in use."""
    template = _locked(actor, template_id)
    template.state = TEMPLATE.permit(actor.role, template.state, "discard")
    template.save(update_fields=["state"])
    _say(actor, template, TemplateRetired)
    return template


@transaction.atomic
def next_template(actor: Actor, template_id: UUID) -> AgreementTemplate:
    """Begin the next version of a template from an older one, whose words stay as they are.

    Raises ``Refused`` when a draft of it is there already.
    """
    template = _locked(actor, template_id)
    TEMPLATE.permit(actor.role, template.state, "new_version")
    if _versions(template).filter(state=State.DRAFT).exists():
        raise Refused(
            f"Der er allerede en kladde til en ny version af »{template.name}«. Ret den i stedet.",
            code="draft_exists",
        )
    newest = _versions(template).order_by("-number")[0]
    fresh = AgreementTemplate.objects.create(
        municipality_id=template.municipality_id,
        name=template.name,
        number=newest.number + 1,
        clauses=template.clauses,
        made_by_id=actor.user_id,
    )
    _say(actor, fresh, TemplateDrafted)
    return fresh


def _versions(template: AgreementTemplate) -> "QuerySet[AgreementTemplate]":
    return AgreementTemplate.objects.filter(municipality_id=template.municipality_id, name=template.name)


def _locked(actor: Actor, template_id: UUID) -> AgreementTemplate:
    rows = AgreementTemplate.objects.filter(id=template_id, municipality_id__in=actor.municipality_ids)
    template = rows.select_for_update(no_key=True).first()
    if template is None:
        raise NotVisible
    return template


def _free_name(municipality_id: UUID, name: str, but: str = "") -> str:
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise Refused("Giv skabelonen et navn på højst 120 tegn.", code="template_name", field="name")
    taken = AgreementTemplate.objects.filter(municipality_id=municipality_id, name__iexact=name)
    if taken.exclude(name=but).exists():
        raise Refused(
            f"Der er allerede en skabelon, der hedder »{name}«. Lav en ny version af den, eller vælg et andet navn.",
            code="template_name_taken",
            field="name",
        )
    return name


def _checked(clauses: Sequence[TemplateClause]) -> list[dict[str, object]]:
    """Return clauses as they are stored, every usual one among them; raises ``Refused`` naming the clause."""
    keys = [clause.key for clause in clauses]
    if len(set(keys)) != len(keys) or any(key not in BY_KEY and not OWN.match(key) for key in keys):
        raise Refused("Skabelonen har et afsnit, som Plads ikke kender.", code="unknown_clause")
    if sum(key not in BY_KEY for key in keys) > MOST_OWN:
        raise Refused(f"En skabelon kan højst have {MOST_OWN} egne afsnit.", code="too_many_clauses")
    missing = [TemplateClause(clause.key, "") for clause in CLAUSES if clause.key not in keys]
    for clause in clauses:
        _check(clause)
    return in_order(
        {
            "key": clause.key,
            "title": title_of(clause.key, clause.title.strip()),
            "text": clause.text.strip(),
            "locked": clause.locked,
        }
        for clause in [*clauses, *missing]
    )


def _check(clause: TemplateClause) -> None:
    title = title_of(clause.key, clause.title.strip())
    if not title or len(title) > 120:
        raise Refused(
            "Giv hvert af jeres egne afsnit en overskrift på højst 120 tegn.",
            code="clause_title",
            field=f"{clause.key}-title",
        )
    if len(clause.text) > LONGEST:
        raise Refused(
            f"Afsnittet »{title}« er for langt. Der er plads til {LONGEST} tegn.",
            code="clause_too_long",
            field=clause.key,
        )
    if clause.locked and not clause.text.strip():
        raise Refused(
            f"Afsnittet »{title}« er låst, men tomt. Skriv teksten, eller lås det op.",
            code="locked_empty",
            field=clause.key,
        )
    refuse_unknown(title, clause.text, clause.key)


def _say(actor: Actor, template: AgreementTemplate, event: type[DomainEvent]) -> None:
    record(actor, template.municipality_id, event(template.id, template.name, template.number))  # type: ignore[call-arg]
