"""What the companies app needs of the world: the business register (CVR), asked by CVR number and by P-number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from plads.core.ports import port

NAME = "CVR-registret"
"""The register's name as people know it: the source of what was read there."""


class RegisterDown(Exception):
    """The register gave no usable answer this time. The message is Danish, names no secret and says what to do."""


@dataclass(frozen=True, slots=True)
class RegisterMonth:
    """What the register says of a month: ``fte`` is full-time equivalents (årsværk) with two decimals.

    The register counts everybody the workplace pays, so subsidised employees and those under 18 are in it.
    """

    month: date
    fte: Decimal


@dataclass(frozen=True, slots=True)
class RegisterCompany:
    """A legal unit. ``public`` is the register's own form of it; ``closed_on`` the day it ceased, if it did."""

    cvr: str
    name: str
    public: bool = False
    protected: bool = False
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class RegisterUnit:
    """A production unit (P-number), as the register has it now. ``months`` are oldest first.

    ``municipality_code`` is the three digits of its municipality. Neither telephone numbers nor e-mail addresses are
    read: a company's protection against advertising is kept by not knowing them.
    """

    p_number: str
    cvr: str
    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    municipality_code: str = ""
    industry_code: str = ""
    industry: str = ""
    protected: bool = False
    closed_on: date | None = None
    months: tuple[RegisterMonth, ...] = ()

    @property
    def address(self) -> str:
        """The address on one line."""
        return ", ".join(filter(None, [self.street, f"{self.postcode} {self.city}".strip()]))


class BusinessRegister(Protocol):
    """The register. Every call may take some seconds, and raises ``RegisterDown`` when there is no usable answer."""

    def company(self, cvr: str) -> RegisterCompany | None:
        """Return the company of a CVR number, or ``None`` when the register has none."""
        ...

    def companies(self, cvrs: Collection[str]) -> dict[str, RegisterCompany]:
        """Return the companies of those CVR numbers that the register has."""
        ...

    def units_of(self, cvr: str, municipality_code: str = "") -> list[RegisterUnit]:
        """Return all open units of a company, by P-number; with a code only those in that municipality."""
        ...

    def units(self, p_numbers: Collection[str]) -> dict[str, RegisterUnit]:
        """Return the units of those P-numbers that the register has, closed ones too."""
        ...


def register() -> BusinessRegister | None:
    """Return the register, or ``None`` where the installation has no access to it."""
    found: BusinessRegister | None = port("register")
    return found


def kept(company: RegisterCompany | None, unit: RegisterUnit | None) -> dict[str, Any]:
    """Return what was found as a row keeps it (JSON); ``read_kept`` reads it back."""
    found: dict[str, Any] = {}
    if company is not None:
        found["company"] = {
            "cvr": company.cvr,
            "name": company.name,
            "public": company.public,
            "protected": company.protected,
            "closed_on": _iso(company.closed_on),
        }
    if unit is not None:
        found["unit"] = {
            **{name: getattr(unit, name) for name in _TEXTS},
            "protected": unit.protected,
            "closed_on": _iso(unit.closed_on),
            "months": [[each.month.isoformat(), str(each.fte)] for each in unit.months],
        }
    return found


def read_kept(found: Mapping[str, Any]) -> tuple[RegisterCompany | None, RegisterUnit | None]:
    """Return the company and the unit that ``kept`` wrote down; nothing for what was not found."""
    company, unit = None, None
    if "company" in found:
        facts = found["company"]
        company = RegisterCompany(**facts | {"closed_on": _day(facts["closed_on"])})
    if "unit" in found:
        facts = found["unit"]
        months = tuple(
            RegisterMonth(date.fromisoformat(month), Decimal(fte)) for month, fte in facts["months"]
        )
        unit = RegisterUnit(**facts | {"closed_on": _day(facts["closed_on"]), "months": months})
    return company, unit


_TEXTS = (
    "p_number", "cvr", "name", "street", "postcode", "city", "municipality_code", "industry_code", "industry",
)  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
