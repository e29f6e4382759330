"""The fonts that documents carry, and which signs they can show."""

import struct
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
"""Filled at set-up with IBM Plex Sans from the design system's package; its licence (OFL) lies beside it."""

FAMILY = "IBM Plex Sans"
FILES = ("IBMPlexSans-Regular.ttf", "IBMPlexSans-Italic.ttf", "IBMPlexSans-SemiBold.ttf")


@cache
def signs() -> frozenset[int]:
    """Return the code points that every one of the fonts can show; raises ``OSError`` without the fonts."""
    return frozenset.intersection(*(_covered((FOLDER / name).read_bytes()) for name in FILES))


def _covered(font: bytes) -> frozenset[int]:
    """Return the code points of a TrueType font's character map (formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    places = {
        font[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">I", font, 20 + 16 * n)[0] for n in range(tables)
    }
    cmap = places[b"cmap"]
    (number,) = struct.unpack_from(">H", font, cmap + 2)
    found: set[int] = set()
    for record in range(number):
        (offset,) = struct.unpack_from(">I", font, cmap + 8 + 8 * record)
        found |= _subtable(font, cmap + offset)
    return frozenset(found)


def _subtable(font: bytes, at: int) -> set[int]:
    (form,) = struct.unpack_from(">H", font, at)
    if form == 12:
        (groups,) = struct.unpack_from(">I", font, at + 12)
        spans = (struct.unpack_from(">III", font, at + 16 + 12 * n) for n in range(groups))
        return {point for first, last, _ in spans for point in range(first, last + 1)}
    if form != 4:
        return set()
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    segments = doubled // 2
    columns = [
        struct.unpack_from(f">{segments}H", font, at + 14 + doubled * column + (2 if column else 0))
        for column in range(4)
    ]
    found: set[int] = set()
    for n, (last, first, delta, shift) in enumerate(zip(*columns, strict=True)):
        for point in range(first, last + 1):
            glyph = (point + delta) & 0xFFFF
            if shift:
                place = at + 16 + 3 * doubled + 2 * n + shift + 2 * (point - first)
                (glyph,) = struct.unpack_from(">H", font, place)
            if glyph and point != 0xFFFF:
                found.add(point)
    return found
