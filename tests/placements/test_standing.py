"""Before an agreement is changed, Plads says who stands in its places and what the change would take from them."""

from datetime import timedelta

import pytest

from plads.centres.models import Place
from plads.centres.services.agreements import offer_agreement
from plads.centres.services.changing import amend_agreement
from plads.centres.services.redrafting import redraft_agreement
from plads.centres.services.terms import terms_of
from plads.core.errors import Refused
from plads.core.parse_week import parse_week
from plads.core.periods import closed_last_day
from plads.core.roles import Role
from plads.core.scope import acting
from plads.placements.services.agreement_changes import Wish, settle_losses
from plads.placements.standing import Cut, asked, losses, standing
from tests.days import TODAY
from tests.life import sealed, with_terms

DAY = timedelta(days=1)
SOON = TODAY + 20 * DAY


@pytest.fixture
def consultant(world):
    return world.cast[Role.CONSULTANT]


@pytest.fixture
def taken(world):
    """Two places, and somebody in the second for thirteen weeks."""
    place = Place.objects.get(centre=world.centre(2), number=2)
    return world.running(place, first_day=TODAY - 14 * DAY)


def draft(consultant, placement, change):
    version = amend_agreement(consultant, placement.place.agreement_id, "Ombygning")
    return redraft_agreement(consultant, version.id, change(terms_of(version)))


def shorter(terms):
    return with_terms(terms, last_day=SOON, evaluation_on=None)


def fewer(terms):
    return with_terms(terms, places=terms.places[:1])


def afternoons(terms):
    return with_terms(terms, places=[with_terms(p, slots=parse_week("man-fre 12-16")) for p in terms.places])


def found(consultant, version):
    return losses(version, standing(consultant, version.agreement_id))


def test_who_stands_in_the_places_is_said_with_name_and_days(world, consultant, taken):
    ((name, number, last, runs),) = [
        (each.name, each.number, each.last_day, each.runs)
        for each in standing(consultant, taken.place.agreement_id)
    ]
    assert (name, number, last, runs) == (taken.candidate.name, 2, closed_last_day(taken.period), True)
    mine = world.nomination(Place.objects.get(centre=taken.place.centre, number=1))
    assert [(each.id, each.number) for each in asked(consultant, taken.place.agreement_id)] == [(mine.id, 1)]


def test_whoever_may_not_know_who_it_is_is_told_nothing(world, taken):
    manager = world.cast[Role.MANAGER]
    with acting(manager):
        assert standing(manager, taken.place.agreement_id) == []
        assert asked(manager, taken.place.agreement_id) == []


@pytest.mark.parametrize(
    ("change", "cut"), [(fewer, Cut.PLACE), (shorter, Cut.DAYS), (afternoons, Cut.HOURS), (lambda t: t, None)]
)
def test_a_draft_says_what_it_takes(consultant, taken, change, cut):
    version = draft(consultant, taken, change)
    assert [(loss.cut, loss.course.id) for loss in found(consultant, version)] == (
        [(cut, taken.id)] if cut else []
    )


@pytest.mark.parametrize("change", [fewer, shorter])
@pytest.mark.parametrize("wish", Wish)
def test_what_was_chosen_stands_in_the_words_and_takes_nothing_from_anybody(
    world, consultant, taken, change, wish
):
    version = draft(consultant, taken, change)
    version = settle_losses(consultant, version.id, {2: wish})
    assert found(consultant, version) == []
    sealed(world, offer_agreement(consultant, version.id))
    place = Place.objects.get(id=taken.place_id)
    ends = closed_last_day(taken.period)
    kept = closed_last_day(taken.place.agreement.period)
    assert (place.state, closed_last_day(place.period)) == ("open", ends if wish == Wish.RUN_OUT else kept)
    other = Place.objects.get(centre=place.centre, number=1)
    if change is shorter:
        assert closed_last_day(other.period) == SOON


def test_hours_that_no_longer_fit_stay_until_the_course_ends(world, consultant, taken):
    version = draft(consultant, taken, afternoons)
    before = [step.slots for step in taken.steps.all()]
    sealed(world, offer_agreement(consultant, version.id))
    assert [step.slots for step in taken.steps.all()] == before
    assert Place.objects.get(id=taken.place_id).week == parse_week("man-fre 12-16")


def test_the_week_in_force_can_be_kept_for_a_place(consultant, taken):
    version = settle_losses(consultant, draft(consultant, taken, afternoons).id, {2: Wish.KEEP})
    weeks = {each["number"]: each["slots"] for each in version.places}
    assert len(weeks) == 2
    assert weeks[1] != weeks[2]
    assert found(consultant, version) == []


def test_what_is_sent_is_settled_no_more(consultant, taken):
    version = draft(consultant, taken, lambda terms: terms)
    offer_agreement(consultant, version.id)
    with pytest.raises(Refused) as refusal:
        settle_losses(consultant, version.id, {2: Wish.KEEP})
    assert refusal.value.code == "wrong_state"
