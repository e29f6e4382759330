"""Ways to break a sound PDF: at least one for each rule that is checked, by the rule's function."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

NONE = pikepdf.StreamDecodeLevel.none
BREAKS: dict[str, list[Callable[[Any], Any]]] = {}
RAW: dict[str, list[Callable[[bytes], bytes]]] = {}


def breaks(name: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Declare a way to break what the check of that name looks for."""

    def declare(way: Callable[[Any], Any]) -> Callable[[Any], Any]:
        BREAKS.setdefault(name, []).append(way)
        return way

    return declare


def saved(pdf: bytes, way: Callable[[Any], Any] = lambda doc: None) -> bytes:
    """Return a PDF written anew after ``way`` changed it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as doc:
        way(doc)
        doc.save(out, static_id=True, fix_metadata_version=False, stream_decode_level=NONE)
    return out.getvalue()


RAW["header"] = [
    lambda pdf: pdf.replace(b"%PDF-1.7", b"%PDF-2.0", 1),
    lambda pdf: re.sub(rb"\n%[^\n]*", b"\n%abcd", pdf, count=1),
]
# qpdf writes a stream packed with LZW anew in another way, so the name is put into the bytes.
RAW["streams"] = [lambda pdf: re.sub(rb"/FlateDecode\b", b"/LZWDecode  ", pdf, count=1)]
RAW["trailer"] = [lambda pdf: pdf + b"\nmore\n"]
RAW["signatures"] = [lambda pdf: pdf + b"\n%%EOF\n"]


def _elements(doc: Pdf, tag: str) -> list[Any]:
    return [
        each
        for each in doc.objects
        if isinstance(each, Dictionary) and each.get("/S") == Name(tag) and "/P" in each
    ]


def _fonts(doc: Pdf) -> list[Any]:
    return [
        each for each in doc.objects if isinstance(each, Dictionary) and each.get("/Subtype") == Name.Type0
    ]


def _content(doc: Pdf, change: Callable[[bytes], bytes], page: int = 0) -> None:
    stream = doc.pages[page].Contents
    stream.write(change(stream.read_bytes()))


def _xmp(doc: Pdf, old: bytes, new: bytes) -> None:
    stream = doc.Root.Metadata
    assert old in stream.read_bytes()
    stream.write(stream.read_bytes().replace(old, new))


def _link(doc: Pdf) -> Any:
    return next(each for page in doc.pages for each in page.obj.get("/Annots", []))


@breaks("streams")
def _elsewhere(doc: Any) -> None:
    packed = doc.make_stream(b"a")
    packed.F = String("a.txt")
    doc.Root.Odd = packed


@breaks("limits")
def _huge(doc: Any) -> None:
    doc.pages[0].MediaBox = Array([0, 0, 20_000, 800])


@breaks("limits")
def _nested(doc: Any) -> None:
    _content(doc, lambda said: b"q " * 30 + b"Q " * 30 + said)


@breaks("resources")
def _nameless(doc: Any) -> None:
    doc.pages[0].obj.Resources = Dictionary()


@breaks("output_intent")
def _without_intent(doc: Any) -> None:
    del doc.Root.OutputIntents


@breaks("output_intent")
def _no_profile(doc: Any) -> None:
    doc.Root.OutputIntents[0].DestOutputProfile.write(b"not a profile" * 20)


@breaks("colours")
def _cmyk(doc: Any) -> None:
    _content(doc, lambda said: said + b" 0 0 0 1 k")


@breaks("graphics_states")
def _strange_blend(doc: Any) -> None:
    doc.pages[0].obj.Resources.ExtGState = Dictionary(Odd=Dictionary(BM=Name.Strange))
    _content(doc, lambda said: said + b" /Odd gs")


@breaks("graphics_states")
def _strange_intent(doc: Any) -> None:
    _content(doc, lambda said: said + b" /Strange ri")


@breaks("transparency")
def _mixed(doc: Any) -> None:
    del doc.Root.OutputIntents
    doc.pages[0].obj.Group = Dictionary(S=Name.Transparency)


@breaks("pictures")
def _smoothed(doc: Any) -> None:
    doc.Root.Odd = doc.make_indirect(Dictionary(Subtype=Name.Image, Interpolate=True))


@breaks("embedded")
def _font_elsewhere(doc: Any) -> None:
    descriptor = _fonts(doc)[0].DescendantFonts[0].FontDescriptor
    for name in ("/FontFile2", "/FontFile3"):
        if name in descriptor:
            del descriptor[name]


@breaks("mapped")
def _own_encoding(doc: Any) -> None:
    _fonts(doc)[0].Encoding = Name("/UniGB-UCS2-H")


@breaks("widths")
def _no_widths(doc: Any) -> None:
    _fonts(doc)[0].DescendantFonts[0].W = Array([])


@breaks("readable")
def _mute(doc: Any) -> None:
    del _fonts(doc)[0].ToUnicode


@breaks("readable")
def _one_sign_mute(doc: Any) -> None:
    table = _fonts(doc)[0].ToUnicode
    table.write(
        re.sub(rb"beginbfchar\s*<\w+> <\w+>", b"beginbfchar <7fff> <0041>", table.read_bytes(), count=1)
    )


@breaks("there")
def _missing_sign(doc: Any) -> None:
    page = doc.pages[0]
    program = list(pikepdf.parse_content_stream(page))
    at = next(n for n, each in enumerate(program) if str(each.operator) == "Tj")
    program[at] = pikepdf.ContentStreamInstruction([String(b"\x00\x00")], program[at].operator)
    page.Contents.write(pikepdf.unparse_content_stream(program))


@breaks("archive.annotations")
def _hidden(doc: Any) -> None:
    _link(doc).F = 2


@breaks("archive.annotations")
def _film(doc: Any) -> None:
    _link(doc).Subtype = Name.Movie


@breaks("forms")
def _drawn_anew(doc: Any) -> None:
    doc.Root.AcroForm = Dictionary(Fields=Array([]), NeedAppearances=True)


@breaks("signatures")
def _strange_permission(doc: Any) -> None:
    doc.Root.Perms = Dictionary(Strange=Dictionary())


@breaks("actions")
def _script(doc: Any) -> None:
    doc.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


@breaks("actions")
def _launch(doc: Any) -> None:
    _link(doc).A = Dictionary(S=Name.Launch, F=String("calc.exe"))


@breaks("properties")
def _unexplained(doc: Any) -> None:
    _xmp(doc, b"<pdfaid:part>", b'<odd:odd xmlns:odd="urn:odd">1</odd:odd><pdfaid:part>')


@breaks("properties")
def _unreadable(doc: Any) -> None:
    doc.Root.Metadata.write(b"<x:xmpmeta")


@breaks("conformance")
def _other_part(doc: Any) -> None:
    _xmp(doc, b"<pdfaid:conformance>A", b"<pdfaid:conformance>B")


@breaks("information")
def _two_titles(doc: Any) -> None:
    doc.docinfo.Title = String("Noget andet")


@breaks("attachments")
def _file_within(doc: Any) -> None:
    doc.attachments["a.txt"] = b"a"


@breaks("claims")
def _no_claim(doc: Any) -> None:
    _xmp(doc, b"<pdfuaid:part>1", b"<pdfuaid:part>2")


@breaks("marked")
def _unsure(doc: Any) -> None:
    doc.Root.MarkInfo.Suspects = True


@breaks("marked")
def _no_tree(doc: Any) -> None:
    del doc.Root.StructTreeRoot


@breaks("title")
def _file_name(doc: Any) -> None:
    doc.Root.ViewerPreferences.DisplayDocTitle = False


@breaks("title")
def _untitled(doc: Any) -> None:
    _xmp(doc, b"Samarbejdsaftale om virksomhedscenter</rdf:li>", b"</rdf:li>")


@breaks("language")
def _no_language(doc: Any) -> None:
    del doc.Root.Lang


@breaks("roles")
def _unknown_tag(doc: Any) -> None:
    _elements(doc, "/H1")[0].S = Name.Strange


@breaks("roles")
def _standard_tag_turned(doc: Any) -> None:
    doc.Root.StructTreeRoot.RoleMap.H1 = Name.P


@breaks("everything")
def _unmarked(doc: Any) -> None:
    _content(doc, lambda said: said + b" 0 0 10 10 re f")


@breaks("everything")
def _both(doc: Any) -> None:
    _content(doc, lambda said: said + b" /Artifact BMC /P <</MCID 900>> BDC EMC EMC")


@breaks("tree")
def _mark_of_nobody(doc: Any) -> None:
    _content(doc, lambda said: said + b" /P <</MCID 900>> BDC EMC")


@breaks("tree")
def _no_way_back(doc: Any) -> None:
    doc.Root.StructTreeRoot.ParentTree.Nums[1] = Array([])


@breaks("order")
def _backwards(doc: Any) -> None:
    (top,) = doc.Root.StructTreeRoot.K
    top.K = Array(reversed(list(top.K)))


@breaks("headings")
def _too_deep(doc: Any) -> None:
    _elements(doc, "/H2")[0].S = Name.H4


@breaks("alternatives")
def _untold(doc: Any) -> None:
    del _elements(doc, "/Figure")[0].Alt


@breaks("nesting")
def _cell_alone(doc: Any) -> None:
    _elements(doc, "/TR")[0].S = Name.Div


@breaks("nesting")
def _point_alone(doc: Any) -> None:
    _elements(doc, "/L")[0].S = Name.Div


@breaks("tables")
def _headless(doc: Any) -> None:
    for each in _elements(doc, "/TH"):
        each.S = Name.TD


@breaks("tables")
def _uneven(doc: Any) -> None:
    del _elements(doc, "/TR")[-1].K[-1]


@breaks("reading.annotations")
def _loose_link(doc: Any) -> None:
    element = _elements(doc, "/Link")[0]
    element.K = Array([each for each in element.K if not isinstance(each, Dictionary)])


@breaks("reading.annotations")
def _silent_link(doc: Any) -> None:
    del _link(doc).Contents


@breaks("reading.annotations")
def _keyboard_elsewhere(doc: Any) -> None:
    for page in doc.pages:
        page.obj.Tabs = Name.C


@breaks("bookmarks")
def _no_bookmarks(doc: Any) -> None:
    del doc.Root.Outlines
