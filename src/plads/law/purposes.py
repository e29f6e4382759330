"""What a placement may be for (BAB § 60, stk. 2-4)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from plads.law.book import Rule, book
from plads.law.verdict import Outcome, Verdict, worst

RULE = "praktik-formaal"


def purposes_known(on: date) -> list[str]:
    """Return every purpose the version in force on ``on`` knows: the three, then those only some groups may have."""
    parameters = book().on(RULE, on).parameters
    return [*parameters["purposes"], *parameters["only_for"]]


def purpose(
    chosen: Sequence[str], on: date, *, target_group: str | None = None, employed_here: bool | None = None
) -> Verdict:
    """Return whether an agreement names lawful purposes, one or more (BAB § 60, stk. 2-4).

    Fastholdelse is for sygedagpenge and jobafklaring who are employed at the workplace, rådighedsafprøvning for
    dagpenge. Without the facts that decide it the answer is a warning.
    """
    rule = book().on(RULE, on)
    named = list(dict.fromkeys(chosen))
    known = [each for each in named if each in purposes_known(on)]
    if not known or len(known) < len(named):
        return rule.verdict(
            Outcome.BLOCK,
            ["Der er ikke valgt et lovligt formål."],
            "Vælg mindst ét af de tre formål.",
            part="three",
        )
    answers = {
        each: _only_for(rule, each, target_group=target_group, employed_here=employed_here)
        for each in known
        if each in rule.parameters["only_for"]
    }
    working = [f"Valgt: {', '.join(known)}", *(line for each in answers.values() for line in each.working)]
    gravest = worst(answers.values())
    part = next((each for each, answer in answers.items() if answer.outcome is gravest), "three")
    if gravest is Outcome.OK and len(answers) < len(known):
        part = "three"
    remedy = answers[part].remedy if part in answers else ""
    return rule.verdict(gravest, working, remedy, part=part)


def _only_for(rule: Rule, name: str, *, target_group: str | None, employed_here: bool | None) -> Verdict:
    terms: dict[str, Any] = rule.parameters["only_for"][name]
    paragraph = rule.parts[name].paragraph
    working = [f"{terms['label']} er kun for {terms['words']} ({paragraph})"]
    other = f"Fravælg {terms['label'].lower()}, og vælg et af de tre formål."
    if target_group is not None and target_group not in terms["groups"]:
        working.append(f"Kandidatens målgruppe er {target_group}")
        return rule.verdict(Outcome.BLOCK, working, other, part=name)
    if terms["employed"] and employed_here is False:
        working.append("Kandidaten er ikke ansat på arbejdspladsen")
        return rule.verdict(Outcome.BLOCK, working, other, part=name)
    missing = ["target_group"] if target_group is None else []
    if terms["employed"] and employed_here is None:
        missing.append("employed_here")
    if missing:
        working.append(f"Ikke oplyst: {', '.join(missing)}")
        return rule.verdict(Outcome.WARN, working, f"Oplys {' og '.join(missing)}.", part=name)
    return rule.verdict(Outcome.OK, working, part=name)
