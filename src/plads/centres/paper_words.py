"""An agreement laid out for its paper: plain data in Danish, as the template takes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plads.centres.models import AgreementVersion, Party, Signature
from plads.centres.reading import PlaceGroup, PlaceRead, Reading, read
from plads.core import clock
from plads.core.periods import show_day

TITLE = "Samarbejdsaftale om virksomhedscenter"
TRIAL = "PRØVE – ikke et gyldigt segl"
ON_PAPER = (
    "Aftalen er underskrevet på papir, før den kom ind i Plads. Underskrifterne findes på papiraftalen."
)
_ORDER = (Party.COMPANY, Party.REPRESENTATIVE, Party.MUNICIPALITY)
_ANSWERS = {"ok": "Opfyldt", "warn": "Opfyldt med forbehold", "block": "Ikke opfyldt"}
_UNVERIFIED = "Ikke verificeret: Reglen er ikke efterset i Retsinformation. Udregningen er ikke en afgørelse."


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a sealed paper says of its seal: the code on it, and whose certificate it is sealed with."""

    code: str
    subject: str
    trial: bool


def paper_data(
    version: AgreementVersion, signatures: Iterable[Signature], sealed: Sealed | None
) -> dict[str, Any]:
    """Return a version as the template takes it; without ``sealed`` it is a draft, and says so on every page."""
    words, given = read(version), {Party(each.party): each for each in signatures}
    parties = words.parties
    on_paper = sealed is not None and not given
    return {
        "title": TITLE,
        "description": f"Aftale mellem {parties['company']} og {parties['municipality']}, version {version.number}",
        "running": f"Samarbejdsaftale · {parties['company']} · version {version.number}",
        "code": sealed.code if sealed else "",
        "draft": sealed is None,
        "stamp": TRIAL if sealed and sealed.trial else "",
        "municipality": {"name": parties["municipality"]},
        "company": {"name": parties["company"]},
        "summary": _summary(version, words),
        "sides": _sides(words),
        "sections": _sections(words),
        "places_heading": _number(words.number_of_places),
        "places": [_place(each) for each in words.places],
        "quota": _quota(version.quota),
        "changed": list(words.changed),
        "reason": words.reason,
        "signing_note": ON_PAPER if on_paper else "",
        "signatures": [] if on_paper else [_signature(party, given.get(party)) for party in _ORDER],
        "seal": _seal(version, sealed),
    }


def shown_moment(moment: datetime) -> str:
    """Return a moment as it stands on paper: ``24.11.2026 kl. 9.05``."""
    here = moment.astimezone(clock.COPENHAGEN)
    return f"{show_day(here.date())} kl. {here.hour}.{here.minute:02d}"


def _summary(version: AgreementVersion, words: Reading) -> list[dict[str, str]]:
    facts = [
        ("Gælder", f"{show_day(words.first_day)} – {show_day(words.last_day)}"),
        ("Faste pladser", str(words.number_of_places)),
        ("Version", str(version.number)),
        ("Opsigelse", f"{words.notice_days} dages varsel"),
        ("Opfølgning", f"mindst hver {words.followup_days}. dag" if words.followup_days else ""),
        ("Evaluering", show_day(words.evaluation_on) if words.evaluation_on else ""),
    ]
    return [{"label": label, "text": text} for label, text in facts if text]


def _sides(words: Reading) -> list[dict[str, Any]]:
    parties, people = words.parties, dict(words.contacts)
    lines = {
        Party.COMPANY: (
            parties["company"],
            [
                f"CVR-nummer {parties['cvr']}",
                *([parties["workplace"]] if parties["workplace"] != parties["company"] else []),
                *([parties["address"]] if parties["address"] else []),
                f"P-nummer {parties['p_number']}",
            ],
        ),
        Party.MUNICIPALITY: (
            parties["municipality"],
            [
                *([f"CVR-nummer {parties['municipality_cvr']}"] if parties["municipality_cvr"] else []),
                parties["office"],
            ],
        ),
    }
    return [
        {
            "heading": str(side.label),
            "name": name,
            "lines": rows,
            "contacts": [_contact(each) for each in people.get(str(side.label), [])]
            + (_representatives(people) if side == Party.COMPANY else []),
        }
        for side, (name, rows) in lines.items()
    ]


def _contact(person: Mapping[str, str]) -> dict[str, Any]:
    ways = [person.get("email", ""), person.get("phone", "")]
    return {
        "name": person.get("name", ""),
        "role": person.get("role", ""),
        "ways": [each for each in ways if each],
    }


def _representatives(people: Mapping[str, list[dict[str, str]]]) -> list[dict[str, Any]]:
    """Return the employees' representatives: they work at the company and are no third side."""
    label = str(Party.REPRESENTATIVE.label)
    return [_contact({**each, "role": each.get("role") or label.lower()}) for each in people.get(label, [])]


def _sections(words: Reading) -> list[dict[str, Any]]:
    return [
        {
            "heading": chapter.title,
            "parts": [{"heading": each.title, "text": each.text} for each in chapter.clauses],
        }
        for chapter in words.chapters
    ]


def _number(places: int) -> str:
    return "Én fast plads" if places == 1 else f"{places} faste pladser"


def _place(group: PlaceGroup) -> dict[str, Any]:
    place = group.place
    return {
        "label": group.label,
        "function": place.title,
        "occupation": place.function if place.function != place.title else "",
        "tasks": list(place.tasks),
        "week": place.week,
        "hours": place.hours,
        "shift": place.shift,
        "days": _days(place),
        "each": group.count > 1,
        "demands": [
            f"Dansk: {place.danish}",
            *([f"Kolleger taler også: {', '.join(place.languages)}"] if place.languages else []),
            *place.asks,
        ],
    }


def _days(place: PlaceRead) -> str:
    first = f"fra {show_day(place.first_day)}" if place.first_day else ""
    last = f"til {show_day(place.last_day)}" if place.last_day else ""
    return " ".join(filter(None, (first, last)))


def _quota(verdict: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not verdict:
        return None
    return {
        "answer": _ANSWERS.get(verdict["outcome"], verdict["outcome"]),
        "paragraph": verdict["paragraph"],
        "unverified": "" if verdict["verified"] else _UNVERIFIED,
        "working": list(verdict["working"]),
        "remedy": verdict["remedy"],
    }


def _signature(party: Party, word: Signature | None) -> dict[str, Any]:
    if word is None:
        return {
            "party": str(party.label),
            "given": False,
            "name": "",
            "answer": "Mangler",
            "lines": [],
            "statement": "",
        }
    answer = "Enig" if word.agrees else "Ikke enig"
    return {
        "party": str(party.label),
        "given": True,
        "name": word.name,
        "answer": f"{answer}, {shown_moment(word.signed_at)}",
        "lines": _how(word),
        "statement": word.statement,
    }


def _how(word: Signature) -> list[str]:
    """Return how a word was given: where the link and the code went, or who noted it and why."""
    if word.request is not None:
        return [f"{Signature.Way(word.way).label}, sendt til {word.request.hint}"]
    if word.way != Signature.Way.ON_BEHALF:
        return [str(Signature.Way(word.way).label)]
    noted = f"Noteret af {word.noted_by.name}" if word.noted_by else str(Signature.Way(word.way).label)
    return [noted, f"Hvorfor: {word.noted_why}"]


def _seal(version: AgreementVersion, sealed: Sealed | None) -> dict[str, Any]:
    if sealed is None:
        return {
            "heading": "Udkast",
            "text": "Dette er et udkast. Det er ikke forseglet, og det gælder ikke, før alle har svaret ja.",
            "facts": [],
            "words": [],
        }
    moment = version.sealed_at
    return {
        "heading": "Segl og kontrol",
        "text": "Ordene er låst, og papiret er forseglet elektronisk. Enhver, der har papiret, kan tjekke, om det er "
        "ægte: Skriv kontrolkoden på siden her, scan koden, eller læg PDF-filen op.",
        "facts": [
            *([{"label": "Ordene blev låst", "text": shown_moment(moment)}] if moment else []),
            {"label": "Forseglet med certifikatet", "text": sealed.subject},
        ],
        "words": [version.seal[start : start + 8] for start in range(0, len(version.seal), 8)],
    }
