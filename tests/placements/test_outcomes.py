"""Where candidates stand after a course: asked on the day, noted by somebody, and never guessed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plads.core import clock
from plads.core.actor import Actor
from plads.core.ids import new_id
from plads.core.models import Event
from plads.core.periods import months_after, period, show_day
from plads.core.roles import Role
from plads.core.scope import acting
from plads.insight.matters import Kind
from plads.insight.today import today
from plads.placements.models import EndReason, Outcome, Placement, PlacementEnd
from plads.placements.outcome_queries import (
    ASKED_FOR,
    MILESTONES,
    asked_on,
    due_now,
    outcome_asked,
    outcomes_due,
)
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.outcomes import Standing, note_outcome, note_outcomes
from tests.days import TODAY
from tests.refusals import not_visible, refused

JOB, UNKNOWN = Outcome.Kind.JOB, Outcome.Kind.UNKNOWN
ONE_DAY = timedelta(days=1)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def ended(world, caseworker):
    """A course that ended today because the company wanted it."""
    placement = world.running(first_day=TODAY - timedelta(days=7))
    return end_placement(caseworker, placement.id, Ending(TODAY, EndReason.COMPANY))


def asked(day: date) -> list[tuple]:
    return [(row.id, row.asked_months, row.asked_on) for row in due_now(day).order_by("id")]


@pytest.mark.parametrize("months", MILESTONES)
def test_it_is_asked_from_the_day_so_many_months_after_and_for_sixty_days(ended, months):
    day = months_after(TODAY, months)
    assert asked(day - ONE_DAY) == []
    assert asked(day) == [(ended.id, months, day)]
    assert asked(day + ASKED_FOR - ONE_DAY) == [(ended.id, months, day)]
    assert asked(day + ASKED_FOR) == []


@pytest.mark.parametrize("last", [date(2026, 11, 30), date(2026, 8, 31), date(2027, 11, 29)])
def test_the_last_day_of_a_shorter_month_is_meant_where_there_is_no_such_day(ended, last):
    PlacementEnd.objects.filter(placement=ended).update(last_day=last)
    for months in MILESTONES:
        day = asked_on(last, months)
        assert asked(day - ONE_DAY) == []
        assert asked(day) == [(ended.id, months, day)]
        assert asked(day + ASKED_FOR) == []


def test_what_is_noted_is_not_asked_again(ended, caseworker):
    day = months_after(TODAY, 3)
    with clock.at(day):
        row = note_outcome(caseworker, ended.id, 3, Standing(JOB, 1800, day - ONE_DAY))
        assert asked(day) == []
    assert (row.kind, row.weekly_minutes, row.since) == ("job", 1800, day - ONE_DAY)
    assert row.noted_by == caseworker.signature
    told = Event.objects.get(kind="placements.outcome_noted", subjects__contains=[ended.id])
    assert told.facts == {
        "candidate_id": str(ended.candidate_id),
        "placement_id": str(ended.id),
        "months": 3,
        "by": caseworker.signature,
    }


def test_an_unknown_outcome_is_stored_as_unknown_and_one_nobody_noted_is_no_row(ended, caseworker):
    with clock.at(months_after(TODAY, 3)):
        note_outcome(caseworker, ended.id, 3, Standing(UNKNOWN))
    kinds = dict(Outcome.objects.filter(placement=ended).values_list("months", "kind"))
    assert kinds == {0: "unknown", 3: "unknown"}


def test_a_correction_changes_the_row_and_the_same_said_again_changes_nothing(ended, caseworker):
    with clock.at(months_after(TODAY, 6)):
        first = note_outcome(caseworker, ended.id, 6, Standing(UNKNOWN))
        again = note_outcome(caseworker, ended.id, 6, Standing(Outcome.Kind.EDUCATION))
        note_outcome(caseworker, ended.id, 6, Standing(Outcome.Kind.EDUCATION))
    assert again.id == first.id
    assert Outcome.objects.get(placement=ended, months=6).kind == "education"
    assert Event.objects.filter(kind="placements.outcome_noted").count() == 2


def test_an_outcome_is_not_noted_before_its_day(ended, caseworker):
    day = months_after(TODAY, 3)
    with clock.at(day - ONE_DAY), refused("not_asked_yet", "kind") as refusal:
        note_outcome(caseworker, ended.id, 3, Standing(JOB))
    assert show_day(day) in refusal.value.message


def test_a_job_that_began_after_the_day_it_is_asked_about_belongs_to_the_next_time(ended, caseworker):
    day = months_after(TODAY, 3)
    with clock.at(day + timedelta(days=10)):
        with refused("since_after_followup", "since") as refusal:
            note_outcome(caseworker, ended.id, 3, Standing(JOB, 1800, day + ONE_DAY))
        assert f"Jobbet begynder efter {show_day(day)}" in refusal.value.message
        assert "ved 6 måneder" in refusal.value.message
        assert note_outcome(caseworker, ended.id, 3, Standing(JOB, 1800, day)).since == day
    last = months_after(TODAY, 12)
    with clock.at(last), refused("since_after_followup", "since") as refusal:
        note_outcome(caseworker, ended.id, 12, Standing(Outcome.Kind.EDUCATION, since=last + ONE_DAY))
    assert "hvor kandidaten stod den dag" in refusal.value.message


@pytest.mark.parametrize(
    ("standing", "code", "field"),
    [
        (Standing(JOB, 37 * 60 + 1), "over_full_week", "weekly_minutes"),
        (Standing(JOB, 0), "over_full_week", "weekly_minutes"),
        (Standing(Outcome.Kind.SUPPORT, 600), "no_such_fact", "weekly_minutes"),
        (Standing(Outcome.Kind.EDUCATION, here=True), "no_such_fact", "here"),
        (Standing(UNKNOWN, since=TODAY), "no_such_fact", "since"),
    ],
)
def test_facts_that_do_not_belong_to_the_kind_are_refused_at_their_field(
    ended, caseworker, standing, code, field
):
    with clock.at(months_after(TODAY, 3)), refused(code, field):
        note_outcome(caseworker, ended.id, 3, standing)
    assert not Outcome.objects.filter(placement=ended, months=3).exists()


def test_it_is_asked_only_after_a_course_that_is_over_and_at_its_own_months(world, ended, caseworker):
    with refused("not_ended"):
        note_outcome(caseworker, world.running(first_day=TODAY).id, 3, Standing(JOB))
    with clock.at(months_after(TODAY, 12)), refused("bad_months"):
        note_outcome(caseworker, ended.id, 4, Standing(JOB))


def test_nobody_is_asked_about_whose_data_may_not_be_used_for_anything_new(ended, caseworker):
    day = months_after(TODAY, 3)
    candidate = ended.candidate
    candidate.restricted_at = clock.now()
    candidate.save(update_fields=["restricted_at"])
    assert asked(day) == []
    with clock.at(day), refused("restricted"):
        note_outcome(caseworker, ended.id, 3, Standing(JOB))


def test_others_than_the_office_neither_see_nor_note_outcomes(world, ended, other_municipality):
    candidate = world.speaker(Role.CANDIDATE, ended.candidate_id)
    outsider = Actor(None, "Nabo", Role.COORDINATOR, frozenset({other_municipality.id}))
    with clock.at(months_after(TODAY, 3)):
        with refused("wrong_role"):
            note_outcome(candidate, ended.id, 3, Standing(JOB))
        with not_visible():
            note_outcome(outsider, ended.id, 3, Standing(JOB))
        with not_visible():
            note_outcomes(outsider, {(ended.id, 3): Standing(JOB)})
        with not_visible():
            outcomes_due(candidate, mine=False)
        with not_visible():
            outcome_asked(candidate, ended.id, 3)


def after_many(ended, count: int) -> list[Placement]:
    """So many courses like one that ended, one after the other in its place, all with the same last day of asking."""
    rows, ends = [], []
    for number in range(1, count):
        row = Placement.objects.get(id=ended.id)
        row.pk, row.nomination_id = new_id(), None
        day = ended.period.lower - timedelta(days=number * 2)
        row.period = period(day, day)
        rows.append(row)
        ends.append(
            PlacementEnd(
                municipality_id=row.municipality_id, placement=row, last_day=TODAY, reason=EndReason.AGREED
            )
        )
    Placement.objects.bulk_create(rows)
    PlacementEnd.objects.bulk_create(ends)
    return [ended, *rows]


def test_fifty_are_listed_and_noted_in_a_few_statements(ended, caseworker):
    courses, day = after_many(ended, 12), months_after(TODAY, 3)
    with clock.at(day):
        with CaptureQueriesContext(
            connection,
        ) as few:
            note_outcomes(caseworker, {(each.id, 3): Standing(JOB) for each in courses[:2]})
        with CaptureQueriesContext(connection) as many:
            stored = note_outcomes(caseworker, {(each.id, 3): Standing(UNKNOWN) for each in courses})
        assert len(many) == len(few)
        assert len(many) <= 8
        assert len(stored) == 10
        with CaptureQueriesContext(connection) as listing:
            assert outcomes_due(caseworker, mine=True).paginator.count == 0
        assert len(listing) <= 3
    kinds = list(Outcome.objects.filter(months=3).order_by("kind").values_list("kind", flat=True))
    assert kinds == ["job", "job", *["unknown"] * 10]


def test_one_that_cannot_be_noted_stops_them_all_and_is_named(world, ended, caseworker):
    other = world.running(first_day=TODAY - timedelta(days=7))
    found = {(ended.id, 3): Standing(JOB), (other.id, 3): Standing(JOB)}
    with clock.at(months_after(TODAY, 3)), refused("not_ended", f"{other.id}_3"):
        note_outcomes(caseworker, found)
    assert not Outcome.objects.filter(months=3).exists()


def test_today_has_one_line_for_each_caseworker_with_how_many(world, ended, caseworker):
    after_many(ended, 3)
    coordinator, day = world.cast[Role.COORDINATOR], months_after(TODAY, 3)
    with clock.at(day + ONE_DAY), acting(coordinator):
        (line,) = [each for each in today(coordinator).matters if each.kind == Kind.OUTCOMES]
    assert (line.number, line.due) == (3, day + timedelta(days=14))
    assert line.is_for(caseworker.own_ids)
    assert not line.is_for(coordinator.own_ids)
    with clock.at(day + ASKED_FOR), acting(coordinator):
        assert not [each for each in today(coordinator).matters if each.kind == Kind.OUTCOMES]
