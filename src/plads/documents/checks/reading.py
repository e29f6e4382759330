"""PDF/UA-1: that somebody who does not see the page reads the same, in the same order."""

import re
from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name

from plads.documents.checks.metadata import packet, said
from plads.documents.checks.opened import Element, Opened, names

Faults = Iterator[str]

STANDARD = names(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI "
    "Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP "
    "Warichu WT WP Figure Formula Form"
)
"""The standard structure types of PDF 1.7."""


def claims(doc: Opened) -> Faults:
    """Yield breaches of the rule on claims."""
    try:
        xml = packet(doc)
    except ValueError:
        yield "there is no metadata"
        return
    if said(xml, "pdfuaid:part") != "1":
        yield "the metadata does not say PDF/UA-1"


def marked(doc: Opened) -> Faults:
    """Yield breaches of the rule on marked."""
    mark = doc.root.get("/MarkInfo", {})
    if mark.get("/Marked") is not True or mark.get("/Suspects", False) is not False:
        yield "the file does not say that it is tagged"
    if "/StructTreeRoot" not in doc.root or not doc.elements:
        yield "there is no structure tree"


def title(doc: Opened) -> Faults:
    """Yield breaches of the rule on title."""
    try:
        named = said(packet(doc), "dc:title").strip()
    except ValueError:
        named = ""
    if not named:
        yield "the file has no title"
    if doc.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is not True:
        yield "readers show the file's name instead of its title"


def language(doc: Opened) -> Faults:
    """Yield breaches of the rule on language."""
    languages = [str(doc.root.get("/Lang", ""))]
    languages += [str(each.obj.Lang) for each in doc.elements if "/Lang" in each.obj]
    for each in languages:
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", each):
            yield f"»{each}« is no language"


def roles(doc: Opened) -> Faults:
    """Yield breaches of the rule on roles."""
    mapped = doc.root.StructTreeRoot.get("/RoleMap", {})
    for tag in mapped:
        if tag in STANDARD:
            yield f"the standard tag {tag} is given another meaning"
    for each in doc.elements:
        if doc.role(each.tag) not in STANDARD:
            yield f"nobody knows the tag {each.tag}"


def everything(doc: Opened) -> Faults:
    """Yield breaches of the rule on everything."""
    for number, content in enumerate(doc.contents, 1):
        unmarked = {paint.operator for paint in content.painted if not paint.marked}
        if unmarked:
            yield f"page {number} paints something that is neither read nor an artifact ({' '.join(sorted(unmarked))})"
        if content.crossed:
            yield f"page {number} has an artifact in what is read, or the other way round"


def tree(doc: Opened) -> Faults:
    """Yield breaches of the rule on tree."""
    pages = {page.obj.objgen: n for n, page in enumerate(doc.pdf.pages)}
    held: dict[tuple[int, int], list[Element]] = {}
    for element in doc.elements:
        for page, mcid in element.content:
            if page is None or page.objgen not in pages:
                yield f"content of {element.tag} lies on no page"
                continue
            held.setdefault((pages[page.objgen], mcid), []).append(element)
    back = _numbers(doc.root.StructTreeRoot.get("/ParentTree", {}))
    for number, content in enumerate(doc.contents):
        if len(set(content.mcids)) != len(content.mcids):
            yield f"page {number + 1} has the same mark twice"
        parents = back.get(int(doc.pdf.pages[number].obj.get("/StructParents", -1)))
        for mcid in content.mcids:
            owners = held.pop((number, mcid), [])
            if len(owners) != 1:
                yield f"mark {mcid} of page {number + 1} belongs to {len(owners)} elements"
            elif parents is None or mcid >= len(parents) or parents[mcid].objgen != owners[0].obj.objgen:
                yield f"mark {mcid} of page {number + 1} does not lead back to its element"
    for number, mcid in held:
        yield f"an element holds mark {mcid} of page {number + 1}, which is not there"
    for element in doc.elements:
        parent = element.parent.obj if element.parent else doc.root.StructTreeRoot
        if element.obj.get("/P") is None or element.obj.P.objgen != parent.objgen:
            yield f"{element.tag} does not lead back to its parent"


def _numbers(node: Any) -> dict[int, Any]:
    """Return a number tree as a dictionary."""
    pairs = list(node.get("/Nums", []))
    found = {int(pairs[n]): pairs[n + 1] for n in range(0, len(pairs), 2)}
    for kid in node.get("/Kids", []):
        found |= _numbers(kid)
    return found


def order(doc: Opened) -> Faults:
    """Yield breaches of the rule on order."""
    last: dict[Any, int] = {}
    page_order = [page.obj.objgen for page in doc.pdf.pages]
    for element in doc.elements:
        for page, mcid in sorted(
            element.content, key=lambda held: (page_order.index(held[0].objgen), held[1])
        ):
            if mcid < last.get(page.objgen, -1) and not _beside(element):
                yield f"mark {mcid} of page {page_order.index(page.objgen) + 1} is read too late"
            last[page.objgen] = max(mcid, last.get(page.objgen, -1))


def _beside(element: Element) -> bool:
    """Whether an element is a link or a mark in a line, which is read inside its neighbour's content."""
    return element.tag in ("/Link", "/Span", "/Lbl")


def headings(doc: Opened) -> Faults:
    """Yield breaches of the rule on headings."""
    levels = [int(tag[2:]) for each in doc.elements if re.fullmatch(r"/H[1-6]", tag := doc.role(each.tag))]
    before = 0
    for level in levels:
        if level > before + 1:
            yield f"a heading of level {level} comes after one of level {before}"
        before = level
    if not levels:
        yield "there is no heading"
    if any(doc.role(each.tag) == "/H" for each in doc.elements) and levels:
        yield "numbered and unnumbered headings are mixed"


def alternatives(doc: Opened) -> Faults:
    """Yield breaches of the rule on alternatives."""
    for each in doc.elements:
        told = each.obj.get("/Alt", each.obj.get("/ActualText", ""))
        if doc.role(each.tag) in ("/Figure", "/Formula") and not str(told):
            yield f"a {each.tag} is not told in words"


_INSIDE = {
    "/TR": ("/Table", "/THead", "/TBody", "/TFoot"),
    "/TH": ("/TR",),
    "/TD": ("/TR",),
    "/THead": ("/Table",),
    "/TBody": ("/Table",),
    "/TFoot": ("/Table",),
    "/LI": ("/L",),
    "/Lbl": ("/LI", "/Note", "/TOCI", "/Reference", "/Form", "/P", "/H1", "/H2", "/H3"),
    "/LBody": ("/LI",),
    "/TOCI": ("/TOC",),
}


def nesting(doc: Opened) -> Faults:
    """Yield breaches of the rule on nesting."""
    for each in doc.elements:
        tag = doc.role(each.tag)
        above = doc.role(each.parent.tag) if each.parent else "root"
        if tag in _INSIDE and above not in _INSIDE[tag]:
            yield f"{tag} stands in {above}"
        if tag == "/L" and any(
            doc.role(child.tag) not in ("/LI", "/L", "/Caption") for child in each.children
        ):
            yield "a list holds something else than points"


def tables(doc: Opened) -> Faults:
    """Yield breaches of the rule on tables."""
    for each in doc.elements:
        if doc.role(each.tag) == "/Table":
            rows = [_cells(doc, row) for row in _rows(doc, each)]
            heads = [cell for row in rows for cell in row if doc.role(cell.tag) == "/TH"]
            if not heads or any(_attribute(cell, "/Scope") is None for cell in heads):
                yield "a table has no header, or one that does not say what it heads"
            spans = [_span(cell, "/RowSpan") for row in rows for cell in row]
            across = {sum(_span(cell, "/ColSpan") for cell in row) for row in rows}
            if len(across) != 1 and set(spans) == {1}:
                yield "the rows of a table are not of one width"


def _rows(doc: Opened, table: Element) -> Iterator[Element]:
    for child in table.children:
        tag = doc.role(child.tag)
        if tag == "/TR":
            yield child
        elif tag in ("/THead", "/TBody", "/TFoot"):
            yield from _rows(doc, child)


def _cells(doc: Opened, row: Element) -> list[Element]:
    return [each for each in row.children if doc.role(each.tag) in ("/TH", "/TD")]


def _attribute(element: Element, name: str) -> Any:
    found = element.obj.get("/A", [])
    for each in found if isinstance(found, Array) else [found]:
        if isinstance(each, Dictionary) and name in each:
            return each[name]
    return None


def _span(cell: Element, name: str) -> int:
    return int(_attribute(cell, name) or 1)


def annotations(doc: Opened) -> Faults:
    """Yield breaches of the rule on annotations."""
    owners = {link.objgen: each for each in doc.elements for link in each.links}
    back = _numbers(doc.root.StructTreeRoot.get("/ParentTree", {}))
    expected = {"/Link": "/Link", "/Widget": "/Form"}
    for page, each in doc.annotations:
        kind = str(each.get("/Subtype"))
        owner = owners.get(each.objgen)
        if owner is None or doc.role(owner.tag) != expected.get(kind, "/Annot"):
            yield f"an annotation of the kind {kind} is not in the structure tree as {expected.get(kind, '/Annot')}"
        elif getattr(back.get(int(each.get("/StructParent", -1))), "objgen", None) != owner.obj.objgen:
            yield f"an annotation of the kind {kind} does not lead back to its element"
        if not str(each.get("/TU" if kind == "/Widget" else "/Contents", "")):
            yield f"an annotation of the kind {kind} is not told in words"
        if page.get("/Tabs") != Name.S:
            yield "the keyboard does not follow the structure of a page"


def bookmarks(doc: Opened) -> Faults:
    """Yield breaches of the rule on bookmarks."""
    if "/First" not in doc.root.get("/Outlines", {}):
        yield "there are no bookmarks"
