"""Opening the words of an agreement again: where a template's facts were put in for good, they follow anew.

The words of an offered version name its days and its parties. Whoever takes them over for a change, a renewal or a copy
must not sign for last year's days, or for another company.
"""

import re
from collections.abc import Iterator, Mapping

from plads.centres.clauses import COLUMNS, default_clauses
from plads.centres.models import AgreementVersion
from plads.centres.placeholders import facts_of, fill, used
from plads.centres.services.terms import AgreementTerms, terms_of
from plads.centres.services.wording import with_words, words_in

_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
_LEAST = 8
"""So many letters of a sentence must be the template's own, before we are sure it is the template's sentence."""


def opened(version: AgreementVersion, settled: Mapping[str, str]) -> AgreementTerms:
    """Return the words of ``version`` with its template's facts open again, and the ``settled`` ones put in anew.

    A sentence somebody has written otherwise than the template stays as it is.
    """
    terms = terms_of(version)
    closed = (facts_of(version), facts_of(version, settled=True))
    given = version.template.clauses if version.template else default_clauses()
    raw = {each["key"]: each["text"] for each in given}
    texts = {}
    for each in words_in(terms):
        text = each.text
        for sentence in _with_facts(raw.get(each.key, "")):
            for facts in closed:
                text = text.replace(fill(sentence, facts), fill(sentence, settled))
        if text != each.text:
            texts[each.key] = text
    return with_words(terms, texts) if texts else terms


def open_again(draft: AgreementVersion, before: AgreementVersion) -> None:
    """Put the words of ``before`` into a draft, its template's facts open again; saves nothing."""
    terms = opened(before, facts_of(draft, settled=True))
    for name in (*COLUMNS.values(), "clauses"):
        setattr(draft, name, getattr(terms, name))


def _with_facts(text: str) -> Iterator[str]:
    """Return the sentences of a template's text that name a fact, the longest first."""
    found = {each.strip() for each in _SENTENCE.split(text) if used(each)}
    sure = [each for each in found if len(re.sub(r"\{[^{}]*\}|\W", "", each)) >= _LEAST]
    yield from sorted(sure, key=lambda each: (-len(each), each))
