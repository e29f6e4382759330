"""The numbers of Danish registers: CVR, P-number and CPR, checked with messages a person can act on."""

import re
from collections.abc import Callable
from datetime import date

from stdnum.dk import cvr as stdnum_cvr
from stdnum.exceptions import ValidationError as StdnumError

from plads.core.errors import Refused


def cleaned(check: Callable[[str], str], text: str, field: str) -> str:
    """Return ``check(text)``; its ``ValueError`` becomes ``Refused`` at ``field``."""
    try:
        return check(text)
    except ValueError as error:
        raise Refused(str(error), code=f"bad_{field}", field=field) from error


def clean_cvr(text: str) -> str:
    """Return a CVR number as 8 digits; raises ``ValueError`` (Danish) when no company can have it."""
    digits = _digits(text, 8, "Et CVR-nummer")
    try:
        stdnum_cvr.validate(digits)
    except StdnumError as error:
        raise ValueError(
            f"CVR-nummeret {digits} findes ikke: kontrolcifferet passer ikke. Se efter i CVR-registret."
        ) from error
    return digits


def clean_p_number(text: str) -> str:
    """Return a P-number (production unit) as 10 digits; raises ``ValueError`` (Danish)."""
    digits = _digits(text, 10, "Et P-nummer")
    if digits[0] == "0":
        raise ValueError(
            f"P-nummeret {digits} begynder med 0. Det gør P-numre ikke. Se efter i CVR-registret."
        )
    return digits


def clean_cpr(text: str) -> str:
    """Return a CPR number as 10 digits; raises ``ValueError`` (Danish) when nobody can have it.

    Numbers without a valid modulus 11 are real since 2007 and are accepted. Replacement numbers (day + 60),
    given to people without a CPR number, are accepted too. The message never repeats the number.
    """
    digits = re.sub(r"[\s\-–]", "", text)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValueError("Et CPR-nummer har 10 cifre: seks for fødselsdagen og fire til.")
    day = int(digits[:2])
    try:
        date(_century(digits) + int(digits[4:6]), int(digits[2:4]), day - 60 if day > 60 else day)
    except ValueError as error:
        raise ValueError(
            "CPR-nummeret kan ikke findes: de første seks cifre er ikke en dato. Se efter i sagen."
        ) from error
    return digits


def _century(cpr: str) -> int:
    """Return the century by the seventh digit and the year, as the CPR office lays it down."""
    seventh, year = int(cpr[6]), int(cpr[4:6])
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


def _digits(text: str, length: int, what: str) -> str:
    digits = re.sub(r"[\s\-–]", "", text)
    if not re.fullmatch(rf"[0-9]{{{length}}}", digits):
        raise ValueError(f"{what} har {length} cifre. »{text.strip()}« har det ikke.")
    return digits
