"""The business register (CVR) over Erhvervsstyrelsen's distribution: an old Elasticsearch behind basic auth.

``POST {base}/virksomhed/_search`` and ``POST {base}/produktionsenhed/_search`` take a query as JSON. The index gives
ten hits unless a size is named, and refuses windows beyond 3,000. So every question names its size, goes on after the
last number seen, and counts what it got against the total: a short list is never taken for a whole one.
"""

import base64
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.conf import settings

from plads.adapters.cvr_reading import NotUnderstood, read_company, read_unit
from plads.adapters.outgoing import Outgoing, Unreachable
from plads.companies.ports import BusinessRegister, RegisterCompany, RegisterDown, RegisterUnit
from plads.config.services import RegisterService, configuration
from plads.core import clock

PAGE = 100
"""Units asked for at a time: a unit with all its months is some 10 kB."""

LARGEST = 8_000_000
"""Bytes of an answer."""

SECONDS = 6.0
"""How long one question may take. People wait for it on a page."""

_UNIT = "VrproduktionsEnhed"
_UNIT_FIELDS = [
    f"{_UNIT}.{name}"
    for name in (
        "pNummer", "navne", "beliggenhedsadresse", "hovedbranche", "erstMaanedsbeskaeftigelse", "livsforloeb",
        "virksomhedsrelation", "reklamebeskyttet", "produktionsEnhedMetadata.nyesteNavn",
        "produktionsEnhedMetadata.nyesteBeliggenhedsadresse", "produktionsEnhedMetadata.nyesteHovedbranche",
        "produktionsEnhedMetadata.nyesteCvrNummerRelation",
    )
]  # fmt: skip
_COMPANY = "Vrvirksomhed"
_COMPANY_FIELDS = [
    f"{_COMPANY}.{name}"
    for name in (
        "cvrNummer", "navne", "livsforloeb", "reklamebeskyttet", "virksomhedMetadata.nyesteNavn",
        "virksomhedMetadata.nyesteVirksomhedsform",
    )
]  # fmt: skip
"""What is asked for: never telephone numbers, e-mail addresses, owners or participants."""

Found = TypeVar("Found")

Ask = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""Puts a query to an index (``virksomhed`` or ``produktionsenhed``) and returns the answer's JSON."""


def register() -> BusinessRegister | None:
    """Return the register of the installation; a demo without one asks its own invented companies."""
    service = configuration().register
    if service is not None:
        return Register(Distribution(service))
    if settings.PLADS_DEMO:
        from plads.demo.recorded_register import answer

        return Register(answer)
    return None


@dataclass(frozen=True, slots=True)
class Distribution:
    """The distribution over the net. Called with an index and a query; raises ``RegisterDown``."""

    service: RegisterService
    seconds: float = SECONDS

    def __call__(self, index: str, query: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put a query to an index and return the answer's JSON."""
        door = Outgoing.to(self.service.inside, seconds=self.seconds, limit=LARGEST)
        known = base64.b64encode(f"{self.service.user}:{self.service.password}".encode()).decode()
        headers = {"Authorization": f"Basic {known}", "Content-Type": "application/json"}
        url = f"{self.service.url.rstrip('/')}/{index}/_search"
        try:
            return door.post(url, json.dumps(query).encode(), headers).json()
        except Unreachable as error:
            raise RegisterDown(_why(str(error))) from error


@dataclass(frozen=True, slots=True)
class Register:
    """The business register, whatever carries the questions to it."""

    ask: Ask
    page: int = PAGE

    def company(self, cvr: str) -> RegisterCompany | None:
        """Return the company of a CVR number, or ``None``."""
        return self.companies([cvr]).get(cvr)

    def companies(self, cvrs: Collection[str]) -> dict[str, RegisterCompany]:
        """Return the companies of those CVR numbers that the register has."""
        wanted = sorted(set(cvrs))
        found: dict[str, RegisterCompany] = {}
        for start in range(0, len(wanted), self.page):
            some = wanted[start : start + self.page]
            query = {
                "query": {"terms": {f"{_COMPANY}.cvrNummer": some}},
                "size": len(some),
                "_source": _COMPANY_FIELDS,
            }
            total, hits = _hits(self.ask("virksomhed", query), _COMPANY)
            if len(hits) < total:
                raise RegisterDown(f"CVR-registret svarede kun med {len(hits)} af {total}. Prøv igen senere.")
            found |= {each.cvr: each for each in (_understood(read_company, hit) for hit in hits)}
        return found

    def units_of(self, cvr: str, municipality_code: str = "") -> list[RegisterUnit]:
        """Return all open units of a company, by P-number; with a code only those in that municipality."""
        must: list[Any] = [{"term": {f"{_UNIT}.virksomhedsrelation.cvrNummer": cvr}}]
        if municipality_code:
            where = f"{_UNIT}.beliggenhedsadresse.kommune.kommuneKode"
            must.append({"term": {where: int(municipality_code)}})
        today = clock.today()
        return [
            unit
            for unit in self._every(must)
            if unit.cvr == cvr
            and (unit.closed_on is None or unit.closed_on > today)
            and municipality_code in ("", unit.municipality_code)
        ]

    def units(self, p_numbers: Collection[str]) -> dict[str, RegisterUnit]:
        """Return the units of those P-numbers that the register has, closed ones too."""
        wanted = sorted(set(p_numbers))
        found: dict[str, RegisterUnit] = {}
        for start in range(0, len(wanted), self.page):
            some = wanted[start : start + self.page]
            found |= {unit.p_number: unit for unit in self._every([{"terms": {f"{_UNIT}.pNummer": some}}])}
        return found

    def _every(self, must: list[Any]) -> Iterator[RegisterUnit]:
        """Ask page after page, each beyond the last P-number seen; raise ``RegisterDown`` when some are missing."""
        number, last, seen, expected = f"{_UNIT}.pNummer", "", set[str](), 0
        while True:
            beyond = [{"range": {number: {"gt": last}}}] if last else []
            query = {
                "query": {"bool": {"must": [*must, *beyond]}},
                "size": self.page,
                "sort": [{number: {"order": "asc"}}],
                "_source": _UNIT_FIELDS,
            }
            total, hits = _hits(self.ask("produktionsenhed", query), _UNIT)
            expected = expected or total
            units = [_understood(read_unit, hit) for hit in hits]
            new = [unit for unit in units if unit.p_number not in seen]
            yield from new
            seen |= {unit.p_number for unit in new}
            last = max(seen, default="")
            if not new or len(seen) >= expected:
                break
        if len(seen) < expected:
            raise RegisterDown(f"CVR-registret svarede kun med {len(seen)} af {expected}. Prøv igen senere.")


def _hits(answer: Mapping[str, Any], kind: str) -> tuple[int, list[Mapping[str, Any]]]:
    """Return how many there are, and those of this page. Newer versions of the index wrap the number."""
    try:
        found = answer["hits"]
        total = found["total"]["value"] if isinstance(found["total"], dict) else found["total"]
        return int(total), [dict(hit["_source"][kind]) for hit in found["hits"]]
    except (KeyError, TypeError, ValueError) as error:
        raise RegisterDown(_STRANGE) from error


def _understood(read: Callable[[Mapping[str, Any], date], Found], source: Mapping[str, Any]) -> Found:
    try:
        return read(source, clock.today())
    except NotUnderstood as error:
        raise RegisterDown(_STRANGE) from error


_STRANGE = "CVR-registret svarede noget, vi ikke forstår. Prøv igen senere, eller skriv tallene selv."


def _why(said: str) -> str:
    """Return what went wrong in words for a person; ``said`` names the host and the reason."""
    if "answers 401" in said or "answers 403" in said:
        return (
            "CVR-registret afviser installationens brugernavn og adgangskode. "
            "Sig det til den, der passer installationen."
        )
    if "no whole answer" in said:
        return "CVR-registret svarer for langsomt lige nu. Prøv igen senere."
    if "no JSON" in said or "more than" in said:
        return _STRANGE
    return f"CVR-registret svarer ikke lige nu ({said}). Prøv igen senere."
