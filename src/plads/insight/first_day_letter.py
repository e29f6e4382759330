"""The letter to a candidate about the first day: in Danish, and in a language they speak when we have its words."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

DANISH = "da"
_BLANK = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Language:
    """The words of the letter in one language. ``reviewed``: somebody who has it as mother tongue read them."""

    code: str
    name: str
    dir: str
    reviewed: bool
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the letter: its words with blanks, and what may fill them, kept apart for mixed directions."""

    words: str
    values: Mapping[str, str]

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return self.words.format(**self.values)


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter in one language. ``note`` says that nobody has checked the words, empty when that is not so."""

    language: Language
    title: str
    sentences: tuple[Sentence, ...]
    note: str


@cache
def languages() -> dict[str, Language]:
    """Return every language there are words in, by its code, Danish first."""
    table = tomllib.loads(
        files("plads.insight").joinpath("first_day_letter.toml").read_text(encoding="utf-8")
    )
    return {
        code: Language(code, each["name"], each["dir"], each["reviewed"], each["words"])
        for code, each in table.items()
    }


def blanks(words: str) -> set[str]:
    """Return the names of what a sentence leaves blank."""
    return set(_BLANK.findall(words))


def spoken(codes: Iterable[str]) -> list[Language]:
    """Return the languages of ``codes`` there are words in, in their order, without Danish."""
    return [languages()[code] for code in codes if code in languages() and code != DANISH]


def letter(code: str, values: Mapping[str, str]) -> Letter:
    """Return the letter in a language; a sentence whose blanks ``values`` leaves empty is left out."""
    found = languages()[code]
    sentences = [
        Sentence(words, values)
        for key, words in found.words.items()
        if key not in ("title", "unchecked") and all(values.get(name) for name in blanks(words))
    ]
    note = "" if found.reviewed or code == DANISH else found.words["unchecked"]
    return Letter(found, found.words["title"], tuple(sentences), note)
