"""When a caseworker is told that a candidate was away: the municipality's rule, asked of the days as they stand."""

from datetime import date
from uuid import UUID

from plads.core.models import Municipality
from plads.placements.models import Attendance
from plads.placements.patterns import Noted, is_told

SETTING: dict[str, str] = {
    Attendance.State.ABSENT: "absent_notice_days",
    Attendance.State.ILL: "ill_notice_days",
}
"""The municipality's setting for each word that is told of."""


def absence_is_told(municipality: Municipality, placement_id: UUID, day: date) -> bool:
    """Return whether what stands on ``day`` is told to the caseworker by the municipality's rule (1 statement)."""
    rows = Attendance.objects.filter(placement_id=placement_id, day__lte=day).values_list("day", "state")
    noted = [Noted(*row) for row in rows]
    setting = SETTING.get(next((each.state for each in noted if each.day == day), ""))
    return setting is not None and is_told(noted, day, getattr(municipality, setting))
