"""What a person wrote never becomes a formula in somebody's spreadsheet."""

import csv
import io
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from plads.core.sheets import csv_cell, csv_text, safe_text, write_cell
from tests.properties import always

EVIL = [
    "=HYPERLINK(\"http://evil.example\",\"klik\")", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1",
    " =1", "\ufeff=1", "\u200b@A1", "=cmd|' /C calc'!A0", "{=1}", "http://evil.example", "'=1", "＝1",
]  # fmt: skip
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def written(*values):
    """The cells of one row, as another program reads them back."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for column, value in enumerate(values):
        write_cell(sheet, 0, column, value)
    book.close()
    return next(load_workbook(out).active.iter_rows()) if values else []


@pytest.mark.parametrize("text", EVIL)
def test_text_stays_text_in_a_workbook(text):
    (cell,) = written(text)
    assert cell.data_type == "s"
    assert cell.hyperlink is None


@always
@given(anything.filter(str.strip))
def test_no_text_at_all_becomes_a_formula_in_a_workbook(text):
    for cell in written("x", text):
        assert cell.data_type in ("s", "n")  # "n" is how an empty cell is read
        assert not isinstance(cell.value, int | float)


@always
@given(st.lists(st.lists(anything, min_size=1, max_size=4), max_size=4))
def test_no_field_of_a_csv_file_begins_like_a_formula(rows):
    for row in csv.reader(io.StringIO(csv_text(rows), newline=""), delimiter=";"):
        for field in row:
            assert not field.lstrip("\ufeff\u200b\u200e\u200f\xa0 ").startswith(
                ("=", "+", "-", "@", "\t", "\r")
            )


@pytest.mark.parametrize("text", EVIL[:10])
def test_what_could_be_a_formula_is_marked_in_csv(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Varehuset Eksempel", "a=b", "3-4 timer", "ada@kommune.example", "", "'=1"])
def test_ordinary_text_is_left_alone(text):
    assert safe_text(text) == text


def test_each_kind_of_value_is_written_as_it_is():
    moment = datetime(2026, 11, 24, 23, 30, tzinfo=ZoneInfo("UTC"))
    cells = written(7, Decimal("2.5"), True, date(2026, 11, 24), moment, time(8, 15))
    assert [cell.value for cell in cells[:3]] == [7, 2.5, "ja"]
    assert cells[3].value == 46350  # days since 1900
    assert round(cells[4].value, 6) == 46351.020833  # half past midnight in Denmark
    assert csv_cell(-7) == "-7"
    assert csv_cell(Decimal("-2.5")) == "-2,5"
    assert csv_cell(moment) == "25.11.2026 00.30"
    assert csv_cell(date(2026, 11, 24)) == "24.11.2026"
    assert [csv_cell(each) for each in (None, False, time(8, 15))] == ["", "nej", "08.15"]
