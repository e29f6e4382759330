"""Reading a document of the business register: which of its many dated values counts today."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from plads.companies.ports import RegisterCompany, RegisterMonth, RegisterUnit

PUBLIC_FORMS = frozenset({230, 235, 240, 245, 250})
"""Forms of legal units that are public: state, independent public, county, region, municipality."""

LARGEST_FTE = Decimal(1_000_000)
CENT = Decimal("0.01")


class NotUnderstood(Exception):
    """A document without what every document of its kind has."""


def read_company(source: Mapping[str, Any], today: date) -> RegisterCompany:
    """Return a ``Vrvirksomhed`` document as a company; raises ``NotUnderstood``."""
    try:
        latest = source.get("virksomhedMetadata") or {}
        form = (latest.get("nyesteVirksomhedsform") or {}).get("virksomhedsformkode")
        return RegisterCompany(
            cvr=f"{int(source['cvrNummer']):08d}",
            name=_name(source, latest, today),
            public=form in PUBLIC_FORMS,
            protected=bool(source.get("reklamebeskyttet")),
            closed_on=_closed(source.get("livsforloeb") or (), today),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotUnderstood(type(error).__name__) from error


def read_unit(source: Mapping[str, Any], today: date) -> RegisterUnit:
    """Return a ``VrproduktionsEnhed`` document as a unit; raises ``NotUnderstood``."""
    try:
        latest = source.get("produktionsEnhedMetadata") or {}
        place = _current(source.get("beliggenhedsadresse") or (), today)
        place = place or latest.get("nyesteBeliggenhedsadresse") or {}
        trade = _current(source.get("hovedbranche") or (), today) or latest.get("nyesteHovedbranche") or {}
        owner = _current(source.get("virksomhedsrelation") or (), today) or {}
        postcode = place.get("postnummer")
        return RegisterUnit(
            p_number=f"{int(source['pNummer']):010d}",
            cvr=f"{int(owner.get('cvrNummer') or latest['nyesteCvrNummerRelation']):08d}",
            name=_name(source, latest, today),
            street=_street(place)[:160],
            postcode=f"{int(postcode):04d}" if postcode else "",
            city=str(place.get("postdistrikt") or "")[:80],
            municipality_code=_municipality(place),
            industry_code=str(trade.get("branchekode") or "")[:6],
            industry=str(trade.get("branchetekst") or "")[:160],
            protected=bool(source.get("reklamebeskyttet")),
            closed_on=_closed(source.get("livsforloeb") or (), today),
            months=_months(source.get("erstMaanedsbeskaeftigelse") or ()),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotUnderstood(type(error).__name__) from error


def _current(values: Sequence[Mapping[str, Any]], today: date) -> Mapping[str, Any] | None:
    """Return the value that counts on ``today``; the one that began last when several do, ``None`` when none does."""
    counting = [
        (begins, number, value)
        for number, value in enumerate(values)
        for begins, ends in [_span(value)]
        if (begins is None or begins <= today) and (ends is None or ends >= today)
    ]
    return max(counting, key=lambda each: (each[0] or date.min, each[1]))[2] if counting else None


def _span(value: Mapping[str, Any]) -> tuple[date | None, date | None]:
    period = value.get("periode") or {}
    return _day(period.get("gyldigFra")), _day(period.get("gyldigTil"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _closed(lives: Sequence[Mapping[str, Any]], today: date) -> date | None:
    """Return the day the last of its lives ended or will end; ``None`` while it goes on."""
    spans = [_span(each) for each in lives]
    if not spans or any(ends is None for _, ends in spans):
        return None
    return max(ends for _, ends in spans if ends is not None)


def _name(source: Mapping[str, Any], latest: Mapping[str, Any], today: date) -> str:
    found = _current(source.get("navne") or (), today) or latest.get("nyesteNavn") or {}
    name = str(found.get("navn") or "").strip()
    if not name:
        raise KeyError("navn")
    return name[:160]


def _municipality(place: Mapping[str, Any]) -> str:
    code = (place.get("kommune") or {}).get("kommuneKode")
    return f"{int(code):03d}" if code else ""


def _street(place: Mapping[str, Any]) -> str:
    """Return ``Storegade 12A-14B, 1. tv``, or the free text of an address that is written so."""
    if place.get("fritekst"):
        return str(place["fritekst"])
    first = f"{place.get('husnummerFra') or ''}{place.get('bogstavFra') or ''}"
    last = f"{place.get('husnummerTil') or ''}{place.get('bogstavTil') or ''}"
    house = f"{first}-{last}" if last else first
    floor = place.get("etage")
    storey = f"{floor}." if floor and str(floor).isdigit() else str(floor or "")
    inside = " ".join(filter(None, [storey, str(place.get("sidedoer") or "")]))
    return ", ".join(filter(None, [f"{place.get('vejnavn') or ''} {house}".strip(), inside]))


def _months(rows: Sequence[Mapping[str, Any]]) -> tuple[RegisterMonth, ...]:
    """Return the months with a number, oldest first. Some have only an interval: no number is made of it."""
    found: dict[date, RegisterMonth] = {}
    for row in rows:
        fte = _fte(row.get("antalAarsvaerk"))
        if fte is not None:
            month = date(int(row["aar"]), int(row["maaned"]), 1)
            found[month] = RegisterMonth(month, fte)
    return tuple(found[month] for month in sorted(found))


def _fte(value: Any) -> Decimal | None:
    if value is None:
        return None
    try:
        fte = Decimal(str(value)).quantize(CENT)
    except InvalidOperation as error:
        raise ValueError("antalAarsvaerk") from error
    if not (fte.is_finite() and 0 <= fte < LARGEST_FTE):
        raise ValueError("antalAarsvaerk")
    return fte
