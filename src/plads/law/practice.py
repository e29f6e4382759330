"""Rules about a placement (virksomhedspraktik): duration, weekly hours and purpose."""

from collections.abc import Sequence
from datetime import date, timedelta

from plads.law.book import book
from plads.law.verdict import Outcome, Verdict


def duration(target_group: str, first: date, last: date, *, extension: str | None = None) -> Verdict:
    """Return whether a course of these days (both included) may last that long (LAB § 61).

    ``extension`` is ``None``, ``"assessed"`` (to 26 weeks after an assessment) or ``"special_need"`` (13 weeks
    more at a time). A target group the rule does not list is a warning: a person must judge.
    """
    rule = book().on("praktik-varighed", first)
    parameters = rule.parameters
    days = (last - first).days + 1
    working = [f"Målgruppe: {target_group}", f"Forløbet varer {days} dage ({weeks(days)})"]
    if target_group in parameters["short_groups"]:
        limit = int(parameters["short_weeks"])
    elif target_group in parameters["long_groups"]:
        limit = _long_limit(parameters, extension)
    else:
        working.append("Målgruppen står ikke i den del af reglen, vi har læst.")
        return rule.verdict(Outcome.WARN, working, "Vurdér selv varigheden, og skriv hvorfor.")
    working.append(f"Højst {limit} uger")
    if days <= limit * 7:
        return rule.verdict(Outcome.OK, working)
    latest = first + timedelta(days=limit * 7 - 1)
    return rule.verdict(Outcome.BLOCK, working, f"Vælg en slutdag senest {latest:%d.%m.%Y}.")


def _long_limit(parameters: dict[str, int], extension: str | None) -> int:
    if extension == "assessed":
        return int(parameters["extended_weeks"])
    if extension == "special_need":
        return int(parameters["extended_weeks"]) + int(parameters["special_need_weeks"])
    return int(parameters["long_weeks"])


def weekly_hours(minutes: int, on: date) -> Verdict:
    """Return whether a week of ``minutes`` in all is within a full week (BAB § 60, stk. 5)."""
    rule = book().on("praktik-timer", on)
    limit = int(rule.parameters["full_week_minutes"])
    working = [f"{minutes / 60:g} timer om ugen i alt, højst {limit / 60:g}".replace(".", ",")]
    if minutes <= limit:
        return rule.verdict(Outcome.OK, working)
    over = f"{(minutes - limit) / 60:g}".replace(".", ",")
    return rule.verdict(Outcome.BLOCK, working, f"Sæt timerne {over} ned.")


def purpose(chosen: Sequence[str], on: date) -> Verdict:
    """Return whether the agreement names one or more of the three legal purposes (BAB § 60, stk. 2)."""
    rule = book().on("praktik-formaal", on)
    known = [each for each in chosen if each in rule.parameters["purposes"]]
    if known and len(known) == len(chosen):
        return rule.verdict(Outcome.OK, [f"Valgt: {', '.join(known)}"])
    return rule.verdict(
        Outcome.BLOCK, ["Der er ikke valgt et lovligt formål."], "Vælg mindst ét af de tre formål."
    )


def weeks(days: int) -> str:
    """Return days as weeks and days in Danish."""
    whole, rest = divmod(days, 7)
    text = f"{whole} {'uge' if whole == 1 else 'uger'}"
    return f"{text} og {rest} {'dag' if rest == 1 else 'dage'}" if rest else text


def longest_last_day(target_group: str, first: date) -> date:
    """Return the last day of the longest course a group may have without extension (LAB § 61).

    A group the rule does not list gets the short limit, so that a person must choose anything longer.
    """
    parameters = book().on("praktik-varighed", first).parameters
    long = target_group in parameters["long_groups"]
    return first + timedelta(weeks=int(parameters["long_weeks" if long else "short_weeks"]), days=-1)
