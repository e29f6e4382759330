"""Words as a document can show them: nothing is left out in silence, nothing runs off the paper."""

import re
import unicodedata
from typing import Any

from plads.documents.fonts import signs

LONGEST = 24
"""How many signs may stand together without a place to break the line."""

_BREAK = "\u200b"
_UNSEEN = {"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", *map(chr, range(0xFE00, 0xFE10))}
"""Signs that only say how their neighbours are set; without them the same words are read."""

_SPACES = re.compile(r"[^\S\n]+")
_LONG = re.compile(rf"\S{{{LONGEST + 1},}}")


def printable(text: str) -> str:
    """Return text as the paper shows it, lines kept.

    A sign that the fonts do not have, or that would turn the reading direction, stands as its number: ``[U+1F600]``.
    A long word gets places to break. So whatever somebody wrote comes out, and no two texts that look alike differ.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(_sign(each) for each in text if each not in _UNSEEN)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _LONG.sub(lambda found: _broken(found[0]), "\n".join(lines)).strip()


def printable_in(data: Any) -> Any:
    """Return data with every text in it printable; the keys stay."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, dict):
        return {key: printable_in(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [printable_in(each) for each in data]
    return data


def _sign(sign: str) -> str:
    if sign == "\n":
        return sign
    if sign.isspace():
        return " "
    shown = ord(sign) in signs() and unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    return sign if shown else f"[U+{ord(sign):04X}]"


def _broken(word: str) -> str:
    return _BREAK.join(word[start : start + LONGEST] for start in range(0, len(word), LONGEST))
