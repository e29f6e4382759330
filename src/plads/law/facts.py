"""Facts somebody types about a case, read strictly: what is not understood is said in Danish, never guessed.

A fact is described in its rule's file (name, type, unit, meaning), so that the list of rules tells what to write.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

LARGEST = Decimal(10_000_000)
"""No workplace, and no country this small, has more employees."""

HOURS_OF_A_WEEK = Decimal(168)
_DECIMALS = 20
_BINARY = 9
"""More decimals than this are a computer's way of writing a share: 20/37 comes as 0.5405405405405406."""
_PARTS = 2220
"""A full week has so many minutes: a share of one has no larger denominator."""
_NEAR = Fraction(1, 10**11)
_SHOWN = 60


class BadFacts(ValueError):
    """Facts that cannot be used; the message is Danish and says which one and what is expected."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact a rule asks for. ``unit`` is empty where there is none; ``required`` ones must be there."""

    name: str
    type: str
    unit: str
    meaning: str
    required: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the description ready for JSON."""
        return {
            "name": self.name,
            "type": self.type,
            "unit": self.unit,
            "meaning": self.meaning,
            "required": self.required,
        }


def parse(text: str) -> dict[str, Any]:
    """Return a JSON object as facts, numbers as exact decimals; raises ``BadFacts`` for anything else."""
    try:
        found = json.loads(
            text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_without_doubles,
        )
    except BadFacts:
        raise
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise BadFacts(
            f"Fakta er ikke gyldig JSON{_where(error)}. Skriv fx '{{\"navn\": 5}}' med dobbelte anførselstegn."
        ) from error
    if not isinstance(found, dict):
        raise BadFacts('Fakta skal være et JSON-objekt med navn og værdi, fx {"navn": 5}.')
    return found


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f" (linje {error.lineno}, tegn {error.colno})"
    return ""


def _no_constant(name: str) -> Any:
    raise BadFacts(f"{name} er ikke et tal, der kan regnes med.")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BadFacts(f"»{_short(name)}« står to gange. Skriv det én gang.")
        found[name] = value
    return found


def day(value: Any, name: str) -> date:
    """Return a day written as ``2026-11-24`` or ``24.11.2026``; raises ``BadFacts``."""
    if isinstance(value, str):
        for pattern, order in (
            (r"(\d{4})-(\d{2})-(\d{2})", (1, 2, 3)),
            (r"(\d{1,2})\.(\d{1,2})\.(\d{4})", (3, 2, 1)),
        ):
            match = re.fullmatch(pattern, value.strip(), re.ASCII)
            if match:
                try:
                    return date(*(int(match[each]) for each in order))
                except ValueError:
                    break
    raise BadFacts(f"{name} skal være en dag, skrevet som 2026-11-24. Der står {show(value)}.")


def number(value: Any, name: str, *, most: Decimal = LARGEST) -> Decimal:
    """Return a number of 0 or more, given as a JSON number or as text with comma or point; raises ``BadFacts``."""
    read = _decimal(value)
    if read is None:
        raise BadFacts(f"{name} skal være et tal, fx 23.7. Der står {show(value)}.")
    if read < 0:
        raise BadFacts(f"{name} kan ikke være under 0. Der står {show(value)}.")
    if read > most:
        raise BadFacts(f"{name} kan højst være {most:f}. Der står {show(value)}.")
    if -_exponent(read) > _DECIMALS:
        raise BadFacts(f"{name} kan højst have {_DECIMALS} decimaler. Der står {show(value)}.")
    return read


def amount(value: Any, name: str, *, most: Decimal = LARGEST) -> Fraction:
    """Return a number of 0 or more exactly: one a computer wrote with all its decimals is the share it stands for.

    17 and 20 hours are one full week, also when they come as 0.4594594594594595 and 0.5405405405405406.
    """
    read = number(value, name, most=most)
    if -_exponent(read) <= _BINARY:
        return Fraction(read)
    near = Fraction(read).limit_denominator(_PARTS)
    return near if abs(near - Fraction(read)) < _NEAR else Fraction(read)


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if not isinstance(value, str) or len(value) > _SHOWN:
        return None
    text = value.strip().replace("\u00a0", "")
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+", text, re.ASCII):
        text = text.replace(".", "")
    text = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    return Decimal(text) if re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text, re.ASCII) else None


def whole(value: Any, name: str) -> int:
    """Return a whole number of 0 or more; raises ``BadFacts``."""
    read = number(value, name)
    if read != read.to_integral_value():
        raise BadFacts(f"{name} skal være et helt tal. Der står {show(value)}.")
    return int(read)


def hours_in_minutes(value: Any, name: str, *, most: Decimal = HOURS_OF_A_WEEK) -> Fraction:
    """Return weekly hours as minutes, exactly; a week has 168 hours. Raises ``BadFacts``."""
    return amount(value, name, most=most) * 60


def boolean(value: Any, name: str) -> bool:
    """Return ``true`` or ``false``; raises ``BadFacts`` for anything else."""
    if isinstance(value, bool):
        return value
    raise BadFacts(f"{name} skal være true eller false. Der står {show(value)}.")


def choice(value: Any, name: str, known: Sequence[str]) -> str:
    """Return a text that is one of ``known``; raises ``BadFacts`` that lists them."""
    if isinstance(value, str) and value in known:
        return value
    raise BadFacts(f"{name} skal være en af: {', '.join(known)}. Der står {show(value)}.")


def only(given: Mapping[str, Any], known: Sequence[Fact]) -> None:
    """Raise ``BadFacts`` when a required fact is missing or null, or one is there that the rule does not know."""
    names = [fact.name for fact in known]
    unknown = [_short(name) for name in given if name not in names]
    if unknown:
        raise BadFacts(f"Reglen kender ikke: {', '.join(unknown)}. Den kender: {', '.join(names)}.")
    missing = [fact.name for fact in known if fact.required and given.get(fact.name) is None]
    if missing:
        raise BadFacts(f"Der mangler: {', '.join(missing)}.")


def show(value: Any) -> str:
    """Return a value as it may stand in a message: short, and without anything a screen cannot show."""
    if value is None:
        return "ingenting"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _short(str(value))
    if isinstance(value, str):
        return f"»{_short(value)}«"
    return "en liste" if isinstance(value, list) else "et objekt"


def _short(text: str) -> str:
    printable = "".join(each if each.isprintable() else "?" for each in text[: _SHOWN + 1])
    return f"{printable[:_SHOWN]}…" if len(printable) > _SHOWN else printable
