"""A placement goes on longer, or does not: the law, the place, the next person and the candidate's week are asked."""

from datetime import timedelta

import pytest

from plads.candidates.facts import CandidateChanges
from plads.candidates.services import add_activity, change_candidate
from plads.centres.models import Place
from plads.companies.models import WorkplaceMonth
from plads.core import clock
from plads.core.errors import NotVisible, Refused
from plads.core.models import Event
from plads.core.parse_week import parse_week
from plads.core.periods import closed_last_day, period
from plads.core.roles import Role
from plads.placements.change_queries import room_of
from plads.placements.models import EndReason, Extension, Placement, RefillProposal
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.extensions import (
    Wish,
    extend_placement,
    group_at_start,
    longest,
    next_in_place,
    refuse_extension,
)
from plads.placements.services.nominations import withdraw_nomination
from plads.placements.services.placements import approve_placement
from plads.placements.services.refill import propose_refill
from plads.placements.services.vitas_gate import newest, weekly_minutes
from tests.days import TODAY

LONG_AGO = TODAY - timedelta(days=20)
Kind = Extension.Kind


@pytest.fixture
def placement(world):
    """A course of 13 weeks that began twenty days ago."""
    return world.running(world.place(last_day=TODAY + timedelta(days=700)), first_day=LONG_AGO)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def wish(placement, days=28, kind=Kind.ASSESSED, reason="Hun er tæt på ordinære timer."):
    return Wish(placement.agreed_last_day + timedelta(days=days), kind, reason)


def refused(actor, placement, asked):
    with pytest.raises(Refused) as no:
        extend_placement(actor, placement.id, asked)
    placement.refresh_from_db()
    assert placement.extensions.count() == 0
    return no.value


def test_a_course_goes_on_with_its_last_week_and_its_decision_is_kept(placement, caseworker):
    before, asked = placement.agreed_last_day, wish(placement)
    decision = extend_placement(caseworker, placement.id, asked)
    placement.refresh_from_db()
    assert placement.agreed_last_day == asked.last_day == closed_last_day(placement.period)
    assert closed_last_day(placement.steps.get().period) == asked.last_day
    assert (decision.state, decision.from_last_day, decision.decided_by_id) == (
        Extension.State.GRANTED,
        before,
        caseworker.user_id,
    )
    assert {each["rule"] for each in decision.verdicts} == {"praktik-varighed", "rimelighedskrav"}
    working = next(each for each in placement.verdicts if each["rule"] == "praktik-varighed")["working"]
    assert any("konkret vurdering" in line for line in working)
    assert len([each for each in placement.verdicts if each["rule"] == "praktik-varighed"]) == 1
    assert Event.objects.filter(kind="placements.extended").count() == 1


def test_a_granted_course_is_extended_before_it_begins_and_a_planned_one_is_not(world, caseworker):
    placement = world.planned()
    assert refused(caseworker, placement, wish(placement)).code == "wrong_state"
    approve_placement(caseworker, placement.id)
    extend_placement(caseworker, placement.id, wish(placement))
    placement.refresh_from_db()
    assert placement.state == Placement.State.APPROVED


@pytest.mark.parametrize(("kind", "weeks"), [(Kind.ASSESSED, 26), (Kind.SPECIAL_NEED, 39)])
def test_the_law_says_how_long_each_ground_reaches_and_not_a_day_more(placement, caseworker, kind, weeks):
    latest = LONG_AGO + timedelta(weeks=weeks, days=-1)
    assert longest(placement, "aktivitetsparat", kind) == latest
    no = refused(caseworker, placement, Wish(latest + timedelta(days=1), kind, "Mere tid."))
    assert (no.code, no.field) == ("praktik-varighed", "last_day")
    assert f"{latest:%d.%m.%Y}" in no.message
    assert extend_placement(caseworker, placement.id, Wish(latest, kind, "Mere tid.")).last_day == latest


def test_a_special_need_gives_its_weeks_each_time_it_is_found_again(placement, caseworker):
    for times, weeks in enumerate((39, 52)):
        latest = LONG_AGO + timedelta(weeks=weeks, days=-1)
        assert longest(placement, "aktivitetsparat", Kind.SPECIAL_NEED, times) == latest
        extend_placement(caseworker, placement.id, Wish(latest, Kind.SPECIAL_NEED, "Det er ikke nok endnu."))
        placement.refresh_from_db()
    assert placement.agreed_last_day == latest


def test_a_short_group_is_not_extended_at_all(world, caseworker):
    candidate = world.candidate(target_group="jobparat")
    last = LONG_AGO + timedelta(weeks=4, days=-1)
    placement = world.running(None, candidate, first_day=LONG_AGO, last_day=last)
    assert {longest(placement, "jobparat", kind) for kind in Kind} == {last}
    assert refused(caseworker, placement, wish(placement, 1)).code == "praktik-varighed"


def test_the_group_of_the_first_day_says_how_long_whatever_the_group_is_now(placement, caseworker):
    person = placement.candidate
    changes = CandidateChanges(
        name=person.name,
        target_group="jobparat",
        group_from=LONG_AGO + timedelta(days=5),
        waiting_since=person.waiting_since,
    )
    change_candidate(caseworker, person.id, changes)
    placement.candidate.refresh_from_db()
    assert group_at_start(placement) == "aktivitetsparat"
    assert room_of(placement, []).by_law[Kind.ASSESSED] == LONG_AGO + timedelta(weeks=26, days=-1)
    assert extend_placement(caseworker, placement.id, wish(placement)).state == Extension.State.GRANTED


def test_a_course_does_not_outlast_its_place_and_the_latest_day_is_said(world, caseworker):
    ends = LONG_AGO + timedelta(weeks=15, days=-1)
    placement = world.running(world.place(last_day=ends), first_day=LONG_AGO)
    no = refused(caseworker, placement, wish(placement, 15))
    assert (no.code, no.field) == ("outside_agreement", "last_day")
    assert f"Forløbet kan vare til {ends:%d.%m.%Y}." in no.message
    assert extend_placement(caseworker, placement.id, wish(placement, 14)).last_day == ends


def test_the_next_person_keeps_their_first_day(world, placement, caseworker):
    comes = placement.agreed_last_day + timedelta(days=15)
    following = world.planned(placement.place, first_day=comes, last_day=comes + timedelta(weeks=4))
    assert next_in_place(placement) == comes
    no = refused(caseworker, placement, wish(placement, 15))
    assert (no.code, no.field) == ("place_taken", "last_day")
    assert f"{comes - timedelta(days=1):%d.%m.%Y}" in no.message
    extend_placement(caseworker, placement.id, wish(placement, 14))
    following.refresh_from_db()
    assert following.period.lower == comes


def test_who_is_only_put_forward_for_the_place_is_asked_about_first(world, placement, caseworker):
    comes = placement.agreed_last_day + timedelta(days=1)
    nomination = world.nomination(placement.place, first_day=comes, last_day=comes + timedelta(weeks=4))
    no = refused(caseworker, placement, wish(placement))
    assert no.code == "place_taken"
    assert "Der er ingen dage at forlænge med" in no.message
    withdraw_nomination(caseworker, nomination.id)
    assert extend_placement(caseworker, placement.id, wish(placement)).state == Extension.State.GRANTED


def test_a_class_in_the_new_days_is_said_and_one_in_the_old_days_is_not_asked_again(placement, caseworker):
    begins = placement.agreed_last_day + timedelta(days=3)
    add_activity(
        caseworker,
        placement.candidate_id,
        kind="danish",
        title="Dansk modul 3",
        first_day=begins,
        last_day=begins + timedelta(weeks=8),
        slots=parse_week("man 9-11"),
    )
    no = refused(caseworker, placement, wish(placement))
    assert no.code == "clash"
    assert "Dansk modul 3" in no.message
    assert extend_placement(caseworker, placement.id, wish(placement, 2)).state == Extension.State.GRANTED


def test_the_other_course_of_a_candidate_leaves_no_room(world, placement, caseworker):
    begins = placement.agreed_last_day + timedelta(days=1)
    candidate = placement.candidate
    world.planned(world.place(), candidate, first_day=begins, last_day=begins + timedelta(weeks=4))
    assert refused(caseworker, placement, wish(placement)).code == "clash"


def test_hours_beyond_the_candidates_week_are_stopped_in_the_database_too(world, caseworker):
    candidate = world.candidate(weekly_minutes=20 * 60, available=parse_week("man-fre 8-20"))
    placement = world.running(None, candidate, first_day=LONG_AGO)
    begins = placement.agreed_last_day + timedelta(days=1)
    afternoons = world.place(place={"slots": parse_week("man-fre 14-18")})
    world.planned(
        afternoons,
        candidate,
        first_day=begins,
        last_day=begins + timedelta(weeks=4),
        week="man-fre 14-18",
    )
    assert refused(caseworker, placement, wish(placement)).code == "too_many_hours"


def test_rimelighedskravet_is_asked_about_the_new_days_only(world, caseworker):
    full = "man-fre 8-15.24"
    workplace, week = world.workplace(fte="10.00"), {"available": parse_week(full)}
    centre = world.centre(2, workplace=workplace, place={"slots": parse_week(full)})
    first, second = Place.objects.select_related("centre__workplace").filter(centre=centre).order_by("number")
    last = LONG_AGO + timedelta(weeks=6, days=-1)
    placement = world.running(first, world.candidate(**week), week=full, first_day=LONG_AGO, last_day=last)
    after = last + timedelta(days=8)
    world.planned(
        second, world.candidate(**week), week=full, first_day=after, last_day=after + timedelta(weeks=4)
    )
    WorkplaceMonth.objects.filter(workplace=workplace).update(ordinary_fte="5.00")
    no = refused(caseworker, placement, wish(placement))
    assert (no.code, no.field) == ("rimelighedskrav", "last_day")
    assert extend_placement(caseworker, placement.id, wish(placement, 7)).last_day < after


def test_a_set_end_is_put_right_first_and_the_agreed_day_simply_moves_along(placement, caseworker):
    ends = placement.agreed_last_day
    end_placement(caseworker, placement.id, Ending(ends - timedelta(days=3), EndReason.COMPANY))
    no = refused(caseworker, placement, wish(placement))
    assert no.code == "end_known"
    assert "virksomhedens ønske" in no.message
    end_placement(caseworker, placement.id, Ending(ends, EndReason.AGREED))
    extend_placement(caseworker, placement.id, wish(placement))
    placement = Placement.objects.get(id=placement.id)
    assert not hasattr(placement, "end")
    assert placement.agreed_last_day == ends + timedelta(days=28)


def test_an_open_proposal_for_the_day_the_place_would_be_free_falls(placement, caseworker):
    proposal = propose_refill(caseworker, placement.place_id)
    assert proposal.free_from == placement.agreed_last_day + timedelta(days=1)
    extend_placement(caseworker, placement.id, wish(placement))
    proposal.refresh_from_db()
    assert proposal.state == RefillProposal.State.EXPIRED
    again = propose_refill(caseworker, placement.place_id)
    assert again.free_from == placement.agreed_last_day + timedelta(days=29)


def test_what_vitas_approved_does_not_hold_the_new_days(placement, caseworker):
    assert newest(placement).covers(placement.period, weekly_minutes(placement))
    extend_placement(caseworker, placement.id, wish(placement))
    placement.refresh_from_db()
    assert not newest(placement).covers(placement.period, weekly_minutes(placement))


@pytest.mark.parametrize(
    ("days", "reason", "code", "field"),
    [(0, "Mere tid.", "not_longer", "last_day"), (28, "  ", "no_reason", "reason")],
)
@pytest.mark.parametrize("verb", [extend_placement, refuse_extension])
def test_a_decision_has_a_later_day_and_a_reason(placement, caseworker, verb, days, reason, code, field):
    with pytest.raises(Refused) as no:
        verb(caseworker, placement.id, wish(placement, days, reason=reason))
    assert (no.value.code, no.value.field) == (code, field)


def test_a_no_is_kept_with_the_laws_word_and_changes_nothing(placement, caseworker):
    before = placement.period
    decision = refuse_extension(caseworker, placement.id, wish(placement, 200))
    placement.refresh_from_db()
    assert placement.period == before
    assert decision.state == Extension.State.REFUSED
    assert [each["outcome"] for each in decision.verdicts] == ["block"]
    assert "Vælg en slutdag senest" in decision.verdicts[0]["remedy"]
    assert Event.objects.filter(kind="placements.extension_refused").count() == 1


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CONTACT, Role.CANDIDATE, Role.MANAGER])
def test_only_a_caseworker_or_a_coordinator_decides(world, placement, role):
    actor = world.cast[role] if role in (Role.CONSULTANT, Role.MANAGER) else None
    if actor is None:
        subject = placement.candidate_id if role == Role.CANDIDATE else placement.place.centre.workplace_id
        actor = world.speaker(role, subject)
    with pytest.raises((Refused, NotVisible)):
        extend_placement(actor, placement.id, wish(placement))
    placement.refresh_from_db()
    assert placement.extensions.count() == 0


def test_a_course_that_is_over_is_not_extended(world, caseworker):
    placement = world.running(world.place(last_day=TODAY + timedelta(days=700)), first_day=LONG_AGO)
    with clock.at(placement.agreed_last_day + timedelta(days=1)):
        assert refused(caseworker, placement, wish(placement)).code == "over"
    assert placement.period == period(LONG_AGO, placement.agreed_last_day)
