"""A placement where the candidate was last employed, or has been in a placement before (BAB § 61, stk. 2-4)."""

from dataclasses import dataclass, replace
from datetime import date

from plads.law.book import Rule, book
from plads.law.verdict import Outcome, Verdict

RULE = "praktik-samme-arbejdsgiver"


@dataclass(frozen=True, slots=True)
class EmployerFacts:
    """What is known of a candidate and a workplace; ``None`` is not known.

    ``last_employed_here``: employed there now or last, subsidised jobs included. ``earlier`` names the earlier
    placement there in words, for the working.
    """

    target_group: str
    last_employed_here: bool
    earlier_placement_here: bool = False
    new_function: bool | None = None
    difference_in_agreement: bool | None = None
    employed: bool | None = None
    agrees: bool | None = None
    earlier: str = ""


def same_employer(facts: EmployerFacts, on: date) -> Verdict:
    """Return whether a candidate may come to a workplace they know (BAB § 61, stk. 2-4).

    Where they were last employed: some groups never, others in a new function that the agreement describes, and those
    on sick pay without a job also in the same function when they agree. An earlier placement in the same function is a
    warning: no text that was read forbids it, but a course must not cover a need for labour.
    """
    rule = book().on(RULE, on)
    working = [f"Målgruppe: {facts.target_group}"]
    employment = _employment(rule, facts, working)
    if employment.outcome is not Outcome.OK or not facts.earlier_placement_here:
        return employment
    return _repeated(rule, facts, employment)


def _employment(rule: Rule, facts: EmployerFacts, working: list[str]) -> Verdict:
    barred = facts.target_group in rule.parameters["barred_groups"]
    if not facts.last_employed_here:
        working.append("Kandidaten var ikke senest ansat i virksomheden")
        return rule.verdict(Outcome.OK, working, part="barred" if barred else "new_function")
    working.append("Kandidaten er eller var senest ansat i virksomheden (job med løntilskud tæller med)")
    if barred:
        working.append(f"Målgruppen kan ikke komme i forløb dér ({rule.parts['barred'].paragraph})")
        return rule.verdict(Outcome.BLOCK, working, "Vælg en anden virksomhed.", part="barred")
    if facts.target_group in rule.parameters["same_function_groups"] and facts.new_function is not True:
        same = _same_function(rule, facts, working)
        if same is not None:
            return same
    return _new_function(rule, facts, working)


def _same_function(rule: Rule, facts: EmployerFacts, working: list[str]) -> Verdict | None:
    """Return the answer of stk. 4, or ``None`` when stk. 3 decides."""
    paragraph = rule.parts["same_function"].paragraph
    if facts.employed is False and facts.agrees is True:
        working.append(f"Kandidaten er ikke i arbejde og er enig: samme jobfunktion er tilladt ({paragraph})")
        return rule.verdict(Outcome.OK, working, part="same_function")
    if facts.employed is True or facts.agrees is False:
        why = "er i arbejde" if facts.employed else "er ikke enig"
        working.append(f"Kandidaten {why}: samme jobfunktion er ikke tilladt efter {paragraph}")
        return None
    missing = [
        name for name, value in (("employed", facts.employed), ("agrees", facts.agrees)) if value is None
    ]
    working.append(f"Samme jobfunktion kræver, at kandidaten ikke er i arbejde og er enig ({paragraph})")
    working.append(f"Ikke oplyst: {', '.join(missing)}")
    remedy = "Oplys, om kandidaten er i arbejde og er enig, eller vælg en ny jobfunktion og skriv forskellen i aftalen."
    return rule.verdict(Outcome.WARN, working, remedy, part="same_function")


def _new_function(rule: Rule, facts: EmployerFacts, working: list[str]) -> Verdict:
    paragraph = rule.parts["new_function"].paragraph
    working.append(f"Kun i en ny jobfunktion, og forskellen skal stå i aftalen ({paragraph})")
    if facts.new_function is False:
        working.append("Jobfunktionen er den samme som sidst")
        remedy = "Vælg en anden jobfunktion, og skriv forskellen i aftalen, eller vælg en anden virksomhed."
        return rule.verdict(Outcome.BLOCK, working, remedy, part="new_function")
    if facts.new_function is None:
        working.append("Det er ikke oplyst, om jobfunktionen er ny")
        remedy = "Vælg en ny jobfunktion, og skriv i aftalen, hvad der er nyt i forhold til sidst."
        return rule.verdict(Outcome.WARN, working, remedy, part="new_function")
    if facts.difference_in_agreement:
        working.append("Jobfunktionen er ny, og forskellen står i aftalen")
        return rule.verdict(Outcome.OK, working, part="new_function")
    remedy = "Skriv i aftalen, hvad der er nyt i forhold til sidst."
    if facts.difference_in_agreement is False:
        working.append("Jobfunktionen er ny, men forskellen står ikke i aftalen")
        return rule.verdict(Outcome.BLOCK, working, remedy, part="new_function")
    working.append("Jobfunktionen er ny. Det er ikke oplyst, om forskellen står i aftalen")
    return rule.verdict(Outcome.WARN, working, remedy, part="new_function")


def _repeated(rule: Rule, facts: EmployerFacts, employment: Verdict) -> Verdict:
    named = f": {facts.earlier}" if facts.earlier else ""
    working = [*employment.working, f"Kandidaten har været i forløb på arbejdspladsen før{named}"]
    if facts.new_function:
        return replace(employment, working=(*working, "Jobfunktionen er en anden end sidst"))
    same = facts.new_function is False
    working.append(
        "Jobfunktionen er den samme som sidst" if same else "Om jobfunktionen er ny, er ikke oplyst"
    )
    working.append(
        "Ingen regel, vi har læst, forbyder det, men et forløb må ikke dække virksomhedens behov for arbejdskraft "
        f"({rule.parts['repeated'].paragraph})"
    )
    remedy = "Vælg en anden jobfunktion eller arbejdsplads, eller skriv, hvad der er nyt i forhold til sidst."
    return rule.verdict(Outcome.WARN, working, remedy, part="repeated")
