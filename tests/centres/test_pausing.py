"""An agreement rests for some days; its places are not filled meanwhile, and go on by themselves."""

from datetime import timedelta

import pytest

from plads.centres.models import AgreementPause, Place
from plads.centres.services.pausing import (
    PauseTerms,
    begin_pause,
    call_off_pause,
    pause_agreement,
    pauses_due,
    pauses_over,
    resume_agreement,
)
from plads.core import clock
from plads.core.errors import Refused
from plads.core.periods import closed_last_day, period
from plads.core.roles import Role
from tests.days import TODAY
from tests.life import agreement_of, system

DAY = timedelta(days=1)
NEXT_WEEK = PauseTerms(TODAY + 7 * DAY, TODAY + 13 * DAY, "Lukket i uge 49")
NOW = PauseTerms(TODAY, TODAY + 6 * DAY, "Vandskade")


@pytest.fixture
def consultant(world):
    return world.cast[Role.CONSULTANT]


@pytest.fixture
def agreement(world):
    return agreement_of(world.centre(2))


def states(agreement):
    agreement.refresh_from_db()
    return agreement.state, set(Place.objects.filter(agreement=agreement).values_list("state", flat=True))


def test_a_pause_from_today_rests_the_places_at_once(agreement, consultant):
    pause_agreement(consultant, agreement.id, NOW)
    assert states(agreement) == ("paused", {"paused"})
    assert AgreementPause.objects.get(agreement=agreement).period == period(NOW.first_day, NOW.last_day)


def test_a_pause_ahead_begins_and_ends_on_its_days(world, agreement, consultant):
    plads = system(world)
    pause_agreement(consultant, agreement.id, NEXT_WEEK)
    assert states(agreement) == ("signed", {"open"})
    assert pauses_due(plads) == []
    with clock.at(NEXT_WEEK.first_day):
        assert pauses_due(plads) == [agreement.id]
        begin_pause(plads, agreement.id)
        assert states(agreement) == ("paused", {"paused"})
        assert (pauses_due(plads), pauses_over(plads)) == ([], [])
    with clock.at(NEXT_WEEK.last_day):
        assert pauses_over(plads) == []
    with clock.at(NEXT_WEEK.last_day + DAY):
        assert pauses_over(plads) == [agreement.id]
        resume_agreement(plads, agreement.id)
    assert states(agreement) == ("signed", {"open"})
    assert agreement.paused_from is None
    assert AgreementPause.objects.get(agreement=agreement).period == period(
        NEXT_WEEK.first_day, NEXT_WEEK.last_day
    )


def test_a_pause_that_stops_early_keeps_only_the_days_that_were(agreement, consultant):
    pause_agreement(consultant, agreement.id, PauseTerms(TODAY, None, "Vandskade"))
    with clock.at(TODAY + 3 * DAY):
        resume_agreement(consultant, agreement.id)
    kept = AgreementPause.objects.get(agreement=agreement)
    assert closed_last_day(kept.period) == TODAY + 2 * DAY


def test_a_pause_taken_back_the_same_day_never_was(agreement, consultant):
    pause_agreement(consultant, agreement.id, NOW)
    resume_agreement(consultant, agreement.id)
    assert not AgreementPause.objects.filter(agreement=agreement).exists()


def test_a_pause_ahead_is_called_off(agreement, consultant):
    pause_agreement(consultant, agreement.id, NEXT_WEEK)
    call_off_pause(consultant, agreement.id)
    assert states(agreement) == ("signed", {"open"})
    assert not AgreementPause.objects.filter(agreement=agreement).exists()
    with pytest.raises(Refused) as refusal:
        call_off_pause(consultant, agreement.id)
    assert refusal.value.code == "no_pause"


@pytest.mark.parametrize("first", [NEXT_WEEK, NOW])
def test_nobody_pauses_twice(agreement, consultant, first):
    pause_agreement(consultant, agreement.id, first)
    with pytest.raises(Refused) as refusal:
        pause_agreement(consultant, agreement.id, PauseTerms(TODAY + 60 * DAY, None, "Igen"))
    assert refusal.value.code == ("paused_already" if first is NEXT_WEEK else "wrong_state")


@pytest.mark.parametrize(
    ("terms", "code", "field"),
    [
        (PauseTerms(TODAY - DAY, None, "Ferie"), "past", "first_day"),
        (PauseTerms(TODAY + DAY, TODAY, "Ferie"), "end_before_start", "last_day"),
        (PauseTerms(TODAY + 400 * DAY, None, "Ferie"), "outside_agreement", "first_day"),
        (PauseTerms(TODAY, TODAY + 400 * DAY, "Ferie"), "outside_agreement", "last_day"),
        (PauseTerms(TODAY, None, " "), "no_reason", "reason"),
    ],
)
def test_a_pause_has_days_of_the_agreement_and_a_reason(agreement, consultant, terms, code, field):
    with pytest.raises(Refused) as refusal:
        pause_agreement(consultant, agreement.id, terms)
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert states(agreement) == ("signed", {"open"})


def test_a_pause_does_not_begin_before_its_day(world, agreement, consultant):
    pause_agreement(consultant, agreement.id, NEXT_WEEK)
    with pytest.raises(Refused) as refusal:
        begin_pause(system(world), agreement.id)
    assert refusal.value.code == "no_pause"
