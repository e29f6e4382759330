"""Nobody is left in the lurch when an agreement changes: each course is asked about, and settled with the deed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from plads.centres.models import Place
from plads.centres.models.agreements import NoticeBy
from plads.centres.services.agreements import agreement_facts, offer_agreement
from plads.centres.services.changing import amend_agreement, extend_agreement
from plads.centres.services.ending import NoticeTerms
from plads.centres.services.ending import give_notice as note_notice
from plads.centres.services.pausing import PauseTerms
from plads.centres.services.redrafting import redraft_agreement
from plads.centres.services.terms import terms_of
from plads.core import clock
from plads.core.errors import Refused
from plads.core.periods import closed_last_day, period
from plads.core.roles import Role
from plads.jobs.daily import live_the_day
from plads.jobs.reactions import settle
from plads.messages.models import Notice
from plads.placements.models import EndReason, Nomination, RefillProposal
from plads.placements.services import agreement_changes
from plads.placements.services.agreement_changes import (
    Choice,
    Fate,
    bring_places_in_step,
    clear_place,
    give_notice,
    pause,
    reduce_agreement,
    take_back_notice,
)
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.nominations import nominate
from plads.placements.services.placements import plan_placement
from plads.placements.services.refill import propose_refill
from tests.days import TODAY
from tests.life import sealed, system, with_terms
from tests.refusals import refused
from tests.world import nomination_terms

DAY = timedelta(days=1)
SOON = TODAY + 30 * DAY


@pytest.fixture
def consultant(world):
    return world.cast[Role.CONSULTANT]


@pytest.fixture
def running(world):
    """Somebody in the only place of a centre since two weeks; the course lasts beyond the notice."""
    return world.running(first_day=TODAY - 14 * DAY)


def agreement_in(placement):
    return placement.place.agreement


def notice(last=SOON, by=NoticeBy.COMPANY):
    return NoticeTerms(by, last, "Butikken flytter")


def again(row):
    row.refresh_from_db()
    return row


def test_a_place_in_use_is_kept_until_its_course_ends(world, consultant):
    centre = world.centre(2)
    place = Place.objects.get(centre=centre, number=2)
    placement = world.running(place, first_day=TODAY - 14 * DAY)
    draft = reduce_agreement(consultant, place.agreement_id, frozenset({2}), "Ombygning")
    last = closed_last_day(placement.period)
    assert [(each["number"], each["last_day"]) for each in draft.places] == [(1, None), (2, last.isoformat())]
    sealed(world, offer_agreement(consultant, draft.id))
    assert (again(place).state, closed_last_day(place.period)) == ("open", last)
    assert propose_refill(system(world), place.id) is None
    with clock.at(last + DAY):
        live_the_day(place.municipality_id)
    assert again(placement).state == "ended"


def test_a_change_that_takes_a_place_from_somebody_is_not_sent(world, consultant):
    centre = world.centre(2)
    place = Place.objects.get(centre=centre, number=2)
    world.running(place, first_day=TODAY - 14 * DAY)
    draft = amend_agreement(consultant, place.agreement_id, "Ombygning")
    terms = terms_of(draft)
    redraft_agreement(consultant, draft.id, with_terms(terms, places=terms.places[:1]))
    with pytest.raises(Refused) as refusal:
        offer_agreement(consultant, draft.id)
    assert refusal.value.code == "course_cut"
    assert "plads 2" in refusal.value.message


def test_a_change_that_ends_before_a_course_is_not_sent(world, consultant, running):
    draft = amend_agreement(consultant, agreement_in(running).id, "Kortere")
    redraft_agreement(consultant, draft.id, with_terms(terms_of(draft), last_day=TODAY + 20 * DAY))
    with pytest.raises(Refused) as refusal:
        offer_agreement(consultant, draft.id)
    assert refusal.value.code == "course_cut"


def test_nobody_is_put_forward_for_days_an_offered_change_takes_away(world, consultant):
    place = world.place()
    draft = amend_agreement(consultant, place.agreement_id, "Kortere")
    redraft_agreement(consultant, draft.id, with_terms(terms_of(draft), last_day=TODAY + 20 * DAY))
    offer_agreement(consultant, draft.id)
    with pytest.raises(Refused) as refusal:
        nominate(world.cast[Role.CASEWORKER], nomination_terms(place, world.candidate()))
    assert refusal.value.code == "place_leaves"


def test_the_database_itself_cuts_no_course(running, consultant):
    for change in (
        lambda: note_notice(consultant, agreement_in(running).id, notice()),
        lambda: Place.objects.filter(id=running.place_id).update(period=period(TODAY, TODAY + DAY)),
    ):
        with pytest.raises(IntegrityError, match="outside"), transaction.atomic():
            change()


def test_a_running_course_ends_with_the_agreement_and_its_candidate_waits_again(world, consultant, running):
    give_notice(consultant, agreement_in(running).id, notice(), {})
    assert closed_last_day(again(running).period) == SOON
    assert (running.state, running.end.reason) == ("running", "agreement")
    settle(running.municipality_id)
    told = Notice.objects.filter(recipient_id=running.candidate.caseworker_id, subject="placement")
    assert told.filter(text__contains="slutter").exists()


def test_a_course_that_ends_before_is_left_alone(world, consultant, running):
    last = closed_last_day(running.period)
    give_notice(consultant, agreement_in(running).id, notice(last + DAY), {})
    assert (closed_last_day(again(running).period), hasattr(running, "end")) == (last, False)


def test_a_course_may_end_sooner_than_the_agreement(world, consultant, running):
    sooner = TODAY + 7 * DAY
    give_notice(consultant, agreement_in(running).id, notice(), {running.id: Choice(Fate.ENDS, sooner)})
    assert closed_last_day(again(running).period) == sooner


def test_what_has_not_begun_is_shortened_or_called_off(world, consultant):
    centre = world.centre(3)
    places = list(Place.objects.filter(centre=centre).order_by("number"))
    begins, cancelled = world.planned(places[0]), world.planned(places[1])
    late = world.planned(places[2], first_day=SOON + DAY)
    choices = {cancelled.id: Choice(Fate.CANCELLED)}
    give_notice(consultant, places[0].agreement_id, notice(), choices)
    assert (again(begins).state, begins.agreed_last_day, closed_last_day(begins.period)) == (
        "planned",
        SOON,
        SOON,
    )
    assert closed_last_day(begins.steps.get().period) == SOON
    assert (again(cancelled).state, again(late).state) == ("cancelled", "cancelled")


@pytest.mark.parametrize(
    ("choice", "code"),
    [(Choice(Fate.CANCELLED), "running"), (Choice(Fate.ENDS, TODAY - 30 * DAY), "end_before_start")],
)
def test_a_choice_that_cannot_be_carried_out_stops_the_notice(world, consultant, running, choice, code):
    agreement = agreement_in(running)
    with pytest.raises(Refused) as refusal:
        give_notice(consultant, agreement.id, notice(), {running.id: choice})
    assert refusal.value.code == code
    assert again(agreement).ends_on is None


def test_what_is_planned_ends_no_sooner_than_it_begins(world, consultant):
    placement = world.planned()
    with pytest.raises(Refused) as refusal:
        give_notice(
            consultant, agreement_in(placement).id, notice(), {placement.id: Choice(Fate.ENDS, TODAY)}
        )
    assert (refusal.value.code, refusal.value.field) == ("end_before_start", "choices")


def test_a_notice_taken_back_can_give_the_courses_their_days_again(world, consultant, running):
    agreed = running.agreed_last_day
    give_notice(consultant, agreement_in(running).id, notice(), {})
    take_back_notice(consultant, agreement_in(running).id, frozenset({running.id}))
    assert closed_last_day(again(running).period) == agreed
    assert again(running.end).reason == "agreed"


def test_who_was_put_forward_falls_with_the_place_and_the_caseworker_is_told_why(world, consultant):
    nomination = world.nomination()
    give_notice(consultant, nomination.place.agreement_id, notice(), {})
    settle(nomination.municipality_id)
    assert (again(nomination).state, "opsagt" in nomination.answer_reason) == ("withdrawn", True)
    assert Notice.objects.filter(
        recipient_id=nomination.candidate.caseworker_id, subject="nomination"
    ).exists()


def test_who_fits_within_the_days_left_stays_put_forward(world, consultant):
    nomination = world.nomination(last_day=SOON)
    place = nomination.place
    give_notice(consultant, place.agreement_id, notice(), {})
    assert clear_place(system(world), place.id, "aftalen er opsagt") == 0
    assert Nomination.objects.get(id=nomination.id).state == "open"


def test_no_proposal_reaches_beyond_the_last_day(world, consultant):
    place = world.place()
    world.candidate()
    give_notice(consultant, place.agreement_id, notice(), {})
    settle(place.municipality_id)
    assert RefillProposal.objects.get(place=place, state="open").free_to == SOON


def test_the_day_after_a_notice_everything_is_over_by_itself(world, consultant, running):
    give_notice(consultant, agreement_in(running).id, notice(), {})
    with clock.at(SOON + DAY):
        live_the_day(running.municipality_id)
        live_the_day(running.municipality_id)
        settle(running.municipality_id)
    assert (again(running).state, again(agreement_in(running)).state) == ("ended", "ended")
    assert again(running.place).state == "closed"
    assert not RefillProposal.objects.filter(place=running.place, state="open").exists()


def test_in_a_pause_nobody_is_proposed_before_it_is_over(world, consultant):
    place = world.place()
    world.candidate()
    propose_refill(system(world), place.id)
    pause(consultant, place.agreement_id, PauseTerms(TODAY, TODAY + 13 * DAY, "Vandskade"), {})
    settle(place.municipality_id)
    assert RefillProposal.objects.get(place=place, state="open").free_from == TODAY + 14 * DAY
    with pytest.raises(Refused) as refusal:
        nominate(world.cast[Role.CASEWORKER], nomination_terms(place, world.candidate()))
    assert refusal.value.code == "resting"


def test_in_a_pause_without_an_end_nobody_is_proposed(world, consultant):
    place = world.place()
    world.candidate()
    propose_refill(system(world), place.id)
    pause(consultant, place.agreement_id, PauseTerms(TODAY, None, "Vandskade"), {})
    settle(place.municipality_id)
    live_the_day(place.municipality_id)
    assert not RefillProposal.objects.filter(place=place, state="open").exists()


def test_a_course_goes_on_through_a_pause_unless_it_is_ended(world, consultant, running):
    rest = PauseTerms(TODAY + DAY, TODAY + 7 * DAY, "Ferie")
    pause(consultant, agreement_in(running).id, rest, {running.id: Choice(Fate.ENDS, TODAY)})
    assert (again(running).state, running.end.reason) == ("ended", "agreement")


def test_courses_are_granted_started_and_ended_while_the_agreement_rests(world, consultant, running):
    last = closed_last_day(running.period)
    pause(consultant, agreement_in(running).id, PauseTerms(TODAY, None, "Ferie"), {})
    with clock.at(last + DAY):
        live_the_day(running.municipality_id)
    assert again(running).state == "ended"


def test_pauses_begin_and_end_by_themselves(world, consultant):
    place = world.place()
    rest = PauseTerms(TODAY + DAY, TODAY + 7 * DAY, "Ferie")
    pause(consultant, place.agreement_id, rest, {})
    for day, state in ((DAY, "paused"), (8 * DAY, "open")):
        with clock.at(TODAY + day):
            live_the_day(place.municipality_id)
        assert again(place).state == state


def test_an_extension_draws_out_the_places_of_courses_too(world, consultant, running):
    agreement = agreement_in(running)
    later = closed_last_day(agreement.period) + 30 * DAY
    version = sealed(
        world,
        offer_agreement(consultant, extend_agreement(consultant, agreement.id, later, "Det går godt").id),
    )
    assert closed_last_day(again(running.place).period) == later
    assert bring_places_in_step(system(world), version.id) == []


def test_nobody_is_planned_into_a_pause_or_a_place_that_an_offered_change_closes(world, consultant):
    """The nomination was answered before; the answer does not outlive what was decided since."""
    caseworker = world.cast[Role.CASEWORKER]
    centre = world.centre(2)
    first, second = Place.objects.filter(centre=centre).order_by("number")
    one, two = world.accepted(first), world.accepted(second)
    draft = amend_agreement(consultant, first.agreement_id, "Ombygning")
    terms = terms_of(draft)
    redraft_agreement(consultant, draft.id, with_terms(terms, places=terms.places[:1]))
    offer_agreement(consultant, draft.id)
    with refused("place_leaves", "last_day"):
        plan_placement(caseworker, two.id)
    begins = one.period.lower
    pause(consultant, first.agreement_id, PauseTerms(begins, begins + 7 * DAY, "Ferie"), {})
    with refused("resting", "first_day"):
        plan_placement(caseworker, one.id)


def test_a_place_taken_out_was_there_as_long_as_a_course_that_ended_today(world, consultant):
    centre = world.centre(2)
    place = Place.objects.get(centre=centre, number=2)
    course = world.running(place, first_day=TODAY - 14 * DAY)
    end_placement(consultant, course.id, Ending(TODAY, EndReason.COMPANY))
    draft = reduce_agreement(consultant, place.agreement_id, frozenset({2}), "Ombygning")
    sealed(world, offer_agreement(consultant, draft.id))
    assert closed_last_day(again(place).period) == TODAY


def test_a_place_given_away_while_notice_is_given_is_told_of(world, consultant, running, monkeypatch):
    """As when somebody plans a course between the question and the notice."""
    monkeypatch.setattr(agreement_changes, "_settle", lambda *_given: None)
    with refused("course_came", "choices"):
        give_notice(consultant, agreement_in(running).id, notice(), {})
    assert again(agreement_in(running)).ends_on is None


def test_a_pause_nobody_was_there_to_begin_is_over_on_its_day(world, consultant):
    """The machine was off: the places do not rest a day longer for it."""
    place = world.place()
    pause(consultant, place.agreement_id, PauseTerms(TODAY + DAY, TODAY + 3 * DAY, "Ferie"), {})
    with clock.at(TODAY + 4 * DAY):
        live_the_day(place.municipality_id)
    assert again(place).state == "open"


def test_a_place_that_follows_another_does_not_count_beside_it(world, consultant):
    """Rimelighedskravet is counted on the fullest day, not on a day that never comes."""
    agreement = world.centre(2).agreements.get()
    draft = amend_agreement(consultant, agreement.id, "Afløsning")
    one, two = terms_of(draft).places
    middle = TODAY + 40 * DAY
    places = [with_terms(one, last_day=middle), with_terms(two, first_day=middle + DAY)]
    after_each_other = redraft_agreement(consultant, draft.id, with_terms(terms_of(draft), places=places))
    assert len(agreement_facts(after_each_other).weekly_minutes) == 1
    assert len(agreement_facts(agreement.versions.get(number=1)).weekly_minutes) == 2
