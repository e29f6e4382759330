"""Second factors in a real browser: a passkey by Chromium's own authenticator, an app by its code."""

import os
import re
import time

import pytest
from playwright.sync_api import expect

from plads.demo.people import DEMO_PASSWORD
from plads.people import totp
from tests import databases
from tests.e2e.conftest import ROOT, served

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = '["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]'


@pytest.fixture(scope="module")
def base():
    """The story on a Plads that requires two factors; by name, because no passkey is for a numbered address."""
    before = os.environ.get("PLADS_SECOND_FACTOR")
    os.environ["PLADS_SECOND_FACTOR"] = "required"
    try:
        with served(databases.story_template("now")) as address:
            yield address.replace("127.0.0.1", "localhost")
    finally:
        if before is None:
            del os.environ["PLADS_SECOND_FACTOR"]
        else:
            os.environ["PLADS_SECOND_FACTOR"] = before


class Authenticator:
    """Chromium's virtual authenticator: one in a telephone, that knows its owner's finger."""

    def __init__(self, page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})[
            "authenticatorId"
        ]

    def keys(self):
        """The passkeys it holds."""
        return self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def another_finger(self):
        """From now on it does not recognise who touches it."""
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": False})


def sign_in(page, who, to=""):
    """Give e-mail and password; return the page that follows."""
    page.goto(f"/log-ind/{f'?next={to}' if to else ''}")
    page.get_by_label("E-mail").first.fill(f"{who}@plads.example")
    page.get_by_label("Adgangskode").first.fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Log ind", exact=True).first.click()
    return page


def sign_out(page):
    page.get_by_role("button", name="Log ud", exact=True).first.click()
    page.wait_for_url("**/log-ind/")


def make_passkey(page, name):
    """Make a passkey; return the recovery codes shown, if any."""
    page.goto("/min-sikkerhed/noegle/")
    page.get_by_label("Hvad skal nøglen hedde?").fill(name)
    page.get_by_role("button", name="Lav adgangsnøgle").click()
    expect(page.get_by_text("Adgangsnøglen er tilføjet.")).to_be_visible()
    return page.locator(".pl-codes code").all_inner_texts()


def check(page):
    """Look at the page as axe does; nothing is wider than the screen."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    run = f"async () => (await axe.run(document, {{runOnly: {RULES}}})).violations.map(v => v.id)"
    assert page.evaluate(run) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_passkey_is_set_up_used_alone_used_second_and_removed(base, open_page):
    page = open_page(base)
    authenticator = Authenticator(page)
    sign_in(page, "sagsbehandler", to="/kandidater/")
    expect(page.get_by_text("Du mangler et ekstra trin")).to_be_visible()
    page.goto("/kandidater/")
    expect(page).to_have_url(f"{base}/min-sikkerhed/")

    codes = make_passkey(page, "Min telefon")
    assert len(codes) == 8
    assert len(authenticator.keys()) == 1
    page.get_by_role("link", name="Jeg har gemt dem").click()
    expect(page).to_have_url(f"{base}/i-dag/")

    sign_out(page)
    page.goto("/log-ind/?next=/kandidater/")
    page.get_by_role("button", name="Log ind med adgangsnøgle").click()
    expect(page).to_have_url(f"{base}/kandidater/")

    sign_out(page)
    sign_in(page, "sagsbehandler", to="/centre/")
    expect(page).to_have_url(re.compile(r"/log-ind/trin-2/"))
    page.get_by_role("button", name="Brug adgangsnøgle").click()
    expect(page).to_have_url(f"{base}/centre/")

    sign_out(page)
    sign_in(page, "sagsbehandler")
    page.get_by_label("Kode", exact=True).fill(codes[0])
    page.locator("form.pl-form").get_by_role("button", name="Log ind").click()
    expect(page).to_have_url(f"{base}/i-dag/")
    page.goto("/min-sikkerhed/")
    expect(page.get_by_text("Du har 7 nødkoder tilbage")).to_be_visible()

    page.get_by_role("link", name="Ret Min telefon").click()
    page.get_by_role("button", name="Fjern").click()
    expect(page.get_by_text("Du kan ikke fjerne det sidste")).to_be_visible()


def test_a_finger_that_is_not_known_opens_nothing(base, open_page):
    page = open_page(base)
    authenticator = Authenticator(page)
    sign_in(page, "mentor")
    page.wait_for_url("**/mentor/")
    make_passkey(page, "Min telefon")
    page.context.clear_cookies()
    authenticator.another_finger()
    page.goto("/log-ind/")
    page.get_by_role("button", name="Log ind med adgangsnøgle").click()
    expect(page.get_by_text("Det blev ikke til noget")).to_be_visible()
    expect(page).to_have_url(f"{base}/log-ind/")


def test_a_key_that_was_removed_opens_nothing(base, open_page):
    page = open_page(base)
    Authenticator(page)
    sign_in(page, "kandidat")
    page.wait_for_url("**/min-dag/")
    make_passkey(page, "Gammel telefon")
    page.goto("/min-sikkerhed/")
    page.get_by_role("link", name="Ret Gammel telefon").click()
    page.get_by_label("Hvad skal nøglen hedde?").fill("Væk")
    page.get_by_role("button", name="Gem navnet").click()
    page.get_by_role("link", name="Ret Væk").click()
    page.get_by_role("button", name="Fjern").click()
    expect(page.get_by_text("Væk er fjernet.")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/log-ind/")
    page.get_by_role("button", name="Log ind med adgangsnøgle").click()
    expect(page.get_by_text("Adgangsnøglen passer ikke til nogen her")).to_be_visible()


def test_an_answer_to_an_old_challenge_opens_nothing(base, open_page):
    """What the browser sent is caught and sent again, in another session and in the same."""
    page = open_page(base)
    Authenticator(page)
    sign_in(page, "kontakt")
    page.wait_for_url("**/min-virksomhed/")
    make_passkey(page, "Nøgle")
    page.context.clear_cookies()
    page.goto("/log-ind/")
    sent = []
    page.on("request", lambda request: sent.append(request.post_data) if "/noegle/" in request.url else None)
    page.get_by_role("button", name="Log ind med adgangsnøgle").click()
    page.wait_for_url("**/min-virksomhed/")
    page.context.clear_cookies()
    page.goto("/log-ind/")
    token = page.locator("form.pl-passkey [name=csrfmiddlewaretoken]").input_value()
    body = re.sub(r"csrfmiddlewaretoken=[^&]*", f"csrfmiddlewaretoken={token}", sent[0])
    headers = {"content-type": "application/x-www-form-urlencoded", "referer": f"{base}/log-ind/"}
    for _ in range(2):
        answer = page.request.post("/log-ind/noegle/", data=body, headers=headers)
        assert "passer ikke til nogen her" in answer.text()
    page.goto("/min-virksomhed/")
    expect(page).to_have_url(re.compile("/log-ind/"))


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desk"])
def test_an_app_is_set_up_by_its_code_and_every_page_of_it_is_accessible(base, open_page, phone):
    page, who = open_page(base, phone=phone), "konsulent" if phone else "tovholder"
    Authenticator(page)
    sign_in(page, who)
    page.wait_for_url("**/min-sikkerhed/")
    check(page)
    page.get_by_role("link", name="Brug en app med koder").click()
    check(page)
    page.get_by_text("Kan du ikke pege telefonen på skærmen?").click()
    secret = page.locator(".pl-copy").inner_text().strip()
    add = page.get_by_role("button", name="Tilføj appen")
    page.get_by_label("Koden i appen").fill("12")
    add.click()
    expect(page.get_by_text("Koden passer ikke").first).to_be_visible()
    check(page)
    page.get_by_label("Koden i appen").fill(totp.code_at(secret, int(time.time()) // 30 - 1))
    add.click()
    expect(page.get_by_role("heading", name="Gem dine nødkoder nu")).to_be_visible()
    check(page)
    for path in ("/min-sikkerhed/", "/min-sikkerhed/noegle/", "/min-sikkerhed/noedkoder/", "/bekraeft/"):
        page.goto(path)
        check(page)
    page.context.clear_cookies()
    sign_in(page, who)
    page.wait_for_url("**/trin-2/**")
    check(page)
    page.get_by_label("Kode", exact=True).fill(totp.code_at(secret, int(time.time()) // 30))
    page.locator("form.pl-form").get_by_role("button", name="Log ind").click()
    page.wait_for_url("**/i-dag/")


def test_without_javascript_the_app_still_works_and_no_dead_button_is_shown(base, chromium):
    context = chromium.new_context(java_script_enabled=False, base_url=base, locale="da-DK")
    page = context.new_page()
    page.goto("/log-ind/")
    expect(page.get_by_role("button", name="Log ind med adgangsnøgle")).to_have_count(0)
    sign_in(page, "leder")
    page.wait_for_url("**/min-sikkerhed/")
    page.goto("/min-sikkerhed/noegle/")
    expect(page.get_by_text("Din browser kan ikke lave adgangsnøgler her")).to_be_visible()
    expect(page.get_by_role("button", name="Lav adgangsnøgle")).to_have_count(0)
    page.get_by_role("main").get_by_role("link", name="Brug en app med koder").click()
    page.get_by_text("Kan du ikke pege telefonen på skærmen?").click()
    secret = page.locator(".pl-copy").inner_text().strip()
    page.get_by_label("Koden i appen").fill(totp.code_at(secret, int(time.time()) // 30))
    page.get_by_role("button", name="Tilføj appen").click()
    expect(page.get_by_role("heading", name="Gem dine nødkoder nu")).to_be_visible()
    context.close()
