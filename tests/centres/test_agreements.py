"""An agreement from draft to offer: its words, its places and the quota with its working."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from plads.centres.models import Agreement, AgreementVersion, Place
from plads.centres.services.agreements import draft_agreement, offer_agreement
from plads.centres.services.inquiries import create_centre
from plads.centres.services.places import open_places
from plads.centres.services.redrafting import redraft_agreement
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.parse_week import parse_week
from plads.core.periods import period
from plads.core.roles import Role
from tests.days import TODAY
from tests.refusals import refused
from tests.world import agreement_terms

FULL_WEEK = {"slots": parse_week("man-fre 8-15.24")}


@pytest.fixture
def consultant(world):
    return world.cast[Role.CONSULTANT]


def told(kind: str, version: AgreementVersion) -> list[Event]:
    return list(Event.objects.filter(kind=f"centres.{kind}", subjects__contains=[version.agreement_id]))


def test_a_draft_keeps_the_words_and_its_places_in_the_order_of_their_numbers(world, consultant):
    centre = create_centre(consultant, world.workplace(), "Center")
    terms = agreement_terms(3, goals="Flere i job.", notice_days=14)
    terms = replace(terms, places=terms.places[::-1])
    version = draft_agreement(consultant, centre.id, terms)
    assert (version.number, version.state, version.agreement.state) == (1, "draft", "draft")
    assert (version.goals, version.notice_days) == ("Flere i job.", 14)
    assert version.period == version.agreement.period == period(terms.first_day, terms.last_day)
    assert [place["number"] for place in version.places] == [1, 2, 3]
    assert [event.facts["places"] for event in told("agreement_drafted", version)] == [3]


@pytest.mark.parametrize(
    ("terms", "code", "field"),
    [
        (agreement_terms(last_day=TODAY - timedelta(days=31)), "end_before_start", "last_day"),
        (agreement_terms(0), "no_places", "places"),
        (agreement_terms(2, place={"number": 1}), "number_twice", "places"),
    ],
)
def test_terms_no_agreement_can_have_are_refused_when_drafted_and_when_corrected(
    world, consultant, terms, code, field
):
    version = world.draft()
    with refused(code, field):
        draft_agreement(consultant, version.agreement.centre_id, terms)
    with refused(code, field):
        redraft_agreement(consultant, version.id, terms)
    assert Agreement.objects.count() == 1


def test_a_centre_has_one_signed_agreement_at_a_time(world, consultant):
    centre = world.centre()
    signed = Agreement.objects.get(centre=centre).period
    with refused("overlapping_agreement", "first_day"):
        draft_agreement(
            consultant,
            centre.id,
            agreement_terms(first_day=signed.upper - timedelta(days=1), last_day=signed.upper),
        )
    next_year = agreement_terms(first_day=signed.upper, last_day=signed.upper + timedelta(days=364))
    assert draft_agreement(consultant, centre.id, next_year).state == "draft"


def test_more_places_than_the_quota_allows_may_be_drafted_but_not_offered(world, consultant):
    version = world.draft(3, workplace=world.workplace("10.00"), place=FULL_WEEK)
    assert version.quota["outcome"] == "block"
    with refused("quota", "places") as refusal:
        offer_agreement(consultant, version.id)
    assert "Gennemsnit af 4 måneder: 10 årsværk" in refusal.value.message
    assert "plads til 2 fuldtidspersoner" in refusal.value.message
    assert "timer ned" in refusal.value.message
    version.refresh_from_db()
    assert (version.state, version.agreement.state) == ("draft", "draft")


def test_the_quota_counts_the_hours_of_the_places_not_their_number(world, consultant):
    half_weeks = {"slots": parse_week("man-fre 8-11.42")}
    version = world.draft(4, workplace=world.workplace("10.00"), place=half_weeks)
    assert offer_agreement(consultant, version.id).quota["outcome"] == "ok"


def test_a_place_open_more_than_a_full_week_counts_as_one_person(world):
    long_days = {"slots": parse_week("man-søn 6-20")}
    assert world.draft(2, workplace=world.workplace("10.00"), place=long_days).quota["outcome"] == "ok"


def test_the_quota_of_the_day_it_is_offered_is_kept_with_the_version(world, consultant):
    workplace = world.workplace("10.00", months=3)
    version = world.draft(1, workplace=workplace)
    assert version.quota["outcome"] == "warn"
    offered = offer_agreement(consultant, version.id)
    offered.refresh_from_db()
    assert offered.quota["outcome"] == "warn"
    assert offered.quota["paragraph"] == "BAB § 65"
    assert (offered.state, offered.agreement.state) == ("offered", "offered")
    assert len(told("agreement_offered", version)) == 1


def test_an_offer_is_not_offered_or_corrected_again(world, consultant):
    version = offer_agreement(consultant, world.draft().id)
    with refused("wrong_state"):
        offer_agreement(consultant, version.id)
    with refused("wrong_state"):
        redraft_agreement(consultant, version.id, agreement_terms(1))


def test_a_draft_is_written_anew_in_its_place(world, consultant):
    version = world.draft(4)
    later = agreement_terms(2, first_day=TODAY, last_day=TODAY + timedelta(days=9), goals="Andre mål")
    again = redraft_agreement(consultant, version.id, later)
    again.refresh_from_db()
    assert (again.id, again.number, again.goals, len(again.places)) == (version.id, 1, "Andre mål", 2)
    assert again.period == again.agreement.period == period(TODAY, TODAY + timedelta(days=9))
    assert len(told("agreement_redrafted", version)) == 1


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.MANAGER, Role.CONTACT, Role.MENTOR])
def test_only_negotiators_write_and_offer_agreements(world, role):
    version = world.draft()
    actor = world.cast[role] if role in (Role.CASEWORKER, Role.MANAGER) else _partner(world, version, role)
    with refused("wrong_role"):
        draft_agreement(actor, version.agreement.centre_id, agreement_terms())
    with refused("wrong_role"):
        redraft_agreement(actor, version.id, agreement_terms())
    with refused("wrong_role"):
        offer_agreement(actor, version.id)


def test_the_places_of_a_signed_agreement_open_once_and_with_their_centre(world):
    centre = world.centre(4)
    version = AgreementVersion.objects.get(agreement__centre=centre)
    assert open_places(Actor.system(centre.municipality_id), version.id) == []
    places = Place.objects.filter(centre=centre).order_by("number")
    assert [place.number for place in places] == [1, 2, 3, 4]
    assert {place.period for place in places} == {version.period}
    assert places[0].week == parse_week("man-fre 8-14")
    assert centre.state == "open"
    assert Event.objects.filter(kind="centres.place_opened", subjects__contains=[centre.id]).count() == 4


def test_nobody_opens_places_by_hand(world, consultant):
    version = world.draft()
    with refused("wrong_role"):
        open_places(consultant, version.id)


def test_an_agreement_cannot_be_cut_so_that_a_placement_lies_outside(world):
    placement = world.planned()
    agreement = Agreement.objects.get(centre=placement.place.centre)
    agreement.period = period(TODAY - timedelta(days=30), TODAY + timedelta(days=10))
    with pytest.raises(DatabaseError, match="outside the new period"), transaction.atomic():
        agreement.save()


def _partner(world, version, role) -> Actor:
    workplace_id = version.agreement.centre.workplace_id
    return Actor(None, "Nogen", role, frozenset({version.municipality_id}), frozenset({workplace_id}))
