"""Personal links by which somebody without an account reads and signs, and the one-time codes that prove who it is.

Neither is stored. Both are worked out from the request and the installation's key whenever they are to be sent, so a
reminder sends the same link as the mail before it, and a reaction that runs twice sends the same once more. What is
stored of a link is its SHA-256, by which it is found; of a code an HMAC, because a million numbers are soon tried.
See decision 0025.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta

from plads.centres.models import SignatureRequest
from plads.core import clock
from plads.core.keyring import key_ring

TOKEN_BYTES = 18
"""144 bits, and 24 characters in a link: an SMS holds it."""

CODE_TIME = timedelta(minutes=10)
"""How long a code may be used."""

CODE_TRIES = 5
"""How many wrong answers a code survives."""


def digest(token: str) -> str:
    """Return the SHA-256 by which a link's token is found."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(request: SignatureRequest) -> None:
    """Let a request have a fresh link that lives as long as the municipality says; saves nothing."""
    request.expires_at = clock.now() + timedelta(days=request.municipality.signing_link_days)
    request.token_digest = digest(_tokens(request)[0])


def token_of(request: SignatureRequest) -> str | None:
    """Return the token of a request's present link; ``None`` when it has none, or its key is gone for good."""
    return next((each for each in _tokens(request) if digest(each) == request.token_digest), None)


def link_over(request: SignatureRequest) -> bool:
    """Return whether a request's link has lived too long."""
    return request.expires_at is None or request.expires_at <= clock.now()


def link_wanes(request: SignatureRequest) -> bool:
    """Return whether less than half of a link's life is left: then a reminder brings a fresh one."""
    half = timedelta(days=request.municipality.signing_link_days) / 2
    return request.expires_at is None or request.expires_at <= clock.now() + half


def make_code(request: SignatureRequest) -> None:
    """Let a request have a fresh code, of which nothing was tried yet; saves nothing."""
    request.code_sent_at, request.code_tries = clock.now(), 0
    request.code_digest = key_ring().lookup(f"signing code of {request.id}: {_codes(request)[0]}")


def code_of(request: SignatureRequest) -> str | None:
    """Return the six digits of a request's present code; ``None`` when it has none."""
    return next((each for each in _codes(request) if fits(request, each)), None)


def code_lives(request: SignatureRequest) -> bool:
    """Return whether there is a code that may still be tried."""
    if request.code_sent_at is None or not request.code_digest:
        return False
    return clock.now() < request.code_sent_at + CODE_TIME and request.code_tries < CODE_TRIES


def fits(request: SignatureRequest, code: str) -> bool:
    """Return whether ``code`` is a request's present one, blanks aside; takes as long for a wrong one."""
    bare = "".join(code.split())
    found = key_ring().lookups(f"signing code of {request.id}: {bare}")
    return True in [secrets.compare_digest(each, request.code_digest) for each in found]


def _tokens(request: SignatureRequest) -> list[str]:
    """Return a link's token by the present key, and by the one before while keys are being renewed."""
    if request.expires_at is None:
        return []
    keys = key_ring().lookups(f"signing link of {request.id} until {_moment(request.expires_at)}")
    return [_short(key) for key in keys]


def _short(key: str) -> str:
    made = hmac.digest(key.encode(), b"token", "sha256")[:TOKEN_BYTES]
    return base64.urlsafe_b64encode(made).decode()


def _codes(request: SignatureRequest) -> list[str]:
    if request.code_sent_at is None:
        return []
    keys = key_ring().lookups(f"signing code at {_moment(request.code_sent_at)} of {request.id}")
    return [f"{int(key, 16) % 1_000_000:06d}" for key in keys]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
