"""Looking into an .xlsx file before anything opens it: a package of parts, and only of the parts a workbook has.

Everything is judged by content, never by name alone, and nothing is unpacked further than it may be.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

MOST_UNPACKED = 160 * 1024 * 1024
"""The most a packed file may hold: a small file that unpacks to gigabytes is an attack."""

MOST_PARTS = 2000
"""The most parts in one file."""

_CHUNK = 1024 * 1024
_NAMES = re.compile(r"[^/\\\x00-\x1f][^\\\x00-\x1f]*")
_RUNS = re.compile(
    r"vbaproject|vbadata|(^|/)(macrosheets|dialogsheets|activex|embeddings|ctrlprops|customui)/|\.(bin|exe|dll|js|vbs|ps1|bat|com|scr|ocx)$"
)
_HARMLESS_BIN = re.compile(r"xl/printersettings/printersettings\d*\.bin")
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype", b"<!entity")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00", b"\x00\x00")
_SYMLINK = 0o120000


class Bad(Exception):
    """The package is refused; ``message`` says why and ``remedy`` what to do, in Danish."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


_SAVE_AGAIN = "Åbn den i et regneark, og gem den som .xlsx."


def check_package(data: bytes) -> None:
    """Raise ``Bad`` unless ``data`` is a workbook without macros, whole, and no larger than it may be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _check_sizes(parts)
            _check_names(parts)
            for part in parts:
                _check_part(package, part)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        EOFError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise Bad("Filen er beskadiget og kan ikke læses.", _SAVE_AGAIN) from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Bad("Filen er låst med adgangskode.", "Fjern adgangskoden, og gem filen igen.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Bad("Filen pakker sig ud til for meget.", "Gem regnearket på ny, uden billeder.")


def _check_names(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.lower() for part in parts]
    if "xl/workbook.xml" not in names:
        raise Bad("Filen er ikke et regneark i .xlsx.", _SAVE_AGAIN)
    for part, name in zip(parts, names, strict=True):
        if (
            not _NAMES.fullmatch(name)
            or ".." in name.split("/")
            or (part.external_attr >> 16) & 0o170000 == _SYMLINK
        ):
            raise Bad("Filen er ikke et regneark i .xlsx.", _SAVE_AGAIN)
        if _RUNS.search(name) and not _HARMLESS_BIN.fullmatch(name):
            raise _with_macros()
    if len(set(names)) != len(names):
        raise Bad("Filen er beskadiget: den samme del er der to gange.", _SAVE_AGAIN)


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read one part through: it must be what it says, and a text part must not define what it does not spell out."""
    is_text = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    is_types = part.filename.lower() == "[content_types].xml"
    for piece in _pieces(package, part):
        if is_text and (piece.startswith(_WIDE) or any(word in piece for word in _ENTITIES)):
            raise Bad("Filen er beskadiget og kan ikke læses.", _SAVE_AGAIN)
        if is_types and b"macroenabled" in piece.lower():
            raise _with_macros()


def _pieces(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part's bytes piece by piece, each with the end of the one before, so that no word is cut in two."""
    last, seen = b"", 0
    with package.open(part) as stream:
        while piece := stream.read(_CHUNK):
            seen += len(piece)
            if seen > part.file_size:
                raise Bad("Filen pakker sig ud til mere, end den siger.", _SAVE_AGAIN)
            yield last + piece if seen > len(piece) else piece
            last = piece[-32:]


def _with_macros() -> Bad:
    return Bad("Filen indeholder makroer eller indlejrede filer.", "Gem den som .xlsx uden makroer.")
