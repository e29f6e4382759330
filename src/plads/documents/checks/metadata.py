"""What the file says of itself: that it is PDF/A-2a, what it is called, and the same in both places."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pikepdf import Stream

from plads.documents.checks.opened import Opened

Faults = Iterator[str]

_NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_PREDEFINED = {
    _NS["dc"], _NS["xmp"], _NS["pdfaid"], _NS["pdfaExtension"], "http://ns.adobe.com/xap/1.0/t/pg/",
}  # fmt: skip


def packet(doc: Opened) -> Any:
    """Return the XMP packet as XML; raises ``ValueError`` when it can't be read."""
    metadata = doc.root.get("/Metadata")
    if not isinstance(metadata, Stream):
        raise ValueError("there is no metadata")
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(metadata.read_bytes(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("the metadata is no XML") from error


def said(xml: Any, name: str) -> str:
    """Return what a property of the metadata says: its first text."""
    found = xml.xpath(f"//{name}//text()[normalize-space()]", namespaces=_NS)
    return str(found[0]) if found else ""


def properties(doc: Opened) -> Faults:
    """Yield breaches of the rule on properties."""
    try:
        xml = packet(doc)
    except ValueError as error:
        yield str(error)
        return
    raw = doc.root.Metadata.read_bytes()
    if re.search(rb"<\?xpacket begin=[^>]*\b(bytes|encoding)=", raw):
        yield "the metadata's packet has an attribute that is not allowed"
    explained = {str(each) for each in xml.xpath("//pdfaSchema:namespaceURI/text()", namespaces=_NS)}
    for each in xml.xpath("//rdf:RDF/rdf:Description/*", namespaces=_NS):
        space = etree.QName(each).namespace
        if space not in _PREDEFINED | explained:
            yield f"the metadata has a property of {space}, which is not explained"


def conformance(doc: Opened) -> Faults:
    """Yield breaches of the rule on conformance."""
    try:
        xml = packet(doc)
    except ValueError:
        yield "there is no metadata"
        return
    if (said(xml, "pdfaid:part"), said(xml, "pdfaid:conformance")) != ("2", "A"):
        yield "the metadata does not say PDF/A-2a"


def information(doc: Opened) -> Faults:
    """Yield breaches of the rule on information."""
    try:
        xml = packet(doc)
    except ValueError:
        return
    pairs = {
        "/Title": "dc:title", "/Author": "dc:creator", "/Subject": "dc:description", "/Keywords": "pdf:Keywords",
        "/Creator": "xmp:CreatorTool", "/Producer": "pdf:Producer",
    }  # fmt: skip
    for key, name in pairs.items():
        value = doc.pdf.docinfo.get(key)
        if value is not None and str(value) != said(xml, name):
            yield f"{key} and {name} differ"
