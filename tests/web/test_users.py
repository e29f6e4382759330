"""The pages about users, roles, stand-ins and support, and what a contact does for their own workplace."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from plads.core.actor import Actor
from plads.core.fields import MASK
from plads.core.models import AccessRecord, Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.people import person
from plads.people.models import Membership, SupportAccess, User
from tests.days import TODAY


def look(read):
    """Read rows of the story's municipality."""
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        return read()


def body(response):
    return response.content.decode()


def of(role):
    return User.objects.get(email=person(role).email)


def membership(role):
    return look(lambda: Membership.objects.get(user=of(role), role=role))


def test_the_list_finds_people_by_name_role_and_state(own_story, sign_in):
    admin = sign_in(Role.ADMINISTRATOR)
    everybody = body(admin.get("/brugere/"))
    assert "Sanne Sagsbehandler" in everybody
    assert "Kamal Kandidat" not in everybody, "candidates are let in on their own page"
    by_role = body(admin.get("/brugere/?rolle=mentor"))
    assert "Mona Mentor" in by_role
    assert "Sanne" not in by_role
    assert "Ingen passer" in body(admin.get("/brugere/?tilstand=out"))
    assert "Lars Leder" in body(admin.get("/brugere/?tilstand=away"))
    assert "administrator@plads" not in body(admin.get("/brugere/?tilstand=away")), "she is here now"
    assert "Ingen passer" in body(admin.get("/brugere/?q=ingen%20hedder%20det"))


def test_a_new_colleague_gets_a_role_and_a_link(own_story, sign_in):
    admin = sign_in(Role.ADMINISTRATOR)
    posted = {
        "new-do": "1",
        "new-name": "Nina Ny",
        "new-email": "nina@plads.example",
        "new-role": "caseworker",
    }
    page = body(admin.post("/brugere/", posted, follow=True))
    assert "Mangler adgangskode" in page
    assert "Nina Ny" in body(admin.get("/brugere/?tilstand=waits"))
    nina = User.objects.get(email="nina@plads.example")
    linked = body(admin.post(f"/brugere/{nina.id}/", {"link": str(nina.id)}))
    assert re.search(r"http://testserver/adgang/\S+/\S+/", linked)


def test_a_role_is_given_ended_and_taken_on_a_users_page(own_story, sign_in):
    admin, sanne = sign_in(Role.ADMINISTRATOR), of(Role.CASEWORKER)
    page = f"/brugere/{sanne.id}/"
    until = (TODAY + timedelta(days=30)).isoformat()
    posted = {"role-do": "1", "role-role": "consultant", "role-until": until}
    assert "Rollen er givet" in body(admin.post(page, posted, follow=True))
    role = look(lambda: Membership.objects.get(user=sanne, role=Role.CONSULTANT))
    line = f"{page}roller/{role.id}/"
    admin.post(line, {"limit-do": "1", "limit-until": ""})
    assert look(lambda: Membership.objects.get(id=role.id).valid.upper) is None
    assert "kandidater med forløb" in body(admin.get(line))
    assert "er taget fra" in body(admin.post(line, {"take": "1"}, follow=True))
    assert not look(lambda: Membership.objects.filter(id=role.id).exists())


def test_the_last_administrator_is_told_what_to_do_instead(own_story, sign_in):
    admin, mine = sign_in(Role.ADMINISTRATOR), membership(Role.ADMINISTRATOR)
    said = body(admin.post(f"/min-konto/roller/{mine.id}/", follow=True))
    assert "Gør en kollega til administrator først" in said
    said = body(admin.post(f"/brugere/{mine.user_id}/roller/{mine.id}/", {"take": "1"}, follow=True))
    assert "Gør en kollega til administrator først" in said
    assert look(lambda: Membership.objects.filter(id=mine.id).exists())


def test_a_role_taken_away_is_gone_at_the_next_click(own_story, sign_in):
    caseworker, mine = sign_in(Role.CASEWORKER), membership(Role.CASEWORKER)
    assert caseworker.get("/kandidater/").status_code == 200
    sign_in(Role.ADMINISTRATOR).post(f"/brugere/{mine.user_id}/roller/{mine.id}/", {"take": "1"})
    assert caseworker.get("/kandidater/").status_code == 302


def test_who_is_shut_out_is_out_at_the_next_click_and_in_again(own_story, sign_in):
    caseworker, admin = sign_in(Role.CASEWORKER), sign_in(Role.ADMINISTRATOR)
    page = f"/brugere/{of(Role.CASEWORKER).id}/"
    assert "kan ikke længere logge ind" in body(admin.post(page, {"shut_out": "1"}, follow=True))
    assert caseworker.get("/kandidater/").status_code == 302
    assert "Sanne" in body(admin.get("/brugere/?tilstand=out"))
    admin.post(page, {"let_in": "1"})
    assert caseworker.get("/kandidater/").status_code == 200


def test_a_wrong_e_mail_is_said_at_its_field(own_story, sign_in):
    admin, page = sign_in(Role.ADMINISTRATOR), f"/brugere/{of(Role.CASEWORKER).id}/"
    posted = {"details-do": "1", "details-name": "Sanne", "details-email": "konsulent@plads.example"}
    assert "bruges af en anden konto" in body(admin.post(page, posted))


def test_what_somebody_holds_is_shown_and_handed_over(own_story, sign_in):
    admin, sanne = sign_in(Role.ADMINISTRATOR), of(Role.CASEWORKER)
    new = {"new-do": "1", "new-name": "Nina Ny", "new-email": "nina@plads.example", "new-role": "caseworker"}
    admin.post("/brugere/", new)
    nina = User.objects.get(email="nina@plads.example")
    page = f"/brugere/{sanne.id}/overgiv/"
    assert re.search(r"\d+ kandidater med forløb", body(admin.get(page)))
    posted = {"hand_over-do": "1", "hand_over-kinds": ["candidates"], "hand_over-to": str(nina.id)}
    assert "Det er overgivet" in body(admin.post(page, posted, follow=True))
    assert "har ingen åbne opgaver" in body(admin.get(page))


def test_a_stand_in_sees_the_colleagues_matters_and_it_says_so_everywhere(own_story, sign_in):
    karla = of(Role.CONSULTANT)
    posted = {
        "stand_in-do": "1",
        "stand_in-colleague": str(karla.id),
        "stand_in-first_day": TODAY.isoformat(),
        "stand_in-last_day": (TODAY + timedelta(days=5)).isoformat(),
    }
    said = body(sign_in(Role.CASEWORKER).post("/min-konto/", posted, follow=True))
    assert "Karla Konsulent er vikar for Sanne Sagsbehandler" in said
    consultant = sign_in(Role.CONSULTANT)
    page = body(consultant.get("/min-konto/"))
    assert "Sagsbehandler, Helsingør Kommune (vikar for Sanne Sagsbehandler)" in page
    hat = re.search(r'value="(caseworker:[^"]+)"', page)[1]
    consultant.post("/rolle/", {"role": hat})
    assert "Fravær: " in body(consultant.get("/i-dag/")), "what the caseworker was told"
    consultant.post("/min-konto/", {"end_for": str(of(Role.CASEWORKER).id)})
    assert "(vikar for" not in body(consultant.get("/min-konto/"))


@pytest.fixture
def helping(own_story, sign_in):
    """The story's support person, looking at the caseworker's pages."""
    client = sign_in(Role.SUPPORT)
    access = look(lambda: SupportAccess.objects.get())
    opened = client.post("/support/", {"open": str(access.id)})
    assert opened["Location"] == "/i-dag/"
    return client, access


def candidate_page(client):
    listed = body(client.get("/kandidater/"))
    return re.search(r'href="(/kandidater/[0-9a-f-]{36}/)"', listed)[1]


def test_support_sees_the_users_pages_with_a_banner_and_no_secrets(helping, sign_in):
    client, _ = helping
    page = candidate_page(client)
    seen, own = body(client.get(page)), body(sign_in(Role.CASEWORKER).get(page))
    assert "Du ser Plads, som Sanne Sagsbehandler ser det" in seen
    assert "Sofus Support" in seen
    cpr = re.search(r"\d{6}-••••", own)[0]
    assert cpr not in seen
    assert MASK in seen


def test_support_sees_on_today_what_waits_for_the_user(helping, sign_in):
    client, _ = helping
    waits = re.compile(r'class="pl-todo-what">\s*(<a [^>]*>[^<]*)')
    user = waits.findall(body(sign_in(Role.CASEWORKER).get("/i-dag/")))
    assert len(user) > 1
    assert waits.findall(body(client.get("/i-dag/")))[-1] == user[-1]
    assert "Intet venter på dig" not in body(client.get("/i-dag/"))


def test_each_look_of_support_is_recorded_with_both_people(helping):
    client, access = helping
    client.get(candidate_page(client))
    latest = look(lambda: AccessRecord.objects.order_by("-at", "-id").first())
    assert (latest.user_id, latest.helps) == (of(Role.SUPPORT).id, access.user_id)


def test_support_changes_nothing(helping):
    client, access = helping
    page = candidate_page(client)
    for path in (page, "/min-konto/", "/kandidater/ny/", "/rolle/", "/support/"):
        assert client.post(path, {"end_support": str(access.id)}).status_code == 403, path
    for path in ("/min-sikkerhed/", "/min-konto/ret/", "/brugere/"):
        assert client.get(path).status_code == 403, path
    assert look(lambda: SupportAccess.objects.get().ended_at) is None


def test_support_stops_and_is_itself_again(helping):
    client, access = helping
    assert "dine egne sider" in body(client.post("/support/stop/", {"done": str(access.id)}, follow=True))
    assert client.get("/kandidater/").status_code == 403
    assert look(lambda: SupportAccess.objects.get().ended_at) is not None


def test_the_user_sees_who_looked_and_ends_it_at_once(helping, sign_in):
    client, access = helping
    user = sign_in(Role.CASEWORKER)
    assert "Sofus Support så dine sider" in body(user.get("/min-konto/"))
    user.post("/min-konto/", {"end_support": str(access.id)})
    assert client.get("/kandidater/").status_code == 403
    assert "Ingen venter på hjælp" in body(client.get("/support/"))


def test_a_user_asks_for_help_with_a_word_on_what(own_story, sign_in):
    mentor = sign_in(Role.MENTOR)
    missing = mentor.post(
        "/min-konto/", {"support-do": "1", "support-help_with": "", "support-minutes": "15"}
    )
    assert "Udfyld feltet" in body(missing)
    asked = {"support-do": "1", "support-help_with": "Hvor er min uge?", "support-minutes": "15"}
    assert "Hvor er min uge?" in body(mentor.post("/min-konto/", asked, follow=True))
    assert "Hvor er min uge?" in body(sign_in(Role.SUPPORT).get("/support/"))


def test_a_contact_lets_a_colleague_in_and_out_again(own_story, sign_in):
    contact, page = sign_in(Role.CONTACT), "/min-virksomhed/adgang/"
    workplace = membership(Role.CONTACT).subject_id
    posted = {
        "colleague-do": "1",
        "colleague-workplace": str(workplace),
        "colleague-name": "Kaj Kollega",
        "colleague-email": "kaj@plads.example",
    }
    assert "Kaj Kollega" in body(contact.post(page, posted, follow=True))
    kaj = User.objects.get(email="kaj@plads.example")
    link = re.search(
        r"http://testserver(/adgang/[^/<]+/[^/<]+/)", body(contact.post(page, {"link": str(kaj.id)}))
    )[1]
    fresh = Client()
    fresh.post(link, {"password": "fire ord der passer godt", "again": "fire ord der passer godt"})
    assert fresh.get("/min-virksomhed/").status_code == 200
    again = body(contact.post(page, {"link": str(kaj.id)}, follow=True))
    assert "Bed jobcentret om et nyt link" in again
    role = look(lambda: Membership.objects.get(user=kaj))
    contact.post(page, {"take": str(role.id)})
    assert fresh.get("/min-virksomhed/").status_code == 302


def test_a_contact_touches_nobody_but_fellow_contacts(own_story, sign_in):
    contact, page = sign_in(Role.CONTACT), "/min-virksomhed/adgang/"
    for role in (Role.REPRESENTATIVE, Role.MENTOR, Role.CASEWORKER, Role.HEAD_OFFICE):
        theirs = membership(role)
        contact.post(page, {"take": str(theirs.id)})
        contact.post(page, {"link": str(theirs.user_id)})
        assert look(lambda theirs=theirs: Membership.objects.filter(id=theirs.id).exists())
        assert "testserver/adgang" not in body(contact.post(page, {"link": str(theirs.user_id)}))


def test_the_last_contact_is_told_to_name_another_first(own_story, sign_in):
    contact, mine = sign_in(Role.CONTACT), membership(Role.CONTACT)
    said = body(contact.post(f"/min-konto/roller/{mine.id}/", follow=True))
    assert "Giv en anden adgang som kontaktperson først" in said


def test_an_agreement_says_who_let_its_signers_in(own_story, sign_in):
    paper = r"Adgang givet af Karla Konsulent, \d+\. \w+\.? 20\d\d\."
    listed = body(sign_in(Role.CONTACT).get("/min-virksomhed/"))
    version = re.search(r"/min-virksomhed/aftaler/([0-9a-f-]{36})/", listed)[1]
    for role, path in (
        (Role.CONTACT, f"/min-virksomhed/aftaler/{version}/"),
        (Role.REPRESENTATIVE, f"/udtalelser/{version}/"),
        (Role.COORDINATOR, f"/aftaler/{version}/"),
    ):
        page = sign_in(role).get(path)
        assert len(re.findall(paper, body(page))) == 2, (role, page.status_code)


def test_mails_of_others_are_out_of_reach_by_guessing_addresses(own_story, sign_in):
    admin = sign_in(Role.ADMINISTRATOR)
    stranger = User.objects.get(email="nabo-konsulent@plads.example")
    for path in (
        f"/brugere/{stranger.id}/",
        f"/brugere/{stranger.id}/overgiv/",
        f"/brugere/{of(Role.CANDIDATE).id}/",
    ):
        assert admin.get(path).status_code == 404
    assert sign_in(Role.MENTOR).get(f"/min-konto/roller/{membership(Role.CONTACT).id}/").status_code == 404


def test_ones_own_e_mail_is_changed_after_proving_who_one_is(own_story, sign_in):
    client = sign_in(Role.CASEWORKER)
    posted = {"details-do": "1", "details-name": "Sanne S", "details-email": "sanne@plads.example"}
    assert "Det er rettet" in body(client.post("/min-konto/ret/", posted, follow=True))
    assert User.objects.filter(email="sanne@plads.example", name="Sanne S").exists()
