"""A template and its data become a PDF that lasts and that everybody can read."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from plads.documents import fonts
from plads.documents.words import printable_in

STANDARDS = ["a-2a", "ua-1"]
"""PDF/A-2a (ISO 19005-2, for archives) and PDF/UA-1 (ISO 14289-1, for screen readers), both at once."""

_TEMPLATES = Path(__file__).parent / "templates"


class NotRendered(Exception):
    """A document that could not be made. The message names the template's line and none of the words in it."""


def render(
    template: str, data: Mapping[str, Any], own: Mapping[str, str] | None = None, *, made_at: datetime
) -> bytes:
    """Return the PDF of a template filled in with plain data, as PDF/A-2a and PDF/UA-1.

    Data goes in as JSON and comes out as text: no word of it is ever read as markup. ``own`` is what Plads itself
    made and no person wrote, untouched: SVG pictures and addresses. Only the fonts in ``fonts.FOLDER`` are used, and
    they are embedded. The same input gives the same bytes. Raises ``NotRendered``.
    """
    whole = made_at.astimezone(UTC).replace(microsecond=0)  # a PDF counts in seconds
    made = _made(template, data, own, format="pdf", pdf_standards=STANDARDS, timestamp=whole)
    return bytes(made)


def pictures(
    template: str, data: Mapping[str, Any], own: Mapping[str, str] | None = None, *, ppi: float = 96
) -> list[bytes]:
    """Return the pages as PNG pictures, to look at."""
    made = _made(template, data, own, format="png", ppi=ppi)
    return [bytes(made)] if isinstance(made, bytes) else [bytes(each) for each in made]


def _made(template: str, data: Mapping[str, Any], own: Mapping[str, str] | None, **how: Any) -> Any:
    # A compiler remembers its last inputs, so each document gets its own; the fonts are read once.
    compiler = typst.Compiler(root=_TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)
    inputs = {
        "data": json.dumps(printable_in(dict(data)), ensure_ascii=False),
        "own": json.dumps(dict(own or {})),
    }
    try:
        return compiler.compile(_TEMPLATES / f"{template}.typ", sys_inputs=inputs, **how)
    except typst.TypstError as error:
        where = re.search(r"(\w+\.typ:\d+)", error.diagnostic)
        what = re.sub(r"`[^`]*`", "…", error.message)
        raise NotRendered(f"{where[1] if where else template}: {what}") from None


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts.FOLDER])
