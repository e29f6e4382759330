"""A PDF opened for checking: its objects, its structure tree, and what its pages paint."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

PAINTS = frozenset(
    ["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Do", "Tj", "TJ", "'", '"', "INLINE IMAGE"]
)
"""Operators that put something on the page."""

SHOWS_TEXT = frozenset(("Tj", "TJ", "'", '"'))


def names(words: str) -> frozenset[str]:
    """Return words as PDF names."""
    return frozenset(f"/{word}" for word in words.split())


@dataclass(slots=True)
class Painted:
    """One operator that paints: in which content, and the marks around it, the innermost last."""

    operator: str
    operands: list[Any]
    marks: tuple[tuple[str, int | None], ...]
    font: Any
    where: str

    @property
    def marked(self) -> bool:
        """Whether it is an artifact or belongs to an element of the structure tree."""
        return any(tag == "/Artifact" or mcid is not None for tag, mcid in self.marks)


@dataclass(slots=True)
class Content:
    """What a page, with the forms on it, does: paint, set colours, name resources, mark content."""

    painted: list[Painted] = field(default_factory=list)
    colours: set[str] = field(default_factory=set)
    mcids: list[int] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    forms: list[Any] = field(default_factory=list)
    states: list[Any] = field(default_factory=list)
    depth: int = 0
    intents: set[str] = field(default_factory=set)
    crossed: bool = False
    """Whether an artifact holds tagged content, or tagged content an artifact."""


_DEVICES = {
    "g": "/DeviceGray", "G": "/DeviceGray", "rg": "/DeviceRGB", "RG": "/DeviceRGB",
    "k": "/DeviceCMYK", "K": "/DeviceCMYK",
}  # fmt: skip


class Opened:
    """A PDF with what several checks ask for. Raises ``pikepdf.PdfError`` when it is none."""

    def __init__(self, pdf: bytes) -> None:
        self.bytes = pdf
        self.pdf: Pdf = pikepdf.open(io.BytesIO(pdf))
        self.root: Any = self.pdf.Root

    @cached_property
    def objects(self) -> list[Any]:
        """Every indirect object of the file."""
        return [each for each in self.pdf.objects if isinstance(each, Dictionary | Stream | Array)]

    @cached_property
    def dictionaries(self) -> list[Any]:
        """Every dictionary and stream of the file, also those that stand in others."""
        found: list[Any] = []
        waiting: list[Any] = list(self.objects)
        while waiting:
            each = waiting.pop()
            if isinstance(each, Dictionary | Stream):
                found.append(each)
            values = each.values() if isinstance(each, Dictionary | Stream) else list(each)
            waiting += [
                value for value in values if isinstance(value, Dictionary | Array) and not value.is_indirect
            ]
        return found

    @cached_property
    def annotations(self) -> list[tuple[Any, Any]]:
        """Every annotation with its page."""
        return [(page.obj, each) for page in self.pdf.pages for each in page.obj.get("/Annots", [])]

    @cached_property
    def elements(self) -> list["Element"]:
        """The structure tree in reading order; raises ``AttributeError`` without one."""
        return list(_walk(self.root.StructTreeRoot, None, 0))

    @cached_property
    def contents(self) -> list[Content]:
        """What each page does."""
        return [self._content(page) for page in self.pdf.pages]

    def role(self, tag: str) -> str:
        """Return the standard type a tag stands for."""
        roles = self.root.StructTreeRoot.get("/RoleMap", {})
        for _ in range(10):
            if tag not in roles:
                break
            tag = str(roles[tag])
        return tag

    def _content(self, page: Any) -> Content:
        content = Content()
        _run(page.obj, page.obj.get("/Resources", Dictionary()), content, (), "page", 0)
        return content


@dataclass(slots=True, eq=False)
class Element:
    """An element of the structure tree: its own tag, its children, and what content it holds."""

    obj: Any
    tag: str
    parent: "Element | None"
    depth: int
    children: list["Element"] = field(default_factory=list)
    content: list[tuple[Any, int]] = field(default_factory=list)
    """Pages and marks of content."""
    links: list[Any] = field(default_factory=list)
    """Annotations that belong to it."""


def _walk(node: Any, parent: Element | None, depth: int, page: Any = None) -> Iterator[Element]:
    children = node.get("/K", [])
    for child in children if isinstance(children, Array) else [children]:
        if isinstance(child, Dictionary) and child.get("/Type") == Name.OBJR and parent:
            parent.links.append(child.Obj)
        elif isinstance(child, Dictionary) and child.get("/Type") == Name.MCR and parent:
            parent.content.append((child.get("/Pg", page), int(child.MCID)))
        elif isinstance(child, Dictionary) and "/S" in child:
            element = Element(child, str(child.S), parent, depth)
            if parent:
                parent.children.append(element)
            yield element
            yield from _walk(child, element, depth + 1, child.get("/Pg", page))
        elif parent is not None:
            parent.content.append((page, int(child)))


def _run(
    holder: Any,
    resources: Any,
    content: Content,
    marks: tuple[tuple[str, int | None], ...],
    where: str,
    deep: int,
) -> None:
    """Follow a content stream, and the forms it shows."""
    stack, states, font = list(marks), 0, None
    for instruction in pikepdf.parse_content_stream(holder):
        operator = str(instruction.operator)
        operands: list[Any] = list(instruction.operands)
        if operator in ("BDC", "BMC"):
            mcid = _mcid(operands[1], resources) if operator == "BDC" else None
            inside = any(tag == "/Artifact" for tag, _ in stack)
            tagged = any(number is not None for _, number in stack)
            content.crossed |= (inside and mcid is not None) or (tagged and str(operands[0]) == "/Artifact")
            stack.append((str(operands[0]), mcid))
            if mcid is not None:
                content.mcids.append(mcid)
        elif operator == "EMC":
            stack.pop()
        elif operator == "q":
            states += 1
            content.depth = max(content.depth, states)
        elif operator == "Q":
            states -= 1
        elif operator == "Tf":
            font = _named(resources, "/Font", operands[0], content)
        elif operator == "ri":
            content.intents.add(str(operands[0]))
        elif operator == "gs":
            content.states.append(_named(resources, "/ExtGState", operands[0], content))
        elif operator in _DEVICES:
            content.colours.add(_DEVICES[operator])
        elif operator in ("cs", "CS"):
            content.colours.add(_space(operands[0], resources, content))
        if operator in PAINTS:
            content.painted.append(Painted(operator, operands, tuple(stack), font, where))
        if operator == "Do":
            _show(_named(resources, "/XObject", operands[0], content), resources, content, tuple(stack), deep)


def _show(
    shown: Any, resources: Any, content: Content, marks: tuple[tuple[str, int | None], ...], deep: int
) -> None:
    if shown is not None and shown.get("/Subtype") == Name.Form and deep < 10:
        content.forms.append(shown)
        _run(shown, shown.get("/Resources", resources), content, marks, "form", deep + 1)


def _mcid(operand: Any, resources: Any) -> int | None:
    if isinstance(operand, Name):
        operand = resources.get("/Properties", {}).get(str(operand), {})
    mcid = operand.get("/MCID") if isinstance(operand, Dictionary) else None
    return None if mcid is None else int(mcid)


def _named(resources: Any, kind: str, name: Any, content: Content) -> Any:
    found: Object | None = resources.get(kind, {}).get(str(name))
    if found is None:
        content.missing.add(f"{kind} {name}")
    return found


def _space(name: Any, resources: Any, content: Content) -> str:
    if str(name) in ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"):
        return str(name)
    found = _named(resources, "/ColorSpace", name, content)
    return str(found[0]) if isinstance(found, Array) else str(found)
