"""Invented companies as the business register would have them, for the demo and for tests.

The documents have the register's own shape. Every number lies in a range no company has, and the months of employment
follow the clock, so that the newest is two months old as in the real register.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

MONTHS = 18
"""How many months of employment each unit has."""

CHAIN_UNITS = 230
"""How many shops the chain has: more than two pages."""

COMPANY_FORMS = {60: "Aktieselskab", 80: "Anpartsselskab", 250: "Primærkommune"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit to make a document of. ``fte`` is hundredths of full-time equivalents in the newest month."""

    p_number: str
    cvr: str
    name: str
    street: tuple[str, int]
    postcode: int
    city: str
    municipality: tuple[int, str]
    trade: tuple[str, str]
    fte: int
    closed_on: str = ""
    protected: bool = False


HERE, NEXT_DOOR = (217, "HELSINGØR"), (998, "NABOKØBING")
STORE = ("471900", "Varehuse og stormagasiner")
BAKERY = ("107120", "Fremstilling af friske bageriprodukter")
SHOP = ("471120", "Supermarkeder")
CARE = ("873010", "Plejehjem")
KITCHEN = ("562900", "Anden restaurationsvirksomhed")
SMITHY = ("255000", "Smedning, presning og valsning af metal")

COMPANIES: dict[str, tuple[str, int, bool, str]] = {
    "99000007": ("Varehuset Eksempel A/S", 60, False, ""),
    "99020008": ("Byens Bageri Prøve ApS", 80, False, ""),
    "99020016": ("Kommunen i Eksemplet", 250, False, ""),
    "99020024": ("Kædebutikkerne Model A/S", 60, True, ""),
    "99020032": ("Smedjen Skitse ApS", 80, False, "2026-03-31"),
}
"""CVR number → name, form, whether protected against advertising, and the day it ceased."""

UNITS = (
    Unit(
        "9900000001", "99000007", "Varehuset Eksempel, Prøvegade", ("Prøvegade", 1), 3000, "Helsingør", HERE,
        STORE, 3190,
    ),
    Unit(
        "9900000002", "99000007", "Varehuset Eksempel, Nabokøbing", ("Eksempelvej", 2), 9999, "Nabokøbing",
        NEXT_DOOR, STORE, 1450,
    ),
    Unit(
        "9900000003", "99000007", "Varehuset Eksempel, Lageret", ("Skitsevej", 9), 3060, "Espergærde", HERE,
        ("521000", "Oplagrings- og pakhusvirksomhed"), 820,
    ),
    Unit(
        "9902000001", "99020008", "Byens Bageri Prøve", ("Mønstergade", 14), 3000, "Helsingør", HERE, BAKERY, 640
    ),
    Unit(
        "9902000011", "99020016", "Plejehjemmet Udkastet", ("Udkastvej", 30), 3000, "Helsingør", HERE, CARE, 7325
    ),
    Unit(
        "9902000012", "99020016", "Madhuset i Eksemplet", ("Udkastvej", 32), 3000, "Helsingør", HERE, KITCHEN,
        1890,
    ),
    Unit(
        "9902000031", "99020032", "Smedjen Skitse", ("Ambolten", 3), 3100, "Hornbæk", HERE, SMITHY, 0,
        closed_on="2026-03-31",
    ),
    Unit(
        "9902000009", "99020008", "Byens Bageri Prøve, Torvet", ("Torvet", 2), 3000, "Helsingør", HERE, BAKERY, 0,
        closed_on="2025-11-30",
    ),
)  # fmt: skip


@lru_cache(maxsize=4)
def documents(today: date) -> dict[str, list[dict[str, Any]]]:
    """Return every document of both indices as the register has them on ``today``."""
    units = [*UNITS, *_chain()]
    return {
        "virksomhed": [_company(cvr, units) for cvr in COMPANIES],
        "produktionsenhed": [_unit(each, today) for each in units],
    }


def _chain() -> Iterator[Unit]:
    for number in range(1, CHAIN_UNITS + 1):
        here = number % 40 == 0
        yield Unit(
            f"99030{number:05d}",
            "99020024",
            f"Kædebutik Model {number}",
            ("Modelvej", number),
            3000 if here else 9999,
            "Helsingør" if here else "Nabokøbing",
            HERE if here else NEXT_DOOR,
            SHOP,
            900 + number,
            protected=True,
        )


def _company(cvr: str, units: list[Unit]) -> dict[str, Any]:
    name, form, protected, closed_on = COMPANIES[cvr]
    named = _dated({"navn": name}, "2009-05-01")
    kind = _dated(
        {"virksomhedsformkode": form, "kortBeskrivelse": "", "langBeskrivelse": COMPANY_FORMS[form]},
        "2009-05-01",
    )
    return {
        "Vrvirksomhed": {
            "cvrNummer": int(cvr),
            "enhedsNummer": int(cvr) * 10,
            "enhedstype": "VIRKSOMHED",
            "reklamebeskyttet": protected,
            "navne": [named],
            "binavne": [],
            "virksomhedsform": [kind],
            "livsforloeb": [_dated({}, "2009-05-01", closed_on)],
            "penheder": [
                _dated({"pNummer": int(each.p_number)}, "2009-05-01") for each in units if each.cvr == cvr
            ],
            "telefonNummer": [_dated({"kontaktoplysning": "00000000", "hemmelig": False}, "2009-05-01")],
            "virksomhedMetadata": {
                "nyesteNavn": named,
                "nyesteVirksomhedsform": kind,
                "sammensatStatus": "Ophørt" if closed_on else "Aktiv",
            },
        }
    }


def _unit(unit: Unit, today: date) -> dict[str, Any]:
    before = _dated({"navn": f"Før: {unit.name}"[:160]}, "2009-05-01", "2015-12-31")
    named = _dated({"navn": unit.name}, "2016-01-01")
    place = _dated(_address(unit), "2016-01-01")
    trade = _dated({"branchekode": unit.trade[0], "branchetekst": unit.trade[1]}, "2009-05-01")
    months = [] if unit.closed_on else _months(unit, today)
    return {
        "VrproduktionsEnhed": {
            "pNummer": int(unit.p_number),
            "enhedsNummer": int(unit.p_number) + 1,
            "enhedstype": "PRODUKTIONSENHED",
            "reklamebeskyttet": unit.protected,
            "navne": [before, named],
            "beliggenhedsadresse": [place],
            "hovedbranche": [trade],
            "erstMaanedsbeskaeftigelse": months,
            "livsforloeb": [_dated({}, "2009-05-01", unit.closed_on)],
            "virksomhedsrelation": [_dated({"cvrNummer": int(unit.cvr)}, "2009-05-01")],
            "telefonNummer": [_dated({"kontaktoplysning": "00000000", "hemmelig": False}, "2009-05-01")],
            "produktionsEnhedMetadata": {
                "nyesteNavn": named,
                "nyesteBeliggenhedsadresse": place,
                "nyesteHovedbranche": trade,
                "nyesteCvrNummerRelation": int(unit.cvr),
                "nyesteErstMaanedsbeskaeftigelse": months[-1] if months else None,
                "sammensatStatus": "Ophørt" if unit.closed_on else "Aktiv",
            },
        }
    }


def _address(unit: Unit) -> dict[str, Any]:
    return {
        "landekode": "DK",
        "fritekst": None,
        "vejnavn": unit.street[0],
        "husnummerFra": unit.street[1],
        "husnummerTil": None,
        "bogstavFra": None,
        "bogstavTil": None,
        "etage": None,
        "sidedoer": None,
        "postnummer": unit.postcode,
        "postdistrikt": unit.city,
        "adresseId": None,
        "kommune": _dated(
            {"kommuneKode": unit.municipality[0], "kommuneNavn": unit.municipality[1]}, "2007-01-01"
        ),
    }


def _months(unit: Unit, today: date) -> list[dict[str, Any]]:
    """Return months up to the one before the last full one; numbers wave a little, the newest is ``fte``."""
    newest = today.year * 12 + today.month - 1 - 2
    found = []
    for back in reversed(range(MONTHS)):
        year, month = divmod(newest - back, 12)
        fte = (unit.fte + (back * 37) % 120 - (back * 11) % 60) / 100
        found.append(
            {
                "aar": year,
                "maaned": month + 1,
                "antalAarsvaerk": round(max(fte, 0), 2),
                "antalAnsatte": int(max(fte, 0) * 1.3) + 1,
                "intervalKodeAntalAarsvaerk": "ANTAL_1_1",
                "intervalKodeAntalAnsatte": "ANTAL_2_4",
                "sidstOpdateret": "2026-01-01T01:01:26.000+02:00",
            }
        )
    return found


def _dated(value: dict[str, Any], begins: str, ends: str = "") -> dict[str, Any]:
    return value | {
        "periode": {"gyldigFra": begins, "gyldigTil": ends or None},
        "sidstOpdateret": "2026-01-01T01:01:26.000+02:00",
    }
