"""The figures are the same before and after any set of people is erased."""

import itertools
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plads.core import clock
from plads.core.models import Change
from plads.core.roles import Role
from plads.core.scope import acting
from plads.insight.account import centre_account, occupancy
from plads.insight.figures import accounts, figures
from plads.insight.models import CountedDay, CountedOutcome, CountedYear
from plads.placements.models import Attendance, EndReason, Placement
from plads.placements.services.attendance import note_attendance
from plads.placements.services.endings import Ending, end_placement
from plads.rights.services.erasing import Why, erase_person
from tests.days import TODAY
from tests.properties import always

pytestmark = pytest.mark.django_db

ENDS = [
    EndReason.JOB_HERE,
    EndReason.JOB_ELSEWHERE,
    EndReason.EDUCATION,
    EndReason.ILLNESS,
    EndReason.FLEKSJOB,
]
BEGAN = TODAY - timedelta(days=330)


@dataclass
class Town:
    """A municipality with a history: two centres, nine courses of eight people, over two calendar years."""

    manager: object
    admin: object
    centres: list
    people: list

    def everything(self):
        """Every number anybody reads."""
        with acting(self.manager) as who:
            spans = [
                (TODAY - timedelta(days=back), TODAY - timedelta(days=to)) for back, to in ((400, 0), (45, 3))
            ]
            return (
                figures(who),
                [accounts(who, year) for year in (TODAY.year - 1, TODAY.year)],
                [centre_account(who, c.id, y) for c in self.centres for y in (TODAY.year - 1, TODAY.year)],
                [occupancy(who, *span, c) for span in spans for c in (None, *(c.id for c in self.centres))],
            )

    def erase(self, people):
        with acting(self.admin) as who:
            for candidate in people:
                erase_person(who, candidate.id, Why.TOO_OLD)
            connection.check_constraints()


@pytest.fixture
def town(world):
    opens = {"first_day": BEGAN, "last_day": TODAY + timedelta(days=90)}
    centres = [world.centre(places, workplace=world.workplace(months=30), **opens) for places in (3, 2)]
    places = [p for c in centres for p in c.places.order_by("number")]
    people = [world.candidate(target_group=group) for group in ("aktivitetsparat", "sygedagpenge") * 4]
    caseworker = world.cast[Role.CASEWORKER]
    for number, (person, place) in enumerate(
        zip([*people, people[3]], itertools.cycle(places), strict=False)
    ):
        first = BEGAN + timedelta(days=1 + 60 * (number // len(places)) + 3 * number)
        with clock.at(first - timedelta(days=1)):
            placement = world.running(place, person, first_day=first, last_day=first + timedelta(days=27))
        if number == 7:
            continue
        worked = clock.monday(first + timedelta(days=20)) + timedelta(days=1 + number % 2)
        with clock.at(worked), acting(caseworker):
            note_attendance(caseworker, placement.id, clock.today(), Attendance.State.PRESENT)
            ending = Ending(
                clock.today(), ENDS[number % len(ENDS)], weekly_minutes=1000 if number % 5 < 2 else None
            )
            end_placement(caseworker, placement.id, ending)
    return Town(world.cast[Role.MANAGER], world.cast[Role.ADMINISTRATOR], centres, people)


def test_the_figures_are_not_empty(town):
    found, per_year, _, _ = town.everything()
    assert (found.ended, found.jobs, found.hires) == (8, 4, 2)
    assert any(year for year in per_year)


def over(town):
    return [each for each in town.people if not each.placements.filter(state__in=Placement.HOLDING).exists()]


def test_erasing_everybody_who_may_be_leaves_every_figure_as_it_was(town):
    before, gone = town.everything(), over(town)
    assert len(gone) == 7
    town.erase(gone)
    assert town.everything() == before
    assert not Attendance.objects.exists()


@settings(parent=always, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.integers(0, 6), unique=True, max_size=7))
def test_erasing_anybody_in_any_order_leaves_every_figure_as_it_was(town, chosen):
    before, people = town.everything(), over(town)
    with transaction.atomic():
        town.erase([people[each] for each in chosen])
        assert town.everything() == before
        transaction.set_rollback(True)


def test_a_centres_person_of_two_courses_in_a_year_is_still_one(town):
    person = town.people[3]
    assert person.placements.count() == 2
    town.erase([person])
    kept = CountedYear.objects.filter(year=TODAY.year).values_list("candidates", flat=True)
    assert list(kept) == [1]


def test_what_is_counted_names_nobody(town):
    """No column leads to a person, a place or a course, and history does not tell which numbers came together."""
    town.erase(over(town))
    for model in (CountedDay, CountedOutcome, CountedYear):
        assert model.objects.exists()
        related = {field.name for field in model._meta.fields if field.is_relation}
        assert related <= {"municipality", "centre"}
        assert not Change.objects.filter(table_name=model._meta.db_table).exists()
