"""The only place that knows what day it is. Days are days in Europe/Copenhagen.

A demo's clock can be moved from outside: with ``PLADS_DEMO=1``, the moment in the file that ``PLADS_CLOCK_FILE``
names is now. So a course of thirteen weeks can be walked through in a browser in a minute.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
_fixed: ContextVar[datetime | None] = ContextVar("plads_clock", default=None)


def now() -> datetime:
    """Return the current moment, with a time zone."""
    return _fixed.get() or _moved() or timezone.now()


def _moved() -> datetime | None:
    file = os.environ.get("PLADS_CLOCK_FILE")
    if not file or not settings.PLADS_DEMO:
        return None
    return datetime.fromisoformat(Path(file).read_text(encoding="ascii").strip()).replace(tzinfo=COPENHAGEN)


def today() -> date:
    """Return the current day in Denmark."""
    return now().astimezone(COPENHAGEN).date()


@contextmanager
def at(moment: date | datetime) -> Iterator[None]:
    """Let the clock stand at ``moment`` (a day means its noon); used by the demo story and by tests."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(12), COPENHAGEN)
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)


def monday(day: date) -> date:
    """Return the Monday of the week that holds ``day``."""
    return day - timedelta(days=day.weekday())
