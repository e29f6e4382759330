"""Reading a week written by a person: ``man-tor 9-13; fre 8.30-12``."""

import re
from itertools import pairwise

from plads.core.week import SHORT, Slot

_PART = re.compile(r"^(?P<days>[a-zæøå,\s\-–]+?)\s+(?P<start>[\d.:]+)\s*[-–]\s*(?P<end>[\d.:]+)$")
_TIME = re.compile(r"^(\d{1,2})(?:[.:](\d{2}))?$")


def parse_week(text: str) -> list[Slot]:
    """Return the slots of a written week; an empty text is an empty week.

    Raises ``ValueError`` with a Danish message that names the part that was not understood.
    """
    slots: list[Slot] = []
    for part in filter(None, (piece.strip() for piece in text.casefold().split(";"))):
        match = _PART.match(part)
        if match is None:
            raise ValueError(f"»{part}« kan ikke læses som tider. Skriv fx »man-tor 9-13; fre 8.30-12«.")
        start, end = _minutes(match["start"]), _minutes(match["end"])
        if end <= start:
            raise ValueError(f"»{part}« slutter før den begynder.")
        slots.extend(Slot(day, start, end) for day in _days(match["days"]))
    return _distinct(slots)


def _distinct(slots: list[Slot]) -> list[Slot]:
    ordered = sorted(slots)
    for before, after in pairwise(ordered):
        if before.overlaps(after):
            raise ValueError(f"»{before}« og »{after}« ligger oven i hinanden.")
    return ordered


def _minutes(text: str) -> int:
    match = _TIME.match(text)
    if match is None or int(match[1]) > 24 or int(match[2] or 0) > 59:
        raise ValueError(f"»{text}« er ikke et klokkeslæt. Skriv fx »8.30«.")
    minutes = int(match[1]) * 60 + int(match[2] or 0)
    if minutes > 24 * 60:
        raise ValueError(f"»{text}« er ikke et klokkeslæt. Skriv fx »8.30«.")
    return minutes


def _days(text: str) -> list[int]:
    days: list[int] = []
    for piece in text.replace("–", "-").split(","):
        ends = [_day(name.strip()) for name in piece.split("-")]
        if len(ends) > 2 or ends[0] > ends[-1]:
            raise ValueError(f"»{piece.strip()}« er ikke ugedage. Skriv fx »man-fre«.")
        days.extend(range(ends[0], ends[-1] + 1))
    return days


def _day(name: str) -> int:
    for number, short in enumerate(SHORT, start=1):
        if name[:3] == short:
            return number
    raise ValueError(f"»{name}« er ikke en ugedag. Brug man, tir, ons, tor, fre, lør eller søn.")
