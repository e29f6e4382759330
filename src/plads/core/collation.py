"""Danish alphabetical order as a stored key, so that lists sort the same on every PostgreSQL."""

import unicodedata

LONGEST = 200
"""How many characters of a key are kept: as many as its column holds."""

_LAST = {"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"}
"""Æ, Ø, Å come after z, in that order; ``{`` is the character after ``z``."""


def sort_key(text: str) -> str:
    """Return a key that sorts ``text`` in Danish order: æ, ø, å last, aa as å, accents and case ignored."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("aa", "å")
    return "".join(_LAST.get(char) or _plain(char) for char in folded)[:LONGEST]


def _plain(char: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
