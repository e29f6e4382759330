"""The letter about the first day says the same in every language, and says when nobody has checked it."""

import pytest

from plads.core.codes import Language as Spoken
from plads.insight.first_day_letter import DANISH, blanks, languages, letter, spoken

VALUES = {
    "name": "Amina",
    "workplace": "Brugsen",
    "day": "01.12.2026",
    "time": "8.00",
    "where": "Porten",
    "mentor": "Mia",
    "bring": "Sko",
    "buddy": "Bo",
    "phone": "49 28 28 28",
}


@pytest.mark.parametrize("code", list(languages()))
def test_each_language_has_every_sentence_with_its_blanks(code):
    danish, other = languages()[DANISH].words, languages()[code].words
    assert list(other) == list(danish)
    assert {key: blanks(words) for key, words in other.items()} == {
        key: blanks(words) for key, words in danish.items()
    }
    assert all(words.strip() for words in other.values())


def test_every_language_a_candidate_can_have_has_its_words():
    assert {each.value for each in Spoken} <= set(languages())


def test_the_languages_written_from_the_right_say_so():
    assert {code for code, each in languages().items() if each.dir == "rtl"} == {"ar", "fa"}
    assert {each.dir for each in languages().values()} == {"ltr", "rtl"}


@pytest.mark.parametrize("code", [code for code in languages() if code != DANISH])
def test_a_translation_nobody_has_checked_says_so_itself(code):
    assert not languages()[code].reviewed
    assert letter(code, VALUES).note == languages()[code].words["unchecked"]
    assert letter(DANISH, VALUES).note == ""


def test_the_letter_is_filled_in_and_leaves_out_what_nobody_planned():
    whole = [each.text for each in letter(DANISH, VALUES).sentences]
    assert "Mød kl. 8.00." in whole
    assert "Bo er din makker. Du kan spørge Bo om alt." in whole
    some = [each.text for each in letter(DANISH, VALUES | {"buddy": "", "time": ""}).sentences]
    assert whole[-1] == some[-1]
    assert not [each for each in some if "makker" in each or "Mød kl." in each]


def test_only_languages_with_words_are_offered_in_the_candidates_order():
    assert [each.code for each in spoken(["uk", "da", "xx", "ar"])] == ["uk", "ar"]
