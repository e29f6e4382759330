"""PDF/A-2a: that the file can be shown the same way in fifty years. Each function yields what is wrong, in English."""

import re
from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Stream

from plads.documents.checks.opened import Opened, names

Faults = Iterator[str]


def header(doc: Opened) -> Faults:
    """Yield breaches of the rule on header."""
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", doc.bytes):
        yield "the first two lines are not a PDF header with a binary comment"


def trailer(doc: Opened) -> Faults:
    """Yield breaches of the rule on trailer."""
    if len(doc.pdf.trailer.get("/ID", [])) != 2:
        yield "the trailer has no ID"
    if "/Encrypt" in doc.pdf.trailer:
        yield "the file is encrypted"
    if not re.search(rb"%%EOF\r?\n?\Z", doc.bytes):
        yield "there is something after the last end-of-file mark"


def streams(doc: Opened) -> Faults:
    """Yield breaches of the rule on streams."""
    for each in doc.objects:
        if not isinstance(each, Stream):
            continue
        if {"/F", "/FFilter", "/FDecodeParms"} & set(each.keys()):
            yield "a stream lies outside the file"
        filters: Any = each.get("/Filter", [])
        used = {str(name) for name in (filters if isinstance(filters, Array) else [filters])}
        for name in used & {"/LZWDecode", "/Crypt", "/JPXDecode"}:
            yield f"a stream is packed with {name}"


def limits(doc: Opened) -> Faults:
    """Yield breaches of the rule on limits."""
    for each in doc.dictionaries:
        for key, value in each.items():
            if len(key.encode()) > 128 or (isinstance(value, Name) and len(str(value).encode()) > 128):
                yield "a name is longer than 127 bytes"
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**31 - 1:
                yield "a number is larger than 2147483647"
    if len(doc.pdf.objects) > 8_388_607:
        yield "there are too many objects"
    for page in doc.pdf.pages:
        left, low, right, high = (float(each) for each in page.mediabox)
        if not all(3 <= side <= 14_400 for side in (right - left, high - low)):
            yield "a page is too small or too large"
    if any(content.depth > 28 for content in doc.contents):
        yield "graphics states are nested more than 28 deep"


def resources(doc: Opened) -> Faults:
    """Yield breaches of the rule on resources."""
    for content in doc.contents:
        for name in sorted(content.missing):
            yield f"a page names {name}, which is not there"


def output_intent(doc: Opened) -> Faults:
    """Yield breaches of the rule on output intent."""
    intents = [each for each in doc.root.get("/OutputIntents", []) if each.get("/S") == Name.GTS_PDFA1]
    if len(intents) != 1:
        yield "there is not exactly one output intent for PDF/A"
        return
    profile = intents[0].get("/DestOutputProfile")
    if not isinstance(profile, Stream):
        yield "the output intent has no profile"
        return
    icc, channels = profile.read_bytes(), int(profile.get("/N", 0))
    expected = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}.get(icc[16:20])
    if icc[36:40] != b"acsp" or icc[8] > 4 or icc[12:16] not in (b"mntr", b"prtr"):
        yield "the profile of the output intent is no ICC profile for an output"
    if expected != channels:
        yield "the profile of the output intent has another number of channels than it says"


def colours(doc: Opened) -> Faults:
    """Yield breaches of the rule on colours."""
    used = set().union(*(content.colours for content in doc.contents))
    intents = doc.root.get("/OutputIntents", [])
    profile = intents[0].get("/DestOutputProfile") if len(intents) else None
    space = profile.read_bytes()[16:20] if isinstance(profile, Stream) else b""
    allowed = {b"RGB ": "/DeviceRGB", b"CMYK": "/DeviceCMYK"}.get(space)
    for device in sorted(used & {"/DeviceRGB", "/DeviceCMYK"}):
        if device != allowed:
            yield f"{device} is used without a profile that says what it means"
    if "/DeviceGray" in used and not space:
        yield "/DeviceGray is used without a profile"
    for each in doc.dictionaries:
        if isinstance(each, Stream) and "/N" in each and "/Alternate" in each:
            icc = each.read_bytes()
            if icc[36:40] != b"acsp" or icc[8] > 4:
                yield "an ICC colour space has no valid profile"


def graphics_states(doc: Opened) -> Faults:
    """Yield breaches of the rule on graphics states."""
    for content in doc.contents:
        for state in filter(None, content.states):
            if "/TR" in state or state.get("/TR2", Name.Default) != Name.Default or "/HTP" in state:
                yield "a graphics state has a transfer function or a halftone phase"
            blends = state.get("/BM", Name.Normal)
            for blend in blends if isinstance(blends, Array) else [blends]:
                if str(blend) not in _BLENDS:
                    yield f"the blend mode {blend} is not known"
        for intent in content.intents - _INTENTS:
            yield f"the rendering intent {intent} is not known"


_INTENTS = {"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"}
_BLENDS = names(
    "Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight "
    "Difference Exclusion Hue Saturation Color Luminosity"
)


def transparency(doc: Opened) -> Faults:
    """Yield breaches of the rule on transparency."""
    if doc.root.get("/OutputIntents"):
        return
    for each in doc.dictionaries:
        if each.get("/S") == Name.Transparency and "/CS" not in each:
            yield "a transparency group has no colour space"


def pictures(doc: Opened) -> Faults:
    """Yield breaches of the rule on pictures."""
    for each in doc.dictionaries:
        kind = each.get("/Subtype")
        if kind == Name.Image and ({"/Alternates", "/OPI"} & set(each.keys()) or each.get("/Interpolate")):
            yield "a picture has alternates, print instructions or interpolation"
        if kind == Name.PS or (kind == Name.Form and {"/OPI", "/PS", "/Ref", "/Subtype2"} & set(each.keys())):
            yield "there is PostScript, or a form that lies elsewhere"


_ALLOWED_ACTIONS = {"/GoTo", "/GoToR", "/Thread", "/URI", "/Named", "/SubmitForm"}


def actions(doc: Opened) -> Faults:
    """Yield breaches of the rule on actions."""
    for each in doc.dictionaries:
        if "/AA" in each or ("/OpenAction" in each and isinstance(each["/OpenAction"], Dictionary)):
            yield "something happens when the file or a page is opened"
        if "/JS" in each or str(each.get("/S")) == "/JavaScript":
            yield "there is JavaScript"
        action = each.get("/A")
        if isinstance(action, Dictionary) and "/S" in action and "/O" not in action:
            name = str(action.S)
            if name not in _ALLOWED_ACTIONS:
                yield f"the action {name} is not allowed"
            if name == "/Named" and str(action.get("/N")) not in (
                "/NextPage",
                "/PrevPage",
                "/FirstPage",
                "/LastPage",
            ):
                yield "a named action is not allowed"
    if "/JavaScript" in doc.root.get("/Names", {}):
        yield "there is JavaScript"


def attachments(doc: Opened) -> Faults:
    """Yield breaches of the rule on attachments."""
    if "/EmbeddedFiles" in doc.root.get("/Names", {}) or any("/EF" in each for each in doc.dictionaries):
        yield "there is a file in the file"
    for name in ("/OCProperties", "/Requirements", "/AF"):
        if name in doc.root:
            yield f"the catalogue has {name}"
    if "/AlternatePresentations" in doc.root.get("/Names", {}) or any(
        "/PresSteps" in p.obj for p in doc.pdf.pages
    ):
        yield "there is a presentation"


_ANNOTATIONS = names(
    "Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret "
    "Ink Popup FileAttachment Widget PrinterMark TrapNet Watermark Redact"
)


def annotations(doc: Opened) -> Faults:
    """Yield breaches of the rule on annotations."""
    for _, each in doc.annotations:
        kind = str(each.get("/Subtype"))
        if kind not in _ANNOTATIONS:
            yield f"an annotation is of the kind {kind}"
        flags = int(each.get("/F", 0))
        if kind != "/Popup" and (not flags & 4 or flags & (1 | 2 | 32 | 256)):
            yield f"an annotation of the kind {kind} is hidden or not printed"
        left, low, right, high = (float(side) for side in each.Rect)
        empty = left == right and low == high
        if "/AP" not in each and kind not in ("/Popup", "/Link") and not empty:
            yield f"an annotation of the kind {kind} has no look of its own"
        if "/AP" in each and set(each.AP.keys()) != {"/N"}:
            yield "an annotation has more looks than one"


def forms(doc: Opened) -> Faults:
    """Yield breaches of the rule on forms."""
    form = doc.root.get("/AcroForm", {})
    if form.get("/NeedAppearances") or "/XFA" in form:
        yield "the form is drawn by the reader"
    for _, each in doc.annotations:
        if each.get("/Subtype") == Name.Widget and {"/A", "/AA"} & set(each.keys()):
            yield "a field does something"


def signatures(doc: Opened) -> Faults:
    """Yield breaches of the rule on signatures."""
    if set(doc.root.get("/Perms", {}).keys()) - {"/DocMDP", "/UR3"}:
        yield "the permissions name something unknown"
    for field in doc.root.get("/AcroForm", {}).get("/Fields", []):
        value = field.get("/V")
        if field.get("/FT") != Name.Sig or not isinstance(value, Dictionary):
            continue
        start, first, second, rest = (int(each) for each in value.ByteRange)
        gap = doc.bytes[first:second]
        if start != 0 or second + rest != len(doc.bytes) or not re.fullmatch(rb"<[0-9A-Fa-f]*>", gap):
            yield "the signature does not cover the whole file"
        for reference in value.get("/Reference", []):
            if {"/DigestLocation", "/DigestMethod", "/DigestValue"} & set(reference.keys()):
                yield "a signature reference holds a digest"
