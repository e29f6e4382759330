"""How long a session lives, what it may do without asking again, and what happens to a form that comes too late."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event, Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.people import DEMO_PASSWORD, person
from plads.people import security, totp
from plads.people.models import User
from plads.web.assurance import ABSOLUTE, FRESH, IDLE_OTHERS, IDLE_STAFF
from tests.web.pages import addresses, patterns

MINUTE = timedelta(minutes=1)
NEW = "hest batteri klemme hæfte"


@pytest.fixture(autouse=True)
def static_files(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def signed_in(role, **extra):
    client = Client(**extra)
    answer = client.post("/log-ind/", {"email": person(role).email, "password": DEMO_PASSWORD})
    assert answer.status_code == 302
    return client


def body(response):
    return response.content.decode()


def later(wait):
    return clock.at(clock.now() + wait)


def told(kind):
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        return Event.objects.filter(kind=kind).count()


@pytest.mark.parametrize(
    ("role", "page", "idle"),
    [(Role.CASEWORKER, "today", IDLE_STAFF), (Role.MENTOR, "mentor_home", IDLE_OTHERS)],
)
def test_a_session_ends_when_nobody_uses_it(role, page, idle, own_story):
    client = signed_in(role)
    with later(idle - MINUTE):
        assert client.get(reverse(page)).status_code == 200
    with later(idle + idle - MINUTE - MINUTE):
        assert client.get(reverse(page)).status_code == 200, "each request counts"
    with later(3 * idle):
        assert client.get(reverse(page))["Location"].startswith("/log-ind/?next=")
        assert "Du var væk så længe" in body(client.get("/log-ind/"))
    assert client.get(reverse(page)).status_code == 302, "gone, also for a clock that goes back"


def test_a_session_ends_after_a_working_day_however_busy(own_story):
    client, spent = signed_in(Role.MENTOR), timedelta()
    while spent < ABSOLUTE - IDLE_OTHERS / 2:
        spent += IDLE_OTHERS / 2
        with later(spent - MINUTE):
            assert client.get(reverse("mentor_home")).status_code == 200, spent
    with later(ABSOLUTE):
        assert client.get(reverse("mentor_home")).status_code == 302


def test_what_a_mentor_wrote_is_not_lost_when_the_session_ended(own_story):
    client = signed_in(Role.MENTOR)
    hours = reverse("mentor_hours")
    with later(IDLE_OTHERS + MINUTE):
        sent = client.post(hours, {"minutes": "90", "note": "Vi øvede kasse 4", "password": "hemmelig"})
        assert sent["Location"] == "/log-ind/?next=%2Ffortsaet%2F"
        assert "Det, du skrev, er der endnu" in body(client.get(sent["Location"]))
        again = client.post(sent["Location"], {"email": person(Role.MENTOR).email, "password": DEMO_PASSWORD})
        page = client.get(again["Location"])
    assert f'action="{hours}"' in body(page)
    assert 'name="note" value="Vi øvede kasse 4"' in body(page)
    assert "hemmelig" not in body(page)


def test_somebody_else_on_the_same_machine_does_not_get_what_was_written(own_story):
    client = signed_in(Role.MENTOR)
    with later(IDLE_OTHERS + MINUTE):
        client.post(reverse("mentor_hours"), {"note": "Vi øvede kasse 4"})
        client.post("/log-ind/", {"email": person(Role.CONTACT).email, "password": DEMO_PASSWORD})
        answer = client.get(reverse("held_form"))
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_what_was_written_is_kept_sealed_and_for_an_hour(own_story):
    client = signed_in(Role.MENTOR)
    with later(IDLE_OTHERS + MINUTE):
        client.post(reverse("mentor_hours"), {"note": "Vi øvede kasse 4"})
        assert "kasse 4" not in str(dict(client.session))
    with later(IDLE_OTHERS + MINUTE + timedelta(hours=1)):
        client.post("/log-ind/", {"email": person(Role.MENTOR).email, "password": DEMO_PASSWORD})
        assert client.get(reverse("held_form")).status_code == 302


def test_somebody_never_signed_in_is_told_that_nothing_was_saved(own_story):
    client = Client()
    assert client.post(reverse("mentor_hours"), {"note": "x"})["Location"] == "/log-ind/"
    assert "er ikke gemt" in body(client.get("/log-ind/"))


def test_what_is_risky_asks_again_after_a_quarter_of_an_hour_and_goes_on(own_story):
    client, page = signed_in(Role.CASEWORKER), reverse("add_app")
    with later(FRESH - MINUTE):
        assert client.get(page).status_code == 200
    with later(FRESH):
        asked = client.get(page)
        assert asked["Location"] == "/bekraeft/?next=%2Fmin-sikkerhed%2Fapp%2F"
        wrong = client.post(asked["Location"], {"password": "forkert"})
        assert "Adgangskoden passer ikke" in body(wrong)
        assert client.post(asked["Location"], {"password": DEMO_PASSWORD})["Location"] == page
        assert client.get(page).status_code == 200


def test_what_was_sent_to_a_risky_page_can_be_sent_on_after_confirming(own_story):
    client, page = signed_in(Role.ADMINISTRATOR), reverse("colleague_security", args=[caseworker().id])
    with later(FRESH):
        asked = client.post(page, {"do": "reset"})
        assert asked["Location"] == "/bekraeft/?next=%2Ffortsaet%2F"
        client.post(asked["Location"], {"password": DEMO_PASSWORD})
        assert f'action="{page}"' in body(client.get(reverse("held_form")))


def test_confirming_is_no_place_to_guess_a_password(own_story):
    client = signed_in(Role.CASEWORKER)
    answers = [client.post("/bekraeft/", {"password": "forkert"}).status_code for _ in range(7)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_every_page_that_changes_how_one_signs_in_is_declared_risky():
    fresh = {pattern.name for pattern in patterns() if getattr(pattern.callback, "fresh", False)}
    assert {"add_app", "add_passkey", "factor", "recovery_codes", "colleague_security"} <= fresh


def test_only_what_sets_up_a_second_factor_opens_without_one():
    open_to_all = {
        pattern.name for pattern in patterns() if pattern.callback.unsecured and pattern.callback.roles
    }
    assert open_to_all == {"security", "add_app", "add_passkey", "confirm", "switch_role"}


def caseworker():
    return User.objects.get(email=person(Role.CASEWORKER).email)


def test_a_new_password_ends_every_other_session(own_story):
    here, elsewhere = signed_in(Role.CASEWORKER), signed_in(Role.CASEWORKER)
    words = {"current": DEMO_PASSWORD, "password": NEW, "again": NEW}
    assert "passer ikke" in body(here.post(reverse("change_password"), words | {"current": "forkert"}))
    assert "ikke ens" in body(here.post(reverse("change_password"), words | {"again": "noget andet her"}))
    assert here.post(reverse("change_password"), words).status_code == 302
    assert here.get(reverse("today")).status_code == 200
    assert elsewhere.get(reverse("today")).status_code == 302
    assert told("people.password_changed") == 1


def test_one_sees_where_one_is_signed_in_and_ends_the_others(own_story):
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"
    here, elsewhere = signed_in(Role.MENTOR), signed_in(Role.MENTOR, headers={"user-agent": phone})
    page = body(here.get(reverse("security")))
    assert "Safari på iPhone" in page
    assert page.count("siden ") == 2
    assert "logget ud de andre" in body(here.post(reverse("security"), follow=True))
    assert here.get(reverse("mentor_home")).status_code == 200
    assert elsewhere.get(reverse("mentor_home")).status_code == 302
    assert body(here.get(reverse("security"))).count("siden ") == 1


def test_signing_out_ends_the_session_in_the_database(own_story):
    client = signed_in(Role.MENTOR)
    key = client.cookies["sessionid"].value
    client.post("/log-ud/")
    client.cookies["sessionid"] = key
    assert client.get(reverse("mentor_home")).status_code == 302


def test_an_administrator_resets_a_colleague_who_is_signed_out_everywhere(own_story, settings):
    secret = totp.new_secret()
    with acting(Actor(caseworker().id, "", Role.PUBLIC, frozenset())):
        security.add_app(caseworker(), secret, totp.code_at(secret, int(clock.now().timestamp()) // 30))
    colleague, administrator = Client(), signed_in(Role.ADMINISTRATOR)
    colleague.post("/log-ind/", {"email": caseworker().email, "password": DEMO_PASSWORD})
    colleague.post("/log-ind/trin-2/", {"code": totp.code_at(secret, int(clock.now().timestamp()) // 30 + 1)})
    assert colleague.get(reverse("today")).status_code == 200
    page = reverse("colleague_security", args=[caseworker().id])
    assert "har 1 ekstra trin" in body(administrator.get(page))
    assert "nulstillet" in body(administrator.post(page, follow=True))
    assert colleague.get(reverse("today")).status_code == 302
    assert told("people.second_factors_reset") == 1


def test_an_administrator_sees_no_reset_of_their_own(own_story):
    administrator = signed_in(Role.ADMINISTRATOR)
    own = User.objects.get(email=person(Role.ADMINISTRATOR).email)
    page = reverse("colleague_security", args=[own.id])
    assert "Du kan ikke nulstille din egen" in body(administrator.post(page, follow=True))


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def test_every_page_says_what_browsers_must_not_do(story, sign_in):
    """Whoever asks, and whatever the answer is: each page as somebody who may open it, and as nobody."""
    for page in addresses():
        role = next(
            (role for role in Role if page.roles and role in page.roles and role != Role.PUBLIC), None
        )
        for client in (
            sign_in(role) if role and role not in (Role.SYSTEM, Role.SUPPORT) else Client(),
            Client(),
        ):
            answer = client.get(page.path)
            said = {name: answer.get(name) for name in HEADERS}
            if said["Referrer-Policy"] == "no-referrer":  # stricter, where the address itself is a key
                said["Referrer-Policy"] = HEADERS["Referrer-Policy"]
            assert said == HEADERS, page.name
            policy = answer["Content-Security-Policy"]
            assert "default-src 'none'" in policy, page.name
            assert "unsafe" not in policy
            assert "camera=()" in answer["Permissions-Policy"]
            assert "no-store" in answer["Cache-Control"], page.name


def test_cookies_are_for_this_host_alone_and_no_script(story):
    client = Client()
    client.post("/log-ind/", {"email": person(Role.MENTOR).email, "password": DEMO_PASSWORD})
    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"], session["domain"]) == (True, "Lax", "")


def test_over_https_everything_is_stricter(tmp_path):
    """The settings themselves, in a process of their own: they are read once."""
    import json
    import os
    import subprocess
    import sys

    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    names += ["SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "PLADS_SECOND_FACTOR"]
    program = "import json; from plads.config import settings as s; print(json.dumps([getattr(s, n) for n in "
    environment = {**os.environ, "PLADS_HTTPS": "1", "PLADS_DEMO": "0", "PLADS_SECOND_FACTOR": ""}
    done = subprocess.run(
        [sys.executable, "-c", f"{program}{names}]))"], env=environment, capture_output=True, check=True
    )
    assert dict(zip(names, json.loads(done.stdout), strict=True)) == {
        "SESSION_COOKIE_NAME": "__Host-plads",
        "CSRF_COOKIE_NAME": "__Host-plads-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "PLADS_SECOND_FACTOR": "required",
    }


def test_what_nobody_can_use_any_more_is_swept(own_story):
    from django.contrib.sessions.models import Session

    from plads.jobs.tasks import tidy_sign_in
    from plads.people.open_sessions import OpenSession, sessions, sweep_sessions

    client = signed_in(Role.MENTOR)
    user = User.objects.get(email=person(Role.MENTOR).email)
    assert [type(each) for each in sessions(user.id, client.cookies["sessionid"].value)] == [OpenSession]
    Session.objects.update(expire_date="2000-01-01T00:00:00Z")
    tidy_sign_in(timestamp=0)
    assert sweep_sessions() == 0, "the hourly job did it"
    assert Session.objects.count() == 0
    assert sessions(user.id, None) == []
    assert re.fullmatch(r"\w+", client.cookies["sessionid"].value)
