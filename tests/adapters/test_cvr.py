"""The business register over its real protocol, against a server on this machine that fails as the real one can."""

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from plads.adapters import cvr as adapter
from plads.adapters.cvr import Distribution, Register
from plads.adapters.cvr_reading import NotUnderstood, read_unit
from plads.companies.ports import RegisterDown, kept, read_kept
from plads.demo.recorded_register import BadQuery, answer
from tests.peers.cvr import cvr_peer

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def server():
    with cvr_peer(day=TODAY) as peer:
        yield peer


@pytest.fixture
def peer(server):
    server.fault, server.asked = "", []
    return server


@pytest.fixture
def register(peer):
    return Register(Distribution(peer.service, seconds=1.0))


def test_a_company_is_found_by_its_cvr_number_and_nothing_private_is_asked_for(peer, register):
    company = register.company("99020016")
    assert (company.name, company.public, company.protected) == ("Kommunen i Eksemplet", True, False)
    assert register.company("99020024").protected
    assert register.company("99020032").closed_on == date(2026, 3, 31)
    assert register.company("99020091") is None
    said = str(peer.asked)
    assert "virksomhed" in said
    for private in ("telefon", "elektroniskPost", "deltager"):
        assert private not in said


def test_a_unit_has_the_name_address_trade_and_months_that_count_today(register):
    unit = register.units(["9900000001"])["9900000001"]
    assert (unit.cvr, unit.name) == ("99000007", "Varehuset Eksempel, Prøvegade")
    assert unit.address == "Prøvegade 1, 3000 Helsingør"
    assert (unit.municipality_code, unit.industry_code) == ("217", "471900")
    assert [each.month for each in unit.months[-2:]] == [date(2026, 8, 1), date(2026, 9, 1)]
    assert unit.months[-1].fte == Decimal("31.90")
    assert read_kept(kept(register.company("99000007"), unit))[1] == unit


def test_the_index_cuts_at_ten_and_we_get_all_two_hundred_and_thirty(peer, register):
    query = {"query": {"term": {"VrproduktionsEnhed.virksomhedsrelation.cvrNummer": "99020024"}}}
    cut = answer("produktionsenhed", query)["hits"]
    assert (cut["total"], len(cut["hits"])) == (230, 10)
    assert len({unit.p_number for unit in register.units_of("99020024")}) == 230
    assert len(peer.asked) == 3
    peer.fault, peer.asked = "ten", []
    assert len({unit.p_number for unit in register.units_of("99020024")}) == 230
    assert len(peer.asked) == 23


def test_no_page_ever_reaches_beyond_the_window_the_index_has():
    with pytest.raises(BadQuery, match="Result window is too large"):
        answer("produktionsenhed", {"size": 100, "from": 2950})
    asked = []

    def noting(index, query):
        asked.append(query)
        return answer(index, query)

    assert len(Register(noting, page=7).units_of("99020024")) == 230
    assert all("from" not in query for query in asked)


def test_only_open_units_of_the_company_in_the_municipality_are_offered(register):
    assert [unit.p_number for unit in register.units_of("99000007", "217")] == ["9900000001", "9900000003"]
    assert [unit.p_number for unit in register.units_of("99020008")] == ["9902000001"]
    assert register.units_of("99020032", "217") == []
    assert register.units(["9902000009"])["9902000009"].closed_on == date(2025, 11, 30)


def test_many_p_numbers_are_asked_for_in_batches(peer, register):
    wanted = [f"99030{number:05d}" for number in range(1, 231)] + ["1000000000"]
    assert len(register.units(wanted)) == 230
    assert len(peer.asked) == 3


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("500", "svarer ikke lige nu"),
        ("slow", "for langsomt"),
        ("redirect", "svarer ikke lige nu"),
        ("html", "ikke forstår"),
        ("odd", "ikke forstår"),
        ("huge", "ikke forstår"),
        ("short", "kun med 100 af 230"),
    ],
)
def test_a_register_that_fails_is_said_to_and_never_taken_for_an_empty_one(peer, register, fault, said):
    peer.fault = fault
    with pytest.raises(RegisterDown, match=said):
        register.units_of("99020024")


def test_a_wrong_password_says_so_without_saying_the_password(peer):
    service = dataclasses.replace(peer.service, password="hemmeligt-ord")
    with pytest.raises(RegisterDown, match="brugernavn og adgangskode") as told:
        Register(Distribution(service)).company("99000007")
    assert "hemmeligt-ord" not in str(told.value)
    assert "hemmeligt-ord" not in repr(Distribution(service))


def test_a_server_that_is_not_there_is_said_to():
    with cvr_peer() as gone:
        service = gone.service
    with pytest.raises(RegisterDown, match="svarer ikke"):
        Register(Distribution(service, seconds=2.0)).company("99000007")


def test_a_server_that_gives_the_same_page_for_ever_ends():
    first = answer("produktionsenhed", {"size": 5})
    first["hits"]["total"] = 99
    with pytest.raises(RegisterDown, match="5 af 99"):
        Register(lambda index, query: first).units_of("99000007")


def document(**changes):
    found = answer("produktionsenhed", {"query": {"term": {"VrproduktionsEnhed.pNummer": "9900000001"}}})
    return found["hits"]["hits"][0]["_source"]["VrproduktionsEnhed"] | changes


def test_a_month_with_only_an_interval_gives_no_number():
    rows = [
        {"aar": 2026, "maaned": 8, "antalAarsvaerk": None, "intervalKodeAntalAarsvaerk": "ANTAL_20_49"},
        {"aar": 2026, "maaned": 7, "antalAarsvaerk": 1.285},
    ]
    unit = read_unit(document(erstMaanedsbeskaeftigelse=rows), TODAY)
    assert [(each.month, each.fte) for each in unit.months] == [(date(2026, 7, 1), Decimal("1.28"))]


@pytest.mark.parametrize(
    "rows",
    [
        [{"aar": 2026, "maaned": 13, "antalAarsvaerk": 1}],
        [{"aar": 2026, "maaned": 1, "antalAarsvaerk": -1}],
        [{"aar": 2026, "maaned": 1, "antalAarsvaerk": float("nan")}],
        [{"aar": 2026, "maaned": 1, "antalAarsvaerk": "mange"}],
        [{"maaned": 1, "antalAarsvaerk": 1}],
    ],
)
def test_a_month_that_cannot_be_is_not_understood(rows):
    with pytest.raises(NotUnderstood):
        read_unit(document(erstMaanedsbeskaeftigelse=rows), TODAY)


def test_a_name_and_an_owner_count_from_their_day():
    def named(name, begins, ends=None):
        return {"navn": name, "periode": {"gyldigFra": begins, "gyldigTil": ends}}

    names = [named("Ny", "2026-12-01"), named("Nu", "2026-01-01", "2026-11-30"), named("Før", "2000-01-01")]
    assert read_unit(document(navne=names), TODAY).name == "Nu"
    assert read_unit(document(navne=names), date(2026, 12, 1)).name == "Ny"
    owners = [{"cvrNummer": 99020008, "periode": {"gyldigFra": "2026-06-01", "gyldigTil": None}}]
    assert read_unit(document(virksomhedsrelation=owners), TODAY).cvr == "99020008"


def test_an_address_is_written_as_danes_write_it():
    place = {
        "vejnavn": "Storegade", "husnummerFra": 12, "bogstavFra": "A", "husnummerTil": 14, "bogstavTil": "B",
        "etage": "1", "sidedoer": "tv", "postnummer": 999, "postdistrikt": "Byen",
    }  # fmt: skip
    unit = read_unit(document(beliggenhedsadresse=[place]), TODAY)
    assert unit.address == "Storegade 12A-14B, 1. tv, 0999 Byen"
    abroad = {"fritekst": "Calle 1, Madrid"}
    assert read_unit(document(beliggenhedsadresse=[abroad]), TODAY).address == "Calle 1, Madrid"


def test_the_door_gives_the_configured_register_or_the_demos_or_none(peer, monkeypatch, settings):
    from plads.config.services import Services

    settings.PLADS_DEMO = False
    monkeypatch.setattr(adapter, "configuration", Services)
    assert adapter.register() is None
    settings.PLADS_DEMO = True
    assert adapter.register().company("99000007").name == "Varehuset Eksempel A/S"
    monkeypatch.setattr(adapter, "configuration", lambda: Services(register=peer.service))
    assert adapter.register().company("99000007") is not None
    assert len(peer.asked) == 1
