"""Rimelighedskravet asked with typed facts: one number or up to four months, full-time persons, hours, groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from plads.law.book import Rule, book
from plads.law.facts import BadFacts, amount, boolean, choice, hours_in_minutes, show, whole
from plads.law.groups import label_of, target_groups
from plads.law.numbers import danish, hours
from plads.law.quota import (
    HEADS_UNKNOWN,
    RULE,
    Employment,
    Supported,
    judge,
    monthly,
    persons,
    unknown_employment,
)
from plads.law.verdict import Verdict

GIVEN_AS = "oplyst som gennemsnit"


@dataclass(frozen=True, slots=True)
class New:
    """One new person: weekly minutes, and the group and workplace by which the rule may leave them out."""

    minutes: Fraction
    target_group: str = ""
    employed_here: bool = False


def explain_quota(given: Mapping[str, Any], on: date) -> Verdict:
    """Return the verdict on typed facts; raises ``BadFacts`` for what cannot be used, ``LookupError`` for the day."""
    rule = book().on(RULE, on)
    supported = _supported(rule, given)
    exempt, new = _new(rule, given)
    employment = _employment(rule, given, on)
    if employment is None:
        return unknown_employment(rule)
    return judge(rule, employment, _together(rule, supported, new, exempt), exempt=len(exempt))


def _employment(rule: Rule, given: Mapping[str, Any], on: date) -> Employment | None:
    by_heads = rule.parameters["unit"] == "heads"
    heads = given.get("ordinary_heads")
    fixed = whole(given["fixed_term_heads"], "fixed_term_heads") if given.get("fixed_term_heads") else 0
    fte = _average(rule, given["ordinary_fte"], "ordinary_fte", "årsværk", on)
    average = None if heads is None else _average(rule, heads, "ordinary_heads", "hoveder", on)
    if not by_heads:
        return fte
    if average is None:
        if fixed:
            raise BadFacts("fixed_term_heads kan kun trækkes fra ordinary_heads. Skriv ordinary_heads.")
        if fte is None:
            return None
        return fte if HEADS_UNKNOWN in fte.lines else _with_line(fte, HEADS_UNKNOWN)
    if fixed > average.average:
        raise BadFacts("fixed_term_heads kan ikke være flere end ordinary_heads.")
    left = average.average - fixed
    line = (
        f"Tidsbegrænset ansatte tæller ikke med: {danish(average.average)} - {fixed} = {danish(left)} hoveder"
    )
    return Employment(left, (*average.lines, line) if fixed else average.lines, average.missing)


def _with_line(employment: Employment, line: str) -> Employment:
    return Employment(employment.average, (*employment.lines, line), employment.missing)


def _average(rule: Rule, value: Any, name: str, unit: str, on: date) -> Employment | None:
    """Return one number as the average itself, or the average of a list; ``None`` for an empty list."""
    if not isinstance(value, list):
        read = amount(value, name)
        return Employment(read, (f"Ordinært ansatte: {danish(read)} {unit} ({GIVEN_AS})",))
    wanted = int(rule.parameters["months"])
    if len(value) > wanted:
        raise BadFacts(f"{name} kan højst have {wanted} måneder: de seneste {wanted}. Der står {len(value)}.")
    if not value:
        return None
    if any(isinstance(each, dict) for each in value):
        return monthly(rule, _months(value, name, on), on)
    numbers = [amount(each, name) for each in value]
    average = sum(numbers, Fraction(0)) / len(numbers)
    count = f"{len(numbers)} {'måned' if len(numbers) == 1 else 'måneder'}"
    sum_line = " + ".join(danish(each) for each in numbers)
    lines = (
        f"Ordinært ansatte måned for måned, {unit}: {'; '.join(danish(each) for each in numbers)}",
        f"Gennemsnit af {count}: ({sum_line}) / {len(numbers)} = {danish(average)} {unit}",
    )
    missing = f"Tilføj de manglende måneder, så gennemsnittet er af {wanted} måneder."
    return Employment(average, lines, missing if len(numbers) < wanted else "")


def _months(value: Sequence[Any], name: str, on: date) -> list[tuple[date, Fraction]]:
    found: dict[date, Fraction] = {}
    for each in value:
        if not isinstance(each, dict) or set(each) != {"month", "fte"}:
            raise BadFacts(f'{name}: skriv hver måned som {{"month": "2026-10", "fte": 23.7}}.')
        month = _month(each["month"], name)
        if month in found:
            raise BadFacts(f"{name}: {month:%m.%Y} står to gange.")
        if month >= on.replace(day=1):
            raise BadFacts(f"{name}: {month:%m.%Y} er ikke en hel måned før {on:%d.%m.%Y}. Reglen ser bagud.")
        found[month] = amount(each["fte"], f"{name} i {month:%m.%Y}")
    return list(found.items())


def _month(value: Any, name: str) -> date:
    text = value.strip() if isinstance(value, str) else ""
    try:
        if len(text) in (7, 10):
            return date.fromisoformat(f"{text}-01" if len(text) == 7 else text).replace(day=1)
    except ValueError:
        pass
    raise BadFacts(f"{name}: en måned skrives som 2026-10. Der står {show(value)}.")


def _supported(rule: Rule, given: Mapping[str, Any]) -> Supported:
    """Return those already there: as full-time persons, or as heads where the version counts heads."""
    fte = amount(given["supported_fte"], "supported_fte")
    heads = given.get("supported_heads")
    known = None if heads is None else whole(heads, "supported_heads")
    if known is not None and known < fte:
        raise BadFacts("supported_heads kan ikke være færre end supported_fte: ingen er mere end én.")
    if rule.parameters["unit"] != "heads":
        full = int(rule.parameters["full_week_minutes"])
        count = "" if known is None else f" ({known})"
        line = f"Allerede i forløb: {persons(rule, fte)}{count}, {hours(fte * full)} om ugen"
        return Supported(fte, Fraction(0), (line,))
    if known is not None:
        return Supported(
            Fraction(known), Fraction(0), (f"Allerede i forløb: {persons(rule, Fraction(known))}",)
        )
    least = ceil(fte)
    line = f"Allerede i forløb: {_full_time(fte)}, regnet som {persons(rule, Fraction(least))}"
    unsure = "" if least == fte else "Skriv supported_heads: reglen tæller personer, også dem på deltid."
    return Supported(Fraction(least), Fraction(0), (line,), unsure)


def _full_time(count: Fraction) -> str:
    return f"{danish(count)} {'fuldtidsperson' if count == 1 else 'fuldtidspersoner'}"


def _new(rule: Rule, given: Mapping[str, Any]) -> tuple[list[New], list[New]]:
    """Return the new persons the rule leaves out, and those it counts; nobody has no hours."""
    value, everybody = given["new_weekly_hours"], _whose(given)
    rows = value if isinstance(value, list) else [value]
    people = [_person(each, everybody) for each in rows]
    people = [each for each in people if each.minutes]
    left_out = [each for each in people if _is_exempt(rule, each)]
    return left_out, [each for each in people if not _is_exempt(rule, each)]


def _whose(given: Mapping[str, Any]) -> New:
    group, here = given.get("target_group"), given.get("employed_here")
    codes = [each.code for each in target_groups()]
    return New(
        Fraction(0),
        "" if group is None else choice(group, "target_group", codes),
        False if here is None else boolean(here, "employed_here"),
    )


def _person(value: Any, everybody: New) -> New:
    name = "new_weekly_hours"
    if not isinstance(value, dict):
        return New(hours_in_minutes(value, name), everybody.target_group, everybody.employed_here)
    if not {"hours"} <= set(value) <= {"hours", "target_group", "employed_here"}:
        raise BadFacts(
            f'{name}: skriv fx {{"hours": 18.5, "target_group": "sygedagpenge", "employed_here": true}}.'
        )
    own = _whose(value)
    return New(
        hours_in_minutes(value["hours"], name),
        own.target_group or everybody.target_group,
        own.employed_here if "employed_here" in value else everybody.employed_here,
    )


def _is_exempt(rule: Rule, person: New) -> bool:
    return person.employed_here and person.target_group in rule.parameters["exempt_groups"]


def _together(rule: Rule, there: Supported, new: Sequence[New], exempt: Sequence[New]) -> Supported:
    full = int(rule.parameters["full_week_minutes"])
    by_heads = rule.parameters["unit"] == "heads"
    minutes = sum((each.minutes for each in new), Fraction(0))
    share = Fraction(len(new)) if by_heads else minutes / full
    lines = [*there.lines, _new_line(rule, new, minutes, share)]
    if not by_heads and any(each.minutes > full for each in new):
        lines.append(
            f"Et forløb må ikke være mere end {hours(full)} om ugen. Det siger reglen praktik-timer."
        )
    lines += [
        f"Undtaget og ikke talt med: {hours(each.minutes)} om ugen. {label_of(each.target_group)}, "
        f"ansat på arbejdspladsen ({rule.parameters['exempt_paragraph']})"
        for each in exempt
    ]
    if not rule.parameters["exempt_groups"] and any(each.employed_here for each in new):
        lines.append("En undtagelse for ansatte er ikke læst i denne version (ikke verificeret).")
    return Supported(there.before, share, tuple(lines), there.unsure)


def _new_line(rule: Rule, new: Sequence[New], minutes: Fraction, share: Fraction) -> str:
    if not new:
        return f"Nye: {persons(rule, share)}"
    if rule.parameters["unit"] == "heads":
        return f"Nye: {persons(rule, share)}, uden hensyn til arbejdstidens længde"
    full = Fraction(int(rule.parameters["full_week_minutes"]), 60)
    parts = " + ".join(danish(each.minutes / 60) for each in new)
    sum_text = parts if len(new) == 1 else f"({parts})"
    return f"Nye: {sum_text} / {danish(full)} = {persons(rule, share)} ({len(new)})"
