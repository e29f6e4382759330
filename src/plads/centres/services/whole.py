"""What an agreement lacks before it can be sent for signatures."""

from collections.abc import Iterator
from dataclasses import dataclass

from plads.centres.clauses import BY_KEY
from plads.centres.models import Party
from plads.centres.services.terms import AgreementTerms
from plads.centres.services.wording import words_in
from plads.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Lack:
    """Something to write before offering. ``part`` is ``words``, ``contacts`` or ``place``; ``place`` its number."""

    part: str
    field: str
    text: str
    place: int = 0


def lacks(terms: AgreementTerms) -> list[Lack]:
    """Return everything that is missing, in the order of the agreement; empty when it is whole."""
    return [*_words(terms), *_contacts(terms), *_places(terms)]


def refuse_lacks(terms: AgreementTerms) -> None:
    """Raise ``Refused`` with what is missing."""
    missing = lacks(terms)
    if missing:
        told = " ".join(each.text for each in missing[:6])
        more = f" Og {len(missing) - 6} ting til." if len(missing) > 6 else ""
        raise Refused(f"Aftalen er ikke færdig. {told}{more}", code="incomplete", field=missing[0].field)


def _words(terms: AgreementTerms) -> Iterator[Lack]:
    for each in words_in(terms):
        if each.key in BY_KEY and BY_KEY[each.key].required and not each.text.strip():
            yield Lack("words", each.key, f"Skriv afsnittet »{each.title}«.")


def _contacts(terms: AgreementTerms) -> Iterator[Lack]:
    sides = {each["side"] for each in terms.contacts}
    for party, whose in ((Party.COMPANY, "virksomheden"), (Party.MUNICIPALITY, "kommunen")):
        if party not in sides:
            yield Lack("contacts", "contacts", f"Skriv en kontaktperson for {whose}.")


def _places(terms: AgreementTerms) -> Iterator[Lack]:
    for place in terms.places:
        for field, value, what in (
            ("function", place.function, "stilling: vælg, hvad pladsen er"),
            ("tasks", place.tasks, "opgaver: skriv mindst én"),
            ("week", place.slots, "uge: skriv, hvornår pladsen er åben"),
        ):
            if not value:
                yield Lack("place", field, f"Plads {place.number}, {what}.", place.number)
