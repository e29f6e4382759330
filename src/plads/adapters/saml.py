"""SAML 2.0 as OIOSAML 3 and KOMBIT speak it: requests, answers, sign-out and metadata. python3-saml lies beneath.

python3-saml checks signatures, decrypts and holds the schema. What it leaves to an option, or checks loosely, is
checked here: the shape (``saml_shape``), destination, recipient and audience to the letter, and that every one of
them is there at all. The protocol's clock is the machine's own, never the demo's.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Names
from onelogin.saml2.errors import OneLogin_Saml2_Error
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from plads.adapters import oio, safe_xml, saml_shape
from plads.adapters.proven import NotProven, Proven
from plads.adapters.saml_shape import ASSERTION, SAML
from plads.config.sign_in import Level, Profile, SamlWay

SKEW = 120
"""How many seconds two clocks may disagree."""

LONGEST = 24 * 3600
"""The longest an answer may be valid, in seconds: as long as it must be remembered against replay."""

_LIMIT = 600_000
_CONTEXT = "https://data.gov.dk/concept/core/nsis/loa/"
_X509_NAME = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"
_NAME_IDS = {Profile.OIOSAML3: Names.NAMEID_PERSISTENT, Profile.KOMBIT: _X509_NAME}
_NS = {"saml": SAML}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Our own addresses towards one provider, absolute; the entity id is the metadata's unless one is agreed."""

    metadata: str
    acs: str
    sls: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A provider's own wish to end a session: for whom, and where to send the browser with our answer."""

    name_id: str
    sessions: tuple[str, ...]
    answer_url: str


def idp_of(metadata: bytes, entity_id: str = "") -> dict[str, Any]:
    """Return the provider a metadata document describes, as python3-saml wants it; raises ``NotProven``."""
    try:
        safe_xml.parse(_without_declaration(metadata))
        found = OneLogin_Saml2_IdPMetadataParser.parse(metadata, entity_id=entity_id or None)
    except (OneLogin_Saml2_Error, safe_xml.UnsafeXml, etree.LxmlError, ValueError) as error:
        raise NotProven(f"metadata: cannot be read ({error})") from error
    idp: dict[str, Any] = found.get("idp") or {}
    if not idp.get("entityId") or not idp.get("singleSignOnService", {}).get("url"):
        raise NotProven("metadata: describes no identity provider")
    return idp


def idp_from(way: SamlWay) -> dict[str, Any]:
    """Return the provider as the configuration describes it in words of its own."""
    idp: dict[str, Any] = {
        "entityId": way.idp_entity_id,
        "singleSignOnService": {"url": way.sso_url, "binding": Names.BINDING_HTTP_REDIRECT},
        "x509certMulti": {
            "signing": list(way.idp_certificates),
            "encryption": list(way.idp_certificates[:1]),
        },
    }
    if way.slo_url:
        idp["singleLogoutService"] = {"url": way.slo_url, "binding": Names.BINDING_HTTP_REDIRECT}
    return idp


class Saml:
    """One SAML provider, and us towards it."""

    def __init__(self, way: SamlWay, addresses: Addresses, idp: dict[str, Any]) -> None:
        self.way, self.addresses, self.idp = way, addresses, idp

    @property
    def entity_id(self) -> str:
        """Our name towards the provider."""
        return self.way.entity_id or self.addresses.metadata

    def request(self, level: Level, *, again: bool = False) -> tuple[str, str]:
        """Return where to send the browser, and the id of the signed request that goes along.

        ``again`` asks the provider to have the user prove themselves anew: for a step up.
        """
        contexts = [f"{_CONTEXT}{level.word}"] if level else []
        auth = OneLogin_Saml2_Auth(self._incoming(self.addresses.acs), self._settings(contexts))
        made = OneLogin_Saml2_Authn_Request(auth.get_settings(), force_authn=again)
        return self._signed(auth, auth.get_sso_url(), made.get_request()), str(made.get_id())

    def accept(self, encoded: str) -> Proven:
        """Return what a response proves; raises ``NotProven``. Whether it was asked for is the caller's to check."""
        if len(encoded) > _LIMIT:
            raise NotProven("shape: the answer is too large")
        settings = OneLogin_Saml2_Settings(self._settings([]))
        try:
            raw = OneLogin_Saml2_Utils.b64decode(encoded)
            saml_shape.check(safe_xml.parse(raw))
            response = OneLogin_Saml2_Response(settings, encoded)
            if response.encrypted:
                saml_shape.check(safe_xml.parse(etree.tostring(response.decrypted_document)))
            response.is_valid(self._incoming(self.addresses.acs), raise_exceptions=True)
            return self._proven(response)
        except (safe_xml.UnsafeXml, saml_shape.WrongShape) as error:
            raise NotProven(f"shape: {error}") from error
        except oio.NotUnderstood as error:
            raise NotProven(f"profile: {error}") from error
        except NotProven:
            raise
        except Exception as error:
            raise NotProven(f"answer: {_first_line(error)}") from error

    def _proven(self, response: OneLogin_Saml2_Response) -> Proven:
        (assertion,) = response.get_xml_document().findall(ASSERTION)
        expires = self._check(response, assertion)
        name_id = response.get_nameid_data()
        if name_id.get("Format") != _NAME_IDS[self.way.profile]:
            raise NotProven("profile: the name id is not of the agreed format")
        person = oio.person_of(response.get_attributes(), self.way.profile)
        ticket = (name_id["Value"], name_id["Format"], name_id.get("NameQualifier") or "",
                  name_id.get("SPNameQualifier") or "")  # fmt: skip
        return Proven(
            way=self.way.id,
            uid=name_id["Value"],
            name=person.name,
            email=person.email,
            cpr=person.cpr,
            cvr=person.cvr,
            company_name=person.company_name,
            level=person.level or self.way.assumed,
            privileges=person.privileges,
            request=response.get_in_response_to(),
            answer=assertion.get("ID"),
            expires=expires,
            session=response.get_session_index() or "",
            ticket=ticket,
        )

    def _check(self, response: OneLogin_Saml2_Response, assertion: etree._Element) -> float:
        """Hold the answer to what python3-saml leaves loose; return when it expires."""
        document = response.get_xml_document()
        if document.get("Destination") != self.addresses.acs:
            raise NotProven("destination: the answer is not for our address")
        asked = document.get("InResponseTo")
        if not asked:
            raise NotProven("request: the answer is to no request of ours")
        if assertion.findtext("saml:Issuer", namespaces=_NS) != self.idp["entityId"]:
            raise NotProven("issuer: the assertion is by somebody else")
        for restriction in assertion.findall("saml:Conditions/saml:AudienceRestriction", _NS) or [assertion]:
            if self.entity_id not in {each.text for each in restriction.findall("saml:Audience", _NS)}:
                raise NotProven("audience: the assertion is for another system")
        (conditions,) = assertion.findall("saml:Conditions", _NS)
        confirmed = [self._confirmed(each, asked) for each in assertion.iterfind(
            "saml:Subject/saml:SubjectConfirmation[@Method='urn:oasis:names:tc:SAML:2.0:cm:bearer']/"
            "saml:SubjectConfirmationData", _NS)]  # fmt: skip
        ends = [each for each in confirmed if each]
        if not ends:
            raise NotProven("recipient: no confirmation of the subject is for our address and request")
        expires = min(min(ends), _ending(conditions))
        if _moment(conditions.get("NotBefore")) > time.time() + SKEW:
            raise NotProven("time: the assertion is not valid yet")
        if expires + SKEW <= time.time():
            raise NotProven("time: the assertion has expired")
        if expires > time.time() + LONGEST:
            raise NotProven("time: the assertion is valid too long")
        return expires

    def _confirmed(self, data: etree._Element, asked: str) -> float:
        """Return when a confirmation of the subject ends; 0 when it is not for us."""
        right = data.get("Recipient") == self.addresses.acs and data.get("InResponseTo") == asked
        return _ending(data) if right and data.get("NotBefore") is None else 0.0

    def metadata(self) -> bytes:
        """Return our signed metadata, for the provider to read."""
        settings = OneLogin_Saml2_Settings(self._settings([]), sp_validation_only=True)
        made = settings.get_sp_metadata()
        return made.encode() if isinstance(made, str) else bytes(made)

    @property
    def can_sign_out(self) -> bool:
        """Whether the provider has an address for signing out."""
        return bool(self.idp.get("singleLogoutService", {}).get("url"))

    def sign_out(self, ticket: tuple[str, ...], session: str) -> tuple[str, str]:
        """Return where to send the browser to end the provider's session, and the id of the request."""
        value, kind, qualifier, our_qualifier = ticket
        auth = OneLogin_Saml2_Auth(self._incoming(self.addresses.sls), self._settings([]))
        made = OneLogin_Saml2_Logout_Request(
            auth.get_settings(),
            name_id=value,
            session_index=session or None,
            name_id_format=kind,
            nq=qualifier or None,
            spnq=our_qualifier or None,
        )
        return self._signed(auth, auth.get_slo_url(), made.get_request()), str(made.id)

    def _signed(self, auth: OneLogin_Saml2_Auth, url: str, request: str) -> str:
        """Return the address a request travels by. No relay state: an empty one is signed differently by some."""
        parameters = {"SAMLRequest": request}
        auth.add_request_signature(parameters, Names.RSA_SHA256)
        return str(auth.redirect_to(url, parameters))

    def signed_out(self, query: Mapping[str, str], raw_query: str) -> str:
        """Return which request of ours the provider's answer to a sign-out is to.

        Raises ``NotProven``, also when the provider reports that it could not sign everybody out.
        """
        auth = self._slo(query, raw_query)
        self._process(auth)
        try:
            root = safe_xml.parse(str(auth.get_last_response_xml()).encode())
        except safe_xml.UnsafeXml as error:
            raise NotProven(f"shape: {error}") from error
        return root.get("InResponseTo", "")

    def asked_to_end(self, query: Mapping[str, str], raw_query: str) -> Asked:
        """Return whose session the provider asks us to end, with where our answer goes; raises ``NotProven``."""
        auth = self._slo(query, raw_query)
        try:
            raw = OneLogin_Saml2_Utils.decode_base64_and_inflate(query["SAMLRequest"], ignore_zip=True)
            root = safe_xml.parse(raw if isinstance(raw, bytes) else raw.encode())
            if root.get("Destination") != self.addresses.sls:
                raise NotProven("destination: the request is not for our address")
            if abs(_moment(root.get("IssueInstant")) - time.time()) > LONGEST / 24:
                raise NotProven("time: the request is not of today")
            if root.findtext("saml:Issuer", namespaces=_NS) != self.idp["entityId"]:
                raise NotProven("issuer: the request is by somebody else")
            url = self._process(auth)
            name_id = OneLogin_Saml2_Logout_Request.get_nameid(root, self.way.key)
            sessions = OneLogin_Saml2_Logout_Request.get_session_indexes(root)
        except NotProven:
            raise
        except Exception as error:
            raise NotProven(f"request: {_first_line(error)}") from error
        return Asked(str(name_id), tuple(str(each) for each in sessions), url)

    def _slo(self, query: Mapping[str, str], raw_query: str) -> OneLogin_Saml2_Auth:
        incoming = self._incoming(self.addresses.sls) | {
            "get_data": dict(query),
            "query_string": raw_query,
            "validate_signature_from_qs": True,
        }
        settings = self._settings([])
        settings["security"]["wantMessagesSigned"] = True
        return OneLogin_Saml2_Auth(incoming, settings)

    def _process(self, auth: OneLogin_Saml2_Auth) -> str:
        try:
            url = auth.process_slo(keep_local_session=True)
        except Exception as error:
            raise NotProven(f"sign-out: {_first_line(error)}") from error
        if auth.get_errors():
            raise NotProven(f"sign-out: {_first_line(auth.get_last_error_reason() or auth.get_errors()[0])}")
        return str(url or "")

    def _incoming(self, url: str) -> dict[str, Any]:
        """Return a request to one of our addresses as python3-saml wants it: by configuration, not by ``Host``."""
        parts = urlsplit(url)
        return {
            "https": "on" if parts.scheme == "https" else "off",
            "http_host": parts.netloc,
            "script_name": parts.path,
            "get_data": {},
            "post_data": {},
        }

    def _settings(self, contexts: list[str]) -> dict[str, Any]:
        sp = {
            "entityId": self.entity_id,
            "assertionConsumerService": {"url": self.addresses.acs, "binding": Names.BINDING_HTTP_POST},
            "singleLogoutService": {"url": self.addresses.sls, "binding": Names.BINDING_HTTP_REDIRECT},
            "NameIDFormat": _NAME_IDS[self.way.profile],
            "x509cert": self.way.certificate,
            "privateKey": self.way.key,
        }
        if self.way.next_certificate:
            sp["x509certNew"] = self.way.next_certificate
        return {"strict": True, "debug": False, "sp": sp, "idp": self.idp, "security": _SECURITY | {
            "requestedAuthnContext": contexts or False}}  # fmt: skip


_SECURITY = {
    "authnRequestsSigned": True,
    "logoutRequestSigned": True,
    "logoutResponseSigned": True,
    "wantAssertionsSigned": True,
    "wantMessagesSigned": False,
    "wantNameId": True,
    "wantAttributeStatement": True,
    "signMetadata": True,
    "signatureAlgorithm": Names.RSA_SHA256,
    "digestAlgorithm": Names.SHA256,
    "rejectDeprecatedAlgorithm": True,
    "allowRepeatAttributeName": False,
    "allowSingleLabelDomains": True,
    "requestedAuthnContextComparison": "minimum",
    "failOnAuthnContextMismatch": False,
}


def _ending(element: etree._Element) -> float:
    """Return an element's ``NotOnOrAfter``; what never ends is refused."""
    if not element.get("NotOnOrAfter"):
        raise NotProven("time: the assertion has no end")
    return _moment(element.get("NotOnOrAfter"))


def _moment(text: str | None) -> float:
    return float(OneLogin_Saml2_Utils.parse_SAML_to_time(text)) if text else 0.0


def _first_line(error: object) -> str:
    return str(error).partition("\n")[0][:200]


def _without_declaration(content: bytes) -> bytes:
    return content.strip()
