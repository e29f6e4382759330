"""What an .xlsx file may be: a workbook without macros, and no larger inside than it may be."""

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plads.intake import packages
from plads.intake.packages import Bad, check_package
from plads.intake.reading import read_workbook
from tests.intake.book import rows, written
from tests.properties import always

BOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def package(*more, parts=None, method=zipfile.ZIP_DEFLATED):
    """A workbook's package with further parts: pairs of name and bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in [*(BOOK if parts is None else parts).items(), *more]:
            archive.writestr(name, data)
    return out.getvalue()


def refusal(data):
    with pytest.raises(Bad) as bad:
        check_package(data)
    assert bad.value.remedy
    return bad.value.message


def test_our_own_workbooks_are_taken(tmp_path):
    check_package(written(tmp_path / "bog.xlsx", rows()).read_bytes())
    check_package(package(("xl/printerSettings/printerSettings1.bin", b"x"), ("xl/media/image1.png", b"x")))


@pytest.mark.parametrize(
    "name",
    [
        "xl/vbaProject.bin", "xl/VBAPROJECT.BIN", "xl/macrosheets/sheet1.xml", "xl/activeX/activeX1.xml",
        "xl/embeddings/oleObject1.bin", "xl/embeddings/brev.docx", "xl/media/a.exe", "customUI/customUI14.xml",
        "xl/dialogsheets/sheet1.xml", "xl/other.bin",
    ],
)  # fmt: skip
def test_what_could_run_is_refused(name):
    assert "makroer" in refusal(package((name, b"x")))


def test_a_workbook_that_says_it_has_macros_is_refused():
    types = b'<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    assert "makroer" in refusal(package(parts=BOOK | {"[Content_Types].xml": types}))


@pytest.mark.parametrize(
    "text",
    [
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", b" " * 70_000 + b"<!DOCTYPE a><a/>",
        b"<!--" + b"x" * (packages._CHUNK - 6) + b"--><!DOCTYPE a><a/>", "<!DOCTYPE a><a/>".encode("utf-16"),
        "<!DOCTYPE a><a/>".encode("utf-16-le"), "<!DOCTYPE a><a/>".encode("utf-32-be"),
    ],
)  # fmt: skip
def test_a_part_that_defines_what_it_does_not_spell_out_is_refused(text):
    assert "beskadiget" in refusal(package(("xl/sharedStrings.xml", text)))


@pytest.mark.parametrize(
    "name", ["../ud.xml", "xl/../../ud.xml", "/etc/passwd", "xl\\ud.xml", "\\\\vaert\\a.xml"]
)
def test_a_part_that_would_lie_elsewhere_is_refused(name):
    assert "ikke et regneark" in refusal(package((name, b"x")))


def test_a_link_is_refused():
    link = zipfile.ZipInfo("xl/link.xml")
    link.external_attr = 0o120777 << 16
    assert "ikke et regneark" in refusal(package((link, b"/etc/passwd")))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(packages, "MOST_UNPACKED", 1024 * 1024)
    assert "for meget" in refusal(package(("xl/worksheets/sheet1.xml", b"0" * 2 * 1024 * 1024)))


def test_a_bomb_that_lies_about_its_size_is_not_unpacked_further_than_it_says():
    data = bytearray(package(("xl/worksheets/sheet1.xml", b"0" * 3 * 1024 * 1024)))
    true, said = struct.pack("<I", 3 * 1024 * 1024), struct.pack("<I", 10)
    assert data.count(true) == 2
    assert refusal(bytes(data.replace(true, said)))


def test_too_many_parts_are_refused():
    assert "for meget" in refusal(package(*[(f"xl/media/{n}.png", b"") for n in range(packages.MOST_PARTS)]))


def test_the_same_part_twice_is_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        data = package(("xl/workbook.xml", b"<other/>"))
    assert "to gange" in refusal(data)


@pytest.mark.parametrize("name", ["bog.csv", "BOG.CSV"])
def test_a_workbook_by_another_name_is_refused(name, tmp_path):
    (fault,) = read_workbook(io.BytesIO(written(tmp_path / "bog.xlsx", rows()).read_bytes()), name).faults
    assert "noget andet" in fault.message


@always
@given(st.binary(max_size=300), st.integers(0, 5000), st.integers(0, 255))
def test_whatever_the_bytes_are_the_answer_is_a_refusal_with_words_or_a_yes(noise, where, byte):
    sample = bytearray(package(("xl/sharedStrings.xml", b"<sst>" + noise + b"</sst>")))
    sample[where % len(sample)] = byte
    for data in (bytes(sample), noise, b"PK\x03\x04" + noise):
        with suppress(Bad):
            check_package(data)
