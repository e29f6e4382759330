"""From the office's button to the password: the link is shown once, looked at without harm, and used once."""

import logging
import re

import pytest
from django.test import Client
from django.urls import reverse

from plads.candidates.models import Candidate
from plads.companies.models import Contact
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.people import DEMO_PASSWORD
from plads.mentoring.models import Mentor
from plads.people.access import access_link
from plads.people.models import Membership, User

PASSWORD = "gul hest under broen"
LINK = re.compile(r"http://testserver(/adgang/[^/\s<]+/[^/\s<]+/)")


def inside():
    return acting(Actor.system(Municipality.objects.get(code="217").id))


def link_in(response):
    (path,) = LINK.findall(response.content.decode())
    return path


def choose(client, path, password=PASSWORD, again=None, **more):
    return client.post(path, {"password": password, "again": password if again is None else again}, **more)


@pytest.fixture
def newcomer(own_story, sign_in):
    """A contact the office just noted, with the company's and the centre's pages."""
    with inside():
        workplace = Contact.objects.first().workplace
        contact = Contact.objects.create(
            municipality_id=workplace.municipality_id,
            workplace=workplace,
            kind=Contact.Kind.CONTACT,
            name="Nora Ny",
            email="nora@varehus.example",
        )
    return contact, reverse("company", args=[workplace.company_id])


@pytest.fixture
def path(newcomer, sign_in):
    """The link the office got for the newcomer."""
    contact, page = newcomer
    return link_in(sign_in(Role.CONSULTANT).post(page, {"invite": contact.id}))


def test_the_link_is_shown_once_and_stored_nowhere(newcomer, sign_in):
    from django.contrib.sessions.models import Session

    from plads.core.models import Event

    contact, page = newcomer
    client = sign_in(Role.CONSULTANT)
    shown = client.post(page, {"invite": contact.id})
    token = link_in(shown).split("/")[-2]
    assert "Send linket til Nora Ny" in shown.content.decode()
    assert "3 dage" in shown.content.decode()
    assert not LINK.search(client.get(page).content.decode())
    assert not any(token in str(session.get_decoded()) for session in Session.objects.all())
    with inside():
        assert not Event.objects.filter(facts__icontains=token).exists()
        assert Event.objects.filter(kind="people.access_link_made").count() == 1


def test_looking_uses_nothing_up_and_choosing_signs_in(path):
    client = Client()
    for _ in range(2):
        page = client.get(path)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert page["Referrer-Policy"] == "same-origin"
        assert "nora@varehus.example" in page.content.decode()
    client.head(path)
    answer = choose(client, path, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("company_home")
    assert "Din adgangskode er gemt" in answer.content.decode()
    signed = Client().post("/log-ind/", {"email": "nora@varehus.example", "password": PASSWORD})
    assert signed.status_code == 302


def test_a_used_link_is_dead_and_says_what_to_do(path):
    choose(Client(), path)
    for answer in (Client().get(path), choose(Client(), path, "en helt anden kode")):
        assert answer.status_code == 410
        assert "log ind" in answer.content.decode().lower()
    assert not User.objects.get(email="nora@varehus.example").check_password("en helt anden kode")


def test_an_older_link_is_dead_after_the_password_changed(newcomer, path, sign_in):
    contact, page = newcomer
    choose(Client(), link_in(sign_in(Role.CONSULTANT).post(page, {"link": contact.id})))
    assert Client().get(path).status_code == 410


def test_a_dead_link_says_the_same_whoever_it_is_for(story, sign_in):
    uid = access_path_of("mentor@plads.example").split("/")[2]
    pages = [
        re.sub(r'"X-CSRFToken": "\w+"', "", Client().get(reverse("choose_password", args=[each, "x-y"])).text)
        for each in (uid, "AAAA", "MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw")
    ]
    assert pages[0] == pages[1] == pages[2]


def access_path_of(email):
    from plads.people.access import link_parts

    return reverse("choose_password", args=link_parts(User.objects.get(email=email)))


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("kort", "kort", "12 tegn"),
        ("password1234", "password1234", "almindelig"),
        ("12345678901234", "12345678901234", "kun være tal"),
        (PASSWORD, PASSWORD + "!", "ikke ens"),
        ("", "", "Udfyld feltet"),
    ],
)
def test_a_password_that_will_not_do_is_said_at_the_field(path, password, again, said):
    client = Client()
    answer = choose(client, path, password, again)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert client.get(path).status_code == 200


def test_a_link_opened_while_signed_in_as_somebody_else_signs_in_the_right_person(path, sign_in):
    client = sign_in(Role.CONSULTANT)
    choose(client, path)
    assert client.get("/", follow=True).redirect_chain[-1][0] == reverse("company_home")


def test_a_failing_request_does_not_put_the_link_into_the_log(path, caplog):
    from plads.web.logs import HideLinks

    client = Client(enforce_csrf_checks=True)
    caplog.handler.addFilter(HideLinks())
    with caplog.at_level(logging.WARNING):
        assert choose(client, path).status_code == 403
    assert "/adgang/…" in caplog.text
    assert path not in caplog.text


def test_the_filter_is_on_the_handler_that_writes_the_log():
    from django.conf import settings

    assert settings.LOGGING["handlers"]["console"]["filters"] == ["links"]


def test_somebody_with_a_password_gets_a_link_only_when_it_is_asked_for(own_story, sign_in):
    with inside():
        contact = Contact.objects.get(email="kontakt@plads.example")
        page = reverse("company", args=[contact.workplace.company_id])
    client = sign_in(Role.CONSULTANT)
    answer = client.post(page, {"invite": contact.id}, follow=True)
    assert "har allerede en adgangskode" in answer.content.decode()
    assert not LINK.search(answer.content.decode())
    assert link_in(client.post(page, {"link": contact.id}))


def test_the_centres_page_hands_over_a_link_too(newcomer, sign_in):
    contact, _ = newcomer
    with inside():
        centre_id = contact.workplace.centres.get().id
    assert link_in(
        sign_in(Role.COORDINATOR).post(reverse("centre", args=[centre_id]), {"invite": contact.id})
    )


def test_the_mentors_page_hands_over_a_link(own_story, sign_in):
    with inside():
        mentor = Mentor.objects.get()
    path = link_in(sign_in(Role.CASEWORKER).post(reverse("mentor", args=[mentor.id]), {"link": mentor.id}))
    client = Client()
    assert choose(client, path, follow=True).redirect_chain[-1][0] == reverse("mentor_home")


def test_a_candidate_gets_access_and_comes_to_their_own_day(own_story, sign_in):
    with inside():
        candidate = Candidate.objects.get(name="Amina Eksempel")
    client, page = sign_in(Role.CASEWORKER), reverse("candidate", args=[candidate.id])
    told = client.post(page, {"invite": candidate.id}, follow=True)
    if not candidate.email:
        assert "Skriv først kandidatens e-mail" in told.content.decode()
        with inside():
            Candidate.objects.filter(id=candidate.id).update(email="amina@post.example")
        told = client.post(page, {"invite": candidate.id})
    path = link_in(told)
    assert "Kandidaten logger ind med" in client.get(page).content.decode()
    assert choose(Client(), path, follow=True).redirect_chain[-1][0] == reverse("candidate_home")


def test_an_administrator_lets_a_colleague_in_and_the_list_tells_who_waits(own_story, sign_in):
    from plads.people.services import give_role

    municipality = Municipality.objects.get(code="217")
    with inside() as system:
        user = give_role(
            system, municipality.id, email="ny@kommune.example", name="Nanna Ny", role=Role.CASEWORKER
        )
    client, page = sign_in(Role.ADMINISTRATOR), reverse("user", args=[user.id])
    waiting = f"{reverse('users')}?tilstand=waits"
    assert "Nanna Ny" in client.get(waiting).content.decode()
    path = link_in(client.post(page, {"link": user.id}))
    assert choose(Client(), path, follow=True).redirect_chain[-1][0] == reverse("today")
    assert "Nanna Ny" not in client.get(waiting).content.decode()


def test_no_municipality_reaches_anothers_people_through_any_page(own_story, sign_in):
    neighbour = User.objects.get(email="nabo-konsulent@plads.example")
    elsewhere = reverse("user", args=[neighbour.id])
    assert sign_in(Role.ADMINISTRATOR).post(elsewhere, {"link": neighbour.id}).status_code == 404
    with inside():
        contact, mentor = Contact.objects.first(), Mentor.objects.get()
        company, candidate = contact.workplace.company_id, Candidate.objects.first()
    client = Client()
    client.post("/log-ind/", {"email": neighbour.email, "password": DEMO_PASSWORD})
    for page, subject in (
        (reverse("company", args=[company]), contact),
        (reverse("mentor", args=[mentor.id]), mentor),
        (reverse("candidate", args=[candidate.id]), candidate),
    ):
        answer = client.post(page, {"link": subject.id})
        assert answer.status_code == 404, page


def test_a_consultant_is_told_why_there_is_no_link_to_a_chain_of_two_municipalities(own_story, sign_in):
    with inside():
        workplace = Contact.objects.first().workplace
        contact = Contact.objects.create(
            municipality_id=workplace.municipality_id,
            workplace=workplace,
            kind=Contact.Kind.CONTACT,
            name="Hanne Hovedkontor",
            email="kaede@plads.example",
        )
    page = reverse("company", args=[workplace.company_id])
    answer = sign_in(Role.CONSULTANT).post(page, {"link": contact.id}, follow=True)
    assert "Du kan ikke lave et link til" in answer.content.decode()
    assert not LINK.search(answer.content.decode())


def test_a_link_is_dead_when_the_account_has_lost_its_role(path):
    user = User.objects.get(email="nora@varehus.example")
    with inside():
        Membership.objects.filter(user=user).delete()
    assert choose(Client(), path).status_code == 410


def test_making_a_link_is_no_way_to_let_in_who_has_no_role(own_story):
    from plads.core.errors import NotVisible

    user = User.objects.create_user("ingen@post.example", "Ingen")
    with inside() as system, pytest.raises(NotVisible):
        access_link(system, user.id)
