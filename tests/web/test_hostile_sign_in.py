"""Sign-in as an attacker tries it: with somebody's link, somebody's old session, or an address made to trip it."""

import base64
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from plads.config.sign_in import configuration
from plads.core import clock
from plads.core.actor import Actor
from plads.core.keyring import key_ring
from plads.core.limits import LIMITS, hit
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.people import DEMO_PASSWORD, person
from plads.people import security, totp
from plads.people.models import Membership, User
from plads.web import sso
from plads.web.network import network
from plads.web.views.access import ChoosePasswordForm
from plads.web.views.entrance import LONGEST_PASSWORD
from tests.peers import starting
from tests.web.test_code_links import made

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def static_files(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def by_password(role, after=""):
    client = Client()
    data = {"email": person(role).email, "password": DEMO_PASSWORD}
    return client, client.post(f"/log-ind/{after}", data)


def the(role):
    return User.objects.get(email=person(role).email)


def code(moment=None):
    return totp.code_at(SECRET, int((moment or clock.now()).timestamp()) // totp.PERIOD)


def set_up(client):
    """Add an app in the browser, as its owner does."""
    client.get(reverse("add_app"))
    session = client.session
    session["plads_app"] = key_ring().encrypt(SECRET)
    session.save()
    answer = client.post(reverse("add_app"), {"code": code()})
    assert security.has_second_factor(the(Role.CONTACT).id)
    return answer


SPELLINGS = {
    "in capitals": lambda uid: str.upper(uid),
    "without hyphens": lambda uid: uid.replace("-", ""),
    "as a urn": lambda uid: f"urn:uuid:{uid}",
    "in braces": lambda uid: "{" + uid + "}",
}


def test_a_code_is_not_guessed_by_spelling_the_link_in_other_ways(own_story, sign_in):
    path, right = made(sign_in)
    wrong = f"{(int(right.replace(' ', '')) + 1) % 1_000_000:06d}"
    _, _, _, uid, token, _ = path.split("/")
    plain = base64.urlsafe_b64decode(uid + "=" * (-len(uid) % 4)).decode()
    for _ in range(5):
        Client().post(path, {"code": wrong})
    for how, spelled in SPELLINGS.items():
        other = base64.urlsafe_b64encode(spelled(plain).encode()).decode().rstrip("=")
        answer = Client().post(f"/adgang/kode/{other}/{token}/", {"code": wrong})
        assert answer.status_code in (410, 429), how


def test_an_old_session_by_password_alone_ends_when_its_owner_adds_a_second_factor(own_story):
    """Whoever guessed the password was in before: they must not make themselves recovery codes now."""
    guesser, _ = by_password(Role.CONTACT)
    owner, _ = by_password(Role.CONTACT)
    set_up(owner)
    assert guesser.get(reverse("security"))["Location"].startswith("/log-ind/")
    assert owner.get(reverse("security")).status_code == 200


@pytest.mark.parametrize("page", ["recovery_codes", "factor"])
def test_who_showed_a_password_alone_changes_no_second_factor(page, own_story):
    guesser, _ = by_password(Role.CONTACT)
    user = the(Role.CONTACT)
    with acting(Actor(user.id, user.name, Role.PUBLIC, frozenset())):
        security.add_app(user, SECRET, code())
    before = security.factors(user.id)
    args = [before.seconds[0].id] if page == "factor" else []
    answer = guesser.post(reverse(page, args=args), {"do": "remove"})
    assert (answer.status_code, answer["Location"]) == (302, "/log-ind/")
    assert security.factors(user.id) == before


def test_the_last_factor_stays_while_any_role_requires_it_whichever_is_worn(own_story, settings):
    settings.PLADS_SECOND_FACTOR = "required"
    user, place = the(Role.CONTACT), Municipality.objects.get(code="217")
    with acting(Actor.system(place.id)):
        Membership.objects.create(user=user, municipality=place, role=Role.CONSULTANT)
    client, _ = by_password(Role.CONTACT)
    set_up(client)
    client.post(reverse("switch_role"), {"role": "contact"})
    factor = security.factors(user.id).seconds[0]
    client.post(reverse("factor", args=[factor.id]), {"do": "remove"})
    assert security.has_second_factor(user.id)


@pytest.mark.parametrize("wanted", ["nonsense", "sign_out", "https://ond.example/", "//ond.example", "/\\ond.example",
                                    "javascript:alert(1)", "\t//ond.example"])  # fmt: skip
def test_an_address_made_to_mislead_leads_home(wanted, own_story):
    _, answer = by_password(Role.MENTOR, f"?next={wanted}")
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_networks_are_told_apart_also_when_the_server_listens_for_both_kinds_of_addresses(settings):
    def of(address):
        return network(RequestFactory().get("/", REMOTE_ADDR=address))

    assert of("::ffff:198.51.100.7") == of("198.51.100.7") == "198.51.100.7"
    assert of("::ffff:198.51.100.8") != of("::ffff:198.51.100.7")
    settings.PLADS_PROXIES = 1
    said = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="10.0.0.1, 198.51.100.7:50123")
    assert network(said) == "198.51.100.7", "some proxies write the port too"
    said = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="[2001:db8:1:2::5]:50123")
    assert network(said) == "2001:db8:1:2::"


def test_no_password_is_chosen_that_is_too_long_to_sign_in_with():
    words = "x y" * LONGEST_PASSWORD
    form = ChoosePasswordForm({"password": words, "again": words})
    assert not form.is_valid()
    assert set(form.errors) == {"password", "again"}


def test_a_sign_in_by_others_still_ends_with_the_provider_after_a_second_step_here(own_story):
    user = the(Role.CONTACT)
    with acting(Actor(user.id, user.name, Role.PUBLIC, frozenset())):
        security.add_app(user, SECRET, code())
    client, _ = by_password(Role.CONTACT)
    session = client.session
    session[sso.CAME_BY] = {"way": "firma", "uid": "x"}
    session.save()
    with clock.at(clock.now() + timedelta(seconds=90)):
        answer = client.post(reverse("second_step"), {"code": code()})
        assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.id)
    assert client.session[sso.CAME_BY] == {"way": "firma", "uid": "x"}


@pytest.fixture
def afresh():
    """The configuration of sign-in by others is read anew within the test, and after it."""
    configuration.cache_clear()
    yield
    configuration.cache_clear()


@pytest.mark.usefixtures("own_story", "afresh")
def test_sign_in_by_others_is_no_way_to_wear_plads_or_the_provider_out(tmp_path, monkeypatch):
    """Each of these has us read much, calculate much or ask the provider, for somebody nobody knows."""
    table = 'protocol = "oidc"\nlabel = "L"\nkinds = ["candidate"]\nissuer = "https://127.0.0.1:9"\nclient_id = "p"\n'
    table += (
        'client_secret_file = "secret"\nscopes = ["openid"]\n[ways.w.claims]\ncpr = "cpr"\n[ways.w.acr]\n'
    )
    table += 'substantial = "s"\n'
    file = starting.write_configuration(tmp_path, "https://plads.example", {"w": table})
    monkeypatch.setenv("PLADS_SIGN_IN", str(file))
    assert configuration().ways
    ways = ("get", ""), ("post", "svar/"), ("post", "afmeld/")
    for number, (method, page) in enumerate(ways):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        ask = partial(getattr(client, method), f"/log-ind/med/w/{page}")
        assert ask().status_code in (400, 404, 503), page
        for _ in range(LIMITS["by_others"].tries):
            hit("by_others", f"192.0.2.{number}")
        assert ask().status_code == 429, page


def test_who_loses_the_role_they_wear_has_the_limits_of_the_one_they_fall_back_on(own_story):
    user, place = the(Role.CONTACT), Municipality.objects.get(code="217")
    system = Actor.system(place.id)
    with acting(system):
        Membership.objects.create(user=user, municipality=place, role=Role.CONSULTANT)
    client, _ = by_password(Role.CONTACT)
    client.post(reverse("switch_role"), {"role": "contact"})
    assert client.session["plads_role"] == "contact"
    with acting(system):
        Membership.objects.filter(user=user, role=Role.CONTACT).delete()
    assert client.get(reverse("today")).status_code == 200
    assert client.session["plads_role"] == "consultant"
