"""A candidate's week as it is planned, and the calendar on their phone: each by the hours in force that day."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from plads.candidates.calendar import calendar_token, renew_calendar
from plads.candidates.services import add_activity
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import AccessRecord
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.core.week import show
from plads.insight.calendar_feed import calendar_of
from plads.insight.week_plan import week_of
from plads.insight.week_sum import WORK
from plads.placements.services.nominations import StepTerms
from tests.days import TODAY
from tests.refusals import not_visible

MONDAY = date(2026, 11, 30)
STEPS = [
    StepTerms(MONDAY, parse_week("man, ons 9-12")),
    StepTerms(MONDAY + timedelta(days=9), parse_week("man-tor 9-13")),
]
"""From the first Monday, and more hours from the Wednesday after."""


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def candidate(world):
    return world.candidate(travel_minutes=20)


@pytest.fixture
def placement(world, candidate):
    return world.running(candidate=candidate, first_day=MONDAY, steps=STEPS)


@pytest.fixture
def themselves(world, candidate):
    return world.speaker(Role.CANDIDATE, candidate.id)


def beside(actor, candidate, kind, title, week, provider="Sted"):
    return add_activity(
        actor,
        candidate.id,
        kind=kind,
        title=title,
        provider=provider,
        first_day=TODAY,
        last_day=TODAY + timedelta(days=200),
        slots=parse_week(week),
    )


def work(week):
    return show(item.slot for item in week.plan.items if item.kind == WORK)


def test_a_week_holds_the_hours_of_the_step_in_force_on_each_day(caseworker, candidate, placement):
    def shown(monday):
        return work(week_of(caseworker, monday, candidate.id))

    assert shown(MONDAY - timedelta(weeks=1)) == ""
    assert shown(MONDAY) == "man, ons 9.00–12.00"
    assert shown(MONDAY + timedelta(weeks=1)) == "man 9.00–12.00; ons, tor 9.00–13.00"
    assert shown(MONDAY + timedelta(weeks=2)) == "man–tor 9.00–13.00"


def test_what_lies_on_top_of_the_place_is_found_and_counted_beside_the_way(caseworker, candidate, placement):
    beside(caseworker, candidate, "danish", "Danskuddannelse", "ons 11-14")
    plan = week_of(caseworker, MONDAY, candidate.id).plan
    (clash,) = plan.clashes
    assert (str(clash.shared), clash.other.what) == ("ons 11.00–12.00", "Danskuddannelse")
    assert (plan.work, plan.hours, plan.travel) == (6 * 60, 9 * 60, 4 * 20)


def test_the_office_plans_with_what_is_not_granted_yet_and_the_candidate_is_not_told(
    world, caseworker, candidate, themselves
):
    world.planned(candidate=candidate, first_day=MONDAY, steps=STEPS[:1])
    assert work(week_of(caseworker, MONDAY, candidate.id)) == "man, ons 9.00–12.00"
    assert work(week_of(themselves, MONDAY)) == ""


def test_nobody_sees_a_strangers_week(world, themselves, other_municipality):
    stranger = world.candidate()
    with not_visible():
        week_of(themselves, MONDAY, stranger.id)
    outsider = Actor(None, "Nabo", Role.CASEWORKER, frozenset({other_municipality.id}))
    with acting(outsider), not_visible():
        week_of(outsider, MONDAY, stranger.id)


def test_the_offices_look_at_a_week_is_noted_and_the_candidates_own_is_none(
    caseworker, candidate, themselves
):
    seen = AccessRecord.objects.count()
    week_of(themselves, MONDAY)
    assert AccessRecord.objects.count() == seen
    week_of(caseworker, MONDAY, candidate.id)
    record = AccessRecord.objects.latest("at")
    assert "week" in record.sights


def events(themselves, visitor):
    made = renew_calendar(themselves)
    return Calendar.from_ical(calendar_of(visitor, calendar_token(made.id, made.calendar_renewals))).walk(
        "VEVENT"
    )


@pytest.fixture
def visitor(world):
    return Actor.public(world.cast.municipality.id)


def test_the_calendar_says_when_and_where_to_work_in_danish_time(placement, themselves, visitor):
    first = events(themselves, visitor)[0]
    begins = first.decoded("dtstart").astimezone(ZoneInfo("Europe/Copenhagen"))
    assert (begins.date(), begins.hour, begins.minute) == (MONDAY, 9, 0)
    assert first.decoded("dtend") - first.decoded("dtstart") == timedelta(hours=3)
    assert str(first["summary"]).startswith("Arbejde: Center")
    assert first["location"]


def test_the_calendar_keeps_summer_time_out_of_the_hours(caseworker, candidate, themselves, visitor):
    beside(caseworker, candidate, "danish", "Danskuddannelse", "fre 8-10")
    with clock.at(date(2027, 3, 15)):
        found = events(themselves, visitor)
    hours = {each.decoded("dtstart").astimezone(clock.COPENHAGEN).hour for each in found}
    assert hours == {8}
    assert {each.decoded("dtstart").utcoffset() for each in found} == {timedelta(0)}


def test_the_calendar_tells_nobody_of_treatment(caseworker, candidate, themselves, visitor):
    beside(caseworker, candidate, "treatment", "Samtale hos psykolog", "fre 8-10", "Klinikken for angst")
    made = renew_calendar(themselves)
    text = calendar_of(visitor, calendar_token(made.id, made.calendar_renewals)).decode()
    assert "SUMMARY:Aftale" in text
    for word in ("psykolog", "angst", "LOCATION"):
        assert word not in text
    assert candidate.name not in text


def test_the_calendar_reaches_from_last_week_to_twelve_weeks_ahead(
    caseworker, candidate, themselves, visitor
):
    beside(caseworker, candidate, "danish", "Danskuddannelse", "man-søn 8-10")
    days = sorted(each.decoded("dtstart").date() for each in events(themselves, visitor))
    assert (days[0], days[-1]) == (TODAY, clock.monday(TODAY) + timedelta(weeks=12, days=6))


def test_every_event_of_a_calendar_has_an_identity_that_stays(placement, themselves, visitor):
    once = [str(each["uid"]) for each in events(themselves, visitor)]
    assert once == [str(each["uid"]) for each in events(themselves, visitor)]
    assert len(set(once)) == len(once) > 20
