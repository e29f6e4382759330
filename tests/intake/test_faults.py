"""What a real jobcentre's spreadsheet gets wrong: each is found, named and given a remedy."""

# ruff: noqa: E501  # a row of a table is a line
from datetime import date, timedelta

import pytest

from plads.core.actor import Actor
from plads.core.roles import Role
from plads.intake.checking import check
from plads.intake.faults import MASK
from plads.intake.reading import read_workbook
from plads.intake.storing import import_file
from tests.days import TODAY
from tests.intake.book import ANNA, BO, CENTRE, P_NUMBER, more, rows, written

pytestmark = pytest.mark.django_db


def faults_of(tmp_path, found, **kwargs):
    return check(read_workbook(written(tmp_path / "bog.xlsx", found)), **kwargs).faults


def test_the_small_workbook_has_no_faults(tmp_path):
    checked = check(read_workbook(written(tmp_path / "bog.xlsx", rows())))
    assert checked.faults == []
    assert checked.ok
    assert checked.counts["Pladser"] == 4


CASES = [
    # sheet, row, heading, part of the message, the workbook
    ("Kommune", 2, "Kommunekode", "3 cifre", rows(municipality__0__code="21")),
    ("Kommune", 3, "Kommunekode", "én kommune", more("municipality", code="992")),
    ("Medarbejdere", 2, "Rolle", "rolle", rows(staff__0__role="Borgmester")),
    ("Medarbejdere", 4, "Rolle", "allerede i række 2", more("staff")),
    ("Virksomheder", 2, "CVR-nummer", "kontrolcifferet", rows(companies__0__cvr="99000016")),
    ("Virksomheder", 2, "Navn", "tomt", rows(companies__0__name=None)),
    ("Virksomheder", 3, "CVR-nummer", "allerede i række 2", more("companies", name="En anden")),
    ("Arbejdspladser", 2, "CVR-nummer", "hverken", rows(workplaces__0__cvr="99000023")),
    ("Arbejdspladser", 2, "Postnummer", "4 cifre", rows(workplaces__0__postcode="999")),
    ("Arbejdspladser", 3, "P-nummer", "allerede i række 2", more("workplaces", name="En anden")),
    ("Ansatte", 2, "P-nummer", "hverken", rows(months__0__p_number="1990000009")),
    ("Ansatte", 2, "Måned", "måned", rows(months__0__month="13.2026")),
    ("Ansatte", 2, "Måned", "ikke kommet", rows(months__0__month=date(2027, 1, 1))),
    ("Ansatte", 6, "Måned", "allerede i række 2", more("months", month="07.2026")),
    ("Ansatte", 2, "Ordinære årsværk", "under 0", rows(months__0__ordinary_fte=-4)),
    ("Ansatte", 2, "Ordinære årsværk", "tal", rows(months__0__ordinary_fte="mange")),
    ("Kontakter", 2, "E-mail", "e-mailadresse", rows(contacts__0__email="kaj@varehuset")),
    ("Kontakter", 2, "Telefon", "8 cifre", rows(contacts__0__phone="2000")),
    ("Kontakter", 3, "E-mail", "to parter", rows(contacts__1__email="kaj@varehuset.example")),
    ("Centre", 2, "P-nummer", "hverken", rows(centres__0__p_number="1990000009")),
    ("Centre", 2, "Konsulentens e-mail", "hverken", rows(centres__0__consultant="nn@kommune.example")),
    ("Centre", 2, "Konsulentens e-mail", "ikke rollen", rows(centres__0__consultant="sara@kommune.example")),
    ("Centre", 2, "Aftalens sidste dag", "før den første", rows(centres__0__last_day=date(2024, 1, 1))),
    ("Centre", 3, "Center", "allerede i række 2", more("centres", name="varehuset  eksempel")),
    ("Centre", 3, "Center", "ingen pladser", more("centres", name="Uden pladser")),
    ("Pladser", 2, "Center", "hverken", rows(places__0__centre="Varehuset")),
    ("Pladser", 3, "Plads nr.", "allerede i række 2", rows(places__1__number=1)),
    ("Pladser", 2, "Plads nr.", "skal stå et tal", rows(places__0__number="1a")),
    ("Pladser", 2, "Funktion", "funktion", rows(places__0__function="Blomster")),
    ("Pladser", 2, "Tider", "kan ikke læses", rows(places__0__slots="hverdage")),
    ("Pladser", 2, "Opgaver", "plads til 120", rows(places__0__tasks="x" * 121)),
    ("Mentorer", 2, "Center", "hverken", rows(mentors__0__centre="Varehuset")),
    ("Mentorer", 3, "E-mail", "allerede i række 2", more("mentors", name="En anden")),
    ("Kandidater", 2, "CPR-nummer", "ikke en dato", rows(candidates__0__cpr="991390-4001")),
    ("Kandidater", 3, "CPR-nummer", "allerede i række 2", rows(candidates__1__cpr=ANNA)),
    ("Kandidater", 2, "Målgruppe", "målgruppe", rows(candidates__0__target_group="Match 3")),
    ("Kandidater", 2, "Sagsbehandlers e-mail", "ikke rollen", rows(candidates__0__caseworker="kim@kommune.example")),
    ("Kandidater", 2, "Højst timer om ugen", "37 timer", rows(candidates__0__weekly_minutes=40)),
    ("Kandidater", 2, "Samtykke givet", "ikke kommet", rows(candidates__0__consent_on=date(2026, 12, 1))),
    ("Kandidater", 2, "Ønsker arbejde med", "funktion", rows(candidates__0__functions="Butik; Blomster")),
    ("Aktiviteter", 2, "CPR-nummer", "hverken", rows(activities__0__cpr="710390-4003")),
    ("Aktiviteter", 2, "Sidste dag", "før den første", rows(activities__0__last_day=date(2026, 9, 1))),
    ("Aktiviteter", 3, "Tider", "optaget af Dansk 2", more("activities", title="Sprogcafe", slots="tor 14-16")),
    ("Forløb", 2, "CPR-nummer", "hverken", rows(placements__0__cpr="710390-4003")),
    ("Forløb", 2, "Plads nr.", "ikke en plads", rows(placements__0__number=9)),
    ("Forløb", 2, "Første dag", "Aftalen", rows(placements__0__first_day=date(2024, 11, 2))),
    ("Forløb", 4, "Aftalt sidste dag", "Aftalen", rows(placements__2__last_day=date(2028, 1, 5))),
    ("Forløb", 2, "Aftalt sidste dag", "før den første", rows(placements__0__last_day=date(2026, 10, 1))),
    ("Forløb", 2, "Formål", "formål", rows(placements__0__purposes="Mangler folk")),
    ("Forløb", 2, "Formål", "tomt", rows(placements__0__purposes=None)),
    ("Forløb", 2, "Bevilget den", "ikke kommet", rows(placements__0__approved_on=date(2026, 12, 1))),
    ("Forløb", 2, "Mentors e-mail", "ikke mentor", rows(placements__0__mentors="nn@varehuset.example")),
    ("Forløb", 3, "Sluttede den", "aftalte sidste dag", rows(placements__1__ended_on=date(2026, 8, 30))),
    ("Forløb", 3, "Sluttede den", "begyndte", rows(placements__1__ended_on=date(2026, 4, 30))),
    ("Forløb", 3, "Årsag til slut", "ingen årsag", rows(placements__1__reason=None, placements__1__job_minutes=None)),
    ("Forløb", 3, "Årsag til slut", "før den aftalte", rows(placements__1__reason="agreed", placements__1__job_minutes=None)),
    ("Forløb", 3, "Sluttede den", "ingen dag", rows(placements__1__ended_on=None)),
    ("Forløb", 3, "Job, timer om ugen", "ikke med et job", rows(placements__1__reason="Sygdom")),
    ("Forløb", 2, "Job, timer om ugen", "ikke slut", rows(placements__0__job_minutes=20)),
    ("Forløb", 5, "Første dag", "optaget 02.11.2026", more("placements", cpr=BO, first_day=date(2026, 11, 9))),
    ("Forløb", 2, "Tider", "højst 37", rows(placements__0__slots="man-fre 7-15.30")),
    ("Forløb", 4, "Tider", "højst 25 timer", rows(placements__2__slots="man-fre 8-14")),
    ("Forløb", 2, "Tider", "optaget af Dansk 2", rows(placements__0__slots="tir 12-14")),
    ("Timetrin", 2, "Forløbets første dag", "ikke et forløb", rows(steps__0__first_day=date(2026, 11, 3))),
    ("Timetrin", 2, "Nye tider fra", "efter forløbets første", rows(steps__0__from_day=date(2026, 11, 2))),
    ("Timetrin", 2, "Nye tider fra", "slutter", rows(steps__0__from_day=date(2027, 3, 2))),
    ("Timetrin", 2, "Tider", "37 timer", rows(steps__0__slots="man-fre 7-15.30")),
    ("Timetrin", 2, "Tider", "højst 25 timer", rows(steps__0__slots="man-fre 8-14")),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "row", "heading", "says", "found"), CASES, ids=lambda each: None)
def test_a_fault_is_found_where_it_is(tmp_path, sheet, row, heading, says, found):
    faults = faults_of(tmp_path, found)
    here = [fault for fault in faults if (fault.sheet, fault.row, fault.column) == (sheet, row, heading)]
    assert any(says in fault.message for fault in here), [str(fault) for fault in faults]
    assert all(
        fault.remedy.endswith((".", "…", "?", "!")) and fault.message.endswith(".") for fault in faults
    )


def test_every_fault_is_listed_and_nothing_is_stored(tmp_path):
    found = rows(
        companies__0__cvr="12", months__1__ordinary_fte="x", candidates__1__cpr="1", placements__2__slots="?"
    )
    report = import_file(written(tmp_path / "bog.xlsx", found))
    assert not report.stored
    assert report.created == {}
    assert {fault.sheet for fault in report.faults} >= {"Virksomheder", "Ansatte", "Kandidater", "Forløb"}


def test_two_candidates_in_one_mentors_hands_too_many(tmp_path):
    found = more("placements", cpr=BO, number=3)
    found["mentors"][0]["capacity"] = 1
    faults = faults_of(tmp_path, found)
    assert [f.message for f in faults[:1]] == [
        "mona@varehuset.example har 2 kandidater den 02.11.2026, højst 1."
    ]


def test_a_candidate_in_a_place_has_said_yes(tmp_path):
    faults = faults_of(tmp_path, rows(candidates__0__motivation=None))
    assert [(fault.sheet, fault.row, fault.value) for fault in faults] == [("Forløb", 2, MASK)]


def test_a_closed_candidate_has_no_running_placement(tmp_path):
    faults = faults_of(tmp_path, rows(candidates__0__closed="ja"))
    assert ["afsluttet" in fault.message for fault in faults] == [True]


def test_no_fault_shows_a_cpr_number_or_a_health_matter(tmp_path):
    found = rows(
        candidates__0__name="710190-4001",
        candidates__0__email="7101904001",
        candidates__0__considerations="diagnose " + "x" * 2000,
        candidates__1__cpr="7102914002 og 1",
        placements__0__cpr="999999-9999",
        steps__0__slots="7101904001 9-13",
    )
    text = " ".join(str(fault) + str(fault.as_dict()) for fault in faults_of(tmp_path, found))
    assert MASK in text
    assert not any(part in text for part in ("7101904001", "710190-4001", "9999-", "4002", "diagnose"))


@pytest.mark.parametrize(
    ("sheet", "one", "other", "headings"),
    [
        ("workplaces", "p_number", "cvr", ("P-nummer", "CVR-nummer")),
        ("companies", "cvr", "name", ("CVR-nummer", "Navn")),
        ("candidates", "cpr", "name", ("CPR-nummer", "Navn")),
        ("candidates", "target_group", "danish_level", ("Målgruppe", "Dansk")),
        ("placements", "first_day", "last_day", ("Første dag", "Aftalt sidste dag")),
        ("mentors", "name", "email", ("Navn", "E-mail")),
    ],
)
def test_swapped_columns_are_named(tmp_path, sheet, one, other, headings):
    found = rows()
    for row in found[sheet]:
        row[one], row[other] = row[other], row[one]
    messages = [fault.message for fault in faults_of(tmp_path, found) if fault.row is None]
    assert any("byttet om" in text and all(f"»{each}«" in text for each in headings) for text in messages), (
        messages
    )


def test_a_swap_of_centre_and_name_is_seen_by_what_they_refer_to(tmp_path):
    found = more("mentors", email="milo@varehuset.example", name="Milo Mentor")
    for row in found["mentors"]:
        row["centre"], row["name"] = row["name"], row["centre"]
    messages = [fault.message for fault in faults_of(tmp_path, found) if fault.row is None]
    assert any("»Center« og »Navn«" in text for text in messages)


def test_a_workbook_that_says_no_municipality_is_asked_for_it(tmp_path):
    found = rows()
    found["municipality"] = []
    assert faults_of(tmp_path, found)[0].sheet == "Kommune"


def test_the_page_of_one_municipality_refuses_the_file_of_another(tmp_path, cast):
    actor = cast[Role.ADMINISTRATOR]
    found = rows(municipality__0__code="992")
    faults = faults_of(tmp_path, found, municipality_id=cast.municipality.id, actor=actor)
    assert [(fault.sheet, fault.row, fault.column) for fault in faults] == [("Kommune", 2, "Kommunekode")]


def test_a_coordinator_gives_no_staff_roles(tmp_path, cast):
    actor = cast[Role.COORDINATOR]
    faults = faults_of(tmp_path, rows(), municipality_id=cast.municipality.id, actor=actor)
    assert [(fault.sheet, fault.row) for fault in faults] == [("Medarbejdere", 2), ("Medarbejdere", 3)]


class TestAgainstWhatPladsKnows:
    """The workbook is taken over once; then it comes again with something changed."""

    @pytest.fixture(autouse=True)
    def taken(self, tmp_path):
        report = import_file(written(tmp_path / "foerst.xlsx", rows()))
        assert report.stored, [str(fault) for fault in report.faults]

    def test_a_p_number_of_another_company(self, tmp_path):
        found = more("companies", cvr="99000031", name="En anden A/S")
        found["workplaces"][0]["cvr"] = "99000031"
        (fault,) = faults_of(tmp_path, found)
        assert (fault.sheet, fault.column) == ("Arbejdspladser", "P-nummer")
        assert "99000015" in fault.message

    def test_a_signed_agreement_is_not_changed_from_a_spreadsheet(self, tmp_path):
        (fault,) = faults_of(tmp_path, rows(centres__0__last_day=date(2028, 6, 30)))
        assert "underskrevet aftale" in fault.message

    def test_a_place_the_signed_agreement_lacks(self, tmp_path):
        (fault,) = faults_of(tmp_path, more("places", number=5))
        assert (fault.sheet, fault.row, fault.column) == ("Pladser", 6, "Plads nr.")

    def test_a_centre_of_that_name_elsewhere(self, tmp_path):
        found = more("workplaces", p_number="1990000002", name="Varehuset, Torvet")
        found["centres"][0]["p_number"] = "1990000002"
        messages = [fault.message for fault in faults_of(tmp_path, found)]
        assert any(P_NUMBER in message for message in messages)

    def test_a_place_that_somebody_has_in_plads(self, tmp_path):
        found = rows(placements__0__first_day=date(2026, 11, 9), steps__0__first_day=date(2026, 11, 9))
        faults = faults_of(tmp_path, found)
        assert any("optaget 02.11.2026 – 29.01.2027 (et forløb i Plads)" in fault.message for fault in faults)

    def test_hours_and_activities_of_plads_count_too(self, tmp_path):
        only = {key: [] for key in rows()}
        only["municipality"] = rows()["municipality"]
        new = {
            **rows()["placements"][0],
            "number": 3,
            "first_day": TODAY + timedelta(days=6),
            "slots": "tir 9-14",
        }
        faults = faults_of(tmp_path, {**only, "placements": [new]})
        messages = " ".join(fault.message for fault in faults)
        assert "optaget af Dansk 2" in messages
        assert "optaget af et andet forløb" in messages

    def test_only_new_rows_are_enough_when_plads_knows_the_rest(self, tmp_path):
        only = {key: [] for key in rows()}
        only["placements"] = [
            {
                **rows()["placements"][2],
                "number": 4,
                "first_day": date(2027, 5, 3),
                "last_day": date(2027, 7, 30),
            }
        ]
        report = import_file(written(tmp_path / "nyt.xlsx", only))
        assert report.created["forløb"] == 1, [str(fault) for fault in report.faults]


def test_a_centre_is_found_whatever_its_case(tmp_path):
    assert faults_of(tmp_path, rows(places__0__centre=f"  {CENTRE.upper()} ")) == []


def test_checking_as_plads_itself_may_give_roles(tmp_path, municipality):
    actor = Actor.system(municipality.id)
    assert faults_of(tmp_path, rows(), municipality_id=municipality.id, actor=actor) == []
