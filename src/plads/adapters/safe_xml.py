"""XML that came from outside, read so that it can do nothing but be read."""

from typing import Any

from lxml import etree

LIMIT = 400_000
"""The most bytes of one document; a response with a hundred privileges is about a tenth of it."""

_DEEPEST = 60


class UnsafeXml(ValueError):
    """A document that is too large, malformed, or holds what no honest sender puts there."""


def parse(content: bytes) -> etree._Element:
    """Return the root of a document; raises ``UnsafeXml``.

    No document type (so no entities), no comments and no processing instructions: a comment inside a name splits
    what a signature covers from what a program reads. Nothing is fetched.
    """
    if len(content) > LIMIT:
        raise UnsafeXml(f"more than {LIMIT} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnsafeXml("not well-formed") from error
    document = root.getroottree()
    info: Any = document.docinfo
    if info.doctype or info.internalDTD is not None:
        raise UnsafeXml("has a document type")
    if root.getprevious() is not None or root.getnext() is not None:
        raise UnsafeXml("has something beside its root")
    for node in root.iter():
        if not isinstance(node.tag, str):
            raise UnsafeXml("has a comment, an instruction or an entity")
    if _depth(root) > _DEEPEST:
        raise UnsafeXml("is nested too deeply")
    return root


def _depth(root: etree._Element) -> int:
    deepest, open_now = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        open_now += 1 if event == "start" else -1
        deepest = max(deepest, open_now)
    return deepest
