"""Rules about mentor support (mentorstøtte)."""

from datetime import date, timedelta

from plads.law.book import book
from plads.law.verdict import Outcome, Verdict


def support_period(first: date, last: date, *, on: date | None = None) -> Verdict:
    """Return whether a grant from ``first`` to ``last``, both included, is short enough (LAB § 167, stk. 1).

    The version is the one in force on ``on``, or else on the first day.
    """
    rule = book().on("mentorstoette-periode", on or first)
    latest = _add_months(first, int(rule.parameters["months"])) - timedelta(days=1)
    working = [
        f"Støtten er fra {first:%d.%m.%Y} til {last:%d.%m.%Y}",
        f"Højst {rule.parameters['months']} måneder ad gangen: til og med {latest:%d.%m.%Y}",
    ]
    if last <= latest:
        return rule.verdict(Outcome.OK, working)
    return rule.verdict(
        Outcome.BLOCK, working, f"Vælg en slutdag senest {latest:%d.%m.%Y}. Støtten kan gives igen bagefter."
    )


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 27))
