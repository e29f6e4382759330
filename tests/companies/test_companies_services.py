"""Companies and workplaces: facts of the register entered once, employees by month, people who sign in."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from plads.companies.models import Company, Contact, Workplace
from plads.companies.queries import companies, company, contacts_of, employment, workplaces_of
from plads.companies.services import add_contact, add_workplace, invite_contact, note_employment
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.models import Membership
from tests.refusals import not_visible, refused
from tests.world import CVRS

CVR, OTHER_CVR = str(CVRS[500]), str(CVRS[501])


@pytest.fixture
def consultant(inside):
    return inside[Role.CONSULTANT]


def enter(actor, cvr=CVR, p_number="1000000001", **facts) -> Workplace:
    return add_workplace(
        actor, **{"cvr": cvr, "company_name": "Eksempel", "p_number": p_number, "name": "Butik"} | facts
    )


def outsider(other_municipality) -> Actor:
    return Actor(uuid4(), "Nabo", Role.CONSULTANT, frozenset({other_municipality.id}))


def test_a_workplace_is_entered_with_its_company_and_told(consultant):
    workplace = enter(consultant, street="Prøvevej 1", postcode="9999", city="Prøvekøbing")
    assert workplace.company.cvr == CVR
    assert workplace.address == "Prøvevej 1, 9999 Prøvekøbing"
    assert (
        Event.objects.filter(kind="companies.workplace_added", subjects__contains=[workplace.id]).count() == 1
    )


def test_the_same_workplace_twice_is_one_and_keeps_its_name(consultant):
    assert enter(consultant) == enter(consultant, name="Et andet navn", company_name="Et andet navn")
    assert Workplace.objects.get().name == "Butik"
    assert Company.objects.get(cvr=CVR).name == "Eksempel"
    assert Event.objects.filter(kind="companies.workplace_added").count() == 1


def test_two_workplaces_of_one_company_share_it(consultant):
    assert enter(consultant).company == enter(consultant, p_number="1000000002").company


def test_two_municipalities_share_a_company_and_keep_their_own_workplace(consultant, other_municipality):
    mine, neighbour = enter(consultant), outsider(other_municipality)
    with acting(neighbour):
        theirs = enter(neighbour)
    assert theirs.company == mine.company
    assert theirs.id != mine.id


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"cvr": "12345678"}, "bad_cvr", "cvr"),
        ({"p_number": "0123456789"}, "bad_p_number", "p_number"),
        ({"p_number": "12"}, "bad_p_number", "p_number"),
    ],
)
def test_numbers_nobody_can_have_are_refused_at_their_field(consultant, facts, code, field):
    with refused(code, field):
        enter(consultant, **facts)


def test_a_p_number_of_another_company_is_refused_and_nothing_is_stored(consultant):
    enter(consultant)
    with refused("p_number_taken", "p_number"):
        enter(consultant, cvr=OTHER_CVR)
    assert not Company.objects.filter(cvr=OTHER_CVR).exists()


def test_employees_are_noted_by_month_and_corrected_in_place(consultant):
    workplace = enter(consultant)
    note_employment(consultant, workplace.id, date(2026, 10, 17), Decimal("12.5"), "Virksomheden")
    note_employment(consultant, workplace.id, date(2026, 10, 1), Decimal("13.25"), "CVR")
    assert employment(workplace.id) == [(date(2026, 10, 1), Decimal("13.25"))]
    events = Event.objects.filter(kind="companies.employment_noted").order_by("id")
    assert [event.facts["source"] for event in events] == ["Virksomheden", "CVR"]


def test_the_latest_four_whole_months_are_read_oldest_first(consultant):
    workplace = enter(consultant)
    for month in (3, 11, 7, 9, 8, 10):
        note_employment(consultant, workplace.id, date(2026, month, 1), Decimal(month), "Prøve")
    assert [month.month for month, _ in employment(workplace.id)] == [7, 8, 9, 10]


def test_fewer_than_no_employees_is_refused(consultant):
    with refused("negative", "ordinary_fte"):
        note_employment(consultant, enter(consultant).id, date(2026, 10, 1), Decimal("-0.01"), "Prøve")


def test_a_contact_is_entered_once_whatever_the_case_of_the_email(consultant):
    workplace = enter(consultant)
    first = add_contact(consultant, workplace.id, kind="contact", name="Kim", email="Kim@Firma.Example")
    again = add_contact(consultant, workplace.id, kind="contact", name="Kim", email=" kim@firma.example ")
    assert first == again
    assert Event.objects.filter(kind="companies.contact_added").count() == 1
    other = add_contact(
        consultant, workplace.id, kind="representative", name="Kim", email="kim@firma.example"
    )
    assert other != first


@pytest.mark.parametrize(
    ("kind", "role"),
    [(Contact.Kind.CONTACT, Role.CONTACT), (Contact.Kind.REPRESENTATIVE, Role.REPRESENTATIVE)],
)
def test_an_invited_contact_signs_in_for_the_company_once(consultant, kind, role):
    workplace = enter(consultant)
    contact = add_contact(consultant, workplace.id, kind=kind, name="Kim", email="kim@firma.example")
    assert [each.signs_in for each in contacts_of(consultant, workplace.id)] == [False]
    user = invite_contact(consultant, contact.id)
    assert invite_contact(consultant, contact.id) == user
    membership = Membership.objects.get(user=user)
    assert (membership.role, membership.subject_id) == (role, workplace.id)
    assert not user.has_usable_password()
    assert [each.signs_in for each in contacts_of(consultant, workplace.id)] == [True]
    assert Event.objects.filter(kind="companies.contact_invited").count() == 1


@pytest.mark.parametrize(
    "role", [Role.CONTACT, Role.REPRESENTATIVE, Role.MENTOR, Role.MANAGER, Role.CANDIDATE]
)
def test_only_the_office_changes_companies(world, role):
    workplace = world.workplace()
    actor = Actor(uuid4(), "Nogen", role, frozenset({workplace.municipality_id}), frozenset({workplace.id}))
    contact = add_contact(
        world.cast[Role.CONSULTANT], workplace.id, kind="contact", name="Kim", email="k@f.example"
    )
    with refused("wrong_role"):
        enter(actor)
    with refused("wrong_role"):
        note_employment(actor, workplace.id, date(2026, 10, 1), Decimal(900), "Prøve")
    with refused("wrong_role"):
        add_contact(actor, workplace.id, kind="contact", name="Bo", email="b@f.example")
    with refused("wrong_role"):
        invite_contact(actor, contact.id)
    assert companies(actor).object_list == []
    assert contacts_of(actor, workplace.id) == []


def test_another_municipality_finds_nothing(world, other_municipality):
    workplace = world.workplace()
    contact = add_contact(
        world.cast[Role.CONSULTANT], workplace.id, kind="contact", name="Kim", email="k@f.example"
    )
    neighbour = outsider(other_municipality)
    # In the neighbour's own scope the database shows nothing, and in a wrong scope the service still does not.
    for scope in (neighbour, world.cast[Role.CONSULTANT]):
        with acting(scope):
            with not_visible():
                note_employment(neighbour, workplace.id, date(2026, 10, 1), Decimal(9), "Prøve")
            with not_visible():
                add_contact(neighbour, workplace.id, kind="contact", name="Bo", email="b@f.example")
            with not_visible():
                invite_contact(neighbour, contact.id)
            with not_visible():
                company(neighbour, workplace.company_id)
            assert workplaces_of(neighbour, workplace.company.cvr) == []
            assert companies(neighbour).object_list == []


def test_companies_are_found_by_name_workplace_and_number_in_danish_order(consultant):
    for number, (name, place) in enumerate(
        [("Ågård", "Lager"), ("Zebra", "Butik"), ("Ærø", "Ålborg"), ("Abel", "X")]
    ):
        enter(consultant, str(CVRS[600 + number]), f"20000000{number:02d}", company_name=name, name=place)

    def names(text=""):
        return [row.name for row in companies(consultant, text)]

    assert names() == ["Abel", "Zebra", "Ærø", "Ågård"]
    assert names("zeb") == ["Zebra"]
    assert names("ålborg") == ["Ærø"]
    assert names(str(CVRS[603])) == ["Abel"]
    assert names("2000 0000 00") == ["Ågård"]
    assert names("findes ikke") == []


def test_a_companys_page_shows_workplaces_latest_months_and_contacts(world):
    workplace = world.workplace(months=8)
    row = company(world.cast[Role.CONSULTANT], workplace.company_id)
    (shown,) = row.workplaces.all()
    assert shown == workplace
    assert [month.month for month in shown.latest] == [date(2026, m, 1) for m in (10, 9, 8, 7, 6, 5)]
