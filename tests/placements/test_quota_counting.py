"""Who counts at a workplace: those there on the same day, the places agreements promise, nobody twice."""

from datetime import timedelta

import pytest

from plads.centres.models import Agreement, Place
from plads.centres.services.agreements import agreement_quota
from plads.centres.services.quota import places_facts, quota_with_one_more, room_for_more
from plads.core.parse_week import parse_week
from plads.core.periods import period
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.models import HoursStep, Placement
from plads.placements.services.quota import everybody_else, placement_quota
from tests.days import TODAY

TOMORROW = TODAY + timedelta(days=1)
FULL = parse_week("man-fre 8-15.24")
FULL_WEEK = {"week": "man-fre 8-15.24"}
WIDE = {"place": {"slots": parse_week("man-fre 6-18")}}


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def places(world, count, fte="60.00"):
    centre = world.centre(count, workplace=world.workplace("60.00"), **WIDE)
    with acting(world.cast[Role.CONSULTANT]):
        centre.workplace.months.update(ordinary_fte=fte)
        return list(centre.places.order_by("number").select_related("centre__workplace"))


def test_two_who_come_one_after_the_other_never_count_together(world):
    one, two = places(world, 2, "5.00")
    after = TOMORROW + timedelta(days=28)
    world.planned(one, first_day=TOMORROW, last_day=after - timedelta(days=1), **FULL_WEEK)
    world.planned(one, first_day=after, last_day=after + timedelta(days=27), **FULL_WEEK)
    long = world.planned(two, week="man 9-10")
    assert placement_quota(long).blocks  # 38 hours of 37 on the fullest day, never 75
    assert "I alt 1,03 af 1 fuldtidsperson (38 af 37 timer om ugen)" in placement_quota(long).working


def test_hours_that_rise_count_as_they_are_on_the_fullest_day(world):
    from plads.placements.services.nominations import StepTerms

    one, two = places(world, 2, "5.00")
    later = TOMORROW + timedelta(days=28)
    rising = [StepTerms(TOMORROW, parse_week("man 9-10")), StepTerms(later, FULL)]
    world.planned(one, steps=rising)
    short = world.planned(two, last_day=later - timedelta(days=1), week="man-fre 8-15")
    assert not placement_quota(short).blocks  # over before the other's hours rise
    HoursStep.objects.filter(placement=short).update(period=period(TOMORROW, later))
    Placement.objects.filter(id=short.id).update(period=period(TOMORROW, later))
    short.refresh_from_db()
    assert placement_quota(short).blocks


@pytest.mark.parametrize(
    ("group", "here", "counts"),
    [("sygedagpenge", True, False), ("jobafklaring", True, False), ("sygedagpenge", False, True)],
)
def test_who_is_employed_there_and_on_sick_pay_is_not_counted(world, group, here, counts):
    one, two = places(world, 2, "5.00")
    candidate = world.candidate(target_group=group)
    exempt = world.planned(one, candidate, employed_here=here, **FULL_WEEK)
    assert exempt.employed_here is here
    other = world.planned(two, **FULL_WEEK)
    assert placement_quota(other).blocks is counts
    assert placement_quota(exempt).blocks is counts
    assert any("Undtaget" in line for line in placement_quota(exempt).working) is not counts


def test_a_place_promised_counts_once_with_or_without_somebody_in_it(world):
    one, *_ = places(world, 3)
    workplace_id, span = one.centre.workplace_id, one.period
    promised = [37 * 60] * 3  # from 6 to 18, and nobody counts for more than a full week
    assert everybody_else(workplace_id, span, None) == promised
    world.planned(one)
    assert everybody_else(workplace_id, span, None) == promised
    assert everybody_else(workplace_id, span, one.agreement_id) == []


def test_a_course_in_a_place_that_closed_counts_at_its_own_hours(world):
    one, two = places(world, 2)
    world.planned(one)
    Place.objects.filter(id__in=[one.id, two.id]).update(state=Place.State.CLOSED)
    assert everybody_else(one.centre.workplace_id, one.period, None) == [20 * 60]


def test_an_agreement_that_is_over_promises_nothing(world):
    (one,) = places(world, 1)
    Agreement.objects.filter(id=one.agreement_id).update(state=Agreement.State.ENDED)
    assert everybody_else(one.centre.workplace_id, one.period, None) == []


def test_an_agreements_quota_counts_the_places_of_the_others_at_the_workplace(world):
    (one,) = places(world, 1, "5.00")
    consultant = world.cast[Role.CONSULTANT]
    with acting(consultant):
        workplace = one.centre.workplace
    draft = world.draft(
        1, workplace=workplace, first_day=one.period.upper, last_day=one.period.upper + timedelta(days=99)
    )
    with acting(consultant):
        assert not agreement_quota(draft).blocks  # it begins when the other is over
        draft.period = period(TODAY, TODAY + timedelta(days=99))
        verdict = agreement_quota(draft)
    assert verdict.blocks
    assert "Allerede i forløb: 1 fuldtidsperson (1), 37 timer om ugen af 37" in verdict.working


def test_the_room_left_and_what_one_more_would_do(world):
    (one,) = places(world, 1, "10.00")
    with acting(world.cast[Role.CONSULTANT]):
        facts = places_facts(one.centre.workplace_id, [parse_week("man-fre 8-14")])
        assert room_for_more(facts).words == "Der er plads til 44 timer mere om ugen."
        assert not quota_with_one_more(facts, 37 * 60).blocks
        together = places_facts(one.centre.workplace_id, [parse_week("man-fre 8-14")], one.period)
        assert room_for_more(together).words == "Der er plads til 7 timer mere om ugen."
        assert quota_with_one_more(together, 8 * 60).blocks
