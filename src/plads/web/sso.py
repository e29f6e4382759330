"""Signing in by others, between the pages and the protocols: the ways there are, who is who, and what is on its way."""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from plads.adapters.oidc import Oidc
from plads.adapters.outgoing import Outgoing, Unreachable
from plads.adapters.proven import NotProven, Proven
from plads.config.reading import Misconfigured
from plads.config.sign_in import Level, OidcWay, SamlWay, Way, configuration
from plads.core.keyring import key_ring
from plads.core.limits import hit

if TYPE_CHECKING:
    from plads.adapters.saml import Saml

log = logging.getLogger("plads.sign_in")

BEGUN = "plads_sso"
"""The session's key for sign-ins that are on their way: by the id of the request."""

CAME_BY = "plads_came_by"
"""The session's key for the provider's session this one began in."""

PROOF = "plads_proof"
"""The cookie between the provider's answer and the page that uses it; the answer itself stays here, sealed."""

LEAVING = "plads_leaving"
"""The session's key for where the browser goes to sign out at the provider too."""

PATH = "/log-ind/med/"
_PROOF_SECONDS = 300
_BEGUN_SECONDS = 900
_AT_ONCE = 5
_METADATA_SECONDS = 3600.0
_metadata: dict[str, tuple[float, dict[str, Any]]] = {}


@dataclass(frozen=True, slots=True)
class Button:
    """A way to sign in, as the sign-in page shows it."""

    label: str
    url: str


def ways(request: HttpRequest) -> list[Button]:
    """Return the ways to sign in by others that this installation offers, in their order (no SQL)."""
    return [Button(way.label, reverse("sso_begin", args=[way.id])) for way in _ways().values()]


def way_called(name: str) -> Way | None:
    """Return a way by its name in addresses."""
    return _ways().get(name)


def _ways() -> Mapping[str, Way]:
    """Return the ways; none while the file is wrong, so that people can still come in by password.

    ``plads check`` says what is wrong; so does the log, each time somebody comes to sign in.
    """
    try:
        return configuration().ways
    except Misconfigured as error:
        log.error("Sign-in by others is off: %s", " ".join(error.faults))
        return {}


def labels() -> dict[str, str]:
    """Return each way's words by its name."""
    return {way.id: way.label for way in _ways().values()}


def absolute(name: str, *args: str) -> str:
    """Return one of our addresses as the world knows it: by configuration, never by what a request claims."""
    return f"{configuration().address}{reverse(name, args=args)}"


def oidc(way: OidcWay) -> Oidc:
    """Return the provider of an OpenID way."""
    return Oidc(way, absolute("sso_return", way.id))


def saml(way: SamlWay) -> "Saml":
    """Return the provider of a SAML way; its metadata is read once an hour. Raises ``NotProven``.

    The libraries for XML and its signatures are loaded only here: an installation without SAML goes without.
    """
    from plads.adapters.saml import Addresses, Saml

    addresses = Addresses(*(absolute(name, way.id) for name in ("sso_metadata", "sso_answer", "sso_end")))
    return Saml(way, addresses, _idp(way))


def _idp(way: SamlWay) -> dict[str, Any]:
    from plads.adapters.saml import idp_from, idp_of

    if way.idp_entity_id:
        return idp_from(way)
    if way.metadata:
        return idp_of(way.metadata.encode())
    when, known = _metadata.get(way.metadata_url, (0.0, {}))
    if known and time.monotonic() - when < _METADATA_SECONDS:
        return known
    try:
        known = idp_of(Outgoing.to(way.inside).get(way.metadata_url).body)
    except (Unreachable, NotProven) as error:
        if not known:
            raise NotProven(f"metadata: {error}") from error
        log.warning("Sign-in by %s: its metadata could not be read again: %s", way.id, error)
    _metadata[way.metadata_url] = (time.monotonic(), known)
    return known


def remember(request: HttpRequest, key: str, **what: Any) -> None:
    """Remember in the session that a request was sent; only the latest few, and not for long."""
    begun = {name: each for name, each in _begun(request).items() if name != key}
    latest = dict(list(begun.items())[-(_AT_ONCE - 1) :])
    request.session[BEGUN] = latest | {key: what | {"at": int(time.time())}}


def recall(request: HttpRequest, key: str, way: str) -> dict[str, Any] | None:
    """Return what this session sent under ``key`` to ``way``, once; ``None`` when it sent no such thing."""
    begun = _begun(request)
    found = begun.pop(key, None)
    if found is None or found.get("way") != way:
        return None
    request.session[BEGUN] = begun
    return found


def _begun(request: HttpRequest) -> dict[str, dict[str, Any]]:
    since = time.time() - _BEGUN_SECONDS
    return {key: each for key, each in request.session.get(BEGUN, {}).items() if each.get("at", 0) > since}


def first_time(proven: Proven) -> bool:
    """Whether an answer comes for the first time; it is remembered for longer than any answer is valid."""
    return new(proven.way, proven.answer)


def new(way: str, answer: str) -> bool:
    """Whether this is the first time we hear of an answer of a provider."""
    return hit("answer", way, answer).allowed


def keep(response: HttpResponse, proven: Proven) -> None:
    """Keep an answer for the page that uses it next, and give the browser a key to it.

    The provider's answer comes by a POST from its page, on which the browser sends no cookie of ours; the page it
    is sent on to gets them again, and sees there whether this browser asked.
    """
    store = SessionStore()
    store["proof"] = sealed(proven)
    store.set_expiry(_PROOF_SECONDS)
    store.create()
    response.set_cookie(
        PROOF,
        str(store.session_key),
        max_age=_PROOF_SECONDS,
        path=PATH,
        secure=configuration().address.startswith("https:"),
        httponly=True,
        samesite="Lax",
    )


def kept(request: HttpRequest) -> Proven | None:
    """Return the answer this browser holds the key to, once; ``None`` when there is none."""
    key = request.COOKIES.get(PROOF)
    if not key:
        return None
    store = SessionStore(key)
    found = unsealed(store.get("proof", ""))
    if found is not None:
        store.delete()
    return found


def sealed(proven: Proven) -> str:
    """Return an identity as a session may hold it: it may have a CPR number in it."""
    return key_ring().encrypt(json.dumps(proven.plain()))


def unsealed(text: str) -> Proven | None:
    """Return the identity that was sealed; ``None`` for an empty text."""
    return Proven.restored(json.loads(key_ring().decrypt(text))) if text else None


def came_by(proven: Proven) -> dict[str, str]:
    """Return what a session remembers of the provider's session it began in; the ticket is sealed."""
    ticket = key_ring().encrypt("\x1f".join(proven.ticket)) if any(proven.ticket) else ""
    return {
        "way": proven.way,
        "uid": key_ring().lookup(f"{proven.way} {proven.uid}"),
        "session": key_ring().lookup(f"{proven.way} {proven.session}") if proven.session else "",
        "name": key_ring().encrypt(proven.session) if proven.session else "",
        "ticket": ticket,
    }


def is_session(content: Mapping[str, Any], way: str, sessions: tuple[str, ...]) -> bool:
    """Whether a session's content says it began in one of a provider's sessions; with none named, any of its."""
    found = content.get(CAME_BY) or {}
    if found.get("way") != way:
        return False
    named = {key_ring().lookup(f"{way} {each}") for each in sessions if each}
    return not named or found.get("session") in named


def is_of(content: Mapping[str, Any], way: str, uid: str) -> bool:
    """Whether a session's content says it is of the user a provider knows as ``uid``."""
    return bool(uid) and (content.get(CAME_BY) or {}).get("uid") == key_ring().lookup(f"{way} {uid}")


def way_out(came: Mapping[str, str] | None) -> tuple[str, str, str]:
    """Return where a browser must go to end the provider's session too, whose it is, and the request's id.

    Empty when the session did not come by a provider, or it cannot be reached: one's own sign-out never fails.
    """
    way = way_called((came or {}).get("way", ""))
    if way is None or came is None:
        return "", "", ""
    ticket = tuple(key_ring().decrypt(came["ticket"]).split("\x1f")) if came.get("ticket") else ()
    session = key_ring().decrypt(came["name"]) if came.get("name") else ""
    try:
        if isinstance(way, OidcWay):
            return oidc(way).sign_out(ticket, absolute("sign_in")), way.label, ""
        if isinstance(way, SamlWay) and len(ticket) == 4:
            peer = saml(way)
            if peer.can_sign_out:
                url, request = peer.sign_out(ticket, session)
                return url, way.label, request
    except NotProven as error:
        log.warning("Sign-out by %s: %s", way.id, error.reason)
    return "", "", ""


def level_word(level: Level) -> str:
    """Return a level as sessions store it: ``substantial``; empty for none."""
    return level.name.lower() if level else ""
