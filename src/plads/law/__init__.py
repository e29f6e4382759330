"""Law as dated data: rules with paragraph, validity and status, and pure functions that apply them."""

from plads.law.book import Rule, RuleBook, book
from plads.law.verdict import Outcome, Verdict, worst

__all__ = ["Outcome", "Rule", "RuleBook", "Verdict", "book", "worst"]
