"""The shipped example: a whole municipality, read in seconds, and every way of breaking it."""

import os
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from plads.core.actor import Actor
from plads.core.identifiers import clean_cpr, clean_cvr, clean_p_number
from plads.core.models import Municipality
from plads.core.scope import acting
from plads.intake.checking import check
from plads.intake.drafts import drafted
from plads.intake.generate import generate
from plads.intake.reading import Row, SheetRows, Workbook, read_workbook
from plads.intake.reference import reference_markdown
from plads.intake.sheets import SHEETS
from plads.intake.storing import import_file
from plads.placements.models import Placement
from tests.days import TODAY

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "helsingoer.xlsx"
COUNTS = {
    "Virksomheder": 60,
    "Pladser": 260,
    "Kandidater": 300,
    "Arbejdspladser": 66,
    "Ansatte": 1584,
    "Centre": 66,
}


def break_copy(path, out):
    """A copy with a dozen different faults, and two columns swapped; returns where the faults are."""
    book = load_workbook(path)
    spoilt = {
        ("Virksomheder", "A3"): "99000000",
        ("Arbejdspladser", "A4"): "199",
        ("Ansatte", "C5"): -3,
        ("Kontakter", "D6"): "ingen mail",
        ("Centre", "E7"): date(2020, 1, 1),
        ("Pladser", "C8"): "Blomster",
        ("Kandidater", "A9"): "999999-0000",
        ("Aktiviteter", "G10"): "altid",
        ("Forløb", "F11"): "Mangler folk",
        ("Timetrin", "C12"): "snart",
    }
    for (sheet, cell), value in spoilt.items():
        book[sheet][cell] = value
    for row in book["Mentorer"].iter_rows(min_row=2):
        row[1].value, row[2].value = row[2].value, row[1].value
    book.save(out)
    return {(sheet, int(cell[1:])) for sheet, cell in spoilt}


@pytest.mark.django_db
def test_the_example_is_read_twice_with_the_same_counts():
    first = import_file(EXAMPLE)
    assert first.stored, [str(fault) for fault in first.faults[:5]]
    assert COUNTS.items() <= first.counts.items()
    again = import_file(EXAMPLE)
    assert again.counts == first.counts
    assert sum(again.created.values()) == sum(again.updated.values()) == 0
    with acting(Actor.system(first.municipality_id)):
        running = Placement.objects.filter(state="running", period__contains=TODAY).count()
        assert running == 221
    assert Municipality.objects.get(code="217").slug == "helsingoer"


@pytest.mark.django_db
def test_a_first_import_reads_no_course_again_for_each_step_however_empty_the_database_believes_it_is(
    tmp_path,
):
    _import_and_undo(tmp_path, range(4))
    with psycopg.connect(os.environ["PLADS_OWNER_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE")
    _import_and_undo(tmp_path, range(4, 7))
    before = _rows_read()
    stored = import_file(EXAMPLE)
    assert stored.stored
    assert (_rows_read() - before) / stored.counts["Timetrin"] < ROWS_PER_STEP, (
        _rows_read() - before,
        stored.counts,
    )


ROWS_PER_STEP = 60
"""How many rows of hours may be read for each stored: a candidate's own few, some times over, and not the table."""


def _import_and_undo(folder, seeds):
    for seed in seeds:
        generate(folder / "lille.xlsx", companies=1, places=4, candidates=6, seed=seed, today=TODAY)
        with transaction.atomic():
            assert import_file(folder / "lille.xlsx").stored
            transaction.set_rollback(True)


def _rows_read():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables "
            "WHERE relname = 'placements_hoursstep'"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_broken_copy_is_refused_with_every_fault(tmp_path):
    where = break_copy(EXAMPLE, tmp_path / "broken.xlsx")
    report = import_file(tmp_path / "broken.xlsx")
    assert not report.stored
    assert where <= {(fault.sheet, fault.row) for fault in report.faults}
    assert any("»Navn« og »E-mail« ser ud til at være byttet om" in fault.message for fault in report.faults)
    assert not Municipality.objects.filter(code="217").exists()


@pytest.mark.django_db
def test_the_example_is_good_next_summer_too():
    checked = check(read_workbook(EXAMPLE), today=date(2027, 8, 1))
    assert checked.ok, [str(fault) for fault in checked.faults[:5]]


def test_the_example_is_what_the_script_writes(tmp_path):
    generate(tmp_path / "ny.xlsx", today=TODAY)
    assert (tmp_path / "ny.xlsx").read_bytes() == EXAMPLE.read_bytes()
    assert EXAMPLE.stat().st_size < 1_000_000


def test_nobody_in_the_example_is_real():
    book = read_workbook(EXAMPLE)
    assert all(clean_cvr(row.values["cvr"]).startswith("99") for row in book.sheets["companies"].rows)
    assert all(
        clean_p_number(row.values["p_number"]).startswith("199") for row in book.sheets["workplaces"].rows
    )
    numbers = [clean_cpr(row.values["cpr"]) for row in book.sheets["candidates"].rows]
    assert all(int(number[:2]) > 60 for number in numbers)
    assert len(set(numbers)) == 300


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("companies", "places", "candidates", "seed"), [(1, 1, 1, 1), (5, 30, 12, 2), (40, 90, 200, 3)]
)
def test_any_municipality_the_script_invents_can_be_read(tmp_path, companies, places, candidates, seed):
    path = tmp_path / "by.xlsx"
    made = generate(path, companies=companies, places=places, candidates=candidates, seed=seed, today=TODAY)
    report = import_file(path)
    assert report.stored, [str(fault) for fault in report.faults[:5]]
    assert (made["places"], made["candidates"], made["companies"]) == (places, candidates, companies)


def test_the_reference_page_is_in_step_with_the_table():
    assert (ROOT / "docs" / "reference" / "workbook.md").read_text(encoding="utf-8") == reference_markdown()


CELL = st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.dates(), st.booleans())


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_stands_in_the_cells_the_check_only_lists_faults(data):
    good = _small()
    for _ in range(data.draw(st.integers(1, 8))):
        sheet = data.draw(st.sampled_from(SHEETS))
        rows = good.sheets[sheet.key].rows
        row = rows[data.draw(st.integers(0, len(rows) - 1))]
        column = data.draw(st.sampled_from(sheet.columns))
        row.values[column.key] = data.draw(CELL)
    checked = check(good)
    assert checked.ok == (checked.faults == [])


@given(cells=st.lists(st.dictionaries(st.sampled_from([c.key for c in SHEETS[9].columns]), CELL), max_size=4))
def test_whole_rows_of_anything_become_drafts_and_faults(cells):
    rows = [Row(number, values) for number, values in enumerate(cells, start=2) if values]
    book = Workbook("bog.xlsx", {"candidates": SheetRows(SHEETS[9], rows, frozenset())})
    desk = drafted(book, TODAY)
    assert len(desk.all("candidates")) == len(rows)


def _small():
    from tests.intake.book import rows

    book = Workbook("bog.xlsx")
    for sheet in SHEETS:
        found = [
            Row(number, {key: value for key, value in row.items() if value is not None})
            for number, row in enumerate(rows()[sheet.key], start=2)
        ]
        book.sheets[sheet.key] = SheetRows(sheet, found, frozenset())
    return book
