"""Who gets which inquiry: the rules of a municipality, and giving an inquiry out by them."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from plads.centres.assignment import by, choose, words
from plads.centres.events import InquiryAssigned
from plads.centres.inquiry_events import (
    AssignmentRuleMoved,
    AssignmentRuleRemoved,
    AssignmentRuleSet,
    InquiryUnclaimed,
)
from plads.centres.lifecycle import INQUIRY
from plads.centres.models import AssignmentRule, Inquiry
from plads.centres.policy import RULE_KEEPERS
from plads.centres.services.inquiries import TAKERS, lock_inquiry
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.events import record
from plads.people.queries import staff


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What a rule says. Both postcodes or none; ``industry`` is the beginning of a branch code, or empty."""

    consultant_id: UUID
    first_postcode: str = ""
    last_postcode: str = ""
    industry: str = ""


@transaction.atomic
def distribute_inquiry(actor: Actor, inquiry_id: UUID) -> Inquiry | None:
    """Give a new inquiry to whom the first rule that fits names; ``None`` when none does, or it is not new.

    A rule whose consultant is no longer one is passed over. When none is left it is announced that somebody must
    give the inquiry out.
    """
    inquiry = lock_inquiry(actor, inquiry_id)
    if inquiry.state != Inquiry.State.NEW:
        return None
    takers = {user.id: user for user in staff(inquiry.municipality_id, *TAKERS)}
    rules = AssignmentRule.objects.filter(municipality_id=inquiry.municipality_id).order_by("order")
    living = [rule for rule in rules if rule.consultant_id in takers]
    rule = choose(living, inquiry.postcode, inquiry.industry_code)
    if rule is None:
        record(actor, inquiry.municipality_id, InquiryUnclaimed(inquiry.id))
        return None
    consultant = takers[rule.consultant_id]
    inquiry.state = INQUIRY.permit(actor.role, inquiry.state, "assign")
    inquiry.consultant, inquiry.assigned_by = consultant, by(rule)
    inquiry.save(update_fields=["state", "consultant", "assigned_by"])
    record(actor, inquiry.municipality_id, InquiryAssigned(inquiry.id, consultant.id, consultant.name))
    return inquiry


@transaction.atomic
def set_rule(actor: Actor, terms: RuleTerms, rule_id: UUID | None = None) -> AssignmentRule:
    """Make a rule, last in the order, or change one; returns it.

    Raises ``Refused`` on a consultant who is none, on half an area, and on what is no postcode or branch code.
    """
    _keepers_only(actor)
    _check(terms)
    people = {user.id: user for user in staff(actor.municipality_id, *TAKERS)}
    if terms.consultant_id not in people:
        raise Refused("Vælg en konsulent i kommunen.", code="not_consultant", field="consultant")
    _one_at_a_time(actor)
    rule = AssignmentRule(municipality_id=actor.municipality_id) if rule_id is None else _rule(actor, rule_id)
    if rule_id is None:
        last = AssignmentRule.objects.filter(municipality_id=actor.municipality_id).aggregate(Max("order"))
        rule.order = (last["order__max"] or 0) + 1
    rule.consultant_id, rule.industry = terms.consultant_id, terms.industry
    rule.first_postcode, rule.last_postcode = terms.first_postcode, terms.last_postcode
    rule.save()
    name = people[terms.consultant_id].name
    record(actor, actor.municipality_id, AssignmentRuleSet(rule.id, rule.order, words(rule), name))
    return rule


@transaction.atomic
def move_rule(actor: Actor, rule_id: UUID, *, up: bool) -> None:
    """Let a rule change places with the one before it (``up``) or after it; at the end nothing happens."""
    _keepers_only(actor)
    _one_at_a_time(actor)
    rule = _rule(actor, rule_id)
    others = AssignmentRule.objects.filter(municipality_id=rule.municipality_id)
    beside = (
        others.filter(order__lt=rule.order).order_by("-order").first()
        if up
        else others.filter(order__gt=rule.order).order_by("order").first()
    )
    if beside is None:
        return
    before, rule.order, beside.order = rule.order, beside.order, rule.order
    last = others.aggregate(Max("order"))["order__max"]
    others.filter(id=beside.id).update(order=last + 1)  # no two may have the same, not even for a moment
    rule.save(update_fields=["order"])
    beside.save(update_fields=["order"])
    record(actor, rule.municipality_id, AssignmentRuleMoved(rule.id, before, rule.order))


@transaction.atomic
def remove_rule(actor: Actor, rule_id: UUID) -> None:
    """Remove a rule; inquiries it gave out stay where they are."""
    _keepers_only(actor)
    _one_at_a_time(actor)
    rule = _rule(actor, rule_id)
    record(actor, rule.municipality_id, AssignmentRuleRemoved(rule.id, rule.order, words(rule)))
    rule.delete()


def _check(terms: RuleTerms) -> None:
    postcodes = {"first_postcode": terms.first_postcode, "last_postcode": terms.last_postcode}
    for field, postcode in postcodes.items():
        if any(postcodes.values()) and not re.fullmatch(r"[0-9]{4}", postcode):
            raise Refused(
                "Et postnummer har fire cifre. Skriv både fra og til, eller lad begge være tomme.",
                code="bad_postcode",
                field=field,
            )
    if terms.last_postcode < terms.first_postcode:
        raise Refused(
            "»Til« skal være det samme som »fra« eller højere.",
            code="postcodes_turned",
            field="last_postcode",
        )
    if not re.fullmatch(r"[0-9]{0,6}", terms.industry):
        raise Refused(
            "En branchekode er op til seks cifre, fx 47 for detailhandel.",
            code="bad_industry",
            field="industry",
        )


def _keepers_only(actor: Actor) -> None:
    if actor.role not in RULE_KEEPERS:
        raise Refused("Kun tovholdere og administratorer retter fordelingen.", code="wrong_role")


def _rule(actor: Actor, rule_id: UUID) -> AssignmentRule:
    rule = AssignmentRule.objects.filter(id=rule_id, municipality_id__in=actor.municipality_ids).first()
    if rule is None:
        raise NotVisible
    return rule


def _one_at_a_time(actor: Actor) -> None:
    """Let nobody else change the municipality's rules until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7401))", [str(actor.municipality_id)]
        )
