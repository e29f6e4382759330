"""Values of the change history in words: days, yes and no, choices, weeks; what has no words stays as it is."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from plads.core import clock
from plads.core.week import load, show

LONGEST = 200
"""How many signs of a value are shown."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PERIOD = re.compile(r"[\[(](\d{4}-\d{2}-\d{2})?,(\d{4}-\d{2}-\d{2})?[)\]]")


def shown_value(field: "models.Field[Any, Any] | None", value: Any, named: Mapping[str, str]) -> str:
    """Return a column's value as a person reads it; nothing is a dash. ``named`` are users' names by id."""
    if value in (None, "", [], {}):
        return "–"
    if isinstance(field, models.ForeignKey):
        return named.get(str(value)) or "en anden"
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if field is not None:
        choices = _choices(field)
        if isinstance(value, list) and choices:
            return ", ".join(choices.get(str(each), str(each)) for each in value)
        if str(value) in choices:
            return choices[str(value)]
    if isinstance(value, list):
        return _listed(value)
    return _plain(str(value))[:LONGEST]


def _choices(field: "models.Field[Any, Any]") -> Mapping[str, str]:
    inner = getattr(field, "base_field", field)
    return {str(code): str(label) for code, label in inner.flatchoices}


def _listed(value: list[Any]) -> str:
    if all(isinstance(each, dict) and "weekday" in each for each in value) or all(
        isinstance(each, list) and len(each) == 3 for each in value
    ):
        return show(load(value))
    return ", ".join(map(str, value))[:LONGEST]


def _plain(text: str) -> str:
    found = _PERIOD.fullmatch(text)
    if found:
        first, after = (date.fromisoformat(each) if each else None for each in found.groups())
        last = date.fromordinal(after.toordinal() - 1) if after else None
        return f"{_day(first)} – {_day(last)}"
    if _DAY.fullmatch(text):
        return _day(date.fromisoformat(text))
    if _DAY.match(text) and "T" in text:
        try:
            return f"{datetime.fromisoformat(text).astimezone(clock.COPENHAGEN):%d.%m.%Y %H.%M}"
        except ValueError:
            return text
    return text


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
