"""OpenID sign-in against a real provider (npm oidc-provider), and against one that lies: what is wrong is refused."""

import base64
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from plads.adapters import oidc
from plads.config.sign_in import configuration
from plads.core.models import Attempt
from plads.people.models import User
from tests import databases
from tests.peers import starting
from tests.peers.starting import OidcPeer, keys, oidc_table, right
from tests.web.conftest import use

pytestmark = pytest.mark.skipif(bool(starting.missing()), reason=starting.missing() or "-")

PLADS = "https://plads.example"
STAFF = {
    "olga": {"claims": {"name": "Olga", "email": "olga@kommune.example", "roles": [right("consultant")]}}
}
CLAIMS = 'name = "name"\nemail = "email"\nroles = "roles"'
SUBSTANTIAL = "https://data.gov.dk/concept/core/nsis/Substantial"


class Liar(BaseHTTPRequestHandler):
    """A provider that signs whatever a test wants; ``said`` is what it says next."""

    said: dict = {}
    asked: list = []

    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        if self.path.startswith("/.well-known"):
            self._say(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/auth",
                    "token_endpoint": f"{base}/token",
                    "jwks_uri": f"{base}/jwks",
                    "userinfo_endpoint": f"{base}/me",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif self.path == "/jwks":
            public = load_pem_private_key(keys("liar").key.encode(), None).public_key()
            self._say(
                {
                    "keys": [
                        jwt.algorithms.RSAAlgorithm.to_jwk(public, as_dict=True) | {"kid": "k", "use": "sig"}
                    ]
                }
            )
        else:
            self._say(self.said.get("userinfo", {}))

    def do_POST(self):
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append(parse_qs(form))
        self._say({"access_token": "a", "token_type": "Bearer", "id_token": self.said["token"]})

    def _say(self, content):
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def liar():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield OidcPeer("loegner", server.server_port, PLADS)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def honest():
    peer = OidcPeer("kommune", starting.free_port(), PLADS)
    with starting.started("oidc.mjs", peer.settings(STAFF)):
        yield peer


@pytest.fixture(scope="module")
def shared():
    with databases.copy_of(databases.story_template()) as urls:
        yield databases.name_of(urls)


@pytest.fixture
def trusting(liar, honest, shared, tmp_path, monkeypatch, django_db_blocker, settings):
    """Plads on the story, trusting an honest provider and a liar."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    more = 'municipality = "217"'
    tables = {peer.way: oidc_table(peer, peer.way, '"staff"', CLAIMS, more) for peer in (liar, honest)}
    monkeypatch.setenv("PLADS_SIGN_IN", str(starting.write_configuration(tmp_path, PLADS, tables)))
    configuration.cache_clear()
    oidc.forget()
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        use(shared)
        Attempt.objects.all().delete()
        yield
        use(before)
    configuration.cache_clear()


def begun(client, peer):
    """Ask for a sign-in and return what was asked of the provider."""
    response = client.get(f"/log-ind/med/{peer.way}/")
    assert response.status_code == 302, response.content.decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


def claims(peer, asked, **changes):
    now = int(time.time())
    said = {
        "iss": peer.address, "aud": "plads", "sub": "ond", "iat": now, "exp": now + 300, "nonce": asked["nonce"],
        "acr": SUBSTANTIAL, "name": "Ond", "email": "ond@kommune.example", "roles": [right("consultant")],
    } | changes  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def signed(content, key=None, algorithm="RS256", kid="k"):
    return jwt.encode(content, key or keys("liar").key, algorithm=algorithm, headers={"kid": kid})


def answered(client, peer, **query):
    return client.get(f"/log-ind/med/{peer.way}/retur/?{urlencode(query)}")


def stored():
    sessions = sum("_auth_user_id" in row.get_decoded() for row in Session.objects.all())
    return User.objects.count(), SocialAccount.objects.count(), sessions


def refused(response, before, caplog, word):
    assert response.status_code == 400
    assert "Du blev ikke logget ind" in response.content.decode()
    assert stored() == before
    said = [each.getMessage() for each in caplog.records if each.name == "plads.sign_in"]
    assert said[-1].split("]: ")[1].startswith(word), said
    assert "ond@kommune.example" not in caplog.text


def through(honest, location):
    """Go through the honest provider's pages as a browser and return where it sends us back to."""
    browser = requests.Session()
    browser.trust_env = False
    page = browser.get(location, timeout=20)
    action = re.search(r'action="(/interaction/[^"]+)"', page.text)[1]
    step = browser.post(f"{honest.address}{action}", {"persona": "olga"}, allow_redirects=False, timeout=20)
    while step.headers["Location"].startswith((honest.address, "/")):
        url = step.headers["Location"]
        url = url if url.startswith("http") else f"{honest.address}{url}"
        step = browser.get(url, allow_redirects=False, timeout=20)
    return step.headers["Location"]


def test_an_honest_answer_lets_in_and_proof_of_the_code_was_asked_for(trusting, honest):
    client = Client()
    location = client.get("/log-ind/med/kommune/")["Location"]
    assert "code_challenge_method=S256" in location
    back = through(honest, location)
    assert back.startswith(f"{PLADS}/log-ind/med/kommune/retur/?code=")
    response = client.get(back.removeprefix(PLADS))
    assert (response.status_code, response["Location"]) == (302, "/")
    assert "_auth_user_id" in client.session


def test_a_stolen_code_is_worth_nothing_in_another_browser(trusting, honest, caplog):
    victim, thief = Client(), Client()
    back = through(honest, victim.get("/log-ind/med/kommune/")["Location"]).removeprefix(PLADS)
    before = stored()
    refused(thief.get(back), before, caplog, "state:")
    mine = begun(thief, honest)
    forged = re.sub(r"state=[^&]+", f"state={mine['state']}", back)
    response = thief.get(forged)  # the provider itself refuses the code: the proof is the victim's browser's
    assert response.status_code == 503
    assert stored() == before


def test_an_answer_counts_once(trusting, honest, caplog):
    client = Client()
    back = through(honest, client.get("/log-ind/med/kommune/")["Location"]).removeprefix(PLADS)
    assert client.get(back).status_code == 302
    before = stored()
    assert client.get(back).status_code == 400
    assert stored() == before


def test_the_liar_can_tell_the_truth(trusting, liar):
    """So that the refusals below are for what is wrong, and the token request carries the proof."""
    client = Client()
    asked = begun(client, liar)
    Liar.said = {"token": signed(claims(liar, asked, sub="sand", email="sand@kommune.example"))}
    assert answered(client, liar, code="c", state=asked["state"]).status_code == 302
    (sent,) = [Liar.asked[-1]]
    assert sent["redirect_uri"] == [f"{PLADS}/log-ind/med/loegner/retur/"]
    assert len(sent["code_verifier"][0]) >= 43


WRONG = {
    "another nonce": ({"nonce": "x"}, "nonce:"),
    "no nonce": ({"nonce": None}, "nonce:"),
    "another audience": ({"aud": "somebody"}, "token: InvalidAudience"),
    "several audiences without us as receiver": ({"aud": ["plads", "other"]}, "token: it was issued"),
    "another receiver": ({"azp": "other"}, "token: it was issued"),
    "another issuer": ({"iss": "https://evil.example"}, "token: InvalidIssuer"),
    "expired": ({"exp": 1}, "token: ExpiredSignature"),
    "no end": ({"exp": None}, "token: MissingRequired"),
    "from the future": ({"iat": 9_999_999_999}, "token: ImmatureSignature"),
    "nobody": ({"sub": None}, "token:"),
    "roles that are no list": ({"roles": {"a": 1}}, "profile:"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_that_is_not_for_us_now_is_refused(trusting, liar, caplog, wrong):
    changes, word = WRONG[wrong]
    client = Client()
    asked = begun(client, liar)
    Liar.said = {"token": signed(claims(liar, asked, **changes))}
    before = stored()
    refused(answered(client, liar, code="c", state=asked["state"]), before, caplog, word)


def unsigned(content):
    head, body = ({"alg": "none", "typ": "JWT"}, content)
    parts = [
        base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in (head, body)
    ]
    return ".".join([*parts, ""])


FORGED = {
    "a stranger's key": lambda said: signed(said, keys("stranger").key),
    "an unknown key": lambda said: signed(said, kid="other"),
    "no signature": unsigned,
    "the secret as key": lambda said: signed(said, starting.SECRET, "HS256"),
    "no token": lambda said: "",
    "no token at all": lambda said: "a.b.c",
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_token_somebody_else_made_is_refused(trusting, liar, caplog, forgery):
    client = Client()
    asked = begun(client, liar)
    Liar.said = {"token": FORGED[forgery](claims(liar, asked))}
    before = stored()
    refused(answered(client, liar, code="c", state=asked["state"]), before, caplog, "token:")


def test_facts_about_somebody_else_are_refused(trusting, liar, caplog):
    client = Client()
    asked = begun(client, liar)
    Liar.said = {"token": signed(claims(liar, asked, roles=None)), "userinfo": {"sub": "victim", "roles": []}}
    before = stored()
    refused(answered(client, liar, code="c", state=asked["state"]), before, caplog, "userinfo:")


@pytest.mark.parametrize("state", ["", "x", "none"])
def test_an_answer_nobody_asked_for_is_refused(trusting, liar, caplog, state):
    client = Client()
    begun(client, liar)
    before = stored()
    refused(answered(client, liar, code="c", state=state), before, caplog, "state:")


def test_one_providers_answer_at_anothers_address_is_refused(trusting, liar, honest, caplog):
    """Mix-up: what was asked of the one is not answered by the other, and not under its name."""
    client = Client()
    asked = begun(client, honest)
    before = stored()
    refused(answered(client, liar, code="c", state=asked["state"]), before, caplog, "state:")
    asked = begun(client, honest)
    refused(
        answered(client, honest, code="c", state=asked["state"], iss=liar.address), before, caplog, "issuer:"
    )
    asked = begun(client, honest)
    refused(answered(client, honest, code="c", state=asked["state"]), before, caplog, "issuer:")


def test_a_logout_token_ends_sessions_once_and_only_when_it_is_one(trusting, liar):
    client = Client()
    asked = begun(client, liar)
    Liar.said = {"token": signed(claims(liar, asked, sub="ud", email="ud@kommune.example", sid="s1"))}
    assert answered(client, liar, code="c", state=asked["state"]).status_code == 302
    event = {"http://schemas.openid.net/event/backchannel-logout": {}}
    token = {
        "iss": liar.address,
        "aud": "plads",
        "iat": int(time.time()),
        "jti": "1",
        "sub": "ud",
        "sid": "s1",
    }
    wrong = [
        token,
        token | {"events": event, "nonce": "n"},
        token | {"events": event, "iat": 1},
        token | {"events": event, "aud": "other"},
        token | {"events": event, "sub": "", "sid": ""},
    ]
    for each in wrong:
        assert ended(liar, signed(each)) == 400
    assert ended(liar, signed(token | {"events": event}, keys("stranger").key)) == 400
    assert ended(liar, signed(token | {"events": event, "sid": "s2", "jti": "0"})) == 200
    assert client.get("/").status_code == 302
    assert ended(liar, signed(token | {"events": event})) == 200
    assert "_auth_user_id" not in client.session
    assert ended(liar, signed(token | {"events": event})) == 400


def ended(peer, token):
    return Client().post(f"/log-ind/med/{peer.way}/afmeld/", {"logout_token": token}).status_code


def test_a_provider_that_does_not_answer_is_said(trusting, tmp_path, monkeypatch):
    gone = OidcPeer("vaek", starting.free_port(), PLADS)
    table = {"vaek": oidc_table(gone, "Væk", '"staff"', CLAIMS, 'municipality = "217"')}
    monkeypatch.setenv("PLADS_SIGN_IN", str(starting.write_configuration(tmp_path, PLADS, table)))
    configuration.cache_clear()
    response = Client().get("/log-ind/med/vaek/")
    assert response.status_code == 503
    assert "Vi kan ikke få fat i dit login lige nu" in response.content.decode()


def test_a_broken_file_leaves_signing_in_by_password(trusting, tmp_path, monkeypatch):
    file = tmp_path / "broken.toml"
    file.write_text("nonsense")
    monkeypatch.setenv("PLADS_SIGN_IN", str(file))
    configuration.cache_clear()
    response = Client().get("/log-ind/")
    assert response.status_code == 200
    assert "Log ind med et andet login" not in response.content.decode()
