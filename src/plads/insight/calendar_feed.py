"""A candidate's coming weeks as a calendar (iCalendar, RFC 5545), with only what a calendar needs.

Work and classes have name, place and time. Treatment is »Aftale« without a place: the address may be read by a
family's shared screen or a calendar company, and a place's name can say what somebody is treated for.
"""

from datetime import UTC, datetime, time, timedelta

from icalendar import Calendar, Event

from plads.candidates.calendar import calendar_owner
from plads.candidates.models import Activity
from plads.core import clock
from plads.core.actor import Actor
from plads.core.roles import Role
from plads.insight.week_plan import Dated, happenings
from plads.insight.week_sum import WORK

WEEKS_BACK, WEEKS_AHEAD = 1, 12
PRIVATE = "Aftale"
"""What everything private is called."""


def calendar_of(visitor: Actor, token: str) -> bytes:
    """Return the calendar of a secret address, last week to twelve weeks ahead (3 statements).

    Raises ``NotVisible`` for an address that opens nothing. It is the candidate's own look at themselves.
    """
    owner = calendar_owner(visitor, token)
    inside = frozenset({owner.municipality_id})
    own = Actor(None, "Kandidaten", Role.CANDIDATE, inside, frozenset({owner.id}))
    this = clock.monday(clock.today())
    first, last = this - timedelta(weeks=WEEKS_BACK), this + timedelta(weeks=WEEKS_AHEAD, days=6)
    calendar = Calendar()
    calendar.add("prodid", "-//Plads//Min uge//DA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Min uge")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for each in happenings(own, owner.id, first, last):
        calendar.add_component(_event(each, owner.id.hex))
    return bytes(calendar.to_ical())


def _event(each: Dated, owner: str) -> Event:
    slot, event = each.item.slot, Event()
    event.add("uid", f"{owner[-12:]}-{each.day:%Y%m%d}-{slot.start}-{slot.end}-{each.item.kind}@plads")
    event.add("dtstamp", clock.now().astimezone(UTC))
    event.add("dtstart", _moment(each, slot.start))
    event.add("dtend", _moment(each, slot.end))
    event.add("summary", _title(each))
    if place := _place(each):
        event.add("location", place)
    return event


def _title(each: Dated) -> str:
    if each.item.kind == WORK:
        return f"Arbejde: {each.item.what}"
    return PRIVATE if each.item.kind == Activity.Kind.TREATMENT else each.item.what


def _place(each: Dated) -> str:
    return "" if each.item.kind == Activity.Kind.TREATMENT else each.item.place


def _moment(each: Dated, minutes: int) -> datetime:
    """Return a time of a Danish day as UTC, so that no calendar has to know about summer time."""
    midnight = datetime.combine(each.day + timedelta(days=minutes // 1440), time(), clock.COPENHAGEN)
    of_day = minutes % 1440
    return midnight.replace(hour=of_day // 60, minute=of_day % 60).astimezone(UTC)
