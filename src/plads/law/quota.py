"""Rimelighedskravet: how many supported persons a workplace may have, with the working shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plads.law.book import Rule, book
from plads.law.verdict import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class QuotaFacts:
    """A workplace's facts. ``months`` are ordinary full-time equivalents of the latest months, newest last.

    ``weekly_minutes`` are the weekly minutes of each supported person, those already there first; ``new`` is
    how many of them, from the end, the question is about.
    """

    months: Sequence[tuple[date, Decimal]]
    weekly_minutes: Sequence[int]
    new: int


def allowed(rule: Rule, ordinary: Decimal) -> int:
    """Return the number of supported full-time persons that ``ordinary`` employees allow (BAB § 65, stk. 1)."""
    parameters = rule.parameters
    limit = Decimal(parameters["first_limit"])
    first = min(ordinary, limit) / parameters["per_first"]
    rest = max(ordinary - limit, Decimal(0)) / parameters["per_rest"]
    least = int(parameters["minimum"])
    return max(least, int(first) + int(rest))


def quota(facts: QuotaFacts, on: date) -> Verdict:
    """Return whether the workplace may have the persons in question on ``on``, under the version then in force.

    Blocks when there are too many; warns when fewer months of employment are known than the rule asks for.
    """
    rule = book().on("rimelighedskrav", on)
    wanted = int(rule.parameters["months"])
    months = list(facts.months)[-wanted:]
    if not months:
        return rule.verdict(
            Outcome.BLOCK,
            ["Vi kender ikke antallet af ansatte på arbejdspladsen."],
            f"Tilføj antal ansatte (årsværk) for de seneste {wanted} måneder.",
        )
    average = sum((fte for _, fte in months), Decimal(0)) / len(months)
    room = Decimal(allowed(rule, average))
    used = _used(rule, facts.weekly_minutes)
    working = _working(rule, months, average, room, used, facts)
    if used > room:
        return rule.verdict(Outcome.BLOCK, working, _remedy(rule, room, used))
    if len(months) < wanted:
        return rule.verdict(
            Outcome.WARN, working, f"Tilføj de manglende måneder, så gennemsnittet er af {wanted} måneder."
        )
    return rule.verdict(Outcome.OK, working)


def _used(rule: Rule, weekly_minutes: Sequence[int]) -> Decimal:
    if rule.parameters["unit"] == "heads":
        return Decimal(len(weekly_minutes))
    # Summed before it is divided: 17 rounded seventeenths are a trace more than one.
    return Decimal(sum(weekly_minutes)) / Decimal(rule.parameters["full_week_minutes"])


def _working(
    rule: Rule,
    months: Sequence[tuple[date, Decimal]],
    average: Decimal,
    room: Decimal,
    used: Decimal,
    facts: QuotaFacts,
) -> list[str]:
    unit = "personer" if rule.parameters["unit"] == "heads" else "fuldtidspersoner"
    lines = [f"Ansatte i {month:%m.%Y}: {_number(fte)} årsværk" for month, fte in months]
    lines.append(f"Gennemsnit af {len(months)} måneder: {_number(average)} årsværk")
    lines.append(
        f"1 for hver {rule.parameters['per_first']} op til {rule.parameters['first_limit']}, "
        f"derefter 1 for hver {rule.parameters['per_rest']}, dog mindst {rule.parameters['minimum']}: "
        f"plads til {_number(room)} {unit}"
    )
    before, new = facts.weekly_minutes[: -facts.new or None], facts.weekly_minutes[-facts.new :]
    if facts.new == 0:
        before, new = facts.weekly_minutes, []
    lines.append(f"Allerede i forløb: {_number(_used(rule, before))} {unit} ({len(before)})")
    lines.append(f"Nye: {_number(_used(rule, new))} {unit} ({len(new)})")
    lines.append(f"I alt {_number(used)} af {_number(room)}")
    if not rule.parameters["rounding_verified"]:
        lines.append("Afrunding står ikke i reglen; her tælles kun hele pladser (ikke verificeret).")
    return lines


def _remedy(rule: Rule, room: Decimal, used: Decimal) -> str:
    if rule.parameters["unit"] == "heads":
        return f"Vent, til {_number(used - room)} forløb er slut."
    hours = (used - room) * Decimal(rule.parameters["full_week_minutes"]) / 60
    return f"Sæt de ugentlige timer {_number(hours)} timer ned i alt, eller vent, til et forløb er slut."


def _number(value: Decimal) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")
