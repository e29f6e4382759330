"""Fonts: that every sign on a page can be shown anywhere, and read aloud, searched and copied."""

import re
from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Name, Stream, String

from plads.documents.checks.opened import SHOWS_TEXT, Opened

Faults = Iterator[str]


def _fonts(doc: Opened) -> list[Any]:
    kinds = (Name.Type0, Name.TrueType, Name.Type1, Name.MMType1, Name.Type3)
    return [
        each for each in doc.dictionaries if each.get("/Type") == Name.Font and each.get("/Subtype") in kinds
    ]


def _descriptor(font: Any) -> Any:
    inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    return inner.get("/FontDescriptor", {})


def embedded(doc: Opened) -> Faults:
    """Yield breaches of the rule on embedded."""
    for font in _fonts(doc):
        if font.Subtype != Name.Type3 and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(
            _descriptor(font).keys()
        ):
            yield f"the font {font.get('/BaseFont')} does not lie in the file"


def mapped(doc: Opened) -> Faults:
    """Yield breaches of the rule on mapped."""
    for font in _fonts(doc):
        if font.Subtype != Name.Type0:
            continue
        inner = font.DescendantFonts[0]
        if font.get("/Encoding") not in (Name("/Identity-H"), Name("/Identity-V")):
            yield f"the font {font.BaseFont} has an encoding of its own"
        if inner.Subtype == Name.CIDFontType2 and "/CIDToGIDMap" not in inner:
            yield f"the font {font.BaseFont} does not say which sign is meant"


def readable(doc: Opened) -> Faults:
    """Yield breaches of the rule on readable."""
    for font, codes in _shown(doc):
        letters = _to_unicode(font)
        if letters is None:
            yield f"the font {font.get('/BaseFont')} does not say which letters its signs are"
            continue
        for code in sorted(codes - letters.keys()):
            yield f"the sign {code} of {font.get('/BaseFont')} stands for no letter"
        if any(set(text) & {"\x00", "\ufeff", "\ufffe"} for text in letters.values()):
            yield f"the font {font.get('/BaseFont')} maps a sign to no letter at all"


def there(doc: Opened) -> Faults:
    """Yield breaches of the rule on there."""
    for font, codes in _shown(doc):
        if font.get("/Subtype") == Name.Type0 and 0 in codes:
            yield f"a sign is missing in {font.get('/BaseFont')}"


def widths(doc: Opened) -> Faults:
    """Yield breaches of the rule on widths."""
    for font, codes in _shown(doc):
        if font.get("/Subtype") == Name.Type0 and codes - _given(font.DescendantFonts[0]):
            yield f"a sign of {font.get('/BaseFont')} has no width"


def _given(inner: Any) -> set[int]:
    """Return the codes a composite font gives a width."""
    found: set[int] = set()
    rest = list(inner.get("/W", []))
    while rest:
        first, second = int(rest.pop(0)), rest.pop(0)
        if isinstance(second, Array):
            found |= set(range(first, first + len(second)))
        else:
            found |= set(range(first, int(second) + 1))
            rest.pop(0)
    return found


def _shown(doc: Opened) -> list[tuple[Any, set[int]]]:
    """Return every font with the codes that pages show in it."""
    found: dict[Any, tuple[Any, set[int]]] = {}
    for content in doc.contents:
        for paint in content.painted:
            if paint.operator in SHOWS_TEXT and paint.font is not None:
                _, codes = found.setdefault(paint.font.objgen, (paint.font, set()))
                codes |= _codes(paint.operands, paint.font)
    return list(found.values())


def _codes(operands: list[Any], font: Any) -> set[int]:
    given = list(operands[-1]) if isinstance(operands[-1], Array) else [operands[-1]]
    text = [bytes(each) for each in given if isinstance(each, String | bytes)]
    if font.get("/Subtype") != Name.Type0:
        return {code for each in text for code in each}
    return {int.from_bytes(each[n : n + 2], "big") for each in text for n in range(0, len(each), 2)}


def _to_unicode(font: Any) -> dict[int, str] | None:
    """Return what letters the codes of a font stand for; ``None`` when it does not say."""
    table = font.get("/ToUnicode")
    if not isinstance(table, Stream):
        return None
    text = table.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, letters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(letters).decode("utf-16-be", "replace")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, letters in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int(letters, 16)
            for n, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(start + n)
    return found
