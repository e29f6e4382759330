"""What a version changes, in words: nothing left out, nothing said of what is the same."""

from dataclasses import fields, replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.centres.clauses import CLAUSES
from plads.centres.differences import PLACE_TERMS, UNTOLD, differences, told
from plads.centres.models import AgreementVersion
from plads.centres.services.parties import FACTS
from plads.centres.services.terms import AgreementTerms, PlaceTerms, canonical, place_from, terms_of, word
from plads.core.codes import Certificate, DanishLevel, Demand, Function, Language, Shift
from plads.core.occupations import occupations
from plads.core.parse_week import parse_week
from tests.properties import always
from tests.world import agreement_terms

PARTIES = dict.fromkeys(FACTS, "X")
NOT_SIGNED = {
    "id": "a key",
    "municipality": "a party, told by its name",
    "created_at": "when the draft was begun",
    "state": "how far it has come",
    "sealed_at": "stands beside the seal",
    "seal": "is taken of the rest",
}
"""What of a version the parties do not sign, and why."""


def version(terms: AgreementTerms, **others) -> AgreementVersion:
    made = AgreementVersion(agreement_id=UUID(int=1), parties=PARTIES, **others)
    word(made, terms)
    return made


def changes(before: AgreementTerms, after: AgreementTerms) -> list[str]:
    return differences(version(before), version(after))


TERMS = agreement_terms(2, followup_days=21)


def second_place(**change) -> AgreementTerms:
    return replace(TERMS, places=[TERMS.places[0], replace(TERMS.places[1], **change)])


def test_everything_the_parties_sign_is_in_what_is_sealed():
    columns = {field.name for field in AgreementVersion._meta.get_fields() if not field.auto_created}
    signed = set(canonical(version(TERMS)))
    signed = signed - {"first_day", "last_day", "template_id"} | {"period", "template"}
    assert columns - set(NOT_SIGNED) == signed


def test_every_term_is_told():
    assert told() | UNTOLD == set(canonical(version(TERMS)))
    names = {field.name for field in fields(AgreementTerms)}
    assert names - UNTOLD <= told()
    assert {field.name for field in fields(PlaceTerms)} == PLACE_TERMS


def test_words_are_read_back_as_they_were_laid_in():
    again = terms_of(version(TERMS))
    assert again == TERMS


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (replace(TERMS, notice_days=60), ["Opsigelse: 30 dage → 60 dage."]),
        (replace(TERMS, followup_days=None), ["Dage mellem opfølgninger: 21 dage → intet."]),
        (replace(TERMS, evaluation_on=date(2026, 12, 1)), ["Dag for evaluering: intet → 01.12.2026."]),
        (
            replace(TERMS, goals="Flest i job."),
            ["Afsnittet »Mål for centret« er ændret fra »Flere i job.« til »Flest i job.«"],
        ),
        (
            replace(TERMS, economy="Kommunen betaler tøj."),
            ["Afsnittet »Økonomi« er nyt: »Kommunen betaler tøj.«"],
        ),
        (
            second_place(slots=parse_week("man-fre 9-13")),
            ["Plads 2: ugen er ændret fra man–fre 8.00–14.00 til man–fre 9.00–13.00."],
        ),
        (
            second_place(tasks=["Fylde op", "Pakke"], demands=["loeft"]),
            ["Plads 2, opgaver: »Pakke« er kommet til.", "Plads 2, krav: »Tunge løft« er kommet til."],
        ),
        (
            second_place(occupation="9334", function="lager"),
            [
                "Plads 2: stillingen er sat til Varepåfylder (9334).",
                "Plads 2: funktionen er ændret fra Butik til Lager.",
            ],
        ),
        (
            replace(TERMS, places=TERMS.places[:1]),
            ["Plads 2 er taget ud. Den var: Butik; Fylde op; man–fre 8.00–14.00."],
        ),
        (
            agreement_terms(3, followup_days=21),
            ["Plads 3 er ny: Butik; Fylde op; man–fre 8.00–14.00."],
        ),
    ],
)
def test_a_change_is_said_in_a_sentence(after, said):
    assert changes(TERMS, after) == said


def test_of_a_long_text_only_the_changed_sentences_are_said():
    long = " ".join(f"Sætning nummer {n} om samarbejdet." for n in range(40))
    before = replace(TERMS, absence_procedure=long)
    after = replace(TERMS, absence_procedure=long.replace("nummer 17", "nummer sytten") + " Og en til.")
    assert changes(before, after) == [
        "Afsnittet »Ved fravær«: »Sætning nummer 17 om samarbejdet.« er ændret til "
        "»Sætning nummer sytten om samarbejdet.«; »Og en til.« er kommet til."
    ]


def test_another_name_of_the_company_is_a_change():
    renamed = version(TERMS)
    renamed.parties = PARTIES | {"company": "Nyt Navn A/S"}
    assert differences(version(TERMS), renamed) == ["Virksomhed: X → Nyt Navn A/S."]


def test_a_place_of_an_older_version_lacks_nothing_that_was_not_known_then():
    old = {
        "number": 1,
        "function": "butik",
        "tasks": ["a"],
        "slots": [],
        "danish_level": 0,
        "languages": [],
        "demands": [],
    }
    assert place_from(old) == PlaceTerms(1, "butik", ["a"], [])
    before, after = version(agreement_terms(1)), version(agreement_terms(1))
    before.places = [{k: v for k, v in each.items() if k in old} for each in after.places]
    assert differences(before, after) == []


words = st.text(alphabet="abæ .\n", max_size=200)
days = st.dates(date(2026, 1, 1), date(2027, 1, 1))
weeks = st.sampled_from(["", "man-fre 8-14", "man 8-9; man 10-11", "man-tor 8-14; fre 8-12"]).map(parse_week)
places = st.lists(
    st.builds(
        PlaceTerms,
        number=st.integers(1, 4),
        function=st.sampled_from(["", *Function.values]),
        tasks=st.lists(st.sampled_from("abc"), max_size=3),
        slots=weeks,
        danish_level=st.sampled_from(DanishLevel.values),
        languages=st.lists(st.sampled_from(Language.values), max_size=2),
        demands=st.lists(st.sampled_from(Demand.values), max_size=2),
        occupation=st.sampled_from(["", *list(occupations())[:4]]),
        certificates=st.lists(st.sampled_from(Certificate.values), max_size=2),
        shift=st.sampled_from(Shift.values),
        first_day=st.none() | days,
        last_day=st.none() | days,
    ),
    max_size=3,
    unique_by=lambda place: place.number,
)
keys = st.sampled_from([*(clause.key for clause in CLAUSES if not clause.column), "own-1", "own-2"])
clauses = st.lists(
    st.fixed_dictionaries({"key": keys, "title": st.sampled_from(["A", "B"]), "text": words}),
    max_size=3,
    unique_by=lambda each: each["key"],
)
contacts = st.lists(
    st.fixed_dictionaries(
        {
            "side": st.sampled_from(["company", "municipality"]),
            **dict.fromkeys(("name", "role", "email", "phone"), st.sampled_from(["", "K"])),
        }
    ),
    max_size=2,
)
agreements = st.builds(
    AgreementTerms,
    first_day=days,
    last_day=days.map(lambda day: day + timedelta(days=400)),
    goals=words,
    target_group=words,
    places=places,
    mentor_arrangement=words,
    economy=words,
    absence_procedure=words,
    notice_days=st.integers(0, 3),
    followup_days=st.none() | st.integers(1, 3),
    evaluation_on=st.none() | days,
    clauses=clauses,
    contacts=contacts,
    template_id=st.none() | st.just(UUID(int=7)),
)


@always
@given(
    agreements,
    agreements,
    st.sets(st.sampled_from([field.name for field in fields(AgreementTerms)]), max_size=2),
)
def test_two_versions_are_equal_exactly_when_nothing_is_said(one, other, taken):
    """The second agreement is the first with a few terms of another, so that small changes are met too."""
    after = replace(one, **{name: getattr(other, name) for name in taken})
    before_words, after_words = canonical(version(one)), canonical(version(after))
    same = all(before_words[name] == after_words[name] for name in set(before_words) - UNTOLD)
    said = changes(one, after)
    assert (said == []) == same
    assert said == changes(one, after)
    assert all(line.strip() == line and line for line in said)
