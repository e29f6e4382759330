"""The documents agree with the code and with each other."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import reference  # noqa: E402 - a script beside the package, like the launcher

OURS = ("src", "tests", "tools", "docs", "plads", ".ci")
NOT_OURS = {"__pycache__", "vendor", "node_modules"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)")
MACHINE = re.compile(r"(?<![\w.:/<>*])/(?:" + "|".join(("work", "tmp", "home", "root", "Users")) + r")/\w")
SETTING = re.compile(r"""environ(?:\.get)?[\[(]\s*["'](\w+)["']|_database\(["'](\w+)["']""")
INTERNAL = {"PLADS_OWNER_URL", "PLADS_APP_URL"}
"""Handed from the command line to Django; nobody sets them."""


def documents() -> list[Path]:
    """Every page a person reads."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def our_files() -> Iterator[Path]:
    """Every file of the project, not what set-up or a run left beside them."""
    top = [path for path in ROOT.iterdir() if path.is_file() and path.suffix != ".lock"]
    inside = [path for name in OURS if (ROOT / name).is_dir() for path in (ROOT / name).rglob("*")]
    for path in [*top, *inside]:
        if path.is_file() and not NOT_OURS & set(path.relative_to(ROOT).parts):
            yield path


def test_every_made_page_says_what_the_code_says() -> None:
    stale = [
        name
        for name, text in reference.pages().items()
        if not (reference.FOLDER / name).exists()
        or (reference.FOLDER / name).read_text(encoding="utf-8") != text
    ]
    assert not stale, "out of step; type: .venv/bin/python tools/reference.py"


def test_every_link_and_picture_is_there() -> None:
    broken = []
    for page in documents():
        for target in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
            path = unquote(target.partition("#")[0])
            if path and not re.match(r"[a-z]+:", path) and not (page.parent / path).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert not broken


def test_every_page_of_the_documents_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    linked = {(ROOT / "docs" / target.partition("#")[0]).resolve() for target in LINK.findall(index)}
    missing = [
        str(page.relative_to(ROOT)) for page in documents() if page.parent != ROOT and page not in linked
    ]
    assert missing == ["docs/index.md"]


def test_every_word_in_bold_in_a_guide_is_on_a_page() -> None:
    sources = [path for kind in ("*.html", "*.py") for path in (ROOT / "src" / "plads").rglob(kind)]
    words = one_line(" ".join(path.read_text(encoding="utf-8") for path in sources))
    missing = []
    for guide in sorted((ROOT / "docs" / "brugere").glob("*.md")):
        bold = re.findall(r"\*\*(.+?)\*\*", guide.read_text(encoding="utf-8"), re.DOTALL)
        missing += [f"{guide.name}: {word}" for word in bold if one_line(word).rstrip(".") not in words]
    assert not missing, "no page or button says so; use its own words, or no bold"


def test_every_setting_is_explained() -> None:
    found = set()
    for path in (ROOT / "src" / "plads").rglob("*.py"):
        found |= {one or two for one, two in SETTING.findall(path.read_text(encoding="utf-8"))}
    ours = {name for name in found if name.startswith(("PLADS_", "DATABASE_"))} - INTERNAL
    told = (ROOT / "docs" / "how-to" / "install.md").read_text(encoding="utf-8")
    assert ours
    assert not [name for name in sorted(ours) if f"`{name}`" not in told]


def test_every_decision_says_why_and_how_we_will_know() -> None:
    for page in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")):
        headings = re.findall(r"^## (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences", "How we will know"], page.name


def test_nothing_names_a_path_of_one_machine() -> None:
    found = []
    for path in our_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in MACHINE.finditer(text)]
    assert not found


@pytest.mark.parametrize("text", ["see " + "/tm" + "p/plads", "'" + "/wor" + "k/main'"])
def test_a_path_of_one_machine_is_recognised(text: str) -> None:
    assert MACHINE.search(text)


def one_line(text: str) -> str:
    """Return a text with every stretch of white space as one blank."""
    return re.sub(r"\s+", " ", text)


def without_code(text: str) -> str:
    """Return a page without its fenced and inline code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
