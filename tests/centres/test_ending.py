"""An agreement ends: by notice, of itself on its last day, and its centre with it when nothing else keeps it."""

from datetime import timedelta

import pytest

from plads.centres.models import AgreementVersion, Party, Place
from plads.centres.models.agreements import NoticeBy
from plads.centres.services.changing import amend_agreement
from plads.centres.services.copying import copy_agreement, renew_agreement
from plads.centres.services.ending import (
    NoticeTerms,
    agreements_over,
    close_centre,
    end_agreement,
    give_notice,
    take_back_notice,
)
from plads.centres.services.inquiries import create_centre
from plads.centres.services.pausing import PauseTerms, pause_agreement
from plads.centres.services.places import NEVER
from plads.centres.services.requests import Ask, send_for_signature
from plads.companies.models import Contact
from plads.core import clock
from plads.core.errors import Refused
from plads.core.periods import closed_last_day, period
from plads.core.roles import Role
from tests.days import TODAY
from tests.life import agreement_of, sealed, system

DAY = timedelta(days=1)
SOON = TODAY + 30 * DAY
"""The soonest day after a notice of thirty days."""


@pytest.fixture
def consultant(world):
    return world.cast[Role.CONSULTANT]


@pytest.fixture
def agreement(world):
    return agreement_of(world.centre(2))


def notice(last=SOON, by=NoticeBy.COMPANY, reason="Butikken flytter"):
    return NoticeTerms(by, last, reason)


def lasts(agreement):
    return {closed_last_day(place.period) for place in Place.objects.filter(agreement=agreement)}


def test_places_are_there_until_the_last_day_and_no_longer(agreement, consultant):
    give_notice(consultant, agreement.id, notice())
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ends_on, agreement.notice_given_on) == ("signed", SOON, TODAY)
    assert lasts(agreement) == {SOON}


def test_a_notice_taken_back_gives_the_places_their_days_again(agreement, consultant):
    give_notice(consultant, agreement.id, notice())
    take_back_notice(consultant, agreement.id)
    agreement.refresh_from_db()
    assert (agreement.ends_on, agreement.notice_by) == (None, "")
    assert lasts(agreement) == {closed_last_day(agreement.period)}
    with pytest.raises(Refused) as refusal:
        take_back_notice(consultant, agreement.id)
    assert refusal.value.code == "no_notice"


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (notice(SOON - DAY), "short_notice"),
        (notice(TODAY - DAY, NoticeBy.BOTH), "short_notice"),
        (notice(TODAY + 400 * DAY), "after_the_end"),
        (notice(reason=" "), "no_reason"),
    ],
)
def test_a_notice_keeps_what_was_agreed(agreement, consultant, terms, code):
    with pytest.raises(Refused) as refusal:
        give_notice(consultant, agreement.id, terms)
    assert refusal.value.code == code


def test_when_both_agree_it_may_be_today(agreement, consultant):
    give_notice(consultant, agreement.id, notice(TODAY, NoticeBy.BOTH))
    assert lasts(agreement) == {TODAY}


def test_notice_is_given_once_and_stops_changes(agreement, consultant):
    give_notice(consultant, agreement.id, notice())
    for deed in (
        lambda: give_notice(consultant, agreement.id, notice()),
        lambda: amend_agreement(consultant, agreement.id, "Nye tider"),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.code == "notice_given"


def test_an_open_change_is_finished_before_notice(agreement, consultant):
    amend_agreement(consultant, agreement.id, "Nye tider")
    with pytest.raises(Refused) as refusal:
        give_notice(consultant, agreement.id, notice())
    assert refusal.value.code == "version_open"


def test_an_agreement_that_has_not_begun_ends_no_sooner_than_it_begins(world, consultant):
    centre = world.centre(1, first_day=TODAY + 60 * DAY, last_day=TODAY + 400 * DAY)
    with pytest.raises(Refused) as refusal:
        give_notice(consultant, agreement_of(centre).id, notice())
    assert refusal.value.code == "before_the_start"


def test_after_the_last_day_agreement_places_and_centre_are_over(world, agreement, consultant):
    give_notice(consultant, agreement.id, notice())
    plads = system(world)
    with clock.at(SOON):
        assert agreements_over(plads) == []
        with pytest.raises(Refused) as refusal:
            end_agreement(plads, agreement.id)
        assert refusal.value.code == "not_over"
    with clock.at(SOON + DAY):
        assert agreements_over(plads) == [agreement.id]
        for late in (
            lambda: take_back_notice(consultant, agreement.id),
            lambda: amend_agreement(consultant, agreement.id, "For sent"),
        ):
            with pytest.raises(Refused) as refusal:
                late()
            assert refusal.value.code in ("agreement_over", "notice_given")
        end_agreement(plads, agreement.id)
        assert agreements_over(plads) == []
    agreement.refresh_from_db()
    assert (agreement.state, closed_last_day(agreement.period)) == ("ended", SOON)
    assert set(agreement.places.values_list("state", flat=True)) == {"closed"}
    assert agreement.centre.__class__.objects.get(id=agreement.centre_id).state == "closed"


def test_an_agreement_ends_of_itself_too_and_a_paused_one(world, agreement, consultant):
    last = closed_last_day(agreement.period)
    pause_agreement(consultant, agreement.id, PauseTerms(TODAY, None, "Vandskade"))
    with clock.at(last + DAY):
        assert agreements_over(system(world)) == [agreement.id]
        end_agreement(system(world), agreement.id)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.paused_from) == ("ended", None)
    assert closed_last_day(agreement.pauses.get().period) == last


def test_changes_nobody_finished_are_dropped_with_the_agreement(world, agreement, consultant):
    draft = amend_agreement(consultant, agreement.id, "Nye tider")
    with clock.at(closed_last_day(agreement.period) + DAY):
        end_agreement(system(world), agreement.id)
    draft.refresh_from_db()
    assert draft.state == "dropped"


def test_nobody_is_asked_any_more_about_a_change_the_end_overtook(world, agreement, consultant):
    """Whoever was asked would be reminded of an agreement that is over."""
    workplace = agreement.centre.workplace_id
    draft = amend_agreement(consultant, agreement.id, "Nye tider")
    contact = Contact.objects.create(
        municipality_id=agreement.municipality_id,
        workplace_id=workplace,
        name="Vera",
        email="vera@firma.example",
    )
    send_for_signature(consultant, draft.id, [Ask(Party.COMPANY, "mail", contact.id)])
    with clock.at(closed_last_day(agreement.period) + DAY):
        end_agreement(system(world), agreement.id)
    draft.refresh_from_db()
    assert draft.state == "dropped"
    assert set(draft.requests.values_list("state", flat=True)) == {"void"}


def test_a_notice_is_taken_back_before_the_agreement_is_renewed(agreement, consultant):
    """Its days are its own until it is over: a renewal could never be sealed."""
    give_notice(consultant, agreement.id, notice())
    with pytest.raises(Refused) as refusal:
        renew_agreement(consultant, agreement.id)
    assert refusal.value.code == "notice_given"
    with clock.at(SOON + DAY):
        end_agreement(consultant, agreement.id)
        assert renew_agreement(consultant, agreement.id).period.lower == SOON + DAY


def test_a_place_that_had_not_opened_is_there_again_when_the_notice_is_taken_back(agreement, consultant):
    later = period(SOON + 10 * DAY, closed_last_day(agreement.period))
    version = agreement.versions.get()
    draft = amend_agreement(consultant, agreement.id, "En plads senere")
    places = [dict(each) for each in draft.places]
    places[1]["first_day"] = later.lower.isoformat()
    assert version.places != places
    AgreementVersion.objects.filter(id=draft.id).update(places=places, state="signed", sealed_at=clock.now())
    Place.objects.filter(agreement=agreement, number=2).update(period=later)
    give_notice(consultant, agreement.id, notice())
    take_back_notice(consultant, agreement.id)
    living = Place.objects.filter(agreement=agreement, number=2).exclude(state="closed")
    assert [each.period for each in living] == [later]


def test_a_place_that_had_not_opened_closes_without_a_day(world, agreement, consultant):
    Place.objects.filter(agreement=agreement, number=2).update(
        period=period(SOON + 10 * DAY, closed_last_day(agreement.period))
    )
    give_notice(consultant, agreement.id, notice())
    place = Place.objects.get(agreement=agreement, number=2)
    assert (place.state, place.period) == ("closed", NEVER)


def test_a_centre_stays_open_for_the_agreement_that_follows(world, agreement, consultant):
    from plads.centres.services.agreements import offer_agreement

    fresh = renew_agreement(consultant, agreement.id)
    assert fresh.agreement.follows_id == agreement.id
    assert fresh.period.lower == agreement.period.upper
    assert fresh.places == agreement.versions.get().places
    sealed(world, offer_agreement(consultant, fresh.id))
    with clock.at(fresh.period.lower):
        end_agreement(system(world), agreement.id)
        assert agreement.centre.__class__.objects.get(id=agreement.centre_id).state == "open"
        with pytest.raises(Refused) as refusal:
            close_centre(consultant, agreement.centre_id)
        assert refusal.value.code == "agreement_stands"


def test_an_agreement_is_renewed_once(agreement, consultant):
    renew_agreement(consultant, agreement.id)
    with pytest.raises(Refused) as refusal:
        renew_agreement(consultant, agreement.id)
    assert refusal.value.code == "renewed"


def test_a_renewal_cannot_lie_on_another_agreement(world, agreement, consultant):
    after = closed_last_day(agreement.period) + DAY
    copy = copy_agreement(consultant, agreement.id, agreement.centre_id, after + 5 * DAY)
    from plads.centres.services.agreements import offer_agreement

    sealed(world, offer_agreement(consultant, copy.id))
    with pytest.raises(Refused) as refusal:
        renew_agreement(consultant, agreement.id)
    assert refusal.value.code == "overlapping_agreement"


def test_a_copy_takes_the_words_to_another_centre_and_leaves_its_people_behind(world, agreement, consultant):
    version = agreement.versions.get()
    other = create_centre(consultant, world.workplace(), "Det andet center")
    sides = [
        {"side": side, "name": side, "role": "", "email": "", "phone": ""}
        for side in ("company", "municipality")
    ]
    draft = world.draft(contacts=sides)
    copy = copy_agreement(consultant, draft.agreement_id, other.id, TODAY + DAY)
    assert (copy.agreement.centre_id, copy.agreement.copied_from_id) == (other.id, draft.agreement_id)
    assert [each["side"] for each in copy.contacts] == ["municipality"]
    assert (copy.goals, copy.places) == (version.goals, draft.places)
    assert copy.period == period(
        TODAY + DAY, TODAY + DAY + (closed_last_day(draft.period) - draft.period.lower)
    )
    with pytest.raises(Refused) as refusal:
        copy_agreement(consultant, agreement.id, other.id, TODAY + 900 * DAY)
    assert (refusal.value.code, refusal.value.field) == ("agreement_waits", "centre")


def test_a_centre_that_came_to_nothing_is_closed_and_opens_again_with_a_new_agreement(world, consultant):
    from plads.centres.services.agreements import offer_agreement
    from plads.centres.services.changing import drop_draft
    from plads.companies.models import Contact
    from plads.companies.services import add_contact

    draft = world.draft(1)
    drop_draft(consultant, draft.id)
    centre = draft.agreement.centre
    close_centre(consultant, centre.id)
    kind = Contact.Kind.CONTACT
    add_contact(consultant, centre.workplace_id, kind=kind, name="Kim", email="kim@plads.example")
    fresh = copy_agreement(consultant, agreement_of(world.centre(1)).id, centre.id, TODAY)
    sealed(world, offer_agreement(consultant, fresh.id))
    centre.refresh_from_db()
    assert centre.state == "open"
