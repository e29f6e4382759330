"""Rules about a placement (virksomhedspraktik): duration and weekly hours."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from plads.law.book import Rule, book
from plads.law.numbers import hours
from plads.law.purposes import purpose
from plads.law.verdict import Outcome, Verdict

__all__ = ["EXTENSIONS", "duration", "longest_last_day", "purpose", "weekly_hours", "weeks"]

EXTENSIONS = {"assessed": "efter en konkret vurdering", "special_need": "efter et helt særligt behov"}
"""How a long course may be made longer (LAB § 61, stk. 2), in words."""


def duration(
    target_group: str,
    first: date,
    last: date,
    *,
    extension: str | None = None,
    special_need_periods: int = 1,
    graduate: bool = False,
    on: date | None = None,
) -> Verdict:
    """Return whether a whole course of these days (both included) may last that long (LAB § 61).

    ``extension`` is ``None``, ``"assessed"`` (to 26 weeks after an assessment) or ``"special_need"`` (after those, 13
    weeks more ``special_need_periods`` times). A target group the rule does not list is a warning: a person must judge;
    so are the eight weeks of a ``graduate``, which nobody knows to be in force. The version is the one in force on
    ``on``, or else on the first day.
    """
    rule = book().on("praktik-varighed", on or first)
    days = (last - first).days + 1
    working = [f"Målgruppe: {target_group}", f"Forløbet varer {_lasting(days)}"]
    if target_group in rule.parameters["short_groups"]:
        return _short(rule, working, first, days, extension=extension, graduate=graduate)
    if target_group in rule.parameters["long_groups"]:
        if target_group in rule.parameters["inferred_groups"]:
            working.append("At målgruppen hører til de lange, er sluttet og ikke læst (ikke verificeret)")
        return _long(rule, working, first, days, extension=extension, periods=special_need_periods)
    working.append("Målgruppen står ikke i den del af reglen, vi har læst")
    return rule.verdict(Outcome.WARN, working, "Vurdér selv varigheden, og skriv hvorfor.", part="unlisted")


def _short(
    rule: Rule, working: list[str], first: date, days: int, *, extension: str | None, graduate: bool
) -> Verdict:
    limit, longer = int(rule.parameters["short_weeks"]), int(rule.parameters["graduate_weeks"])
    working.append(f"Højst {limit} uger ({rule.parts['short'].paragraph})")
    if extension:
        working.append(
            f"Forlængelse {EXTENSIONS[extension]} ({rule.parts['extended'].paragraph}) gælder kun de målgrupper, "
            f"der kan få {rule.parameters['long_weeks']} uger, og ikke denne"
        )
    if days <= limit * 7:
        return rule.verdict(Outcome.OK, working, part="short")
    remedy = _latest(first, limit)
    if graduate:
        working.append(
            f"{longer} uger for nyuddannede var et forsøg, bebudet 12.05.2021 for 18 måneder. "
            "Om det gælder nu, er ikke kendt"
        )
        if days <= longer * 7:
            remedy = (
                f"Undersøg, om forsøget gælder, og skriv hvorfor. Ellers: {remedy[0].lower()}{remedy[1:]}"
            )
            return rule.verdict(Outcome.WARN, working, remedy, part="graduate")
    return rule.verdict(Outcome.BLOCK, working, remedy, part="short")


def _long(
    rule: Rule, working: list[str], first: date, days: int, *, extension: str | None, periods: int
) -> Verdict:
    part = "extended" if extension else "long"
    limit = _long_limit(rule.parameters, extension, periods)
    longer = f" {EXTENSIONS[extension]}" if extension else ""
    if extension == "special_need":
        more, times = rule.parameters["special_need_weeks"], "gang" if periods == 1 else "gange"
        working.append(
            f"{rule.parameters['extended_weeks']} uger efter en konkret vurdering, derefter {more} uger ad gangen, "
            f"her {periods} {times}: {rule.parameters['extended_weeks']} + {periods} × {more} = {limit} uger"
        )
    working.append(f"Højst {limit} uger{longer} ({rule.parts[part].paragraph})")
    within = int(rule.parameters["long_weeks"])
    if extension and days <= within * 7:
        working.append(f"Forløbet er inden for {within} uger også uden forlængelse")
        part = "long"
    if days <= limit * 7:
        return rule.verdict(Outcome.OK, working, part=part)
    return rule.verdict(
        Outcome.BLOCK, working, f"{_latest(first, limit)}{_next_step(rule, extension)}", part=part
    )


def _long_limit(parameters: dict[str, Any], extension: str | None, periods: int) -> int:
    if extension == "assessed":
        return int(parameters["extended_weeks"])
    if extension == "special_need":
        return int(parameters["extended_weeks"]) + periods * int(parameters["special_need_weeks"])
    return int(parameters["long_weeks"])


def _next_step(rule: Rule, extension: str | None) -> str:
    """Return what could make a long course longer than it may be now, as a sentence."""
    paragraph, more = rule.parts["extended"].paragraph, rule.parameters["special_need_weeks"]
    if extension is None:
        weeks = rule.parameters["extended_weeks"]
        return f" Forløbet kan forlænges til {weeks} uger i alt efter en konkret vurdering ({paragraph})."
    if extension == "assessed":
        return f" Mere end det kræver et helt særligt behov, {more} uger ad gangen ({paragraph})."
    return (
        f" Er der igen et helt særligt behov, når forløbet er ved at være slut, kan det få {more} uger til."
    )


def _latest(first: date, limit: int) -> str:
    try:
        return f"Vælg en slutdag senest {first + timedelta(days=limit * 7 - 1):%d.%m.%Y}."
    except OverflowError:
        return "Vælg en tidligere slutdag."


def weekly_hours(
    minutes: int | Fraction,
    on: date,
    *,
    others: Sequence[int | Fraction] = (),
    company: int | Fraction | None = None,
) -> Verdict:
    """Return whether the minutes of a week, with those in ``others``, are within a full week (BAB § 60, stk. 5).

    ``company`` is the workplace's own normal week in minutes: the course itself must be within it.
    """
    rule = book().on("praktik-timer", on)
    full = int(rule.parameters["full_week_minutes"])
    total, over = minutes + sum(others), Fraction(0)
    working = []
    if others:
        parts = " + ".join(hours(each) for each in (minutes, *others))
        working.append(f"Forløbet og de andre i samme uge: {parts}")
    working.append(f"{hours(total)} om ugen i alt, højst {hours(full)}")
    if total > full:
        over = Fraction(total - full)
    if company is not None:
        working.append(
            f"Virksomhedens normale arbejdstid er {hours(company)} om ugen, forløbet er {hours(minutes)}"
        )
        over = max(over, Fraction(minutes) - Fraction(company))
    if over <= 0:
        return rule.verdict(Outcome.OK, working)
    return rule.verdict(Outcome.BLOCK, working, f"Sæt timerne ned med {hours(over)}.")


def _lasting(days: int) -> str:
    count = f"{days} {'dag' if days == 1 else 'dage'}"
    return count if days < 7 else f"{count} ({weeks(days)})"


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
