"""How long each kind is kept in a municipality, and what is too old on a day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from plads.core.periods import months_after
from plads.rights.kinds import Kind, kind_of, kinds, periods
from plads.rights.models import RetentionPeriod


@dataclass(frozen=True, slots=True)
class Period:
    """How many months a municipality keeps a kind, and whether it chose that itself."""

    kind: Kind
    months: int
    chosen: bool


def periods_of(municipality_id: UUID) -> dict[str, Period]:
    """Return each kind's period in a municipality, in the table's order (1 statement)."""
    rows = RetentionPeriod.objects.filter(municipality_id=municipality_id)
    chosen = dict(rows.values_list("kind", "months"))
    return {
        kind.code: Period(kind, chosen.get(kind.code, kind.months or 0), kind.code in chosen)
        for kind in periods()
    }


def period_words(municipality_id: UUID) -> dict[str, str]:
    """Return for every kind how long it is kept, as a sentence (1 statement)."""
    known = periods_of(municipality_id)
    return {kind.code: _words(kind, known) for kind in kinds()}


def _words(kind: Kind, known: dict[str, Period]) -> str:
    if kind.code in known:
        return f"{spell(known[kind.code].months)} efter, at {kind.after}"
    if kind.along:
        return f"sammen med »{kind_of(kind.along).label}«: {_words(kind_of(kind.along), known)}"
    return kind.after


def spell(months: int) -> str:
    """Return a number of months in words: ``60`` → ``5 år``."""
    years, rest = divmod(months, 12)
    if not rest:
        return f"{years} år"
    return f"{months} måneder" if months != 1 else "1 måned"


def months_before(day: date, months: int) -> date:
    """Return the day so many months before ``day``; the last of a shorter month."""
    return months_after(day, -months)
