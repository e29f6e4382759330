"""Everything an attacker, or a provider gone wrong, does to a SAML response: refused, nothing stored, and logged.

The responses come from a real identity provider (npm samlp), asked for by Plads, and are then changed.
"""

import json
import logging
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod

from plads.config.sign_in import configuration
from plads.core.actor import Actor
from plads.core.models import Attempt, Event, Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.models import Membership, User
from tests import databases
from tests.peers import starting
from tests.peers.starting import SamlPeer, privileges, right, saml_table
from tests.web.conftest import use
from tests.web.saml_forgery import FORGED, encoded, on, signed_anew, text, without

pytestmark = pytest.mark.skipif(bool(starting.missing()), reason=starting.missing() or "-")

PLADS, CVR = "https://plads.example", "64502018"
UUID = "https://data.gov.dk/model/core/eid/professional/uuid/11111111-2222-3333-4444-555555555555"
EID = "https://data.gov.dk/model/core/eid/"
ATTRIBUTES = {
    "https://data.gov.dk/model/core/specVersion": "OIO-SAML-3.0",
    f"{EID}fullName": "Ida Sagsbehandler",
    f"{EID}email": "ida@kommune.example",
    f"{EID}professional/cvr": CVR,
    f"{EID}privilegesIntermediate": privileges((CVR, [right("caseworker")])),
}
LEVELS = {"": "Substantial"}
PERSONAS = {
    "ida": {"nameId": UUID, "attributes": ATTRIBUTES, "levels": LEVELS},
    "both": {
        "nameId": UUID, "attributes": ATTRIBUTES, "levels": LEVELS, "options": {"signResponse": True},
    },
    "sealed": {"nameId": UUID, "attributes": ATTRIBUTES, "levels": LEVELS, "options": {"encrypt": True}},
    "long": {
        "nameId": UUID, "attributes": ATTRIBUTES, "levels": LEVELS, "options": {"lifetimeInSeconds": 90_000},
    },
    "sha1": {
        "nameId": UUID, "attributes": ATTRIBUTES, "levels": LEVELS,
        "options": {"signatureAlgorithm": "rsa-sha1", "digestAlgorithm": "sha1"},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def peer():
    peer = SamlPeer("erhverv", starting.free_port(), PLADS)
    with starting.started("saml.mjs", peer.settings(PERSONAS)):
        yield peer


@pytest.fixture(scope="module")
def shared():
    """One copy of the story for this file: what is refused leaves nothing in it."""
    with databases.copy_of(databases.story_template()) as urls:
        yield databases.name_of(urls)


@pytest.fixture
def trusting(peer, tmp_path, monkeypatch, shared, django_db_blocker, settings):
    """Plads on the story, trusting the provider; returns the municipality."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    file = starting.write_configuration(tmp_path, PLADS, {"erhverv": saml_table(peer)})
    monkeypatch.setenv("PLADS_SIGN_IN", str(file))
    configuration.cache_clear()
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        use(shared)
        Attempt.objects.all().delete()
        place = Municipality.objects.get(code="217")
        with acting(Actor.system(place.id)):
            Municipality.objects.filter(id=place.id).update(cvr=CVR)
        yield place
        use(before)
    configuration.cache_clear()


def begun(client):
    """Ask for a sign-in and return the id of the request."""
    response = client.get("/log-ind/med/erhverv/?next=/kandidater/")
    assert response.status_code == 302, response.content.decode()
    return list(client.session["plads_sso"])[-1]


def raw(peer, request_id, persona="ida", fault=""):
    """A real response of the provider to a request."""
    body = json.dumps({"persona": persona, "id": request_id, "level": "", "fault": fault}).encode()
    asked = urllib.request.Request(f"{peer.address}/raw", body, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - our own peer on loopback
        return answer.read()


def sent(client, response):
    """Send a response to Plads as the provider's page does, and go on as the browser does."""
    answer = client.post("/log-ind/med/erhverv/svar/", {"SAMLResponse": response})
    return client.get(answer["Location"]) if answer.status_code == 303 else answer


def stored():
    """Everything a sign-in could leave behind, counted."""
    with acting(Actor.system(Municipality.objects.get(code="217").id)):
        rows = [SocialAccount, User, Membership, Event]
        return [*(model.objects.count() for model in rows), signed_in_sessions()]


def signed_in_sessions():
    return sum("_auth_user_id" in row.get_decoded() for row in Session.objects.all())


def refused(client, response, before, caplog, word):
    """The answer was refused with a Danish page, left nothing, and the administrator's log says why."""
    assert response.status_code == 400
    page = response.content.decode()
    assert "Du blev ikke logget ind" in page
    assert "Prøv forfra" in page
    assert "_auth_user_id" not in client.session
    assert stored() == before
    said = [each.getMessage() for each in caplog.records if each.name == "plads.sign_in"]
    assert len(said) == 1
    number, reason = said[0].split("[")[1].split("]: ")
    assert number in page
    assert reason.startswith(word), reason
    for private in ("Ida", "ida@kommune.example", UUID):
        assert private not in said[0]


@pytest.mark.parametrize("persona", ["ida", "both", "sealed"])
def test_an_honest_response_lets_in(trusting, peer, persona):
    client = Client()
    response = sent(client, encoded(raw(peer, begun(client), persona)))
    assert (response.status_code, response["Location"]) == (302, "/kandidater/"), response.content.decode()
    assert "_auth_user_id" in client.session
    account = SocialAccount.objects.get()
    assert (account.provider, account.uid, account.extra_data) == ("erhverv", UUID, {})
    with acting(Actor.system(trusting.id)):
        membership = Membership.objects.get(user_id=account.user_id)
        kinds = set(Event.objects.filter(subjects__contains=[account.user_id]).values_list("kind", flat=True))
    assert (membership.role, membership.source) == (Role.CASEWORKER, "erhverv")
    assert {"people.role_given", "people.sign_in_connected"} <= kinds


@pytest.mark.parametrize("persona", ["ida", "both"])
@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_response_is_refused(trusting, peer, caplog, forgery, persona):
    client = Client()
    root = etree.fromstring(raw(peer, begun(client), persona))
    before = stored()
    response = sent(client, encoded(FORGED[forgery](root)))
    refused(client, response, before, caplog, ("shape:", "answer:"))


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ("audience", "answer:"),
        ("recipient", "recipient:"),
        ("destination", "destination:"),
        ("expired", "answer:"),
        ("unsigned", "answer:"),
        ("stranger", "answer:"),
        ("request", "session:"),
    ],
)
def test_a_provider_gone_wrong_is_refused(trusting, peer, caplog, fault, word):
    client = Client()
    response = raw(peer, begun(client), fault=fault)
    before = stored()
    refused(client, sent(client, encoded(response)), before, caplog, word)


def moment(**later):
    now = datetime.now(UTC)  # noqa: TID251 - the protocol's clock is the machine's own
    return (now + timedelta(**later)).strftime("%Y-%m-%dT%H:%M:%SZ")


CONDITIONS, CONFIRMED = ".//saml:Conditions", ".//saml:SubjectConfirmationData"
SUBJECT = ".//saml:Subject/saml:NameID"
WRONG = {
    "not yet valid": (lambda: on(CONDITIONS, NotBefore=moment(minutes=4)), "time:"),
    "not valid for long": (lambda: on(CONDITIONS, NotBefore=moment(hours=1)), "answer:"),
    "no end": (lambda: on(CONDITIONS, NotOnOrAfter=None), "time:"),
    "no end of the confirmation": (lambda: on(CONFIRMED, NotOnOrAfter=None), "time:"),
    "a confirmation of old": (lambda: on(CONFIRMED, NotOnOrAfter=moment(minutes=-1)), "answer:"),
    "no recipient": (lambda: on(CONFIRMED, Recipient=None), "recipient:"),
    "a recipient that holds ours": (
        lambda: on(CONFIRMED, Recipient=f"https://evil.example/?{PLADS}/log-ind/med/erhverv/svar/"), "recipient:",
    ),
    "no request in the confirmation": (lambda: on(CONFIRMED, InResponseTo=None), "recipient:"),
    "nobody asked": (lambda: on("", InResponseTo=None), "request:"),
    "no destination": (lambda: on("", Destination=None), "destination:"),
    "a destination that begins as ours": (
        lambda: on("", Destination=f"{PLADS}/log-ind/med/erhverv/svar/evil"), "destination:",
    ),
    "no audience": (lambda: without(".//saml:AudienceRestriction"), "audience:"),
    "another issuer": (lambda: text("saml:Assertion/saml:Issuer", "https://evil.example"), "answer:"),
    "no issuer": (lambda: text("saml:Assertion/saml:Issuer", ""), "issuer:"),
    "a passing name": (
        lambda: on(SUBJECT, Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient"), "profile:",
    ),
    "no name": (lambda: without(SUBJECT), "answer:"),
    "another version": (lambda: on("", Version="1.1"), "shape:"),
    "a failure": (
        lambda: on(".//samlp:StatusCode", Value="urn:oasis:names:tc:SAML:2.0:status:Responder"), "answer:",
    ),
    "another profile": (lambda: text(".//saml:Attribute[1]/saml:AttributeValue", "DK-SAML-2.0"), "profile:"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_an_answer_signed_but_not_for_us_is_refused(trusting, peer, caplog, wrong):
    change, word = WRONG[wrong]
    client = Client()
    root = etree.fromstring(raw(peer, begun(client)))
    before = stored()
    refused(client, sent(client, encoded(signed_anew(root, change()))), before, caplog, word)


def test_the_same_answer_signed_anew_and_unchanged_lets_in(trusting, peer):
    """So that the refusals above are for what was changed and not for how it was signed."""
    client = Client()
    root = etree.fromstring(raw(peer, begun(client)))
    response = sent(client, encoded(signed_anew(root, lambda root: None)))
    assert response["Location"] == "/kandidater/"


def test_a_strangers_signature_is_refused(trusting, peer, caplog):
    client = Client()
    root = etree.fromstring(raw(peer, begun(client)))
    before = stored()
    forged = signed_anew(root, lambda root: None, starting.keys("stranger"))
    refused(client, sent(client, encoded(forged)), before, caplog, "answer:")


@pytest.mark.parametrize(
    "algorithms",
    [
        {"digest_algorithm": DigestAlgorithm.SHA224},
        {"signature_algorithm": SignatureMethod.RSA_SHA224},
    ],
)
def test_signatures_of_other_kinds_are_refused(trusting, peer, caplog, algorithms):
    client = Client()
    root = etree.fromstring(raw(peer, begun(client)))
    before = stored()
    forged = signed_anew(root, lambda root: None, **algorithms)
    refused(client, sent(client, encoded(forged)), before, caplog, "shape:")


def test_signatures_of_yesterday_are_refused(trusting, peer, caplog):
    client = Client()
    before = stored()
    refused(client, sent(client, encoded(raw(peer, begun(client), "sha1"))), before, caplog, "shape:")


def test_an_answer_that_is_valid_for_too_long_is_refused(trusting, peer, caplog):
    client = Client()
    before = stored()
    refused(client, sent(client, encoded(raw(peer, begun(client), "long"))), before, caplog, "time:")


@pytest.mark.parametrize("content", ["", "%%%", "PHg+", "QUJD", "A" * 700_000, encoded(b"<x/>")])
def test_what_is_no_response_is_refused(trusting, caplog, content):
    client = Client()
    begun(client)
    before = stored()
    refused(client, sent(client, content), before, caplog, ("shape:", "answer:"))


def test_a_response_counts_once(trusting, peer, caplog):
    """Captured and sent again, by the same browser and by another that asked too."""
    client, other, before = Client(), Client(), signed_in_sessions()
    response = encoded(raw(peer, begun(client)))
    assert sent(client, response)["Location"] == "/kandidater/"
    for thief in (client, other):
        begun(thief)
        answer = sent(thief, response)
        assert answer.status_code == 400
        said = [each.getMessage() for each in caplog.records if each.name == "plads.sign_in"]
        assert said[-1].endswith("replay: the answer was used before")
    assert signed_in_sessions() == before + 1


def test_a_response_is_worth_nothing_in_another_browser(trusting, peer, caplog):
    """What somebody asked for in their browser lets nobody in, in another: neither thief nor victim."""
    client, other = Client(), Client()
    response = encoded(raw(peer, begun(client)))
    begun(other)
    before = stored()
    refused(other, sent(other, response), before, caplog, "session:")


def test_the_key_to_a_checked_answer_works_once_and_only_with_the_session_that_asked(trusting, peer, caplog):
    client, thief, before = Client(), Client(), signed_in_sessions()
    answer = client.post("/log-ind/med/erhverv/svar/", {"SAMLResponse": encoded(raw(peer, begun(client)))})
    thief.cookies["plads_proof"] = client.cookies["plads_proof"].value
    begun(thief)
    assert thief.get(answer["Location"]).status_code == 400
    assert client.get(answer["Location"]).status_code == 400
    assert signed_in_sessions() == before


def test_the_checked_answer_is_kept_sealed(trusting, peer):
    """Between the answer and its use it lies in the database: sealed, for it may hold a CPR number."""
    client = Client()
    client.post("/log-ind/med/erhverv/svar/", {"SAMLResponse": encoded(raw(peer, begun(client)))})
    kept = [json.dumps(row.get_decoded()) for row in Session.objects.all()]
    assert any("proof" in each for each in kept)
    assert all("Ida" not in each and UUID not in each for each in kept)


def test_nobody_is_let_in_without_having_asked(trusting, peer, caplog):
    client = Client()
    before = stored()
    refused(client, sent(client, encoded(raw(peer, "_made_up"))), before, caplog, "session:")


def test_logs_name_the_reason_and_nobody(trusting, peer, caplog):
    caplog.set_level(logging.DEBUG)
    client = Client()
    sent(client, encoded(raw(peer, begun(client), fault="audience")))
    said = caplog.text
    assert "64502018" not in said
    assert UUID not in said
