"""Signing in by others in a real browser, against real identity providers: in, up a step, out, and not at all."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import databases
from tests.e2e.conftest import DESK, PHONE, served
from tests.e2e.sso_people import CITIZENS, PROFESSIONALS, STAFF
from tests.peers import starting
from tests.peers.starting import OidcPeer, SamlPeer, oidc_table, saml_table, write_configuration

pytestmark = pytest.mark.skipif(bool(starting.missing()), reason=starting.missing() or "-")

ERHVERV, KOMMUNE, BORGER = "Log ind med MitID Erhverv", "Log ind med din kommune", "MitID"


@pytest.fixture(scope="module")
def plads(tmp_path_factory):
    """A served Plads that trusts three providers, and the providers."""
    port = starting.free_port()
    base = f"http://127.0.0.1:{port}"
    erhverv = SamlPeer("erhverv", starting.free_port(), base)
    kommune = OidcPeer("kommune", starting.free_port(), base)
    borger = OidcPeer("mitid", starting.free_port(), base)
    folder: Path = tmp_path_factory.mktemp("sign_in")
    tables = {
        "erhverv": saml_table(erhverv),
        "kommune": oidc_table(
            kommune,
            KOMMUNE,
            '"staff"',
            'name = "name"\nemail = "email"\nroles = "roles"',
            'municipality = "217"',
        ),
        "mitid": oidc_table(borger, BORGER, '"candidate"', 'name = "name"\ncpr = "cpr"'),
    }
    file = write_configuration(folder, base, tables)
    with ExitStack() as stack:
        stack.enter_context(starting.started("saml.mjs", erhverv.settings(PROFESSIONALS)))
        stack.enter_context(starting.started("oidc.mjs", kommune.settings(STAFF)))
        stack.enter_context(starting.started("oidc.mjs", borger.settings(CITIZENS)))
        source = databases.story_template("now")
        environment = {"PLADS_SIGN_IN": str(file)}
        yield stack.enter_context(
            served(source, opening="tests.e2e.sso_opening", port=port, more=environment)
        )


@pytest.fixture
def browse(chromium, plads):
    """Opens pages with cookies of their own; an error in our pages' console fails the test."""
    contexts, errors = [], []

    def opened(*, phone=False):
        context = chromium.new_context(viewport=PHONE if phone else DESK, locale="da-DK", base_url=plads)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()

        def heard(message):
            ours = (message.location or {}).get("url", "").startswith(plads)
            if message.type == "error" and ours and "Failed to load resource" not in message.text:
                errors.append(message.text)

        page.on("console", heard)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def came(page, way, persona, fault=""):
    """Go from the sign-in page to a provider, choose somebody, and come back."""
    page.goto("/log-ind/")
    page.get_by_role("link", name=way, exact=True).click()
    chosen(page, persona, fault)


def chosen(page, persona, fault=""):
    if fault:
        page.get_by_label("Fejl").select_option(fault)
    page.get_by_role("button", name=persona, exact=True).click()


def at_home(page, base):
    page.wait_for_url(lambda url: url.startswith(base) and "/log-ind/" not in url)
    return page.url.removeprefix(base)


def test_staff_of_two_municipalities_come_in_by_their_rights(browse, plads):
    page = browse()
    came(page, ERHVERV, "Begge")
    assert at_home(page, plads) == "/i-dag/"
    body = page.inner_text("body")
    assert "Bente Begge" in body
    options = page.locator("select[name=role] option, [name=role]").all_inner_texts()
    assert {"Virksomhedskonsulent, Nabokøbing Kommune", "Sagsbehandler, Helsingør Kommune"} <= {
        each.strip() for each in options
    } or "Nabokøbing" in page.content()


def test_somebody_who_came_to_a_page_lands_on_it(browse, plads):
    page = browse()
    page.goto("/kandidater/")
    page.get_by_role("link", name=ERHVERV, exact=True).click()
    chosen(page, "Begge")
    assert at_home(page, plads) == "/kandidater/"


def test_a_company_user_comes_in_by_the_companys_number(browse, plads):
    page = browse(phone=True)
    came(page, ERHVERV, "Firma")
    assert at_home(page, plads) == "/min-virksomhed/"


@pytest.mark.parametrize("persona", ["Andetfirma", "Ingen"])
def test_somebody_without_a_role_is_told_what_to_do(browse, persona):
    page = browse()
    came(page, ERHVERV, persona)
    page.get_by_role("heading", name="Du har ikke adgang til Plads endnu").wait_for()
    body = page.inner_text("main")
    assert "Vi har ikke gemt noget om dig" in body
    assert "virksomhedscenter" in body


def test_too_low_a_level_is_asked_for_once_more(browse, plads):
    page = browse()
    page.goto("/log-ind/")
    page.get_by_role("link", name=ERHVERV, exact=True).click()
    assert page.inner_text("#asked") == "Low"
    chosen(page, "Trin")
    page.wait_for_selector("#asked")
    assert (page.inner_text("#asked"), page.inner_text("#again")) == ("Substantial", "true")
    chosen(page, "Trin")
    assert at_home(page, plads) == "/i-dag/"


def test_a_level_that_stays_too_low_does_not_let_in(browse):
    page = browse()
    came(page, ERHVERV, "Lav")
    page.wait_for_selector("#asked")
    chosen(page, "Lav")
    page.get_by_role("heading", name="Dit login er ikke sikkert nok").wait_for()
    page.goto("/tal/")
    assert "/log-ind/" in page.url


@pytest.mark.parametrize("fault", ["audience", "recipient", "expired", "unsigned", "stranger", "request"])
def test_a_bad_answer_lets_nobody_in(browse, fault):
    page = browse()
    came(page, ERHVERV, "Begge", fault)
    page.get_by_role("heading", name="Du blev ikke logget ind").wait_for()
    page.goto("/i-dag/")
    assert "/log-ind/" in page.url


def test_a_captured_answer_is_refused_the_second_time(browse, plads):
    page = browse()
    sent = []
    page.on(
        "request", lambda request: sent.append(request.post_data) if request.url.endswith("/svar/") else None
    )
    came(page, ERHVERV, "Begge")
    at_home(page, plads)
    thief = browse()
    thief.goto("/log-ind/")
    thief.get_by_role("link", name=ERHVERV, exact=True).click()
    answer = thief.request.post(
        f"{plads}/log-ind/med/erhverv/svar/",
        data=sent[0],
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status == 400
    assert "Du blev ikke logget ind" in answer.text()


def sign_out(page):
    page.get_by_role("button", name="Log ud").first.click()


def test_signing_out_here_signs_out_at_the_saml_provider_too(browse, plads):
    page = browse()
    came(page, ERHVERV, "Begge")
    at_home(page, plads)
    sign_out(page)
    page.get_by_role("heading", name="Du er logget ud").wait_for()
    page.wait_for_url(f"{plads}/log-ind/med/erhverv/log-ud/*")
    assert "Både af Plads og af" in page.inner_text("body")
    page.goto("/i-dag/")
    assert "/log-ind/" in page.url


def test_signing_out_at_the_saml_provider_signs_out_here_too(browse, plads):
    page = browse()
    came(page, ERHVERV, "Begge")
    at_home(page, plads)
    page.goto("/log-ind/")
    page.get_by_role("link", name=ERHVERV, exact=True).click()
    idp = page.url.split("/sso")[0]
    page.goto(f"{idp}/slo")
    page.get_by_role("heading", name="Logget ud").wait_for()
    page.goto(f"{plads}/i-dag/")
    assert "/log-ind/" in page.url


def test_staff_come_in_by_their_municipalitys_provider(browse, plads):
    page = browse()
    came(page, KOMMUNE, "olga")
    assert at_home(page, plads) == "/i-dag/"
    assert "Olga Konsulent" in page.inner_text("body")


def test_an_email_somebody_has_already_joins_nobody(browse):
    page = browse()
    came(page, KOMMUNE, "samme")
    page.get_by_role("heading", name="Du er ikke logget ind").wait_for()
    assert "Log ind, som du plejer" in page.inner_text("main")


def test_a_weak_answer_of_an_openid_provider_is_asked_for_once_more_and_refused(browse):
    page = browse()
    came(page, KOMMUNE, "svag")
    page.wait_for_selector("#asked")
    chosen(page, "svag")
    page.get_by_role("heading", name="Dit login er ikke sikkert nok").wait_for()


def test_somebody_who_cancels_is_told_that_nothing_happened(browse):
    page = browse()
    came(page, KOMMUNE, "Afbryd")
    page.get_by_role("heading", name="Du afbrød, så du er ikke logget ind").wait_for()


def test_a_candidate_comes_in_by_their_cpr_number(browse, plads):
    page = browse(phone=True)
    came(page, BORGER, "kamal")
    assert at_home(page, plads) == "/min-dag/"
    assert "6101901001" not in page.content()


def test_a_citizen_nobody_knows_learns_nothing(browse):
    page = browse(phone=True)
    came(page, BORGER, "ukendt")
    page.get_by_role("heading", name="Du har ikke adgang til Plads endnu").wait_for()
    body = page.inner_text("main")
    assert "Ring til din sagsbehandler" in body
    assert "MitID Erhverv" not in body


def test_signing_out_here_signs_out_at_the_openid_provider_too(browse, plads):
    page = browse()
    came(page, KOMMUNE, "olga")
    at_home(page, plads)
    sign_out(page)
    page.get_by_role("button", name="Ja, log ud").click()
    page.wait_for_url(f"{plads}/log-ind/*")
    page.get_by_role("link", name=KOMMUNE, exact=True).click()
    page.get_by_role("button", name="olga", exact=True).wait_for()  # the provider asks again who it is


def test_signing_out_at_the_openid_provider_signs_out_here_too(browse, plads):
    page, elsewhere = browse(), None
    came(page, KOMMUNE, "olga")
    at_home(page, plads)
    elsewhere = page.context.new_page()
    elsewhere.goto(_end_of(page, plads))
    elsewhere.get_by_role("button", name="Ja, log ud").click()
    elsewhere.wait_for_load_state("networkidle")
    page.goto(f"{plads}/i-dag/")
    assert "/log-ind/" in page.url


def _end_of(page, plads):
    """The provider's own sign-out page, found as its address in a request of ours."""
    answer = page.request.get(f"{plads}/log-ind/med/kommune/", max_redirects=0)
    return answer.headers["location"].split("/auth")[0] + "/session/end"


def test_the_metadata_is_public_and_signed(browse, plads):
    answer = browse().request.get(f"{plads}/log-ind/med/erhverv/metadata/")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/samlmetadata+xml"
    for part in ("SignatureValue", f"{plads}/log-ind/med/erhverv/svar/", "SingleLogoutService", "persistent"):
        assert part in answer.text()
