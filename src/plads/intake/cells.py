"""How one cell is read: each kind of column turns what stands in it into a value, or says why it can't."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Choices

from plads.core.identifiers import clean_cpr, clean_cvr, clean_p_number
from plads.core.parse_week import parse_week
from plads.core.week import FULL_WEEK_MINUTES, Slot, show_hours
from plads.intake.values import Oddity, Value, as_text, folded, read_day, read_month


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of column. ``read`` returns the value or raises ``ValueError`` with a Danish sentence.

    ``shown`` says in Danish what to write, ``remedy`` what to do about a fault, ``choices`` are the labels of a
    drop-down list. ``secret`` values are never repeated in a fault.
    """

    name: str
    read: Callable[[Value], Any]
    shown: str
    remedy: str
    choices: tuple[str, ...] = ()
    secret: bool = False


def text(most: int, *, secret: bool = False) -> Kind:
    """Return the kind of free text of at most ``most`` characters."""

    def read(value: Value) -> str:
        found = as_text(value)
        if len(found) > most:
            raise ValueError(f"Teksten er på {len(found)} tegn. Der er plads til {most}.")
        return found

    return Kind(
        "text", read, f"Tekst, højst {most} tegn", f"Gør teksten kortere end {most} tegn.", secret=secret
    )


def tasks(most: int) -> Kind:
    """Return the kind of a list of short texts with semicolon between them."""

    def read(value: Value) -> list[str]:
        found = [part.strip() for part in re.split(r"[;\n]", as_text(value)) if part.strip()]
        if longest := [part for part in found if len(part) > most]:
            raise ValueError(f"En opgave er på {len(longest[0])} tegn. Der er plads til {most}.")
        return found

    return Kind(
        "tasks", read, "Opgaver med semikolon imellem", f"Del opgaverne med »;«, højst {most} tegn hver."
    )


def number(least: int, most: int) -> Kind:
    """Return the kind of a whole number between two others."""

    def read(value: Value) -> int:
        found = _decimal(value)
        if found != int(found) or not least <= found <= most:
            raise ValueError(f"Tallet skal være et helt tal fra {least} til {most}.")
        return int(found)

    return Kind("number", read, f"Helt tal, {least}–{most}", f"Skriv et helt tal fra {least} til {most}.")


def _decimal(value: Value) -> Decimal:
    if isinstance(value, bool | date | Oddity):
        raise ValueError("Der skal stå et tal.")
    plain = re.sub(r"\s", "", str(value))
    if isinstance(value, str):
        if re.fullmatch(r"-?\d{1,3}(\.\d{3})+", plain) and "," not in plain:
            raise ValueError("Tallet kan læses på to måder: med tusinder eller med decimaler.")
        plain = plain.replace(".", "").replace(",", ".") if "," in plain else plain
    try:
        found = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError("Der skal stå et tal.") from error
    if not found.is_finite() or abs(found) > 10**9:
        raise ValueError("Tallet er for stort.")
    return found


def _fte(value: Value) -> Decimal:
    found = _decimal(value)
    if found < 0:
        raise ValueError("Antal ansatte kan ikke være under 0.")
    if found >= 10**6:
        raise ValueError("Så mange ansatte har ingen arbejdsplads.")
    return found.quantize(Decimal("0.01"))


def _minutes(value: Value) -> int:
    shown = (
        re.sub(r"\s*(timer|time|t)\.?$", "", value.strip().casefold()) if isinstance(value, str) else value
    )
    found = _decimal(shown) * 60
    if not 0 < found <= FULL_WEEK_MINUTES:
        raise ValueError(f"En uge er fra 1 minut til {show_hours(FULL_WEEK_MINUTES)}.")
    return round(found)


def _identifier(value: Value, length: int) -> str:
    """Numbers lose their leading zeros in a spreadsheet: give them back; spreadsheets' short forms are refused."""
    if isinstance(value, str) and re.search(r"\d[.,]?\d*e\+?\d", value.casefold()):
        raise ValueError("Regnearket har forkortet tallet, så de sidste cifre er væk.")
    found = re.sub(r"[\s\-–]", "", as_text(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return found.zfill(length)
    return found


def _digits(value: Value, length: int, what: str) -> str:
    found = _identifier(value, length)
    if not re.fullmatch(rf"[0-9]{{{length}}}", found):
        raise ValueError(f"{what} har {length} cifre.")
    return found


def _cpr(value: Value) -> str:
    found = _identifier(value, 10)
    return clean_cpr(found.zfill(10) if re.fullmatch(r"[0-9]{9}", found) else found)


def _email(value: Value) -> str:
    found = re.sub(r"^mailto:", "", as_text(value).strip().lower())
    try:
        validate_email(found)
    except ValidationError as error:
        raise ValueError("Det er ikke en e-mailadresse.") from error
    if len(found) > 254:
        raise ValueError("E-mailadressen er for lang.")
    return found


def _emails(value: Value) -> list[str]:
    return list(dict.fromkeys(_email(part) for part in re.split(r"[;,\s]+", as_text(value)) if part))


def _phone(value: Value) -> str:
    found = re.sub(r"[\s().\-/]", "", as_text(value))
    if not re.fullmatch(r"(\+|00)?[0-9]{8,15}", found):
        raise ValueError("Et telefonnummer har mindst 8 cifre.")
    return re.sub(r"^(?:\+|00)45(?=\d{8}$)", "", found)


def _week(value: Value) -> list[Slot]:
    found = re.sub(r"(?<=\d)\s*(?:kl\.?)\s*", " ", as_text(value)).replace("\n", ";")
    slots = parse_week(re.sub(r"\bkl\.?\s*", "", found))
    if not slots:
        raise ValueError("Der skal stå tider i ugen.")
    return slots


def _yes(value: Value) -> bool:
    found = folded(as_text(value))
    if found in ("ja", "j", "x", "1", "true", "sand"):
        return True
    if found in ("nej", "n", "0", "false", "falsk"):
        return False
    raise ValueError("Der skal stå ja eller nej.")


def choice(values: Iterable[tuple[Any, str]], what: str) -> Kind:
    """Return the kind of one of a list: by its label, its code, or the short form in its brackets."""
    pairs = list(values)
    find = _finder(pairs, what)
    labels = tuple(label for _, label in pairs)
    return Kind(
        "choice",
        lambda value: find(as_text(value)),
        "Én fra listen",
        f"Vælg mellem: {'; '.join(labels)}.",
        labels,
    )


def choices(values: type[Choices], what: str) -> Kind:
    """Return the kind of several of a list, with semicolon or comma between them."""
    pairs = [(member.value, str(member.label)) for member in values]
    find = _finder(pairs, what)

    def read(value: Value) -> list[Any]:
        parts = [part for part in re.split(r"[;,\n]", as_text(value)) if part.strip()]
        return list(dict.fromkeys(find(part) for part in parts))

    labels = tuple(label for _, label in pairs)
    shown = f"En eller flere med semikolon imellem: {', '.join(labels)}"
    return Kind("choices", read, shown, f"Brug ordene: {', '.join(labels)}.")


def one_of(values: type[Choices], what: str) -> Kind:
    """Return the kind of one value of a code list of the models."""
    return choice([(member.value, str(member.label)) for member in values], what)


def _finder(pairs: Sequence[tuple[Any, str]], what: str) -> Callable[[str], Any]:
    known: dict[str, Any] = {}
    for code, label in pairs:
        known[folded(label)] = known[folded(str(code))] = code
        if match := re.search(r"\((\w+)\)$", label):
            known[folded(match[1])] = known[folded(label[: match.start()])] = code

    def find(written: str) -> Any:
        try:
            return known[folded(written)]
        except KeyError:
            raise ValueError(f"Det står ikke på listen over {what}.") from None

    return find


CVR = Kind(
    "cvr",
    lambda value: clean_cvr(_digits(value, 8, "Et CVR-nummer")),
    "CVR-nummer, 8 cifre",
    "Slå nummeret op i CVR-registret, og ret det.",
)
P_NUMBER = Kind(
    "p_number",
    lambda value: clean_p_number(_digits(value, 10, "Et P-nummer")),
    "P-nummer, 10 cifre",
    "Slå nummeret op i CVR-registret, og ret det.",
)
CPR = Kind("cpr", _cpr, "CPR-nummer, 10 cifre", "Find det rigtige nummer i sagen, og ret det.", secret=True)
EMAIL = Kind("email", _email, "E-mail", "Skriv adressen som navn@eksempel.dk.")
EMAILS = Kind(
    "emails", _emails, "E-mails med semikolon imellem", "Skriv adresserne som navn@eksempel.dk; navn2@…"
)
PHONE = Kind("phone", _phone, "Telefonnummer", "Skriv 8 cifre, eller + og landekode.")
DAY = Kind("day", read_day, "Dag, fx 24.11.2026", "Skriv dagen som 24.11.2026, og vis kolonnen som dato.")
MONTH = Kind("month", read_month, "Måned, fx 11.2026", "Skriv måneden som 11.2026.")
FTE = Kind("fte", _fte, "Årsværk, fx 23,5", "Skriv årsværk som et tal, fx 23,5.")
HOURS = Kind("hours", _minutes, "Timer om ugen, fx 15 eller 22,5", "Skriv timer om ugen, højst 37.")
WEEK = Kind(
    "week",
    _week,
    "Tider i ugen, fx man-tor 9-13; fre 8.30-12",
    "Skriv tiderne som »man-tor 9-13; fre 8.30-12«.",
)
YES = Kind("yes", _yes, "ja eller nej", "Skriv ja eller nej.", ("ja", "nej"))
POSTCODE = Kind(
    "postcode",
    lambda value: _digits(value, 4, "Et postnummer"),
    "Postnummer, 4 cifre",
    "Skriv fire cifre, fx 3000.",
)
MUNICIPALITY_CODE = Kind(
    "municipality",
    lambda value: _digits(value, 3, "En kommunekode"),
    "Kommunekode, 3 cifre",
    "Skriv tre cifre, fx 217.",
)
