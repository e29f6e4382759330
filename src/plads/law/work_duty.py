"""The work duty (arbejdspligt): how many hours of a week count towards it."""

from datetime import date
from fractions import Fraction

from plads.law.book import book
from plads.law.numbers import hours
from plads.law.verdict import Outcome, Verdict

RULE = "arbejdspligt"


def work_duty(minutes: int | Fraction, on: date) -> Verdict:
    """Return how a week of ``minutes`` that count stands to the work duty (LAB §§ 105 a-b): up to 37 hours.

    Fewer hours are a warning, not a fault: how many a person owes is assessed for each one. More than the
    duty can ask is a warning too, because the rest must be the person's own wish.
    """
    rule = book().on(RULE, on)
    limit = int(rule.parameters["full_week_minutes"])
    working = [f"{hours(minutes)} tæller med, pligten er højst {hours(limit)}"]
    if minutes == limit:
        return rule.verdict(Outcome.OK, working)
    if minutes < limit:
        working.append(f"Der er {hours(limit - minutes)} op til loftet.")
        return rule.verdict(Outcome.WARN, working, "Se efter, hvor mange timer netop den her person skal nå.")
    working.append(f"Det er {hours(minutes - limit)} mere, end pligten kan kræve.")
    return rule.verdict(Outcome.WARN, working, "Spørg, om personen selv ønsker de sidste timer.")
