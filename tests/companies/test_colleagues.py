"""A contact lets colleagues of their own workplace in; and how old roles were laid on workplaces."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from plads.centres.services.inquiries import create_centre
from plads.companies.models import Contact
from plads.companies.queries import names_of, own_workplaces
from plads.companies.services import add_contact, add_workplace, invite_colleague
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.models import Membership
from tests.refusals import not_visible, refused


def test_a_contact_lets_a_colleague_in_once(world):
    workplace = world.workplace()
    contact = world.speaker(Role.CONTACT, workplace.id)
    with acting(contact):
        for _ in range(2):
            user = invite_colleague(contact, workplace.id, name=" Kaj ", email="Kaj@butik.example")
    (role,) = Membership.objects.filter(user=user)
    assert (role.role, role.subject_id, role.given_by_id) == (Role.CONTACT, workplace.id, contact.user_id)
    assert Contact.objects.get(workplace=workplace).name == "Kaj"
    assert Event.objects.filter(kind="companies.contact_invited").count() == 1


def test_not_at_another_workplace_and_not_by_others(world):
    here, elsewhere = world.workplace(), world.workplace()
    contact = world.speaker(Role.CONTACT, here.id)
    with acting(contact), not_visible():
        invite_colleague(contact, elsewhere.id, name="Kaj", email="kaj@butik.example")
    for role, subject in ((Role.REPRESENTATIVE, here.id), (Role.HEAD_OFFICE, here.company_id)):
        other = world.speaker(role, subject)
        with acting(other), refused("wrong_role"):
            invite_colleague(other, here.id, name="Kaj", email="kaj@butik.example")


def test_people_of_a_company_reach_their_workplaces_and_a_head_office_all_of_its(world):
    here = world.workplace()
    with acting(world.cast[Role.CONSULTANT]):
        sister = add_workplace(
            world.cast[Role.CONSULTANT],
            cvr=here.company.cvr,
            company_name="",
            p_number="9988888888",
            name="Søster",
        )
    reach = {
        role: {place.id for place in own_workplaces(world.speaker(role, subject))}
        for role, subject in (
            (Role.CONTACT, here.id),
            (Role.REPRESENTATIVE, sister.id),
            (Role.HEAD_OFFICE, here.company_id),
            (Role.MENTOR, here.id),
        )
    }
    assert reach == {
        Role.CONTACT: {here.id},
        Role.REPRESENTATIVE: {sister.id},
        Role.HEAD_OFFICE: {here.id, sister.id},
        Role.MENTOR: set(),
    }
    assert names_of(world.cast[Role.CONSULTANT], [here.id, here.company_id]) == {
        here.id: here.name,
        here.company_id: here.company.name,
    }


@pytest.mark.parametrize("known_by", ["contact", "centre", "company"])
def test_an_old_role_for_a_company_is_laid_on_the_workplaces_it_was_meant_for(world, known_by):
    consultant, shops = world.cast[Role.CONSULTANT], [world.workplace()]
    for number in (1, 2):
        shops.append(
            add_workplace(
                consultant,
                cvr=shops[0].company.cvr,
                company_name="",
                p_number=f"998888888{number}",
                name=f"Butik {number}",
            )
        )
    speaker = world.speaker(Role.CONTACT, shops[0].company_id)
    meant = shops
    if known_by != "company":
        create_centre(consultant, shops[1], "Center")
        meant = [shops[1]]
    if known_by == "contact":
        email = Membership.objects.get(user_id=speaker.user_id).user.email
        add_contact(consultant, shops[2].id, kind="contact", name="Kim", email=email)
        meant = [shops[2]]
    head = world.speaker(Role.HEAD_OFFICE, shops[0].company_id)
    move = import_module("plads.companies.migrations.0002_workplace_subjects").lay_on_workplaces
    for _ in range(2):
        with connection.schema_editor(atomic=False) as editor, acting(consultant):
            move(apps, editor)
    held = Membership.objects.filter(user_id=speaker.user_id).values_list("subject_id", flat=True)
    assert set(held) == {shop.id for shop in meant}
    assert Membership.objects.get(user_id=head.user_id).subject_id == shops[0].company_id
