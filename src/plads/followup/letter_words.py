"""A letter of decision in words: the same for the screen and for the paper."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from plads.core.periods import show_day
from plads.followup.models import DecisionLetter

Kind = DecisionLetter.Kind

DEFAULT_COMPLAINT = (
    "Du kan klage over afgørelsen. Send din klage til {jobcenter}, så den er fremme senest 4 uger efter, at du har "
    "fået brevet. Du kan også ringe eller møde op. Vi ser på sagen igen. Ændrer vi ikke afgørelsen, sender vi din "
    "klage videre til Ankestyrelsen."
)
"""What a municipality's text starts from. The limit of four weeks was not read in the law: a person confirms it."""

TITLES = {
    Kind.GRANTED: "Du får et forløb i virksomhedspraktik",
    Kind.EXTENDED: "Dit forløb i virksomhedspraktik bliver forlænget",
    Kind.REFUSED: "Afslag om virksomhedspraktik",
    Kind.ENDED: "Dit forløb i virksomhedspraktik er slut",
}


def decision_of(kind: str, facts: Mapping[str, Any]) -> str:
    """Return the decision itself, in one or two sentences."""
    where = f"hos {facts['workplace']}"
    if kind == Kind.GRANTED:
        return (
            f"{facts['municipality']} har bevilget dig et forløb i virksomhedspraktik {where} fra "
            f"{facts['first_day']} til og med {facts['last_day']}."
        )
    if kind == Kind.EXTENDED:
        return (
            f"{facts['municipality']} har forlænget dit forløb {where}. Sidste dag var {facts['from_last_day']} "
            f"og er nu {facts['asked_last_day']}."
        )
    if kind == Kind.ENDED:
        return (
            f"Dit forløb {where} er slut. Sidste dag var {facts['ended_on']}. Årsag: {facts['end_reason']}."
        )
    if "asked_last_day" in facts:
        return (
            f"{facts['municipality']} har sagt nej til at forlænge dit forløb {where} til {facts['asked_last_day']}. "
            f"Sidste dag er {facts['from_last_day']}."
        )
    return (
        f"{facts['municipality']} har sagt nej til forløbet {where} fra {facts['first_day']} til og med "
        f"{facts['last_day']}."
    )


def letter_data(letter: DecisionLetter, day: date, by: str) -> dict[str, Any]:
    """Return a letter as page and template take it; ``by`` is who approves it, ``day`` the letter's date."""
    facts, kind = letter.facts, letter.kind
    title = TITLES[Kind(kind)]
    return {
        "title": title,
        "description": f"{title}: {facts['workplace']}",
        "running": title,
        "draft": letter.state == DecisionLetter.State.DRAFT,
        "municipality": facts["municipality"],
        "office": facts["office"],
        "phone": facts["phone"],
        "name": facts["name"],
        "date": show_day(day),
        "decision": decision_of(kind, facts),
        "facts": _lines(facts),
        "paragraphs": letter.paragraphs,
        "reasons": letter.reasons,
        "complaint": letter.complaint,
        "by": by,
    }


def _lines(facts: Mapping[str, Any]) -> list[dict[str, str]]:
    workplace = ", ".join(
        dict.fromkeys(filter(None, (facts["company"], facts["workplace"], facts["address"])))
    )
    lines = [
        ("Arbejdsplads", workplace),
        ("Arbejde", facts["function"]),
        ("Periode", f"{facts['first_day']} – {facts['last_day']}"),
        ("Tider", "\n".join(facts["hours"])),
        ("Formål", ", ".join(facts["purposes"])),
        ("Opgaver", ", ".join(facts["tasks"])),
    ]
    return [{"label": label, "text": text} for label, text in lines if text]
