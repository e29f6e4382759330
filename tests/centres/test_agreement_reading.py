"""An agreement in words: chapters in their order, places that are equal together, nothing of what is empty."""

from dataclasses import replace

from plads.centres.clauses import CLAUSES
from plads.centres.reading import grouped, place_read, read
from plads.centres.services.terms import PlaceTerms
from plads.core.parse_week import parse_week
from plads.web.forms_agreement import WordsForm


def test_equal_places_are_read_together_by_their_numbers():
    shop = PlaceTerms(1, "butik", ["Fylde op"], parse_week("man 9-12"))
    other = replace(shop, function="lager")
    places = [replace(other if n in (2, 6) else shop, number=n) for n in range(1, 9)]
    groups = grouped(map(place_read, places))
    assert [(group.label, group.count) for group in groups] == [("Plads 1, 3–5, 7, 8", 6), ("Plads 2, 6", 2)]


def test_a_version_is_read_by_chapters_with_what_is_written(world):
    reading = read(world.draft(4))
    assert [chapter.title for chapter in reading.chapters] == ["Formål", "Hverdagen i centret", "Rammerne"]
    assert [each.key for each in reading.chapters[0].clauses] == ["goals", "target_group"]
    assert "economy" not in {each.key for chapter in reading.chapters for each in chapter.clauses}
    assert [side for side, _people in reading.contacts] == ["Virksomheden", "Kommunen"]
    assert reading.number_of_places == 4


def test_a_place_says_its_occupation_or_else_its_kind_of_work():
    place = PlaceTerms(1, "butik", [], [], occupation="9334", shift="aften", certificates=["truck"])
    words = place_read(place)
    assert (words.title, words.shift, words.asks, words.whole) == (
        "Varepåfylder",
        "Aften",
        ("Truckcertifikat",),
        False,
    )
    assert place_read(replace(place, occupation="", function="")).title == ""


def test_no_clause_is_called_what_another_input_of_its_form_is():
    assert not {clause.key for clause in CLAUSES} & set(WordsForm.base_fields)
