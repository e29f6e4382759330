"""CVR, P-number and CPR: what nobody can have is said so, what somebody has is taken."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.core.identifiers import clean_cpr, clean_cvr, clean_p_number, cleaned
from tests.properties import always
from tests.refusals import outcome, refused
from tests.world import CVRS

WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)


def adds_up(cvr: str) -> bool:
    return cvr[0] != "0" and sum(w * int(d) for w, d in zip(WEIGHTS, cvr, strict=True)) % 11 == 0


@always
@given(st.integers(0, 99_999_999).map("{:08d}".format))
def test_a_cvr_number_is_taken_exactly_when_its_check_digit_fits(cvr):
    if adds_up(cvr):
        assert clean_cvr(cvr) == cvr
    else:
        with pytest.raises(ValueError, match="CVR"):
            clean_cvr(cvr)


def test_numbers_may_be_written_with_blanks_and_dashes():
    cvr = str(CVRS[0])
    assert clean_cvr(f" {cvr[:2]} {cvr[2:4]} {cvr[4:6]}-{cvr[6:]}\n") == cvr
    assert clean_p_number("1 234-567–890") == "1234567890"
    assert clean_cpr("240190-1234") == clean_cpr("240190 1234") == "2401901234"


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "1234567a", "DK12345678"])
def test_a_cvr_number_of_another_shape_is_repeated_to_the_person(text):
    with pytest.raises(ValueError, match="8 cifre") as error:
        clean_cvr(text)
    assert text in str(error.value)


@pytest.mark.parametrize("text", ["", "123456789", "12345678901", "P234567890"])
def test_a_p_number_has_ten_digits(text):
    with pytest.raises(ValueError, match="10 cifre"):
        clean_p_number(text)


def test_a_p_number_does_not_begin_with_nought():
    with pytest.raises(ValueError, match="begynder med 0"):
        clean_p_number("0123456789")


@pytest.mark.parametrize(
    "cpr",
    [
        "0101901234",  # without modulus 11
        "6101901234",  # replacement number: day + 60
        "9112991234",  # replacement number for the 31st
    ],
)
def test_numbers_that_people_have_are_taken(cpr):
    assert clean_cpr(cpr) == cpr


@pytest.mark.parametrize(
    "cpr",
    [
        "0001901234",
        "3201901234",
        "3002901234",
        "0100901234",
        "0113901234",
        "6001901234",
        "9201901234",
        "9931001234",
    ],
)
def test_first_six_digits_that_are_no_day_are_refused_without_repeating_the_number(cpr):
    with pytest.raises(ValueError, match="ikke en dato") as error:
        clean_cpr(cpr)
    assert cpr not in str(error.value)
    assert cpr[:6] not in str(error.value)


@pytest.mark.parametrize(
    ("year", "seventh", "born"),
    [
        ("00", "0", 1900),
        ("99", "3", 1999),
        ("36", "4", 2036),
        ("37", "4", 1937),
        ("36", "9", 2036),
        ("37", "9", 1937),
        ("57", "5", 2057),
        ("58", "5", 1858),
        ("00", "8", 2000),
        ("58", "8", 1858),
    ],
)
def test_the_seventh_digit_tells_the_century(year, seventh, born):
    """29 February is there in leap years only, so that it shows which year was read."""
    leap = born % 4 == 0 and (born % 100 != 0 or born % 400 == 0)
    number = f"2902{year}{seventh}123"
    if leap:
        assert clean_cpr(number) == number
        assert date(born, 2, 29)
    else:
        with pytest.raises(ValueError, match="ikke en dato"):
            clean_cpr(number)


@always
@given(st.text() | st.text("0123456789- –"))
def test_nothing_that_is_written_gives_any_other_error(text):
    for clean, length in ((clean_cvr, 8), (clean_p_number, 10), (clean_cpr, 10)):
        digits, against = outcome(clean, text)
        assert against if digits is None else len(digits) == length


def test_a_wrong_number_is_refused_at_its_field():
    with refused("bad_cvr", "cvr"):
        cleaned(clean_cvr, "12345678", "cvr")
