"""What a version of an agreement changes in the one before it, in Danish sentences a person can check.

Every term of the agreement is told, in the order it is read: the period, what was agreed in numbers, each clause,
the contact persons, and each place. Two versions with the same terms give no sentences, any other pair some.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from plads.centres.clauses import BY_KEY, CLAUSES
from plads.centres.models import AgreementVersion, Party
from plads.centres.services.parties import FACTS
from plads.centres.services.terms import canonical, place_from
from plads.core import week
from plads.core.codes import Certificate, DanishLevel, Demand, Function, Language, Shift
from plads.core.occupations import name_of
from plads.core.periods import show_day

SHORT = 160
"""Up to how many characters a text is told whole, before and after."""

UNTOLD = frozenset({"agreement", "number", "quota", "changed", "reason"})
"""What is no term: which version it is, what is worked out from the terms, and why they change."""

_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")


def differences(before: AgreementVersion, after: AgreementVersion) -> list[str]:
    """Return what ``after`` changes in ``before``, in the order it is read; empty when no term differs."""
    return differences_in(canonical(before), canonical(after))


def differences_in(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the same of two versions as ``services.terms.canonical`` gives them."""
    return [line for tell in _TELLERS.values() for line in tell(before, after)]


def told() -> frozenset[str]:
    """Return the terms that are told of, as ``canonical`` names them."""
    return frozenset(name for names in _TELLERS for name in names)


def _parties(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    old, new = before["parties"], after["parties"]
    for name, label in {**FACTS, **{key: key for key in sorted({*old, *new} - set(FACTS))}}.items():
        yield from _from_to(label, old.get(name, ""), new.get(name, ""))


def _period(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    yield from _from_to("Aftalens første dag", _day(before["first_day"]), _day(after["first_day"]))
    yield from _from_to("Aftalens sidste dag", _day(before["last_day"]), _day(after["last_day"]))


def _notice(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    yield from _from_to("Opsigelse", _days(before["notice_days"]), _days(after["notice_days"]))


def _followup(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    yield from _from_to(
        "Dage mellem opfølgninger", _days(before["followup_days"]), _days(after["followup_days"])
    )


def _evaluation(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    yield from _from_to("Dag for evaluering", _day(before["evaluation_on"]), _day(after["evaluation_on"]))


def _template(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if before["template_id"] != after["template_id"]:
        yield "Aftalen følger en anden skabelon eller en anden version af den."


def _clauses(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    old, new = _texts(before), _texts(after)
    for key in [*new, *(key for key in old if key not in new)]:
        title = new.get(key, old.get(key, ("", "")))[0]
        if key in old and key in new:
            yield from _from_to(f"Overskriften på »{old[key][0]}«", old[key][0], new[key][0])
        yield from _text(title, old.get(key, (title, ""))[1], new.get(key, (title, ""))[1])


def _texts(version: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return the clauses that have words, by key: title and text, in the order they are read."""
    stored = {each["key"]: each for each in version["clauses"]}
    found = {}
    for clause in CLAUSES:
        text = version[clause.column] if clause.column else stored.get(clause.key, {}).get("text", "")
        found[clause.key] = (clause.title, text)
    own = {key: (each["title"], each["text"]) for key, each in stored.items() if key not in BY_KEY}
    return found | own


def _text(title: str, old: str, new: str) -> Iterator[str]:
    if old == new:
        return
    if not old.strip() or not new.strip():
        if old.strip():
            yield f"Afsnittet »{title}« er taget ud. Der stod: »{_quote(old)}«"
        elif new.strip():
            yield f"Afsnittet »{title}« er nyt: »{_quote(new)}«"
        else:
            yield f"Afsnittet »{title}« er tomt på en anden måde."
        return
    if _quote(old) == _quote(new):
        yield f"Afsnittet »{title}«: mellemrum og linjer er sat anderledes."
        return
    if max(len(old), len(new)) <= SHORT:
        yield f"Afsnittet »{title}« er ændret fra »{_quote(old)}« til »{_quote(new)}«"
        return
    yield f"Afsnittet »{title}«: {_sentences(old, new)}."


def _sentences(old: str, new: str) -> str:
    """Return only the sentences of a long text that went out or came in."""
    olds, news = _split(old), _split(new)
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        out, into = " ".join(olds[a:b]), " ".join(news[c:d])
        if kind == "replace":
            parts.append(f"»{out}« er ændret til »{into}«")
        elif kind == "delete":
            parts.append(f"»{out}« er taget ud")
        elif kind == "insert":
            parts.append(f"»{into}« er kommet til")
    return "; ".join(parts) or f"»{_quote(old)}« er ændret til »{_quote(new)}«"


def _split(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text.strip()) if part]


def _contacts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    def who(row: Mapping[str, str]) -> str:
        known = (("role", ""), ("email", "e-mail "), ("phone", "telefon "))
        about = ", ".join(f"{lead}{row[name]}" for name, lead in known if row[name])
        return f"{Party(row['side']).label}: {row['name']}{f' ({about})' if about else ''}"

    old, new = before["contacts"], after["contacts"]
    yield from _list("Kontaktpersoner", [who(row) for row in old], [who(row) for row in new])


def _places(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    old, new = _by_number(before), _by_number(after)
    for number in sorted({*old, *new}):
        if number not in old:
            yield f"Plads {number} er ny: {_whole(new[number])}."
        elif number not in new:
            yield f"Plads {number} er taget ud. Den var: {_whole(old[number])}."
        else:
            yield from _place(number, old[number], new[number])


def _by_number(version: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Return the places by number; what an older version did not know has its usual value."""
    return {place["number"]: place_from(place).as_dict() for place in version["places"]}


def _whole(place: Mapping[str, Any]) -> str:
    parts = [_PLACE[name][1](place[name]) for name in ("occupation", "function", "tasks", "slots")]
    return "; ".join(part for part in parts if part and part != NOTHING)


def _place(number: int, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name, (label, show) in _PLACE.items():
        was, now = old[name], new[name]
        if name in _SEVERAL:
            yield from _list(
                f"Plads {number}, {label}", [show([each]) for each in was], [show([each]) for each in now]
            )
        else:
            yield from _from_to(f"Plads {number}: {label}", show(was), show(now), verb="er ændret fra")


_SEVERAL = frozenset({"tasks", "languages", "demands", "certificates"})
"""Terms of a place that are lists, told by what went out and what came in."""


NOTHING = "intet"


def _labels(codes: Any) -> Callable[[Any], str]:
    return lambda values: ", ".join(str(codes(value).label) for value in values)


def _label(codes: Any) -> Callable[[Any], str]:
    return lambda value: NOTHING if value == "" else str(codes(value).label)


def _day(text: str | None) -> str:
    return show_day(date.fromisoformat(text)) if text else NOTHING


def _days(number: int | None) -> str:
    return NOTHING if number is None else f"{number} {'dag' if number == 1 else 'dage'}"


_PLACE: dict[str, tuple[str, Callable[[Any], str]]] = {
    "occupation": ("stillingen", lambda code: f"{name_of(code)} ({code})" if code else NOTHING),
    "function": ("funktionen", _label(Function)),
    "tasks": ("opgaver", ", ".join),
    "slots": ("ugen", lambda slots: week.show(week.load(slots)) or NOTHING),
    "shift": ("arbejdstiden", _label(Shift)),
    "danish_level": ("dansk", _label(DanishLevel)),
    "languages": ("kollegernes sprog", _labels(Language)),
    "demands": ("krav", _labels(Demand)),
    "certificates": ("beviser", _labels(Certificate)),
    "first_day": ("pladsens egen første dag", _day),
    "last_day": ("pladsens egen sidste dag", _day),
}
"""What is told of a place, in the order it is read: its Danish name and how a value is said."""

PLACE_TERMS = frozenset(_PLACE) | {"number"}
"""The terms of a place that are told of; its number is what a place is known by."""


def _list(label: str, old: list[str], new: list[str]) -> Iterator[str]:
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    for each in gone.elements():
        yield f"{label}: »{each}« er taget ud."
    for each in come.elements():
        yield f"{label}: »{each}« er kommet til."
    if old != new and not gone and not come:
        yield f"{label}: rækkefølgen er ændret."


def _from_to(label: str, old: str, new: str, *, verb: str = "") -> Iterator[str]:
    if old == new:
        return
    if not verb:
        yield f"{label}: {old or NOTHING} → {new or NOTHING}."
    elif old == NOTHING:
        yield f"{label} er sat til {new}."
    elif new == NOTHING:
        yield f"{label} er taget ud. Før: {old}."
    else:
        yield f"{label} {verb} {old} til {new}."


def _quote(text: str) -> str:
    return " ".join(text.split())


_TELLERS: dict[tuple[str, ...], Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[str]]] = {
    ("parties",): _parties,
    ("first_day", "last_day"): _period,
    ("notice_days",): _notice,
    ("followup_days",): _followup,
    ("evaluation_on",): _evaluation,
    ("clauses", *(clause.column for clause in CLAUSES if clause.column)): _clauses,
    ("template_id",): _template,
    ("contacts",): _contacts,
    ("places",): _places,
}
"""Who tells of which terms, in the order they are read."""
