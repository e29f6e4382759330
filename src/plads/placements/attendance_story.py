"""What comes along with a placement about its attendance: how its days came to stand, and what they show together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from plads.centres.models import AgreementPause
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event, EventSubject
from plads.placements.events import AttendanceNoted
from plads.placements.lifecycle import DECIDERS
from plads.placements.models import Attendance
from plads.placements.patterns import Noted, patterns


@dataclass(frozen=True, slots=True)
class Said:
    """One word about a day: what was noted, by whom, and when."""

    word: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Corrected:
    """A day about which more than one word was said, the first one first."""

    day: date
    said: tuple[Said, ...]


def attendance_beside() -> dict[str, Any]:
    """Return the annotations by which a placement brings the words said about its days, and its agreement's pauses."""
    mine = EventSubject.objects.filter(subject=OuterRef(OuterRef("pk")))
    noted = Event.objects.filter(id__in=mine.values("event_id"), kind=AttendanceNoted.kind).order_by("id")
    pauses = AgreementPause.objects.filter(agreement=OuterRef("place__agreement_id"))
    return {
        "noted_rows": ArraySubquery(noted.values(row=JSONObject(facts="facts", at="at"))),
        "pause_rows": ArraySubquery(pauses.values("period")),
    }


def corrections(rows: Iterable[Mapping[str, Any]], since: date) -> list[Corrected]:
    """Return the days from ``since`` that were noted more than once, the latest first, from the rows brought along."""
    days: dict[date, list[Said]] = {}
    for row in rows:
        facts = row["facts"]
        said = Said(facts["state"], facts["by"], datetime.fromisoformat(row["at"]))
        days.setdefault(date.fromisoformat(facts["day"]), []).append(said)
    again = [Corrected(day, tuple(said)) for day, said in days.items() if len(said) > 1 and day >= since]
    return sorted(again, key=lambda each: each.day, reverse=True)


def shown_patterns(actor: Actor, rows: Iterable[Attendance]) -> list[str]:
    """Return what a course's days show together, for those who decide about the course; nothing for others."""
    if actor.role not in DECIDERS:
        return []
    return patterns((Noted(row.day, row.state) for row in rows), clock.today())
