"""Whatever people write comes out on the paper as words, and the paper stays PDF/A-2a and PDF/UA-1."""

import io
import re
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plads.documents.checks import faults
from plads.documents.checks.opened import SHOWS_TEXT, Opened
from plads.documents.checks.type import _to_unicode
from plads.documents.render import NotRendered, pictures, render
from plads.documents.words import LONGEST, printable
from tests.documents.papers import MADE_AT, OWN, agreement, place


def text_of(pdf: bytes) -> str:
    """Everything the pages show, in the order it is painted, blanks and breaks left out."""
    doc = Opened(pdf)
    said = []
    for content in doc.contents:
        for paint in content.painted:
            if paint.operator in SHOWS_TEXT:
                letters = _to_unicode(paint.font) or {}
                parts = paint.operands[-1]
                for part in parts if isinstance(parts, pikepdf.Array) else [parts]:
                    if isinstance(part, pikepdf.String):
                        said += [letters[code] for code in _in_order(bytes(part))]
    return squeezed("".join(said))


def _in_order(text: bytes) -> list[int]:
    return [int.from_bytes(text[n : n + 2], "big") for n in range(0, len(text), 2)]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad-]", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl"))


def paper(**changes: Any) -> bytes:
    return render("agreement", agreement(**changes), OWN, made_at=MADE_AT)


def with_goals(text: str) -> bytes:
    return paper(sections=[{"heading": "Mål", "parts": [{"heading": "", "text": text}]}])


HOSTILE = [
    '#eval("1+1")',
    '#read("/etc/passwd") $x^2$ *fed* _kursiv_ `kode` @henvis <mærke> // kommentar',
    "]#panic()[",
    '"}); #import "house.typ": *',
    "\\u{41} \\n \\\\ \" '",
    "= Overskrift\n- punkt\n+ et\n/ ord: forklaring",
    "https://ond.example/#x?a=1&b=2",
    "æøå ÆØÅ éüñ Łódź Київ",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_only_words(text):
    assert squeezed(text) in text_of(with_goals(text))


def test_the_whole_agreement_stands_on_the_paper():
    said = text_of(paper())
    for words in (
        "Eksempel Stormagasin A/S",
        "man–fre 9.00–14.00",
        "Gennemsnit af 4 måneder: 60 årsværk",
        "Ikke verificeret",
        "Vi er med, så længe ingen mister timer.",
        "7KQ2-M3XW-9D4T-HP6R",
        "PRØVE – ikke et gyldigt segl",
    ):
        assert squeezed(words) in said, words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hej \U0001f600", "Hej [U+1F600]"),
        ("a\u202eb", "a[U+202E]b"),
        ("nul\x00 og klokke\x07", "nul[U+0000] og klokke[U+0007]"),
        ("مر", "[U+0645][U+0631]"),
        ("e\u0301", "é"),
        ("blødt\u00adbindetegn\ufeff", "blødtbindetegn"),
        ("a\r\nb\rc\n\n\td", "a\nb\nc\n\nd"),
        ("", ""),
        ("a\ud800b", "a[U+D800]b"),
    ],
)
def test_what_the_fonts_do_not_have_stands_as_its_number(text, shown):
    assert printable(text) == shown


def test_a_very_long_word_gets_places_to_break():
    assert max(map(len, printable("x" * 500).split("\u200b"))) == LONGEST
    pages = pikepdf.open(io.BytesIO(with_goals("x" * 3000)))
    assert len(pages.pages) == len(pikepdf.open(io.BytesIO(with_goals("x y" * 1000))).pages)


@pytest.mark.parametrize("places", [0, 1, 4, 60])
def test_few_places_and_many(places):
    made = paper(places=places)
    assert faults(made) == []
    assert f"Plads{places}" in text_of(made) or not places


def test_a_paper_where_nearly_nothing_was_written():
    bare = {"tasks": [], "demands": [], "occupation": "", "shift": ""}
    made = paper(
        places=1,
        sections=[],
        quota=None,
        signatures=[],
        stamp="",
        signing_note="Underskrevet på papir.",
        sides=[{"heading": "Virksomheden", "name": "A", "lines": [], "contacts": []}],
    )
    assert faults(made) == []
    assert faults(render("agreement", agreement() | {"places": [place(**bare)]}, OWN, made_at=MADE_AT)) == []


def test_a_draft_says_so_on_every_page_and_has_no_code():
    draft = agreement(60, draft=True, code="", stamp="")
    made = render("agreement", draft, {}, made_at=MADE_AT)
    assert faults(made) == []
    assert text_of(made).count("UDKAST") == len(pikepdf.open(io.BytesIO(made)).pages)
    assert "Kontrolkode" not in text_of(made)


def test_the_same_words_give_the_same_bytes_and_can_be_looked_at():
    assert paper() == paper()
    assert all(page.startswith(b"\x89PNG") for page in pictures("agreement", agreement(), OWN))


def test_a_template_that_lacks_a_word_says_where_and_nothing_else():
    data = agreement()
    del data["title"]
    with pytest.raises(NotRendered, match=r"agreement\.typ:\d+") as refusal:
        render("agreement", data, OWN, made_at=MADE_AT)
    assert "Eksempel" not in str(refusal.value)


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_at_all_gives_a_sound_paper(text):
    data = agreement(
        1,
        sections=[{"heading": text or "x", "parts": [{"heading": text, "text": text}]}],
        reason=text,
        changed=[text],
        company={"name": text},
    )
    data["signatures"][0] |= {"name": text, "statement": text, "lines": [text]}
    data["places"][0] |= {"tasks": [text, text], "week": text, "function": text, "demands": [text]}
    assert faults(render("agreement", data, OWN, made_at=MADE_AT)) == []


def test_the_moment_of_a_real_clock_is_taken_to_the_second():
    made = render("agreement", agreement(), OWN, made_at=MADE_AT.replace(microsecond=131579))
    assert made == render("agreement", agreement(), OWN, made_at=MADE_AT)
