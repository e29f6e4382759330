"""Files as they come: good ones, odd ones, and what is not a spreadsheet at all."""

import io
import zipfile

import pytest
from openpyxl import Workbook as OpenpyxlBook
from openpyxl import load_workbook

from plads.intake.headings import known_headings, names_of, squeezed
from plads.intake.reading import read_workbook
from plads.intake.sheets import SHEETS
from plads.intake.writing import write_template
from tests.intake.book import ANNA, csv_of, rows, written


def spoilt(tmp_path, change):
    """The workbook as a person with openpyxl in their hands would spoil it."""
    path = written(tmp_path / "bog.xlsx", rows())
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


def only_fault(path, name=""):
    (fault,) = read_workbook(path, name).faults
    return fault


def packed(**parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.xlsx", "tom"),
        (b"  \n", "a.csv", "tom"),
        (b"\xd0\xcf\x11\xe0 locked", "a.xlsx", "adgangskode"),
        (b"PK\x03\x04 but no more", "a.xlsx", "beskadiget"),
        (b"hello", "a.xlsx", "ikke et regneark"),
        (b"\x00\x01\x02\x03", "a.csv", "ikke et regneark"),
        (packed(content_xml="<a/>"), "a.ods", "ikke et regneark"),
        (packed(xl__workbook_xml="<a/>"), "a.xlsx", "beskadiget"),
        (packed(xl__workbook_xml="<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "a.xlsx", "beskadiget"),
        (packed(xl__workbook_xml="<a/>", big=b"0" * 260 * 1024 * 1024), "a.xlsx", "for meget"),
        (b"x" * (20 * 1024 * 1024 + 1), "a.csv", "MB"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_a_remedy(data, name, says):
    fault = only_fault(io.BytesIO(data), name)
    assert says in fault.message
    assert fault.remedy


def test_a_file_that_is_not_there_is_a_fault():
    assert "åbnes" in only_fault("/nowhere/bog.xlsx").message


def test_every_sheet_is_read_with_its_row_numbers(tmp_path):
    book = read_workbook(written(tmp_path / "bog.xlsx", rows()))
    assert book.faults == []
    assert [sheet.key for sheet in SHEETS] == list(book.sheets)
    assert [row.number for row in book.sheets["places"].rows] == [2, 3, 4, 5]


def test_the_order_of_columns_is_free_and_a_title_above_is_passed_over(tmp_path):
    def change(book):
        sheet = book["Virksomheder"]
        cells = [[cell.value for cell in reversed(row)] for row in sheet.iter_rows()]
        sheet.delete_rows(1, 99)
        for row in [["Vores virksomheder"], [], *cells]:
            sheet.append(row)

    book = read_workbook(spoilt(tmp_path, change))
    assert book.faults == []
    (row,) = book.sheets["companies"].rows
    assert row.values["cvr"] == "99000015"
    assert row.number == 4


@pytest.mark.parametrize("heading", ["CVR", "cvr-nr.", "CVR nummer", "CVR-nummer *"])
def test_a_heading_is_known_by_its_other_names(tmp_path, heading):
    def change(book):
        book["Virksomheder"]["A1"] = heading

    assert read_workbook(spoilt(tmp_path, change)).faults == []


def test_a_misspelt_heading_is_pointed_at(tmp_path):
    def change(book):
        book["Virksomheder"]["A1"] = "CVR-numer"

    fault = only_fault(spoilt(tmp_path, change))
    assert (fault.sheet, fault.column, fault.value) == ("Virksomheder", "CVR-nummer", "CVR-numer")
    assert "Ret overskriften" in fault.remedy


def test_a_missing_heading_is_one_fault_and_not_one_for_each_row(tmp_path):
    def change(book):
        book["Kandidater"].delete_cols(1)

    assert "»CPR-nummer« mangler" in only_fault(spoilt(tmp_path, change)).message


def test_a_heading_twice_is_a_fault(tmp_path):
    def change(book):
        book["Virksomheder"]["D1"] = "CVR"

    assert "to gange" in only_fault(spoilt(tmp_path, change)).message


def test_columns_of_ones_own_are_noted_and_left(tmp_path):
    def change(book):
        book["Virksomheder"]["D1"] = "Mine bemærkninger"

    book = read_workbook(spoilt(tmp_path, change))
    assert book.faults == []
    assert any("Mine bemærkninger" in note for note in book.notes)


def test_an_unknown_sheet_is_a_fault_unless_it_is_notes(tmp_path):
    def change(book):
        book.create_sheet("Noter fra Kim")["A1"] = "ring til Bo"
        book.create_sheet("Tom")
        book.create_sheet("Frokost")["A1"] = "tirsdag"

    fault = only_fault(spoilt(tmp_path, change))
    assert fault.sheet == "Frokost"
    assert "Noter" in fault.remedy


def test_a_sheet_with_another_name_is_known_by_its_headings(tmp_path):
    def change(book):
        book["Kandidater"].title = "Ark1"

    book = read_workbook(spoilt(tmp_path, change))
    assert book.faults == []
    assert len(book.sheets["candidates"].rows) == 2
    assert book.notes == ["»Ark1« er læst som arket Kandidater."]


def test_the_same_sheet_twice_is_a_fault(tmp_path):
    def change(book):
        book.copy_worksheet(book["Kommune"]).title = "Kommune "

    assert "to gange" in only_fault(spoilt(tmp_path, change)).message


def test_a_formula_and_an_error_are_not_values(tmp_path):
    def change(book):
        book["Virksomheder"]["B2"] = "=A2"
        book["Kommune"]["B2"] = "#N/A"

    book = read_workbook(spoilt(tmp_path, change))
    assert "formel" in book.sheets["companies"].rows[0].values["name"].message
    assert "fejl" in book.sheets["municipality"].rows[0].values["name"].message


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("plads.intake.grids.MOST_ROWS", 3)
    assert "3 rækker" in only_fault(written(tmp_path / "bog.xlsx", rows())).message


def test_an_empty_workbook_is_a_fault(tmp_path):
    OpenpyxlBook().save(tmp_path / "tom.xlsx")
    assert "ingen rækker" in only_fault(tmp_path / "tom.xlsx").message


def test_the_template_reads_as_an_empty_workbook(tmp_path):
    write_template(tmp_path / "ny.xlsx")
    book = read_workbook(tmp_path / "ny.xlsx")
    assert book.faults == []
    assert all(sheet.rows == [] for sheet in book.sheets.values())
    assert load_workbook(tmp_path / "ny.xlsx").sheetnames[0] == "Læs mig"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_is_read_however_it_was_saved(tmp_path, encoding, separator):
    path = tmp_path / "borgere.csv"
    path.write_bytes(csv_of("candidates", rows()["candidates"], separator).encode(encoding))
    book = read_workbook(path)
    assert book.faults == []
    assert [row.values["name"] for row in book.sheets["candidates"].rows] == ["Anna Eksempel", "Bo Prøvesen"]
    assert book.sheets["candidates"].rows[0].values["cpr"] == ANNA


def test_a_csv_is_known_by_its_name_where_headings_say_too_little(tmp_path):
    path = tmp_path / "Arbejdspladser 2026.csv"
    path.write_text("P-nr;Navn\n1990000001;Havnen\n", encoding="utf-8")
    fault = only_fault(path)
    assert (fault.sheet, fault.column) == ("Arbejdspladser", "CVR-nummer")


def test_a_csv_of_something_else_is_a_fault(tmp_path):
    path = tmp_path / "frokost.csv"
    path.write_text("dag;ret\nmandag;suppe\n", encoding="utf-8")
    assert "kendes ikke" in only_fault(path).message


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title)
def test_no_heading_means_two_columns(sheet):
    known = known_headings(sheet)
    for column in sheet.columns:
        assert known[squeezed(column.heading)] is column
        assert all(squeezed(name) in known for name in names_of(column))
    names = [{squeezed(name) for name in names_of(column)} for column in sheet.columns]
    assert sum(map(len, names)) == len(set().union(*names))
