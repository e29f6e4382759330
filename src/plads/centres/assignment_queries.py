"""What the page of the rules of assignment reads."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from plads.centres.assignment import choose, covered_by, overlaps, words
from plads.centres.models import AssignmentRule
from plads.centres.policy import RULE_KEEPERS
from plads.centres.services.inquiries import TAKERS
from plads.core.actor import Actor
from plads.core.errors import NotVisible
from plads.people.models import User
from plads.people.queries import staff


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with what it takes, in words, and what the rules before it leave it.

    ``living`` is whether its consultant still is one; ``covered_by`` the number of the rule that leaves it nothing,
    ``shares_with`` those of the rules that take some of it.
    """

    rule: AssignmentRule
    words: str
    living: bool
    covered_by: int | None
    shares_with: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RulePage:
    """The rules in their order, and the consultants a rule may name."""

    lines: list[RuleLine]
    consultants: list[User]

    def tried(self, postcode: str, industry_code: str) -> RuleLine | None:
        """Return the line that would take an inquiry; ``None`` when nobody's rule would."""
        rule = choose([line.rule for line in self.lines if line.living], postcode, industry_code)
        return next((line for line in self.lines if line.rule is rule), None)


def rule_page(actor: Actor) -> RulePage:
    """Return a municipality's rules and consultants (2 statements); raises ``NotVisible`` for who keeps no rules."""
    if actor.role not in RULE_KEEPERS:
        raise NotVisible
    consultants = staff(actor.municipality_id, *TAKERS)
    there = {user.id for user in consultants}
    rules = list(
        AssignmentRule.objects.filter(municipality_id=actor.municipality_id)
        .select_related("consultant")
        .order_by("order")
    )
    living = [rule for rule in rules if rule.consultant_id in there]
    return RulePage([_line(rule, living, there) for rule in rules], consultants)


def _line(rule: AssignmentRule, living: list[AssignmentRule], there: Collection[UUID]) -> RuleLine:
    cover = covered_by(rule, living)
    return RuleLine(
        rule,
        words(rule),
        rule.consultant_id in there,
        cover.order if cover else None,
        tuple(each.order for each in overlaps(rule, living)) if cover is None else (),
    )
