"""What the page of an ended course says of where the candidate stood, and of when it is asked the next time."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from plads.core import clock
from plads.core.periods import ONE_DAY
from plads.placements.models import Outcome, Placement
from plads.placements.outcome_queries import MILESTONES, asked_on


def outcome_lines(row: Placement) -> list[dict[str, Any]]:
    """Return a course's outcomes in order, those not noted with the day they are asked; none while it lasts."""
    if row.state != Placement.State.ENDED:
        return []
    noted = {each["months"]: each for each in row.outcome_rows}  # type: ignore[attr-defined]
    lines = [_line(row, 0, noted[0])] if 0 in noted else []
    end = getattr(row, "end", None)
    if end is None:
        return lines + [_line(row, months, noted[months]) for months in MILESTONES if months in noted]
    return lines + [_asked(row, months, noted.get(months), end.last_day) for months in MILESTONES]


def paid_lines(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return paid hours beside a placement: from, to, the minutes a week, where, and the id of each."""
    return [
        {
            "id": each["id"],
            "first": parse_date(each["first"]),
            "last": _day_before(each["after"]),
            "minutes": each["minutes"],
            "where": _("på arbejdspladsen") if each["here"] else _("et andet sted"),
        }
        for each in rows
    ]


def _day_before(stored: str) -> date | None:
    day = parse_date(stored)
    return day - ONE_DAY if day else None


def _asked(row: Placement, months: int, stored: Mapping[str, Any] | None, last: Any) -> dict[str, Any]:
    day = asked_on(last, months)
    if day > clock.today():
        return {"when": _when(months), "asked_on": day}
    url = reverse("placement_outcome", args=[row.id, months])
    return {**(_line(row, months, stored) if stored else {"when": _when(months)}), "url": url}


def _line(row: Placement, months: int, stored: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "when": _when(months),
        "kind": Outcome.Kind(stored["kind"]).label,
        "minutes": stored["weekly_minutes"],
        "since": parse_date(stored["since"]) if stored["since"] else None,
        "by": stored["noted_by"] if months else "",
    }


def _when(months: int) -> str:
    return _("Ved afslutningen") if months == 0 else _("Efter {months} måneder").format(months=months)
