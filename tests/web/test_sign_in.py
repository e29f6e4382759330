"""Signing in with a password: the second factor staff must have, what a wrong guess learns, how often one may guess."""

import re
import time
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from django.test import Client
from django.urls import reverse

from plads.core import clock
from plads.core.actor import Actor
from plads.core.limits import LIMITS
from plads.core.models import Event, Municipality
from plads.core.roles import SUBJECT_ROLES, Role
from plads.core.scope import acting
from plads.demo.people import DEMO_PASSWORD, DEMO_PEOPLE, person
from plads.people import security, totp
from plads.people.models import User
from plads.web.navigation import HOMES

STAFF = [each.role for each in DEMO_PEOPLE if each.role not in SUBJECT_ROLES]


@pytest.fixture(autouse=True)
def static_files(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def required(settings):
    settings.PLADS_SECOND_FACTOR = "required"


def user_of(role):
    return User.objects.get(email=person(role).email)


def password(client, role, *, go=""):
    query = f"?next={go}" if go else ""
    return client.post(f"/log-ind/{query}", {"email": person(role).email, "password": DEMO_PASSWORD})


def now_code(secret, steps=0):
    return totp.code_at(secret, int(clock.now().timestamp()) // totp.PERIOD + steps)


def with_app(role):
    user, secret = user_of(role), totp.new_secret()
    with acting(Actor(user.id, user.name, Role.PUBLIC, frozenset())):
        return secret, security.add_app(user, secret, now_code(secret, -1))


def body(response):
    return response.content.decode()


@pytest.mark.parametrize("role", STAFF)
def test_staff_without_a_second_factor_can_open_nothing_but_setting_one_up(role, own_story, required):
    client = Client()
    assert password(client, role).status_code == 302
    assert client.get("/")["Location"] == reverse("security")
    answer = client.get(reverse(HOMES[role]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("security"))
    assert "Du mangler et ekstra trin" in body(client.get(reverse("security")))
    assert client.get(reverse("change_password")).status_code == 302
    assert client.post(reverse("held_form")).status_code == 302


def test_setting_up_an_app_opens_the_rest_and_shows_the_recovery_codes_once(own_story, required):
    client = Client()
    password(client, Role.CASEWORKER)
    page = body(client.get(reverse("add_app")))
    secret = re.search(r'pl-copy">(\w+)<', page)[1]
    answer = body(client.post(reverse("add_app"), {"code": now_code(secret)}))
    codes = re.findall(r"<code>([A-Z0-9-]{14})</code>", answer)
    assert len(codes) == 8
    assert client.get(reverse("today")).status_code == 200
    assert codes[0] not in body(client.get(reverse("security")))


@pytest.mark.parametrize("role", [Role.MENTOR, Role.CANDIDATE, Role.CONTACT])
def test_who_speaks_for_themselves_or_a_company_may_do_without(role, own_story, required):
    client = Client()
    password(client, role)
    assert client.get(reverse(HOMES[role])).status_code == 200


def test_a_demo_asks_for_none_and_says_so(story):
    client = Client()
    assert "I demoen er adgangskoden nok" in body(client.get("/log-ind/"))
    password(client, Role.CASEWORKER)
    assert client.get(reverse("today")).status_code == 200


def test_after_the_password_nobody_is_in_before_the_second_step(own_story):
    secret, _ = with_app(Role.MENTOR)
    client = Client()
    assert password(client, Role.MENTOR, go="/mentor/timer/")["Location"] == (
        "/log-ind/trin-2/?next=%2Fmentor%2Ftimer%2F"
    )
    answer = client.get("/mentor/")
    assert answer["Location"].startswith("/log-ind/trin-2/")
    assert client.get(reverse("security")).status_code == 302
    answer = client.post("/log-ind/trin-2/", {"code": now_code(secret), "next": "/mentor/timer/"})
    assert answer["Location"] == "/mentor/timer/"
    assert client.get("/mentor/timer/").status_code == 200


def test_a_wrong_or_used_code_does_not_open(own_story):
    secret, _ = with_app(Role.MENTOR)
    client = Client()
    password(client, Role.MENTOR)
    assert "passer ikke" in body(client.post("/log-ind/trin-2/", {"code": now_code(secret, -1)}))
    assert client.get("/mentor/").status_code == 302


def test_the_second_step_must_be_taken_soon(own_story):
    secret, _ = with_app(Role.MENTOR)
    client = Client()
    password(client, Role.MENTOR)
    with clock.at(clock.now() + timedelta(minutes=10)):
        assert client.post("/log-ind/trin-2/", {"code": now_code(secret)})["Location"] == "/log-ind/"


def test_a_recovery_code_stands_in_and_the_municipality_hears_of_it(own_story, required):
    _, codes = with_app(Role.CASEWORKER)
    client = Client()
    password(client, Role.CASEWORKER)
    assert client.post("/log-ind/trin-2/", {"code": codes[0]}).status_code == 302
    assert client.get(reverse("today")).status_code == 200
    with acting(helsingoer()):
        assert Event.objects.filter(kind="people.recovery_code_used").count() == 1


def helsingoer():
    return Actor.system(Municipality.objects.get(code="217").id)


def test_a_link_to_choose_a_password_is_no_way_around_the_second_step(own_story):
    from plads.people.access import link_parts

    secret, _ = with_app(Role.CASEWORKER)
    client = Client()
    path = "/adgang/{}/{}/".format(*link_parts(user_of(Role.CASEWORKER)))
    chosen = {"password": "hest batteri klemme hæfte", "again": "hest batteri klemme hæfte"}
    assert client.post(path, chosen)["Location"] == reverse("second_step")
    assert client.get(reverse("today")).status_code == 302
    client.post("/log-ind/trin-2/", {"code": now_code(secret)})
    assert client.get(reverse("today")).status_code == 200


def test_a_session_from_before_cannot_add_a_factor_to_an_account_that_got_one(own_story, required):
    client = Client()
    password(client, Role.CASEWORKER)
    with_app(Role.CASEWORKER)
    assert client.get(reverse("add_passkey"))["Location"] == "/log-ind/"
    assert client.get(reverse("security")).status_code == 302, "signed out"


def guess(client, email, word="forkert", **extra):
    return client.post("/log-ind/", {"email": email, "password": word}, **extra)


@pytest.mark.parametrize("email", ["mentor@plads.example", "ingen@plads.example"])
def test_who_guesses_too_often_waits_and_learns_nothing(email, own_story):
    client = Client()
    answers = [guess(client, email) for _ in range(LIMITS["sign_in"].tries + 1)]
    assert [answer.status_code for answer in answers] == [200] * LIMITS["sign_in"].tries + [429]
    assert int(answers[-1]["Retry-After"]) == 15 * 60
    assert "Prøv igen om 15 minutter" in body(answers[-1])
    assert guess(client, email.upper(), DEMO_PASSWORD).status_code == 429, (
        "the right one too, in capitals too"
    )


def test_the_refusal_is_the_same_whoever_is_meant(own_story):
    texts = []
    for email in ("mentor@plads.example", "ingen@plads.example"):
        for _ in range(LIMITS["sign_in"].tries + 1):
            answer = guess(Client(), email)
        texts.append(re.sub(r'Token": ?"\w+"|value="[^"]*"', "", body(answer)))
    assert texts[0] == texts[1]


def test_a_locked_out_person_gets_in_from_another_network_and_after_a_while(own_story):
    for _ in range(LIMITS["sign_in"].tries + 1):
        guess(Client(), "mentor@plads.example")
    elsewhere = guess(Client(), "mentor@plads.example", DEMO_PASSWORD, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302
    with clock.at(clock.now() + LIMITS["sign_in"].within):
        assert guess(Client(), "mentor@plads.example", DEMO_PASSWORD).status_code == 302


def test_an_account_tried_from_everywhere_is_closed_for_an_hour(own_story):
    for number in range(LIMITS["sign_in_account"].tries):
        guess(Client(), "nobody@plads.example", REMOTE_ADDR=f"192.0.2.{number}")
    assert guess(Client(), "nobody@plads.example", REMOTE_ADDR="198.51.100.1").status_code == 429


def test_who_guesses_on_one_network_locks_nobody_out_on_another(own_story):
    for _ in range(LIMITS["sign_in_account"].tries * 2):
        guess(Client(), "mentor@plads.example")
    elsewhere = guess(Client(), "mentor@plads.example", DEMO_PASSWORD, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 302


def test_the_municipality_hears_once_that_somebody_was_guessed_at(own_story):
    from plads.people.refused_sign_ins import note_refused_sign_ins

    for email in ("mentor@plads.example", "ingen@plads.example"):
        for _ in range(LIMITS["sign_in"].tries + 3):
            guess(Client(), email)
    assert (note_refused_sign_ins(), note_refused_sign_ins()) == (1, 0)
    with acting(helsingoer()):
        event = Event.objects.get(kind="people.sign_ins_refused")
    assert event.facts["name"] == person(Role.MENTOR).name


def test_an_address_in_a_header_is_believed_only_behind_a_proxy_of_ours(own_story, settings):
    forged = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    for number in range(LIMITS["sign_in"].tries + 1):
        answer = guess(Client(), "x@plads.example", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert answer.status_code == 429
    settings.PLADS_PROXIES = 1
    assert guess(Client(), "x@plads.example", **forged).status_code == 200


def test_a_day_of_right_passwords_is_never_too_often(own_story):
    for _ in range(LIMITS["sign_in"].tries * 2):
        assert password(Client(), Role.MENTOR).status_code == 302


def test_codes_are_not_guessed_either(own_story):
    secret, _ = with_app(Role.MENTOR)
    client = Client()
    password(client, Role.MENTOR)
    answers = [
        client.post("/log-ind/trin-2/", {"code": "12"}) for _ in range(LIMITS["second_step"].tries + 1)
    ]
    assert answers[-1].status_code == 429
    password(client, Role.MENTOR)
    assert client.post("/log-ind/trin-2/", {"code": now_code(secret)}).status_code == 429, "in no session"


def test_links_and_inquiries_are_counted_too(own_story):
    dead = [Client().get("/adgang/Mg/abc-def/").status_code for _ in range(LIMITS["link"].tries + 1)]
    assert (dead[0], dead[-1]) == (410, 429)
    sent = [
        Client().post("/helsingoer/virksomhed/", {"name": ""}).status_code
        for _ in range(LIMITS["inquiry"].tries + 1)
    ]
    assert (sent[0], sent[-1]) == (200, 429)


def test_an_unknown_e_mail_takes_as_long_as_a_wrong_password(own_story):
    """Both hash once: an argon2 is ten times what the rest of the request takes."""
    guess(Client(), "warm@plads.example")
    spent = {"mentor@plads.example": [], "ingen@plads.example": []}
    for _ in range(5):
        for email, times in spent.items():
            begun = time.process_time()
            guess(Client(), email)
            times.append(time.process_time() - begun)
    known, unknown = (min(times) for times in spent.values())
    assert known < 2 * unknown
    assert unknown < 2 * known


def test_a_hash_of_yesterdays_cost_is_renewed_at_sign_in(own_story):
    cheap = "argon2" + PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(DEMO_PASSWORD)
    with acting(Actor(user_of(Role.MENTOR).id, "", Role.PUBLIC, frozenset())):
        User.objects.filter(id=user_of(Role.MENTOR).id).update(password=cheap)
    client = Client()
    assert password(client, Role.MENTOR).status_code == 302
    assert user_of(Role.MENTOR).password != cheap
    assert client.get("/mentor/").status_code == 200


def test_a_long_password_is_refused_before_it_costs_anything(own_story):
    assert "1024" in body(guess(Client(), "mentor@plads.example", "x" * 2000))


def test_the_session_gets_a_new_id_at_every_step_that_reaches_further(own_story):
    secret, _ = with_app(Role.MENTOR)
    client, ids = Client(), []
    client.get("/log-ind/")
    for step in (
        lambda: password(client, Role.MENTOR),
        lambda: client.post("/log-ind/trin-2/", {"code": now_code(secret)}),
        lambda: client.post("/rolle/", {"role": "x"}),
    ):
        step()
        ids.append(client.cookies["sessionid"].value)
    assert len(set(ids)) == 3
