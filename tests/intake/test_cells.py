"""Every way a person writes a number, a day or a word in a spreadsheet."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.candidates.models import Activity
from plads.core.codes import DanishLevel, Function
from plads.intake.cells import (
    CPR,
    CVR,
    DAY,
    EMAIL,
    EMAILS,
    FTE,
    HOURS,
    MONTH,
    P_NUMBER,
    PHONE,
    WEEK,
    YES,
    choices,
    one_of,
)
from plads.intake.sheets import SHEETS
from plads.intake.values import tidy

LEVEL, FUNCTIONS = one_of(DanishLevel, "danskfærdighed"), choices(Function, "funktion")
ACTIVITY = one_of(Activity.Kind, "aktivitet")


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (CVR, "99 00 00 07", "99000007"),
        (CVR, 99000007, "99000007"),
        (CVR, 99000007.0, "99000007"),
        (P_NUMBER, 1990000001.0, "1990000001"),
        (CPR, "710190-4001", "7101904001"),
        (CPR, 7101904001, "7101904001"),
        (CPR, 101900012, "0101900012"),
        (CPR, "101900012", "0101900012"),
        (DAY, "24.11.2026", date(2026, 11, 24)),
        (DAY, "24-11-2026", date(2026, 11, 24)),
        (DAY, "24/11-26", date(2026, 11, 24)),
        (DAY, "2026-11-24", date(2026, 11, 24)),
        (DAY, date(2026, 11, 24), date(2026, 11, 24)),
        (MONTH, "11.2026", date(2026, 11, 1)),
        (MONTH, "2026-11", date(2026, 11, 1)),
        (MONTH, "November 2026", date(2026, 11, 1)),
        (MONTH, "nov. 2026", date(2026, 11, 1)),
        (MONTH, date(2026, 11, 24), date(2026, 11, 1)),
        (FTE, "42,5", Decimal("42.50")),
        (FTE, "1.234,5", Decimal("1234.50")),
        (FTE, 42.5, Decimal("42.50")),
        (HOURS, "22,5", 1350),
        (HOURS, "15 timer", 900),
        (HOURS, 37, 2220),
        (PHONE, "+45 20 00 00 01", "20000001"),
        (PHONE, 20000001, "20000001"),
        (EMAIL, " Kim@Kommune.Example ", "kim@kommune.example"),
        (EMAILS, "a@b.example; c@d.example, a@b.example", ["a@b.example", "c@d.example"]),
        (YES, "X", True),
        (YES, False, False),
        (LEVEL, "enkle samtaler (a2)", 2),
        (LEVEL, "A2", 2),
        (LEVEL, 2, 2),
        (LEVEL, "Hverdagsdansk", 3),
        (FUNCTIONS, "butik; LAGER, butik", ["butik", "lager"]),
        (ACTIVITY, "Danskuddannelse", "danish"),
    ],
)
def test_a_cell_is_read_as_a_person_means_it(kind, written, value):
    assert kind.read(written) == value


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (CVR, "99000008"),
        (CVR, "1E+07"),
        (P_NUMBER, "0990000001"),
        (CPR, "320190-4001"),
        (CPR, "1,01E+09"),
        (DAY, 46350),
        (DAY, "31.02.2026"),
        (DAY, "24.11.0026"),
        (DAY, "i morgen"),
        (MONTH, "13.2026"),
        (FTE, -1),
        (FTE, "1.234"),
        (FTE, "mange"),
        (FTE, float("inf")),
        (HOURS, 38),
        (HOURS, "0"),
        (PHONE, "2000"),
        (EMAIL, "kim@"),
        (WEEK, "9-13"),
        (WEEK, "man 13-9"),
        (YES, "måske"),
        (LEVEL, "flydende klingon"),
    ],
)
def test_a_cell_that_can_mean_nothing_is_refused_in_danish(kind, written):
    with pytest.raises(ValueError) as found:
        kind.read(written)
    assert str(found.value).endswith(".")


def test_a_fault_never_says_a_cpr_number():
    with pytest.raises(ValueError) as found:
        CPR.read("320190-4001")
    assert "4001" not in str(found.value)


def test_text_loses_what_nobody_sees():
    assert tidy("  Anna\u00a0 \u200bEksempel\x00\ud800 ") == "Anna Eksempel"
    assert tidy("a\u030a") == "å"


ODD = st.one_of(
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.from_regex(r"[0-9.,\-/ :;a-e+]{0,14}", fullmatch=True),
)


@given(written=ODD)
def test_no_cell_can_break_the_reading(written):
    for sheet in SHEETS:
        for column in sheet.columns:
            try:
                column.kind.read(written)
            except ValueError as error:
                assert str(error)  # noqa: PT017
