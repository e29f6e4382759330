"""Which rule gets an inquiry, and what rules do to each other. No SQL: rules come in, answers go out."""

from collections.abc import Sequence

from plads.centres.models import AssignmentRule, Inquiry


def choose(rules: Sequence[AssignmentRule], postcode: str, industry_code: str) -> AssignmentRule | None:
    """Return the first rule, in their order, that takes an inquiry from there and of that trade."""
    return next((rule for rule in rules if fits(rule, postcode, industry_code)), None)


def fits(rule: AssignmentRule, postcode: str, industry_code: str) -> bool:
    """Whether a rule takes an inquiry; where nothing is known of area or trade, only a rule for all of them does."""
    area = not rule.first_postcode or rule.first_postcode <= postcode <= rule.last_postcode
    return area and industry_code.startswith(rule.industry)


def by(rule: AssignmentRule) -> Inquiry.By:
    """Return what a rule goes by; one that takes every inquiry goes by area, all of them."""
    if rule.industry:
        return Inquiry.By.BOTH if rule.first_postcode else Inquiry.By.TRADE
    return Inquiry.By.AREA


def words(rule: AssignmentRule) -> str:
    """Return what a rule takes, in Danish: ``3000–3100, brancher der begynder med 56``."""
    area = ""
    if rule.first_postcode:
        same = rule.first_postcode == rule.last_postcode
        area = rule.first_postcode if same else f"{rule.first_postcode}–{rule.last_postcode}"
    trade = f"brancher der begynder med {rule.industry}" if rule.industry else ""
    return ", ".join(filter(None, [area, trade])) or "alle henvendelser"


def covered_by(rule: AssignmentRule, rules: Sequence[AssignmentRule]) -> AssignmentRule | None:
    """Return the earlier rule that takes everything ``rule`` would, so that it never decides; ``None`` if none does."""
    return next((each for each in _before(rule, rules) if _covers(each, rule)), None)


def overlaps(rule: AssignmentRule, rules: Sequence[AssignmentRule]) -> list[AssignmentRule]:
    """Return the earlier rules that take some of what ``rule`` would."""
    return [
        each
        for each in _before(rule, rules)
        if _common_area(each, rule) and _common_trade(each, rule) and not _covers(each, rule)
    ]


def _before(rule: AssignmentRule, rules: Sequence[AssignmentRule]) -> list[AssignmentRule]:
    return [each for each in rules if each.order < rule.order]


def _covers(first: AssignmentRule, second: AssignmentRule) -> bool:
    if not second.industry.startswith(first.industry):
        return False
    if not first.first_postcode:
        return True
    inside = first.first_postcode <= second.first_postcode and second.last_postcode <= first.last_postcode
    return bool(second.first_postcode) and inside


def _common_area(first: AssignmentRule, second: AssignmentRule) -> bool:
    if not first.first_postcode or not second.first_postcode:
        return True
    return first.first_postcode <= second.last_postcode and second.first_postcode <= first.last_postcode


def _common_trade(first: AssignmentRule, second: AssignmentRule) -> bool:
    return first.industry.startswith(second.industry) or second.industry.startswith(first.industry)
