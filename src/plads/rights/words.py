"""Values of any column in plain Danish, and ready for JSON."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.formats import date_format

from plads.core import clock
from plads.core.periods import show
from plads.core.roles import Role
from plads.core.week import load, show_hours
from plads.core.week import show as show_week
from plads.law.groups import label_of

Field = Any
"""A model field of any kind."""


def plain(value: Any) -> Any:
    """Return a value ready for JSON: days as ISO, a period as its first and last day."""
    if isinstance(value, DateRange):
        first, last = value.lower, value.upper
        return {"fra": plain(first), "til_og_med": plain(last and date.fromordinal(last.toordinal() - 1))}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    return value


def words(field: Field | None, value: Any) -> str:
    """Return a value as a person reads it; nothing is a dash."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, list):
        return _list(field, value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {words(None, each)}" for name, each in value.items())
    return _one(field, value)


def _one(field: Field | None, value: Any) -> str:
    name = field.name if field else ""
    if name in ("role", "actor_role"):
        return Role(value).label if value in Role.values else str(value)
    if name in ("target_group", "group"):
        return label_of(value)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, DateRange):
        return show(value)
    if isinstance(value, datetime):
        local = value.astimezone(clock.COPENHAGEN)
        return f"{date_format(local, 'j. F Y')} kl. {local.hour}.{local.minute:02d}"
    if isinstance(value, date):
        return date_format(value, "j. F Y")
    if name == "travel_minutes":
        return f"{value} minutter"
    if name.endswith("minutes"):
        return show_hours(value)
    return str(value)


def _list(field: Field | None, value: list[Any]) -> str:
    base = getattr(field, "base_field", None)
    if value and isinstance(value[0], dict):
        return "\n".join(filter(None, (_entry(each) for each in value))) or "–"
    return ", ".join(words(base, each) for each in value)


def _entry(entry: Mapping[str, Any]) -> str:
    """Return one thing of a list: a time of the week, a rule that was looked at, a step, a reason."""
    if "weekday" in entry and "start" in entry:
        return show_week(load([entry]))
    if "slots" in entry:
        first = words(None, date.fromisoformat(str(entry["first_day"]))) if "first_day" in entry else ""
        return f"Fra {first}: {week_words(entry['slots'])}"
    if "title" in entry:
        return f"{entry['title']}: {_OUTCOMES.get(str(entry.get('outcome')), '')}".rstrip(": ")
    return ", ".join(f"{name}: {words(None, each)}" for name, each in entry.items())


_OUTCOMES = {"ok": "opfyldt", "warn": "vær opmærksom", "block": "ikke opfyldt"}


def week_words(slots: Iterable[Mapping[str, Any]]) -> str:
    """Return stored times of a week as one line."""
    return show_week(load(slots)) or "–"
