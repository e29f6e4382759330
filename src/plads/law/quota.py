"""Rimelighedskravet: how many supported persons a workplace may have, with the whole calculation shown.

All sums are exact fractions: seventeen seventeenths of a week are one person. What is read from the rule (limits, what
is counted, rounding) stands in ``rules/rimelighedskrav.toml``; how it is read is explained, with cases worked by hand,
in ``docs/explanation/quota.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from plads.law.book import Rule, book
from plads.law.numbers import danish, exact, hours
from plads.law.verdict import Outcome, Verdict

RULE = "rimelighedskrav"


@dataclass(frozen=True, slots=True)
class QuotaFacts:
    """A workplace's facts. ``months`` are ordinary full-time equivalents of whole months, in any order.

    ``weekly_minutes`` are the weekly minutes of each supported person who counts, those already there first; ``new`` is
    how many of them, from the end, the question is about. ``exempt`` is how many more new ones the rule leaves out.
    """

    months: Sequence[tuple[date, Decimal | Fraction]]
    weekly_minutes: Sequence[int]
    new: int
    exempt: int = 0


@dataclass(frozen=True, slots=True)
class Employment:
    """The ordinary employees a rule counts, and how the number came about. ``missing`` says what the average lacks."""

    average: Fraction
    lines: tuple[str, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Supported:
    """Supported persons as a rule counts them: those there already and the new ones, each with its line."""

    before: Fraction
    new: Fraction
    lines: tuple[str, ...]
    unsure: str = ""

    @property
    def total(self) -> Fraction:
        """All of them together."""
        return self.before + self.new


@dataclass(frozen=True, slots=True)
class Room:
    """How much room is left at a workplace: ``left`` is in full-time persons (or heads), below zero when too much."""

    rule: Rule
    left: Fraction

    @property
    def minutes(self) -> int:
        """The weekly minutes still open; 0 when there are none, or when the rule counts heads."""
        if _by_heads(self.rule):
            return 0
        return max(0, floor(self.left * int(self.rule.parameters["full_week_minutes"])))

    @property
    def words(self) -> str:
        """One Danish sentence, such as »Der er plads til 18,5 timer mere om ugen.«."""
        if _by_heads(self.rule):
            return _room_in_heads(floor(self.left))
        minutes = self.left * int(self.rule.parameters["full_week_minutes"])
        if minutes < 0:
            return f"Der er ikke plads til flere. Det er {hours(-minutes)} for meget om ugen."
        if self.minutes == 0:
            return "Der er ikke plads til flere."
        return f"Der er plads til {hours(self.minutes)} mere om ugen."


def allowed(rule: Rule, ordinary: Decimal | Fraction) -> int:
    """Return the number of supported persons that ``ordinary`` employees allow (BAB § 65, stk. 1)."""
    first, rest = _steps(rule, exact(ordinary))
    return max(int(rule.parameters["minimum"]), floor(first) + floor(rest))


def quota(facts: QuotaFacts, on: date) -> Verdict:
    """Return whether the workplace may have the persons in question on ``on``, under the version then in force.

    Blocks when there are too many; warns when fewer months of employment are known than the rule asks for, or when
    they lie too far back. Raises ``LookupError`` for a day no version was in force.
    """
    rule = book().on(RULE, on)
    employment = monthly(rule, facts.months, on)
    if employment is None:
        return unknown_employment(rule)
    return judge(rule, employment, counted(rule, facts), exempt=facts.exempt)


def room_left(facts: QuotaFacts, on: date) -> Room | None:
    """Return how much room is left when everybody in ``facts`` is counted; ``None`` when employment is unknown."""
    rule = book().on(RULE, on)
    employment = monthly(rule, facts.months, on)
    if employment is None:
        return None
    return Room(rule, allowed(rule, employment.average) - counted(rule, facts).total)


def with_one_more(facts: QuotaFacts, weekly_minutes: int, on: date) -> Verdict:
    """Return the verdict if one more person came at so many weekly minutes: what one more would do."""
    everybody = replace(facts, weekly_minutes=[*facts.weekly_minutes, weekly_minutes], new=1, exempt=0)
    return quota(everybody, on)


def unknown_employment(rule: Rule) -> Verdict:
    """Return the verdict of a workplace whose number of employees nobody knows."""
    return rule.verdict(
        Outcome.BLOCK,
        ["Vi kender ikke antallet af ansatte på arbejdspladsen."],
        f"Tilføj antal ansatte (årsværk) for de seneste {rule.parameters['months']} måneder.",
    )


def judge(rule: Rule, employment: Employment, supported: Supported, *, exempt: int = 0) -> Verdict:
    """Return what a version of the rule says of these employees and these supported persons."""
    room = Fraction(allowed(rule, employment.average))
    working = [
        *employment.lines,
        *_allowed_lines(rule, employment.average, room),
        *supported.lines,
        *_total_lines(rule, room, supported.total),
    ]
    if not rule.parameters["rounding_verified"]:
        working.append("Afrunding står ikke i reglen; her tælles kun hele pladser (ikke verificeret).")
    if exempt and not supported.new:
        working.append("Kun undtagne er nye, så reglen er ikke til hinder for dem.")
        return rule.verdict(Outcome.OK, working)
    if supported.total > room:
        return rule.verdict(Outcome.BLOCK, working, _remedy(rule, room, supported))
    missing = " ".join(filter(None, (employment.missing, supported.unsure)))
    return rule.verdict(Outcome.WARN if missing else Outcome.OK, working, missing)


def monthly(rule: Rule, months: Sequence[tuple[date, Decimal | Fraction]], on: date) -> Employment | None:
    """Return the average of the latest whole months before ``on`` that the rule asks for; ``None`` without any."""
    wanted = int(rule.parameters["months"])
    known = sorted((month.replace(day=1), fte) for month, fte in months)
    counted_months = [each for each in known if each[0] < on.replace(day=1)][-wanted:]
    if not counted_months:
        return None
    lines = [f"Ansatte i {month:%m.%Y}: {danish(fte)} årsværk" for month, fte in counted_months]
    average = sum((exact(fte) for _, fte in counted_months), Fraction(0)) / len(counted_months)
    lines.append(f"Gennemsnit af {_months(len(counted_months))}: {danish(average)} årsværk")
    if _by_heads(rule):
        lines.append(HEADS_UNKNOWN)
    return Employment(average, tuple(lines), _missing([month for month, _ in counted_months], wanted, on))


HEADS_UNKNOWN = "Antallet af hoveder er ikke oplyst. Årsværk bruges i stedet."
"""Said where the version counts heads, and only full-time equivalents are known."""


def counted(rule: Rule, facts: QuotaFacts) -> Supported:
    """Return the persons of ``facts`` as the rule counts them: full-time persons, or heads."""
    split = len(facts.weekly_minutes) - facts.new
    before, new = facts.weekly_minutes[:split], facts.weekly_minutes[split:]
    lines = [_group_line(rule, "Allerede i forløb", before), _group_line(rule, "Nye", new)]
    if facts.exempt:
        lines.append(f"Undtaget og ikke talt med: {facts.exempt} ({rule.parameters['exempt_paragraph']})")
    return Supported(_share(rule, before), _share(rule, new), tuple(lines))


def _group_line(rule: Rule, who: str, minutes: Sequence[int]) -> str:
    if _by_heads(rule):
        return f"{who}: {persons(rule, Fraction(len(minutes)))}"
    share = f"{who}: {persons(rule, _share(rule, minutes))} ({len(minutes)})"
    return f"{share}, {hours(sum(minutes))} om ugen af {_full_week(rule)}" if minutes else share


def _share(rule: Rule, minutes: Sequence[int]) -> Fraction:
    if _by_heads(rule):
        return Fraction(len(minutes))
    return Fraction(sum(minutes), int(rule.parameters["full_week_minutes"]))


def persons(rule: Rule, count: Fraction) -> str:
    """Return a count with the rule's own unit: full-time persons, or persons."""
    return f"{danish(count)} {_unit(rule, one=count == 1)}"


def _steps(rule: Rule, ordinary: Fraction) -> tuple[Fraction, Fraction]:
    """Return what the employees up to the limit allow, and those beyond it, before rounding."""
    limit = Fraction(rule.parameters["first_limit"])
    first = min(ordinary, limit) / rule.parameters["per_first"]
    return first, max(ordinary - limit, Fraction(0)) / rule.parameters["per_rest"]


def _allowed_lines(rule: Rule, ordinary: Fraction, room: Fraction) -> list[str]:
    given = rule.parameters
    limit, (first, rest) = Fraction(given["first_limit"]), _steps(rule, ordinary)
    lines = [
        f"1 for hver {given['per_first']} op til {given['first_limit']}: "
        f"{danish(min(ordinary, limit))} / {given['per_first']} = {danish(first)}, altså {floor(first)}"
    ]
    if ordinary > limit:
        lines.append(
            f"Derefter 1 for hver {given['per_rest']}: "
            f"{danish(ordinary - limit)} / {given['per_rest']} = {danish(rest)}, altså {floor(rest)}"
        )
    least = f", dog altid mindst {given['minimum']}" if floor(first) + floor(rest) < room else ""
    inside = "" if _by_heads(rule) else f" ({hours(room * int(given['full_week_minutes']))} om ugen)"
    lines.append(f"I alt {floor(first) + floor(rest)}{least}: plads til {persons(rule, room)}{inside}")
    return lines


def _total_lines(rule: Rule, room: Fraction, total: Fraction) -> list[str]:
    line = f"I alt {danish(total)} af {persons(rule, room)}"
    if not _by_heads(rule):
        full = int(rule.parameters["full_week_minutes"])
        line += f" ({danish(total * full / 60)} af {hours(room * full)} om ugen)"
    return [line, Room(rule, room - total).words.rstrip(".")]


def _remedy(rule: Rule, room: Fraction, supported: Supported) -> str:
    over = supported.total - room
    if _by_heads(rule):
        return f"Vent, til {danish(over)} forløb er slut."
    full = int(rule.parameters["full_week_minutes"])
    less = f"Sæt de ugentlige timer {hours(over * full)} ned i alt"
    if not supported.new or over >= supported.new:
        return f"{less}: vent, til andre forløb er slut, eller sæt deres timer ned."
    return f"{less}, eller vent, til et forløb er slut."


def _missing(known: Sequence[date], wanted: int, on: date) -> str:
    """Return what an average of these months lacks, as something to do; empty when it is whole."""
    if len(known) < wanted:
        return f"Tilføj de manglende måneder, så gennemsnittet er af {wanted} måneder."
    numbers = [_number(month) for month in known]
    if numbers[-1] - numbers[0] != wanted - 1:
        return "Månederne følger ikke efter hinanden. Tilføj dem, der mangler."
    if _number(on) - numbers[-1] > wanted:
        return f"Den nyeste måned er {known[-1]:%m.%Y}. Tilføj nyere måneder."
    return ""


def _number(month: date) -> int:
    return month.year * 12 + month.month


def _months(count: int) -> str:
    return f"{count} {'måned' if count == 1 else 'måneder'}"


def _room_in_heads(left: int) -> str:
    if left < 0:
        return f"Der er ikke plads til flere. Det er {-left} for mange."
    if left == 0:
        return "Der er ikke plads til flere."
    return f"Der er plads til {left} {'person' if left == 1 else 'personer'} mere."


def _by_heads(rule: Rule) -> bool:
    return bool(rule.parameters["unit"] == "heads")


def _unit(rule: Rule, *, one: bool) -> str:
    many, single = ("personer", "person") if _by_heads(rule) else ("fuldtidspersoner", "fuldtidsperson")
    return single if one else many


def _full_week(rule: Rule) -> str:
    return danish(Fraction(int(rule.parameters["full_week_minutes"]), 60))
