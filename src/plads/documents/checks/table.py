"""The table of what is checked, and the one function that goes through it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pikepdf

from plads.documents.checks import archive, metadata, reading
from plads.documents.checks import type as fonts
from plads.documents.checks.opened import Opened


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: the clauses it comes from, the rule in our words, and what looks for breaches of it."""

    clauses: str
    rule: str
    look: Callable[[Opened], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """A breach: the clauses, and what is wrong."""

    clauses: str
    what: str

    def __str__(self) -> str:
        return f"{self.what} ({self.clauses})"


CHECKS = (
    Check(
        "PDF/A-2 6.1.2",
        "The file begins with its version and a comment of bytes that no text has.",
        archive.header,
    ),
    Check(
        "PDF/A-2 6.1.3, PDF/UA-1 7.16",
        "The file has an identity, is not encrypted, and ends where it ends.",
        archive.trailer,
    ),
    Check(
        "PDF/A-2 6.1.7, 6.2.8.3",
        "Nothing lies outside the file, and nothing is packed in a way PDF/A does not know.",
        archive.streams,
    ),
    Check(
        "PDF/A-2 6.1.13",
        "Numbers, names, strings and pages are no larger than every reader can hold.",
        archive.limits,
    ),
    Check("PDF/A-2 6.2.2", "Everything a page names is in its own resources.", archive.resources),
    Check(
        "PDF/A-2 6.2.3",
        "The file says what its colours mean, with a profile that lies in it.",
        archive.output_intent,
    ),
    Check(
        "PDF/A-2 6.2.4",
        "Colours of a device are used only where the output intent says what they mean.",
        archive.colours,
    ),
    Check(
        "PDF/A-2 6.2.5, 6.2.6, 6.2.10",
        "No transfer functions, no halftone phase, blend modes and rendering intents that everybody knows.",
        archive.graphics_states,
    ),
    Check("PDF/A-2 6.2.10", "What shines through says in which colours it is mixed.", archive.transparency),
    Check(
        "PDF/A-2 6.2.8, 6.2.9",
        "Pictures have no other version of themselves, no print instructions, and are shown as they are.",
        archive.pictures,
    ),
    Check("PDF/A-2 6.2.11.4, PDF/UA-1 7.21.4", "Every font lies in the file.", fonts.embedded),
    Check(
        "PDF/A-2 6.2.11.3, PDF/UA-1 7.21.3",
        "A composite font says which of its signs is meant.",
        fonts.mapped,
    ),
    Check(
        "PDF/A-2 6.2.11.5, PDF/UA-1 7.21.5",
        "Every sign that is shown has its width in the file.",
        fonts.widths,
    ),
    Check(
        "PDF/A-2 6.2.11.7, PDF/UA-1 7.21.7", "Every sign that is shown stands for letters.", fonts.readable
    ),
    Check("PDF/A-2 6.2.11.8, PDF/UA-1 7.21.8", "No sign is the one for »this sign is missing«.", fonts.there),
    Check(
        "PDF/A-2 6.3",
        "Everything on top of a page is printed too and has a look of its own.",
        archive.annotations,
    ),
    Check(
        "PDF/A-2 6.4.1, 6.4.2, PDF/UA-1 7.15",
        "Fields look as they look: no reader draws them anew, and none does anything.",
        archive.forms,
    ),
    Check(
        "PDF/A-2 6.1.12, 6.4.3",
        "A signature covers the whole file but itself; permissions say nothing else.",
        archive.signatures,
    ),
    Check("PDF/A-2 6.5", "Nothing happens by itself, and no script runs.", archive.actions),
    Check(
        "PDF/A-2 6.6.2",
        "The metadata can be read, and every property in it is one that is known or explained there.",
        metadata.properties,
    ),
    Check("PDF/A-2 6.6.4", "The metadata says PDF/A-2a.", metadata.conformance),
    Check(
        "PDF 1.7 14.3",
        "The properties and the metadata say the same of title, author, subject, keywords and program.",
        metadata.information,
    ),
    Check(
        "PDF/A-2 6.8, 6.9, 6.10, 6.11, PDF/UA-1 7.10, 7.11",
        "There are no other files in the file, no layers, no presentations and nothing a reader must be able to do.",
        archive.attachments,
    ),
    Check("PDF/UA-1 5", "The metadata says PDF/UA-1.", reading.claims),
    Check("PDF/A-2 6.7.2, PDF/UA-1 7.1", "The file is tagged, and sure of it.", reading.marked),
    Check("PDF/UA-1 7.1", "The file has a title, and a reader shows it.", reading.title),
    Check(
        "PDF/A-2 6.7.4, PDF/UA-1 7.2",
        "The file, and whatever says so itself, is in a language that has a name.",
        reading.language,
    ),
    Check(
        "PDF/A-2 6.7.3, PDF/UA-1 7.1",
        "Every tag is a standard one or stands for one, and no standard tag for another.",
        reading.roles,
    ),
    Check(
        "PDF/UA-1 7.1",
        "All that is painted is read or is an artifact, and nothing is both.",
        reading.everything,
    ),
    Check(
        "PDF 1.7 14.7, 14.8",
        "Each piece of marked content belongs to exactly one element, and the way back from it is right.",
        reading.tree,
    ),
    Check("PDF/UA-1 7.2", "What is read comes in the order in which it stands on the page.", reading.order),
    Check("PDF/UA-1 7.4", "Headings go down one level at a time and have words in them.", reading.headings),
    Check("PDF/UA-1 7.3, 7.7", "Pictures and formulas are also told in words.", reading.alternatives),
    Check("PDF/UA-1 7.2, 7.6", "Rows stand in tables, cells in rows, points in lists.", reading.nesting),
    Check(
        "PDF/UA-1 7.5", "A table has headers that say what they head, and rows of one width.", reading.tables
    ),
    Check(
        "PDF/UA-1 7.18",
        "Links and fields stand in the tree, are told in words, and come in its order.",
        reading.annotations,
    ),
    Check("PDF/UA-1 7.17", "Somebody who uses a keyboard can go from heading to heading.", reading.bookmarks),
)


def faults(pdf: bytes) -> list[Fault]:
    """Return every breach found in a file, none when it is what it says it is."""
    try:
        doc = Opened(pdf)
    except pikepdf.PdfError:
        return [Fault("PDF 1.7 7.5", "the file is no PDF that can be read")]
    return [fault for check in CHECKS for fault in _found(check, doc)]


def _found(check: Check, doc: Opened) -> Iterator[Fault]:
    """Yield what one check finds; a file so broken that the check itself fails is a breach too."""
    try:
        for what in dict.fromkeys(check.look(doc)):
            yield Fault(check.clauses, what)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, pikepdf.PdfError) as error:
        yield Fault(check.clauses, f"could not be looked at: {type(error).__name__}")
