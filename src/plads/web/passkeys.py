"""The ceremonies of passkeys (WebAuthn): a challenge for the browser, and the check of what it answers.

A challenge is kept in the session, works once and for five minutes. Our passkeys always verify their user by PIN,
finger or face, so that one is two factors, and are discoverable, so that no e-mail is needed to sign in.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from plads.core import clock
from plads.people.models import User

ASKED = "plads_passkey_asked"
"""The session's key for when the challenge was made, and what for."""

ANSWER_TIME = timedelta(minutes=5)
LARGEST = 20_000
"""Characters of an answer; more is no answer of a browser."""


def registration(request: HttpRequest, user: User) -> dict[str, Any]:
    """Return what the browser needs to make a passkey for ``user``."""
    return _asked(request, "add", auth.begin_registration(user, passwordless=True))


def authentication(request: HttpRequest, purpose: str, user: User | None) -> dict[str, Any]:
    """Return what the browser needs to prove a passkey: one of ``user``'s, or any it has when nobody is known yet."""
    options = auth.begin_authentication(user)
    options["publicKey"]["userVerification"] = "required"
    return _asked(request, purpose, options)


def registered(request: HttpRequest, answer: str) -> dict[str, Any] | None:
    """Return the credential to store of a browser's answer; ``None`` when it doesn't answer our challenge."""
    credential = _answer(request, "add", answer)
    if credential is None:
        return None
    try:
        data = auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    finally:
        auth.clear_state()
    return credential if data.is_user_verified() else None


def proved(request: HttpRequest, purpose: str, user: User | None, answer: str) -> tuple[User, int] | None:
    """Return whose passkey answered our challenge, and which it was; ``None`` when it is wrong or not ``user``'s."""
    credential = _answer(request, purpose, answer)
    if credential is None:
        return None
    try:
        owner = user or auth.extract_user_from_response(credential)
        _require_verification()
        row: Authenticator = auth.complete_authentication(owner, credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return None
    finally:
        auth.clear_state()
    return (owner, row.pk) if isinstance(owner, User) and owner.is_active else None


def _require_verification() -> None:
    """Let the check itself refuse an answer without PIN, finger or face."""
    state = auth.get_state()
    if state:
        auth.set_state(state | {"user_verification": "required"})


def _asked(request: HttpRequest, purpose: str, options: dict[str, Any]) -> dict[str, Any]:
    request.session[ASKED] = {"for": purpose, "at": clock.now().isoformat()}
    return options


def _answer(request: HttpRequest, purpose: str, answer: str) -> dict[str, Any] | None:
    """Return the browser's answer, if it was asked for this, lately, and not answered yet."""
    asked = request.session.pop(ASKED, None)
    if not asked or asked["for"] != purpose or len(answer) > LARGEST:
        return None
    if clock.now() - datetime.fromisoformat(asked["at"]) >= ANSWER_TIME:
        return None
    try:
        credential = json.loads(answer)
    except ValueError:
        return None
    return credential if isinstance(credential, dict) else None
