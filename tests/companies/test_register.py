"""What the business register says is kept with its day, and never overwrites what a person wrote."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from plads.companies import register as reading
from plads.companies.models import Workplace, WorkplaceMonth
from plads.companies.ports import RegisterDown
from plads.companies.queries import employment
from plads.companies.register import (
    Found,
    ask_about,
    look_up,
    note_register_fault,
    read_now,
    store_register,
    use_register_address,
    use_register_number,
)
from plads.companies.services import add_workplace, note_employment
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from tests.days import TODAY
from tests.refusals import not_visible, refused

CVR, P_NUMBER = "99000007", "9900000001"
SEPTEMBER, AUGUST = date(2026, 9, 1), date(2026, 8, 1)


@pytest.fixture
def consultant(inside):
    return inside[Role.CONSULTANT]


@pytest.fixture
def workplace(consultant) -> Workplace:
    return add_workplace(consultant, cvr=CVR, company_name="Varehuset", p_number=P_NUMBER, name="Varehuset")


class Down:
    """A register that never answers."""

    def __getattr__(self, name):
        raise RegisterDown("CVR-registret svarer ikke lige nu. Prøv igen senere.")


@pytest.fixture
def down(monkeypatch):
    monkeypatch.setattr(reading, "register", Down)


@pytest.fixture
def no_access(monkeypatch):
    monkeypatch.setattr(reading, "register", lambda: None)


def told(workplace, kind):
    return [
        event.facts
        for event in Event.objects.filter(
            kind=f"companies.{kind}", subjects__contains=[workplace.id]
        ).order_by("at", "id")
    ]


def month(workplace, day) -> WorkplaceMonth:
    return WorkplaceMonth.objects.get(workplace=workplace, month=day)


def test_a_p_number_alone_finds_its_company_and_a_lone_workplace_its_p_number(db):
    found = look_up("", P_NUMBER)
    assert (found.company.name, found.unit.name) == (
        "Varehuset Eksempel A/S",
        "Varehuset Eksempel, Prøvegade",
    )
    alone = look_up("99020008", municipality_code="217")
    assert (alone.unit.p_number, len(alone.choices)) == ("9902000001", 1)
    several = look_up(CVR, municipality_code="217")
    assert (several.unit, len(several.choices)) == (None, 2)
    assert look_up(CVR).choices == ()


@pytest.mark.parametrize(
    ("cvr", "p_number", "code", "field", "says"),
    [
        ("12345678", "", "bad_cvr", "cvr", "kontrolcifferet"),
        ("99000007", "123", "bad_p_number", "p_number", "10 cifre"),
        ("99020091", "", "unknown_cvr", "cvr", "kender ikke CVR-nummeret 99020091"),
        ("", "1999999999", "unknown_p_number", "p_number", "kender ikke P-nummeret 1999999999"),
        ("99000007", "9902000001", "p_number_elsewhere", "p_number", "Byens Bageri Prøve ApS"),
    ],
)
def test_a_wrong_number_is_said_at_the_number_with_what_is_wrong(db, cvr, p_number, code, field, says):
    with refused(code, field) as told:
        look_up(cvr, p_number)
    assert says in told.value.message


def test_a_closed_workplace_is_found_and_says_so(db):
    assert look_up("99020008", "9902000009").closed_on == date(2025, 11, 30)
    assert look_up("99020032").closed_on == date(2026, 3, 31)


def test_reading_keeps_a_year_of_months_with_source_and_day(consultant, workplace):
    read = read_now(consultant, workplace.id)
    assert WorkplaceMonth.objects.filter(workplace=workplace).count() == 12
    newest = month(workplace, SEPTEMBER)
    assert (newest.ordinary_fte, newest.source, newest.origin) == (
        Decimal("31.90"),
        "CVR-registret",
        "register",
    )
    assert newest.noted_at == newest.register_at == clock.now()
    assert employment(workplace.id)[-1] == (SEPTEMBER, Decimal("31.90"))
    assert (read.industry_code, read.address, read.register_fault) == (
        "471900",
        "Prøvegade 1, 3000 Helsingør",
        "",
    )
    assert read.register_differs  # the name we gave it stays
    assert (read.name, read.company.name) == ("Varehuset", "Varehuset Eksempel A/S")
    assert [facts["found"] for facts in told(workplace, "register_read")] == ["12 nye måneder"]


def test_what_a_person_wrote_stands_and_the_register_is_shown_beside_it(consultant, workplace):
    note_employment(consultant, workplace.id, SEPTEMBER, Decimal("28.00"), "Lønkontoret")
    read_now(consultant, workplace.id)
    row = month(workplace, SEPTEMBER)
    assert (row.ordinary_fte, row.source, row.register_fte) == (
        Decimal("28.00"),
        "Lønkontoret",
        Decimal("31.90"),
    )
    assert row.differs
    assert "1 måned siger noget andet end det, I har skrevet" in told(workplace, "register_read")[0]["found"]
    note_employment(consultant, workplace.id, AUGUST, Decimal("27.00"), "Lønkontoret")  # corrected afterwards
    read_now(consultant, workplace.id)
    assert month(workplace, AUGUST).ordinary_fte == Decimal("27.00")
    assert month(workplace, AUGUST).differs


def test_a_person_may_let_the_registers_number_count_again(consultant, workplace):
    note_employment(consultant, workplace.id, SEPTEMBER, Decimal("28.00"), "Lønkontoret")
    with refused("no_register_number"):
        use_register_number(consultant, workplace.id, SEPTEMBER)
    read_now(consultant, workplace.id)
    use_register_number(consultant, workplace.id, SEPTEMBER)
    row = month(workplace, SEPTEMBER)
    assert (row.ordinary_fte, row.origin, row.differs) == (Decimal("31.90"), "register", False)
    assert told(workplace, "employment_noted")[-1]["source"] == "CVR-registret"


def test_the_registers_own_numbers_follow_it_when_it_corrects_them(consultant, workplace):
    found = ask_about([workplace])[workplace.id]
    store_register(consultant, workplace.id, found)
    from dataclasses import replace

    months = tuple(
        replace(each, fte=Decimal("40.00")) if each.month == SEPTEMBER else each for each in found.unit.months
    )
    store_register(consultant, workplace.id, replace(found, unit=replace(found.unit, months=months)))
    assert month(workplace, SEPTEMBER).ordinary_fte == Decimal("40.00")
    assert told(workplace, "register_read")[-1]["found"] == "1 måned rettet af CVR"


def test_name_and_address_are_taken_from_the_register_only_when_asked(consultant, workplace):
    with refused("no_register_facts"):
        use_register_address(consultant, workplace.id)
    read_now(consultant, workplace.id)
    taken = use_register_address(consultant, workplace.id)
    assert (taken.name, taken.register_differs) == ("Varehuset Eksempel, Prøvegade", False)
    assert len(told(workplace, "register_address_taken")) == 1


def test_an_address_somebody_wrote_is_left(consultant, workplace):
    workplace.street, workplace.postcode, workplace.city = "Bagindgangen 2", "3000", "Helsingør"
    workplace.save()
    assert read_now(consultant, workplace.id).street == "Bagindgangen 2"


def test_a_closed_and_protected_workplace_is_marked(consultant):
    smithy = add_workplace(
        consultant, cvr="99020032", company_name="Smedjen", p_number="9902000031", name="Smedjen"
    )
    read = read_now(consultant, smithy.id)
    assert read.closed_on == date(2026, 3, 31)
    assert "ophørt 31.03.2026" in told(smithy, "register_read")[0]["found"]
    shop = add_workplace(consultant, cvr="99020024", company_name="Kæde", p_number="9903000040", name="Butik")
    shop = read_now(consultant, shop.id)
    assert shop.protected
    shop.company.refresh_from_db()
    assert shop.company.protected


def test_a_register_that_is_down_loses_nothing_and_is_told_of_once(consultant, workplace, down, monkeypatch):
    for _ in range(3):
        failed = read_now(consultant, workplace.id)
    assert "svarer ikke" in failed.register_fault
    assert (failed.register_at, failed.register_tried_at) == (None, clock.now())
    assert len(told(workplace, "register_unread")) == 1
    monkeypatch.undo()
    assert read_now(consultant, workplace.id).register_fault == ""
    assert month(workplace, SEPTEMBER)


def test_a_p_number_that_went_to_another_company_is_a_fault_for_people(consultant, workplace):
    found = ask_about([workplace])[workplace.id]
    moved = add_workplace(
        consultant, cvr="99020008", company_name="Bageriet", p_number="9900000003", name="Nyt"
    )
    assert "hører til CVR-nummer 99000007" in read_now(consultant, moved.id).register_fault
    assert not moved.months.exists()
    nobodys = add_workplace(consultant, cvr=CVR, company_name="V", p_number="1999999999", name="Ukendt")
    assert "kender ikke P-nummeret" in read_now(consultant, nobodys.id).register_fault
    assert found.unit is not None


def test_without_access_everything_is_written_by_hand_with_its_source(consultant, workplace, no_access):
    with refused("no_register_access"):
        read_now(consultant, workplace.id)
    assert look_up(CVR, P_NUMBER) == Found(asked=False)
    note_employment(consultant, workplace.id, SEPTEMBER, Decimal("28"), "Mail fra lønkontoret")
    assert month(workplace, SEPTEMBER).source == "Mail fra lønkontoret"


def test_only_the_municipalitys_staff_read_and_only_their_own_workplaces(
    inside, consultant, workplace, other_municipality
):
    contact = Actor(None, "Kontakt", Role.CONTACT, frozenset({inside.municipality.id}))
    with refused("wrong_role"):
        read_now(contact, workplace.id)
    with refused("wrong_role"):
        use_register_address(contact, workplace.id)
    outsider = Actor(None, "Nabo", Role.CONSULTANT, frozenset({other_municipality.id}))
    with acting(outsider):
        with not_visible():
            read_now(outsider, workplace.id)
        with not_visible():
            store_register(outsider, workplace.id, Found())
        with not_visible():
            use_register_number(outsider, workplace.id, SEPTEMBER)
        note_register_fault(outsider, [workplace.id], "Nede")
    workplace.refresh_from_db()
    assert workplace.register_fault == ""


def test_a_correction_from_a_spreadsheet_is_a_persons_too(inside, consultant, workplace):
    from plads.companies.take_over import MonthRow, take_over_months

    read_now(consultant, workplace.id)
    coordinator = inside[Role.COORDINATOR]
    rows = [MonthRow(P_NUMBER, SEPTEMBER, Decimal("25.00"))]
    with clock.at(TODAY + timedelta(days=1)):
        take_over_months(coordinator, inside.municipality.id, rows, {P_NUMBER: workplace})
        read_now(consultant, workplace.id)
        row = month(workplace, SEPTEMBER)
        assert (row.ordinary_fte, row.origin, row.noted_at) == (Decimal("25.00"), "hand", clock.now())
