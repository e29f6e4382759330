"""Places that rest or close are neither empty nor open in any list, on the board or in any figure."""

from datetime import timedelta

import pytest

from plads.centres.models import Place
from plads.centres.models.agreements import NoticeBy
from plads.centres.services.agreements import offer_agreement
from plads.centres.services.changing import reduce_agreement
from plads.centres.services.ending import NoticeTerms
from plads.centres.services.pausing import PauseTerms, resume_agreement
from plads.core import clock
from plads.core.periods import closed_last_day
from plads.core.roles import Role
from plads.core.scope import acting
from plads.insight.account import occupancy
from plads.insight.board import Window, board
from plads.insight.centre_list import centre_list
from plads.insight.company_page import company_page
from plads.insight.figures import figures
from plads.insight.matters import Kind
from plads.insight.places import place_lines
from plads.insight.stretches import StretchKind
from plads.insight.today import today
from plads.placements.services.agreement_changes import give_notice, pause
from tests.days import TODAY
from tests.life import sealed

DAY = timedelta(days=1)
WEEK = PauseTerms(TODAY, TODAY + 6 * DAY, "Vandskade")


@pytest.fixture
def consultant(world):
    return world.cast[Role.CONSULTANT]


def kinds(actor):
    return {matter.kind for matter in today(actor).matters}


def use(world, centre):
    (line,) = centre_list(world.cast[Role.MANAGER]).page.object_list
    assert line.centre == centre
    return line.use.places, line.use.taken, line.use.empty


def test_a_paused_place_is_not_empty_and_one_with_somebody_is_still_taken(world, consultant):
    centre = world.centre(2)
    first = Place.objects.get(centre=centre, number=1)
    world.running(first, first_day=TODAY - 10 * DAY)
    assert use(world, centre) == (2, 1, 1)
    assert Kind.PLACE in kinds(consultant)
    pause(consultant, first.agreement_id, PauseTerms(TODAY, None, "Vandskade"), {})
    assert use(world, centre) == (1, 1, 0)
    assert Kind.PLACE not in kinds(consultant)
    whole = board(consultant, Window(clock.monday(TODAY)))
    assert (whole.places, whole.empty) == (1, 0)
    free, held = (line for line in reversed(place_lines(consultant, centre.id)))
    assert (free.empty_since, free.rest, held.now is not None) == (None, (TODAY, None), True)


def test_the_board_draws_the_pause_where_there_would_be_a_gap(world, consultant):
    place = world.place()
    rest = PauseTerms(TODAY + 7 * DAY, TODAY + 20 * DAY, "Ferie")
    pause(consultant, place.agreement_id, rest, {})
    ((row,),) = [centre.rows for centre in board(consultant, Window(clock.monday(TODAY))).centres]
    drawn = [(part.kind, part.first, part.last) for part in row.stretches]
    assert (StretchKind.PAUSED, rest.first_day, rest.last_day) in drawn
    assert [kind for kind, _first, _last in drawn] == [StretchKind.GAP, StretchKind.PAUSED, StretchKind.GAP]


def test_days_of_a_pause_are_open_only_while_somebody_has_the_place(world, consultant):
    centre = world.centre(2)
    place = Place.objects.get(centre=centre, number=1)
    world.running(place, first_day=TODAY - 10 * DAY)
    month = (TODAY.replace(day=1), TODAY.replace(day=1) + 60 * DAY)
    whole = occupancy(consultant, *month)
    pause(consultant, place.agreement_id, WEEK, {})
    rested = occupancy(consultant, *month)
    assert (whole.open_days - rested.open_days, rested.held_days) == (7, whole.held_days)


def test_the_months_of_the_figures_leave_out_what_rested(world, consultant):
    place = world.place(first_day=TODAY.replace(day=1))
    manager = world.cast[Role.MANAGER]
    with clock.at(TODAY - 5 * DAY):
        pause(consultant, place.agreement_id, PauseTerms(TODAY - 5 * DAY, None, "Ferie"), {})
    resume_agreement(consultant, place.agreement_id)
    with acting(manager):
        assert figures(manager).months[-1].use.open_days == TODAY.day - 5


def test_a_place_is_empty_since_its_pause_was_over(world, consultant):
    place = world.place()
    with clock.at(TODAY - 5 * DAY):
        pause(consultant, place.agreement_id, PauseTerms(TODAY - 5 * DAY, None, "Ferie"), {})
    resume_agreement(consultant, place.agreement_id)
    (line,) = place_lines(consultant, place.centre_id)
    assert (line.empty_since, line.empty_days) == (TODAY, 1)
    (matter,) = [each for each in today(consultant).matters if each.kind == Kind.PLACE]
    assert matter.due == TODAY


def test_a_closed_place_counts_no_day_after_its_last(world, consultant):
    centre = world.centre(2)
    agreement_id = Place.objects.filter(centre=centre).first().agreement_id
    before = occupancy(consultant, TODAY, TODAY + 9 * DAY)
    sealed(world, offer_agreement(consultant, reduce_agreement(consultant, agreement_id, {2}, "Færre").id))
    after = occupancy(consultant, TODAY, TODAY + 9 * DAY)
    assert (before.open_days, after.open_days) == (20, 10)
    assert use(world, centre) == (1, 0, 1)
    assert board(consultant, Window(clock.monday(TODAY))).places == 1


def test_today_tells_what_ends_and_what_begins_again(world, consultant):
    place = world.place(last_day=TODAY + 50 * DAY)
    assert Kind.RENEW in kinds(consultant)
    pause(consultant, place.agreement_id, WEEK, {})
    assert {Kind.RENEW, Kind.PAUSE} <= kinds(consultant)
    give_notice(consultant, place.agreement_id, NoticeTerms(NoticeBy.BOTH, TODAY + 20 * DAY, "Slut"), {})
    assert Kind.NOTICE in kinds(consultant)
    assert Kind.RENEW not in kinds(consultant)


def test_the_company_reads_of_pause_and_notice_on_its_page(world, consultant):
    place = world.place()
    contact = world.speaker(Role.CONTACT, place.centre.workplace_id)
    pause(consultant, place.agreement_id, WEEK, {})
    give_notice(consultant, place.agreement_id, NoticeTerms(NoticeBy.BOTH, TODAY + 20 * DAY, "Slut"), {})
    with acting(contact):
        (block,) = company_page(contact).centres
    (life,) = block.life
    assert (life.rests, life.paused_until, life.ends_on) == (True, WEEK.last_day, TODAY + 20 * DAY)
    assert (block.places[0].rests, block.places[0].free_from) == (True, WEEK.last_day + DAY)


def test_the_company_sees_the_words_in_force_once(world, consultant):
    place = world.place()
    from plads.centres.services.changing import extend_agreement

    later = closed_last_day(place.agreement.period) + 30 * DAY
    sealed(
        world,
        offer_agreement(
            consultant, extend_agreement(consultant, place.agreement_id, later, "Det går godt").id
        ),
    )
    contact = world.speaker(Role.CONTACT, place.centre.workplace_id)
    with acting(contact):
        (block,) = company_page(contact).centres
    assert [(paper.number, paper.last_day) for paper in block.papers] == [(2, later)]
