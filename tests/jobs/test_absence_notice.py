"""The caseworker is told of absence as often as the municipality has decided, and of nothing that was put right."""

from datetime import timedelta

import pytest

from plads.core.actor import Actor
from plads.core.models import Event, Municipality
from plads.core.roles import Role
from plads.flows.telling import tell_caseworker
from plads.messages.models import Notice
from plads.placements.models import Attendance, Placement
from plads.placements.services.attendance import note_attendance
from tests.days import TODAY

PRESENT, ILL, EXCUSED, ABSENT = Attendance.State
DAYS = [TODAY - timedelta(days=days) for days in (7, 6, 5, 4, 1, 0)]
"""Six working days, the last of them today."""


@pytest.fixture
def placement(world) -> Placement:
    return world.running(first_day=DAYS[0])


def rule(placement: Placement, **days: int) -> None:
    """Let the municipality have decided so."""
    Municipality.objects.filter(id=placement.municipality_id).update(**days)


def told(placement: Placement) -> int:
    """How many notices there are when every absence has been reacted to."""
    system = Actor.system(placement.municipality_id)
    for event in Event.objects.filter(kind="placements.absence_noted").order_by("id"):
        tell_caseworker(system, event)
    return Notice.objects.filter(text__startswith="Fravær").count()


def note(world, placement: Placement, *states: str) -> None:
    for day, state in zip(DAYS, states, strict=False):
        note_attendance(world.cast[Role.CASEWORKER], placement.id, day, Attendance.State(state))


def test_at_once_is_the_rule_of_a_municipality_that_has_decided_nothing(world, placement):
    note(world, placement, ILL, ABSENT, PRESENT, EXCUSED)
    assert told(placement) == 2


def test_days_not_met_and_days_of_illness_have_each_their_number(world, placement):
    rule(placement, absent_notice_days=2, ill_notice_days=3)
    note(world, placement, ILL, ABSENT, ILL, ABSENT)
    assert told(placement) == 1
    note_attendance(world.cast[Role.CASEWORKER], placement.id, DAYS[4], ILL)
    assert told(placement) == 2


def test_below_the_number_nobody_is_told(world, placement):
    rule(placement, absent_notice_days=3)
    note(world, placement, ABSENT, PRESENT, ABSENT)
    assert told(placement) == 0


def test_what_was_put_right_before_the_notice_is_not_told(world, placement):
    note(world, placement, ABSENT)
    note(world, placement, PRESENT)
    assert told(placement) == 0


def test_a_notice_names_neither_the_candidate_nor_why(world, placement):
    note(world, placement, ILL)
    told(placement)
    (notice,) = Notice.objects.filter(text__startswith="Fravær")
    assert "syg" not in notice.text.lower()
    assert placement.candidate.name not in notice.text
