"""From a company's first word to a centre under negotiation."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db.models import QuerySet

from plads.centres.models import Centre, Inquiry
from plads.centres.queries import inquiries, inquiries_from, inquiry, reply_by
from plads.centres.services.founding import Founding, found_centre, found_centre_at
from plads.centres.services.inquiries import (
    InquiryFacts,
    assign_inquiry,
    create_centre,
    decline_inquiry,
    open_centre,
    receive_inquiry,
)
from plads.companies.models import Company, Contact, Workplace
from plads.companies.queries import employment
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from tests.days import TODAY
from tests.refusals import not_visible, refused
from tests.world import CVRS

CVR = str(CVRS[700])
FACTS = InquiryFacts(
    "Eksempel A/S", CVR, "Kim Kontakt", "kim@eksempel.example", "Vi vil gerne have fire pladser."
)
FOUNDING = Founding(
    "Butikken", CVR, "Eksempel A/S", "1000000001", "Eksempel", employment={date(2026, 10, 1): Decimal(60)}
)


@pytest.fixture
def received(inside) -> Inquiry:
    return receive_inquiry(Actor.public(inside.municipality.id), FACTS)


@pytest.fixture
def outsider(other_municipality) -> Actor:
    return Actor(uuid4(), "Nabo", Role.CONSULTANT, frozenset({other_municipality.id}))


def told(kind: str, subject) -> list[Event]:
    return list(Event.objects.filter(kind=f"centres.{kind}", subjects__contains=[subject.id]))


def test_a_company_writes_from_the_public_page_and_gets_a_receipt(inside, received):
    assert (received.state, received.cvr, received.p_number) == ("new", CVR, "")
    assert received.number[0] == "H"
    assert len(told("inquiry_received", received)) == 1
    assert inquiries(inside[Role.CASEWORKER]).waiting == 1


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [({"cvr": "11111111"}, "bad_cvr", "cvr"), ({"p_number": "0000000000"}, "bad_p_number", "p_number")],
)
def test_numbers_nobody_can_have_are_refused_and_nothing_is_stored(inside, wrong, code, field):
    with refused(code, field):
        receive_inquiry(Actor.public(inside.municipality.id), replace(FACTS, **wrong))
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.CASEWORKER, Role.COORDINATOR])
def test_an_inquiry_is_given_to_a_consultant_and_may_change_hands(inside, received, role):
    assign_inquiry(inside[role], received.id, inside[Role.CONSULTANT].user_id)
    again = assign_inquiry(inside[role], received.id, inside[Role.COORDINATOR].user_id)
    assert (again.state, again.consultant_id) == ("assigned", inside[Role.COORDINATOR].user_id)
    assert len(told("inquiry_assigned", received)) == 2


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.MANAGER])
def test_an_inquiry_is_given_to_nobody_but_a_consultant(inside, received, role):
    with refused("not_consultant", "consultant"):
        assign_inquiry(inside[Role.COORDINATOR], received.id, inside[role].user_id)


def test_an_inquiry_is_declined_with_a_reason(inside, received):
    with refused("no_reason", "reason"):
        decline_inquiry(inside[Role.CONSULTANT], received.id, "  ")
    with refused("no_reply", "reply"):
        decline_inquiry(inside[Role.CONSULTANT], received.id, "De har for få opgaver.", " ")
    declined = decline_inquiry(
        inside[Role.CONSULTANT], received.id, " De har for få opgaver. ", " Desværre. "
    )
    assert (declined.state, declined.reply, declined.answered_at) == ("declined", "Desværre.", clock.now())
    assert [event.facts["reason"] for event in told("inquiry_declined", received)] == [
        "De har for få opgaver."
    ]
    with refused("wrong_state"):
        assign_inquiry(inside[Role.CONSULTANT], received.id, inside[Role.CONSULTANT].user_id)


def test_a_caseworker_neither_declines_nor_opens_a_centre(world):
    received = receive_inquiry(Actor.public(world.cast.municipality.id), FACTS)
    workplace = world.workplace()
    with refused("wrong_role"):
        decline_inquiry(world.cast[Role.CASEWORKER], received.id, "Nej")
    with refused("wrong_role"):
        open_centre(world.cast[Role.CASEWORKER], received.id, workplace, "Center")
    with refused("wrong_role"):
        create_centre(world.cast[Role.CASEWORKER], workplace, "Center")


def test_an_inquiry_turns_into_a_centre_with_the_actor_as_its_consultant(world):
    received = receive_inquiry(Actor.public(world.cast.municipality.id), FACTS)
    centre = open_centre(world.cast[Role.CONSULTANT], received.id, world.workplace(), " Butikken ")
    received.refresh_from_db()
    assert (received.state, received.centre) == ("turned_centre", centre)
    assert (centre.name, centre.state) == ("Butikken", "negotiating")
    assert centre.consultant_id == world.cast[Role.CONSULTANT].user_id
    assert len(told("created", centre)) == 1


def test_a_workplace_has_one_centre_of_a_name(world):
    consultant, workplace = world.cast[Role.CONSULTANT], world.workplace()
    create_centre(consultant, workplace, "Butikken")
    with refused("name_taken", "name"):
        create_centre(consultant, workplace, " Butikken ")
    create_centre(consultant, world.workplace(), "Butikken")
    assert Centre.objects.count() == 2


def test_a_centre_made_by_a_second_click_this_very_moment_is_refused(world, monkeypatch):
    consultant, workplace = world.cast[Role.CONSULTANT], world.workplace()
    create_centre(consultant, workplace, "Butikken")
    with monkeypatch.context() as patched:
        patched.setattr(QuerySet, "exists", lambda _: False)
        with refused("name_taken", "name"):
            create_centre(consultant, workplace, "Butikken")
    assert Centre.objects.count() == 1


def test_a_centre_is_founded_in_one_go_from_an_inquiry(inside, received):
    centre = found_centre(inside[Role.CONSULTANT], FOUNDING, received.id)
    assert centre.workplace.company.cvr == CVR
    assert employment(centre.workplace_id) == [(date(2026, 10, 1), Decimal(60))]
    received.refresh_from_db()
    assert received.centre == centre
    who = Contact.objects.get(workplace=centre.workplace)
    assert (who.kind, who.name, who.email) == ("contact", "Kim Kontakt", "kim@eksempel.example")


def test_a_centre_that_cannot_be_founded_leaves_no_workplace_behind(inside, received):
    decline_inquiry(inside[Role.CONSULTANT], received.id, "Nej tak", "Desværre.")
    with refused("wrong_state"):
        found_centre(inside[Role.CONSULTANT], FOUNDING, received.id)
    assert not Workplace.objects.exists()
    assert not Company.objects.filter(cvr=CVR).exists()


def test_a_centre_is_founded_at_a_known_workplace_and_needs_a_name(world):
    consultant, workplace = world.cast[Role.CONSULTANT], world.workplace()
    with refused("no_name", "name"):
        found_centre_at(consultant, workplace.id, " ")
    assert found_centre_at(consultant, workplace.id, "Lageret").workplace == workplace


def test_the_inquiries_that_wait_come_new_first_and_the_oldest_of_them_at_the_top(inside):
    public, coordinator = Actor.public(inside.municipality.id), inside[Role.COORDINATOR]
    rows = [receive_inquiry(public, FACTS) for _ in range(4)]
    for days, row in enumerate(rows):
        row.received_at -= timedelta(days=days)
        row.save()
    assign_inquiry(coordinator, rows[3].id, inside[Role.CONSULTANT].user_id)
    decline_inquiry(coordinator, rows[0].id, "Nej", "Desværre.")
    listed = inquiries(coordinator)
    assert [row.id for row in listed.page.object_list] == [rows[2].id, rows[1].id, rows[3].id]
    assert (listed.waiting, listed.closed) == (3, 1)
    assert [row.id for row in inquiries(coordinator, closed=True).page.object_list] == [rows[0].id]


def test_a_company_should_have_its_answer_within_the_municipalitys_days(inside, received):
    assert reply_by(inquiry(inside[Role.CONSULTANT], received.id)) == TODAY + timedelta(days=5)


def test_another_municipality_finds_no_inquiry_and_no_workplace(world, outsider):
    received = receive_inquiry(Actor.public(world.cast.municipality.id), FACTS)
    workplace = world.workplace()
    for scope in (outsider, world.cast[Role.CONSULTANT]):
        with acting(scope):
            with not_visible():
                inquiry(outsider, received.id)
            with not_visible():
                assign_inquiry(outsider, received.id, outsider.user_id)
            with not_visible():
                decline_inquiry(outsider, received.id, "Nej")
            with not_visible():
                open_centre(outsider, received.id, workplace, "Center")
            with not_visible():
                create_centre(outsider, workplace, "Center")
            with not_visible():
                found_centre_at(outsider, workplace.id, "Center")
            assert inquiries(outsider).waiting == 0


@pytest.mark.parametrize(
    "role", [Role.CONTACT, Role.MENTOR, Role.CANDIDATE, Role.MANAGER, Role.ADMINISTRATOR]
)
def test_only_the_office_sees_what_companies_wrote(inside, received, role):
    actor = Actor(uuid4(), "Nogen", role, frozenset({inside.municipality.id}))
    with not_visible():
        inquiry(actor, received.id)
    with not_visible():
        decline_inquiry(actor, received.id, "Nej")
    assert inquiries_from(actor, CVR) == []
