"""Asking any rule about a case: one table from the rule's name to the function that reads the facts and answers."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from plads.law.book import book
from plads.law.facts import BadFacts, boolean, choice, day, hours_in_minutes, only, show, whole
from plads.law.groups import target_groups
from plads.law.mentor_support import support_period
from plads.law.practice import EXTENSIONS, duration, weekly_hours
from plads.law.purposes import purpose, purposes_known
from plads.law.quota_facts import explain_quota
from plads.law.same_employer import EmployerFacts, same_employer
from plads.law.verdict import Verdict
from plads.law.work_duty import work_duty

_LONGEST = timedelta(days=36_525)
_MOST_PERIODS = 100
"""More times 13 weeks than anybody's working life holds."""


def explain(rule_id: str, given: Mapping[str, Any], on: date) -> Verdict:
    """Return what the version of a rule in force on ``on`` says of ``given``.

    Raises ``BadFacts`` for an unknown rule, for facts that are missing, unknown or not understood, and for a day on
    which no version was in force.
    """
    known = sorted({rule.id for rule in book().rules})
    if rule_id not in known:
        raise BadFacts(f"Der er ingen regel, der hedder {show(rule_id)}. Reglerne er: {', '.join(known)}.")
    only(given, book().facts(rule_id))
    versions = [rule for rule in book().rules if rule.id == rule_id]
    if not any(rule.applies_on(on) for rule in versions):
        spans = "; ".join(rule.span for rule in sorted(versions, key=lambda each: each.valid_from))
        raise BadFacts(f"Ingen version af {rule_id} gjaldt {on:%d.%m.%Y}. Kendte versioner: {spans}.")
    return _EXPLAINED[rule_id](given, on)


def _quota(given: Mapping[str, Any], on: date) -> Verdict:
    return explain_quota(given, on)


def _duration(given: Mapping[str, Any], on: date) -> Verdict:
    first, last = _period(given, on)
    extension = given.get("extension")
    if extension is not None:
        extension = choice(extension, "extension", sorted(EXTENSIONS))
    return duration(
        _group(given["target_group"]),
        first,
        last,
        extension=extension,
        special_need_periods=_periods(given.get("special_need_periods"), extension),
        graduate=bool(_yes_or_no(given, "graduate")),
        on=on,
    )


def _periods(value: Any, extension: str | None) -> int:
    if value is None:
        return 1
    if extension != "special_need":
        raise BadFacts(
            "special_need_periods hører til extension »special_need«. Skriv den, eller slet tallet."
        )
    count = whole(value, "special_need_periods")
    if not 1 <= count <= _MOST_PERIODS:
        raise BadFacts(f"special_need_periods skal være fra 1 til {_MOST_PERIODS}. Der står {show(value)}.")
    return count


def _hours(given: Mapping[str, Any], on: date) -> Verdict:
    others = given.get("other_hours")
    listed = others if isinstance(others, list) else [] if others is None else [others]
    company = given.get("company_hours")
    return weekly_hours(
        hours_in_minutes(given["weekly_hours"], "weekly_hours"),
        on,
        others=[hours_in_minutes(each, "other_hours") for each in listed],
        company=None if company is None else hours_in_minutes(company, "company_hours"),
    )


def _purpose(given: Mapping[str, Any], on: date) -> Verdict:
    chosen = given["purposes"]
    if not isinstance(chosen, list) or not all(isinstance(each, str) for each in chosen):
        raise BadFacts(f"purposes skal være en liste af tekster. Der står {show(chosen)}.")
    group = given.get("target_group")
    return purpose(
        [choice(each, "purposes", purposes_known(on)) for each in chosen],
        on,
        target_group=None if group is None else _group(group),
        employed_here=_yes_or_no(given, "employed_here"),
    )


def _same_employer(given: Mapping[str, Any], on: date) -> Verdict:
    facts = EmployerFacts(
        target_group=_group(given["target_group"]),
        last_employed_here=boolean(given["last_employed_here"], "last_employed_here"),
        earlier_placement_here=bool(_yes_or_no(given, "earlier_placement_here")),
        new_function=_yes_or_no(given, "new_function"),
        difference_in_agreement=_yes_or_no(given, "difference_in_agreement"),
        employed=_yes_or_no(given, "employed"),
        agrees=_yes_or_no(given, "agrees"),
    )
    return same_employer(facts, on)


def _group(value: Any) -> str:
    return choice(value, "target_group", [each.code for each in target_groups()])


def _yes_or_no(given: Mapping[str, Any], name: str) -> bool | None:
    """Return ``true``, ``false``, or ``None`` where the fact is left out or null."""
    return None if given.get(name) is None else boolean(given[name], name)


def _support(given: Mapping[str, Any], on: date) -> Verdict:
    return support_period(*_period(given, on), on=on)


def _period(given: Mapping[str, Any], on: date) -> tuple[date, date]:
    """Return the first and last day; the first is ``on`` unless it is given, the last may be given as days."""
    first = day(given["first_day"], "first_day") if given.get("first_day") is not None else on
    if (given.get("last_day") is None) == (given.get("days") is None):
        raise BadFacts("Skriv enten last_day eller days.")
    if given.get("last_day") is not None:
        last = day(given["last_day"], "last_day")
    else:
        count = whole(given["days"], "days")
        if not 0 < count <= _LONGEST.days:
            raise BadFacts(f"days skal være fra 1 til {_LONGEST.days}. Der står {show(given['days'])}.")
        last = _added(first, count - 1)
    if last < first:
        raise BadFacts(f"last_day ({last:%d.%m.%Y}) ligger før first_day ({first:%d.%m.%Y}).")
    if last - first > _LONGEST or first.year > 9000:
        raise BadFacts("Så langt rækker kalenderen ikke. Skriv dage, der ligger tættere på hinanden.")
    return first, last


def _added(first: date, days: int) -> date:
    try:
        return first + timedelta(days=days)
    except OverflowError as error:
        raise BadFacts("Så langt rækker kalenderen ikke. Skriv færre dage.") from error


def _work_duty(given: Mapping[str, Any], on: date) -> Verdict:
    return work_duty(hours_in_minutes(given["weekly_hours"], "weekly_hours"), on)


Explained = Callable[[Mapping[str, Any], date], Verdict]

_EXPLAINED: dict[str, Explained] = {
    "rimelighedskrav": _quota,
    "praktik-varighed": _duration,
    "praktik-timer": _hours,
    "praktik-formaal": _purpose,
    "praktik-samme-arbejdsgiver": _same_employer,
    "mentorstoette-periode": _support,
    "arbejdspligt": _work_duty,
}
"""Every rule of the book; a test sees to it."""
