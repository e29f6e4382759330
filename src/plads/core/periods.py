"""Periods of days: half-open ``[start, end)`` in the database, shown with both days included."""

from calendar import monthrange
from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

ONE_DAY = timedelta(days=1)


def period(first: date, last: date | None) -> DateRange:
    """Return the period from ``first`` to ``last``, both included; ``None`` is open-ended."""
    return DateRange(first, None if last is None else last + ONE_DAY, "[)")


def first_day(span: "DateRange") -> date:
    """Return the first day of a period; raises ``ValueError`` when it has none."""
    if not isinstance(span.lower, date):
        raise ValueError("the period has no first day")
    return span.lower


def last_day(span: "DateRange") -> date | None:
    """Return the last day included in a period, or ``None`` when it is open-ended."""
    return None if span.upper is None else span.upper - ONE_DAY


def closed_last_day(span: "DateRange") -> date:
    """Return the last day of a period that has one; raises ``ValueError`` otherwise."""
    last = last_day(span)
    if last is None:
        raise ValueError("the period has no last day")
    return last


def months_after(day: date, months: int) -> date:
    """Return the day so many months after ``day``, before it when negative; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days(span: "DateRange") -> int:
    """Return the number of days in a closed period."""
    return (closed_last_day(span) - first_day(span)).days + 1


def covers(outer: "DateRange", inner: "DateRange") -> bool:
    """Return whether every day of ``inner`` lies within ``outer``."""
    if outer.isempty or inner.isempty:
        return False
    begins = outer.lower is None or (inner.lower is not None and inner.lower >= outer.lower)
    ends = outer.upper is None or (inner.upper is not None and inner.upper <= outer.upper)
    return begins and ends


def show_day(day: date) -> str:
    """Return a day as Danes write it: ``24.11.2026``."""
    return f"{day:%d.%m.%Y}"


def show(span: "DateRange") -> str:
    """Return a period in Danish, both days included."""
    if span.isempty:
        return "ingen dage"
    last = last_day(span)
    return f"{show_day(first_day(span))} – {show_day(last) if last else 'indtil videre'}"
