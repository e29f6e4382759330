"""OpenID Connect: authorization code with PKCE, state and nonce, and an id token that is checked in full.

Everything asked of the provider goes through the hardened door of ``outgoing``. The provider's description and keys
are kept for an hour; an unknown key makes us look once more.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode

import jwt

from plads.adapters.oio import Privilege, level_of
from plads.adapters.outgoing import Outgoing, Unreachable
from plads.adapters.proven import NotProven, Proven
from plads.config.sign_in import Level, OidcWay

SKEW = 60
"""How many seconds two clocks may disagree."""

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures that are accepted: never ``none``, never a shared secret."""

_KEPT = 3600.0
_LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"
_known: dict[str, tuple[float, dict[str, Any]]] = {}


@dataclass(frozen=True, slots=True)
class Begun:
    """What our session remembers of a sign-in that is on its way."""

    state: str
    nonce: str
    verifier: str

    def plain(self) -> dict[str, str]:
        """Return the parts for the session."""
        return asdict(self)


def begin() -> Begun:
    """Return fresh secrets for one sign-in."""
    return Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


class Oidc:
    """One OpenID provider, and us towards it; ``callback`` is our absolute address."""

    def __init__(self, way: OidcWay, callback: str, door: Outgoing | None = None) -> None:
        self.way, self.callback = way, callback
        self.door = door or Outgoing.to(way.inside)

    def request(self, begun: Begun, level: Level, *, again: bool = False) -> str:
        """Return where to send the browser; ``again`` has the user prove themselves anew, for a step up."""
        digest = hashlib.sha256(begun.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.way.client_id,
            "redirect_uri": self.callback,
            "scope": " ".join(self.way.scopes),
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        if level:
            asked["acr_values"] = self.way.acr[level]
        if again:
            asked["prompt"] = "login"
        return _with(self._address("authorization_endpoint"), asked)

    def accept(self, answer: Mapping[str, str], begun: Begun) -> Proven:
        """Return what the provider's answer at our address proves; raises ``NotProven``."""
        if not secrets.compare_digest(answer.get("state", ""), begun.state):
            raise NotProven("state: the answer is to no request of this session")
        if answer.get("error"):
            raise NotProven(f"refused: the provider says {answer['error'][:60]}")
        self._check_sender(answer)
        if not answer.get("code"):
            raise NotProven("code: the answer has none")
        try:
            tokens = self._tokens(answer["code"], begun.verifier)
            raw = str(tokens.get("id_token", ""))
            claims = self._verified(raw)
            if not secrets.compare_digest(str(claims.get("nonce", "")), begun.nonce):
                raise NotProven("nonce: the id token is from another sign-in")
            facts = self._facts(claims, tokens)
        except Unreachable as error:
            raise NotProven(f"unreachable: {error}") from error
        return self._proven(claims, facts, begun, raw)

    def sign_out(self, ticket: tuple[str, ...], back: str) -> str:
        """Return where to send the browser to end the provider's session; empty when it has no such address."""
        try:
            address = self._description().get("end_session_endpoint")
        except Unreachable:
            return ""
        if not address:
            return ""
        asked = {"client_id": self.way.client_id, "post_logout_redirect_uri": back}
        if ticket and ticket[0]:
            asked["id_token_hint"] = ticket[0]
        return _with(str(address), asked)

    def logged_out(self, token: str) -> tuple[str, str, str]:
        """Return whose session the provider ended: subject, session and the token's own id; raises ``NotProven``."""
        try:
            claims = self._verified(token, ("iss", "aud", "iat", "jti", "events"))
        except Unreachable as error:
            raise NotProven(f"unreachable: {error}") from error
        if _LOGGED_OUT not in (claims.get("events") or {}) or "nonce" in claims:
            raise NotProven("token: it is no logout token")
        if abs(time.time() - float(claims["iat"])) > 600:
            raise NotProven("time: the logout token is not of now")
        if not (claims.get("sub") or claims.get("sid")):
            raise NotProven("token: it names nobody")
        return str(claims.get("sub", "")), str(claims.get("sid", "")), str(claims["jti"])

    def _check_sender(self, answer: Mapping[str, str]) -> None:
        """Refuse an answer of another provider (mix-up): one that names itself must be ours."""
        try:
            promised = self._description().get("authorization_response_iss_parameter_supported")
        except Unreachable as error:
            raise NotProven(f"unreachable: {error}") from error
        if answer.get("iss", self.way.issuer if not promised else "") != self.way.issuer:
            raise NotProven("issuer: the answer is from another provider")

    def _tokens(self, code: str, verifier: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback,
            "code_verifier": verifier,
        }
        headers = {"Accept": "application/json"}
        methods = self._description().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in methods:
            pair = f"{quote(self.way.client_id, safe='')}:{quote(self.way.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self.way.client_id, "client_secret": self.way.client_secret}
        return self.door.post(self._address("token_endpoint"), form, headers).json()

    def _verified(
        self, token: str, needed: tuple[str, ...] = ("iss", "aud", "exp", "iat", "sub")
    ) -> dict[str, Any]:
        """Return the claims of a token that the provider signed for us, now."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(token),
                algorithms=list(ALGORITHMS),
                audience=self.way.client_id,
                issuer=self.way.issuer,
                leeway=SKEW,
                options={"require": list(needed)},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise NotProven(f"token: {type(error).__name__}") from error
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if (several or "azp" in claims) and claims.get("azp") != self.way.client_id:
            raise NotProven("token: it was issued to another system")
        return claims

    def _key(self, token: str) -> Any:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise NotProven("token: its signature is of a kind that is not accepted")
        for fresh in (False, True):
            keys = self._keys(fresh=fresh)
            fitting = [
                key
                for key in keys
                if header.get("kid") in (None, key.get("kid")) and key.get("use", "sig") == "sig"
            ]
            if len(fitting) == 1:
                return jwt.PyJWK.from_dict(fitting[0], algorithm=header["alg"]).key
        raise NotProven("token: it was signed with a key the provider does not publish")

    def _keys(self, *, fresh: bool) -> list[dict[str, Any]]:
        found = self._kept(self._address("jwks_uri"), fresh=fresh).get("keys", [])
        return [key for key in found if isinstance(key, dict)] if isinstance(found, list) else []

    def _facts(self, claims: dict[str, Any], tokens: dict[str, Any]) -> dict[str, Any]:
        """Return the claims, with those the provider only gives when asked for them."""
        wanted = {each for each in asdict(self.way.claims).values() if each}
        address = self._description().get("userinfo_endpoint")
        if wanted <= set(claims) or not address or not tokens.get("access_token"):
            return claims
        headers = {"Authorization": f"Bearer {tokens['access_token']}", "Accept": "application/json"}
        more = self.door.get(str(address), headers).json()
        if more.get("sub") != claims["sub"]:
            raise NotProven("userinfo: it is about somebody else")
        return more | claims

    def _proven(self, claims: dict[str, Any], facts: dict[str, Any], begun: Begun, raw: str) -> Proven:
        names = self.way.claims
        roles = facts.get(names.roles, []) if names.roles else []
        roles = [roles] if isinstance(roles, str) else roles
        if not isinstance(roles, list):
            raise NotProven("profile: the roles are no list")
        said = str(claims.get(names.level, ""))
        levels = {name: level for level, name in self.way.acr.items()}
        return Proven(
            way=self.way.id,
            uid=str(claims["sub"])[:190],
            name=_text(facts, names.name),
            email=_text(facts, names.email),
            cpr=_digits(_text(facts, names.cpr), 10),
            cvr=_digits(_text(facts, names.cvr), 8),
            company_name="",
            level=levels.get(said) or level_of(said) or self.way.assumed,
            privileges=tuple(Privilege(each, "") for each in roles if isinstance(each, str)),
            request=begun.state,
            answer=begun.nonce,
            expires=float(claims["exp"]),
            session=str(claims.get("sid", "")),
            ticket=(raw,),
        )

    def _description(self) -> dict[str, Any]:
        found = self._kept(f"{self.way.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.way.issuer:
            raise Unreachable(f"{self.way.issuer}: its description is of another provider")
        return found

    def _address(self, name: str) -> str:
        found = self._description().get(name)
        if not isinstance(found, str):
            raise Unreachable(f"{self.way.issuer}: its description lacks {name}")
        return found

    def _kept(self, url: str, *, fresh: bool = False) -> dict[str, Any]:
        when, known = _known.get(url, (0.0, {}))
        if fresh or time.monotonic() - when > _KEPT or not known:
            known = self.door.get(url, {"Accept": "application/json"}).json()
            _known[url] = (time.monotonic(), known)
        return known


def forget() -> None:
    """Forget what providers told about themselves; for tests that start another at the same address."""
    _known.clear()


def _with(address: str, asked: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def _text(facts: Mapping[str, Any], name: str) -> str:
    value = facts.get(name, "") if name else ""
    return value.strip() if isinstance(value, str) else ""


def _digits(value: str, length: int) -> str:
    digits = value.replace("-", "").replace(" ", "")
    return digits if len(digits) == length and digits.isascii() and digits.isdigit() else ""
