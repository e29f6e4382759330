"""A provider's wish to end a session: obeyed when it is the provider's, for us, of today, and said once."""

import base64
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.test import Client

from tests.peers.starting import keys, missing
from tests.web.saml_forgery import encoded
from tests.web.test_saml_attacks import PLADS, UUID, begun, peer, raw, sent, shared, trusting

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "-")
__all__ = ["peer", "shared", "trusting"]
ADDRESS = "/log-ind/med/erhverv/log-ud/"
SHA256, SHA1 = (
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
)


@pytest.fixture
def client(trusting, peer):
    """A browser that signed in by the provider."""
    client = Client()
    sent(client, encoded(raw(peer, begun(client))))
    assert "_auth_user_id" in client.session
    return client


def wish(peer, name=UUID, **changes):
    """A request to sign somebody out, encoded for an address."""
    at = datetime.now(UTC) - timedelta(hours=changes.pop("age", 0))  # noqa: TID251 - the protocol's clock
    values = {"Destination": f"{PLADS}{ADDRESS}", "issuer": peer.entity_id} | changes
    xml = f"""<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_w" Version="2.0" IssueInstant="{at:%Y-%m-%dT%H:%M:%SZ}"
 Destination="{values["Destination"]}"><saml:Issuer>{values["issuer"]}</saml:Issuer>
<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{name}</saml:NameID></samlp:LogoutRequest>"""
    return base64.b64encode(zlib.compress(xml.encode())[2:-4]).decode()


def query(request, signer="idp", kind=SHA256):
    """The address' query, signed as the redirect binding has it."""
    said = urlencode({"SAMLRequest": request, "SigAlg": kind})
    hash_kind = hashes.SHA256() if kind == SHA256 else hashes.SHA1()  # noqa: S303 - to see it refused
    signature = load_pem_private_key(keys(signer).key.encode(), None).sign(
        said.encode(), PKCS1v15(), hash_kind
    )
    return f"{said}&{urlencode({'Signature': base64.b64encode(signature).decode()})}"


def test_the_providers_wish_ends_the_session_wherever_it_is(client, peer):
    other = Client()
    response = other.get(f"{ADDRESS}?{query(wish(peer))}")
    assert response.status_code == 302
    assert response["Location"].startswith(f"{peer.address}/slo?SAMLResponse=")
    assert "Signature=" in response["Location"]
    assert "_auth_user_id" not in client.session


def test_a_wish_about_somebody_else_leaves_the_session(client, peer):
    assert client.get(f"{ADDRESS}?{query(wish(peer, name='somebody'))}").status_code == 302
    assert "_auth_user_id" in client.session


WISHES = {
    "unsigned": lambda peer: urlencode({"SAMLRequest": wish(peer)}),
    "a stranger's": lambda peer: query(wish(peer), "stranger"),
    "signed as yesterday": lambda peer: query(wish(peer), kind=SHA1),
    "for another address": lambda peer: query(wish(peer, Destination="https://other.example/")),
    "by another provider": lambda peer: query(wish(peer, issuer="https://evil.example")),
    "of yesterday": lambda peer: query(wish(peer, age=25)),
    "of two minds": lambda peer: f"SAMLRequest={wish(peer)}&{query(wish(peer))}",
    "no request": lambda peer: query("QUJD"),
    "nothing": lambda peer: "",
    "an answer nobody asked for": lambda peer: urlencode({"SAMLResponse": wish(peer)}),
}


@pytest.mark.parametrize("name", WISHES)
def test_a_wish_that_is_not_the_providers_is_refused(client, peer, name):
    response = client.get(f"{ADDRESS}?{WISHES[name](peer)}")
    assert response.status_code == 400
    assert "Du er stadig logget ind" in response.content.decode()
    assert "_auth_user_id" in client.session
