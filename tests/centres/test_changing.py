"""An agreement in force is changed by a new version beside it; the one in force goes on until all have signed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plads.centres.models import Agreement, Centre, Place
from plads.centres.queries import agreement as agreement_page
from plads.centres.queries import has_draft, in_force, papers
from plads.centres.services.agreements import offer_agreement
from plads.centres.services.changing import (
    amend_agreement,
    drop_draft,
    extend_agreement,
    reduce_agreement,
)
from plads.centres.services.places import open_places
from plads.centres.services.redrafting import redraft_agreement, withdraw_agreement
from plads.centres.services.terms import terms_of
from plads.core import clock
from plads.core.errors import NotVisible, Refused
from plads.core.periods import closed_last_day, period
from plads.core.roles import Role
from plads.core.scope import acting
from tests.days import TODAY
from tests.life import agreement_of, sealed, system, with_terms

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def consultant(world):
    return world.cast[Role.CONSULTANT]


def test_a_change_begins_with_all_the_words_of_the_one_in_force(world, consultant):
    agreement = agreement_of(world.centre())
    draft = amend_agreement(consultant, agreement.id, "Flere timer")
    before = agreement.versions.get(number=1)
    assert (draft.number, draft.state, draft.reason) == (2, "draft", "Flere timer")
    assert (draft.places, draft.period, draft.goals) == (before.places, before.period, before.goals)
    agreement.refresh_from_db()
    assert agreement.state == "signed"


def test_the_one_in_force_goes_on_while_its_change_is_written(world, consultant):
    centre = world.centre()
    draft = amend_agreement(consultant, agreement_of(centre).id, "Nye tider")
    found = papers(consultant, centre.id)
    assert [each.version.number for each in found] == [2, 1]
    assert has_draft(found).version == draft
    assert in_force(found).version.number == 1
    page = agreement_page(consultant, in_force(found).version.id)
    assert (page.in_force, page.change, page.newest) == (True, draft, False)


def test_what_was_dropped_is_gone_from_every_list(world, consultant):
    centre = world.centre()
    drop_draft(consultant, amend_agreement(consultant, agreement_of(centre).id, "Nye tider").id)
    found = papers(consultant, centre.id)
    assert [each.version.number for each in found] == [1]
    assert has_draft(found) is None
    assert agreement_page(consultant, found[0].version.id).newest


def test_only_one_change_at_a_time(world, consultant):
    agreement = agreement_of(world.centre())
    draft = amend_agreement(consultant, agreement.id, "Nye tider")
    with pytest.raises(Refused) as refusal:
        amend_agreement(consultant, agreement.id, "Endnu en")
    assert refusal.value.code == "version_open"
    drop_draft(consultant, draft.id)
    assert amend_agreement(consultant, agreement.id, "Endnu en").number == 3


def test_a_change_says_why(world, consultant):
    with pytest.raises(Refused) as refusal:
        amend_agreement(consultant, agreement_of(world.centre()).id, " ")
    assert (refusal.value.code, refusal.value.field) == ("no_reason", "reason")


def test_a_first_draft_that_is_given_up_takes_its_agreement_along(world, consultant):
    draft = world.draft()
    drop_draft(consultant, draft.id)
    assert Agreement.objects.get(id=draft.agreement_id).state == "dropped"
    assert papers(consultant, draft.agreement.centre_id) == []


def test_an_offer_is_withdrawn_before_it_is_dropped(world, consultant):
    draft = amend_agreement(consultant, agreement_of(world.centre()).id, "Nye tider")
    offer_agreement(consultant, draft.id)
    with pytest.raises(Refused) as refusal:
        drop_draft(consultant, draft.id)
    assert refusal.value.code == "wrong_state"
    drop_draft(consultant, withdraw_agreement(consultant, draft.id).id)


def test_a_change_cannot_move_the_day_the_agreement_began(world, consultant):
    draft = amend_agreement(consultant, agreement_of(world.centre()).id, "Senere start")
    terms = terms_of(draft)
    redraft_agreement(consultant, draft.id, with_terms(terms, first_day=terms.first_day + WEEK))
    with pytest.raises(Refused) as refusal:
        offer_agreement(consultant, draft.id)
    assert (refusal.value.code, refusal.value.field) == ("amendment_start", "first_day")


def test_a_change_cannot_end_in_the_past_and_cut_courses_that_are_over(world, consultant):
    """It would only be found out by the last one who signs."""
    with clock.at(TODAY - 60 * DAY):
        agreement = agreement_of(world.centre())
    draft = amend_agreement(consultant, agreement.id, "Kortere")
    redraft_agreement(consultant, draft.id, with_terms(terms_of(draft), last_day=TODAY - DAY))
    with pytest.raises(Refused) as refusal:
        offer_agreement(consultant, draft.id)
    assert (refusal.value.code, refusal.value.field) == ("amendment_past", "last_day")
    redraft_agreement(consultant, draft.id, with_terms(terms_of(draft), last_day=TODAY))
    assert offer_agreement(consultant, draft.id).state == "offered"


def test_agreements_of_two_centres_at_one_workplace_are_sealed_one_after_the_other(world, consultant):
    """The overlap is looked for at the P-number: the lock that guards it is on all its centres."""
    draft = world.draft()
    centre = draft.agreement.centre
    other = Centre.objects.create(
        municipality_id=centre.municipality_id, workplace=centre.workplace, name="Det andet"
    )
    with CaptureQueriesContext(connection) as found:
        sealed(world, offer_agreement(consultant, draft.id))
    locks = [each["sql"] for each in found if "FOR NO KEY UPDATE" in each["sql"]]
    (lock,) = [each for each in locks if 'WHERE "centres_centre"."workplace_id" = ' in each]
    with connection.cursor() as cursor:
        cursor.execute(lock)
        assert {row[0] for row in cursor.fetchall()} == {centre.id, other.id}


def test_an_extension_is_one_later_day_and_a_draft_ready_to_be_sent(world, consultant):
    agreement = agreement_of(world.centre())
    last = closed_last_day(agreement.period) + 8 * WEEK
    draft = extend_agreement(consultant, agreement.id, last, "Det går godt")
    assert (draft.state, closed_last_day(draft.period)) == ("draft", last)
    sealed(world, offer_agreement(consultant, draft.id))
    agreement.refresh_from_db()
    assert closed_last_day(agreement.period) == last
    assert {closed_last_day(place.period) for place in agreement.places.all()} == {last}


@pytest.mark.parametrize("days", [0, -10])
def test_an_extension_is_to_a_later_day(world, consultant, days):
    agreement = agreement_of(world.centre())
    last = closed_last_day(agreement.period) + timedelta(days=days)
    with pytest.raises(Refused) as refusal:
        extend_agreement(consultant, agreement.id, last, "Det går godt")
    assert (refusal.value.code, refusal.value.field) == ("not_later", "last_day")


def test_fewer_places_are_a_draft_without_them(world, consultant):
    agreement = agreement_of(world.centre(3))
    draft = reduce_agreement(consultant, agreement.id, {2}, "Ombygning")
    assert [each["number"] for each in draft.places] == [1, 3]
    sealed(world, offer_agreement(consultant, draft.id))
    place = Place.objects.get(agreement=agreement, number=2)
    assert (place.state, closed_last_day(place.period)) == ("closed", TODAY - timedelta(days=1))
    assert set(agreement.places.exclude(state="closed").values_list("number", flat=True)) == {1, 3}


@pytest.mark.parametrize(
    ("numbers", "code"), [(set(), "no_place_chosen"), ({9}, "no_place_chosen"), ({1, 2}, "no_places")]
)
def test_fewer_places_are_at_least_one_less_and_one_left(world, consultant, numbers, code):
    agreement = agreement_of(world.centre(2))
    with pytest.raises(Refused) as refusal:
        reduce_agreement(consultant, agreement.id, numbers, "Ombygning")
    assert refusal.value.code == code


def test_a_changed_place_gets_its_new_words_and_a_new_one_opens_today(world, consultant):
    agreement = agreement_of(world.centre(1))
    draft = amend_agreement(consultant, agreement.id, "Flere pladser")
    terms = terms_of(draft)
    first = with_terms(
        terms.places[0], tasks=["Kasse"], occupation="5223", certificates=["truck"], shift="dag"
    )
    second = with_terms(terms.places[0], number=2)
    redraft_agreement(consultant, draft.id, with_terms(terms, places=[first, second]))
    version = sealed(world, offer_agreement(consultant, draft.id))
    one, two = Place.objects.filter(agreement=agreement).order_by("number")
    assert (one.tasks, one.occupation, one.certificates, one.shift) == (
        ["Kasse"],
        "5223",
        ["truck"],
        "dag",
    )
    assert one.period == agreement.period
    assert two.period == period(TODAY, closed_last_day(agreement.period))
    with acting(system(world)) as plads:
        assert open_places(plads, version.id) == []


def test_an_older_version_sealed_again_by_a_late_reaction_changes_nothing(world, consultant):
    agreement = agreement_of(world.centre(2))
    first = agreement.versions.get(number=1)
    sealed(world, offer_agreement(consultant, reduce_agreement(consultant, agreement.id, {2}, "Færre").id))
    with acting(system(world)) as plads:
        assert open_places(plads, first.id) == []
    assert agreement.places.filter(state="open").count() == 1


def test_nobody_else_changes_an_agreement(world):
    agreement = agreement_of(world.centre())
    for role, code in ((Role.CASEWORKER, "wrong_role"), (Role.MANAGER, "wrong_role")):
        with pytest.raises(Refused) as refusal:
            amend_agreement(world.cast[role], agreement.id, "Nej")
        assert refusal.value.code == code
    stranger = world.speaker(Role.CONTACT, world.workplace().id)
    with pytest.raises(NotVisible):
        amend_agreement(stranger, agreement.id, "Nej")
