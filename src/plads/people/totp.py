"""Codes of an authenticator app (RFC 6238: six digits, thirty seconds, SHA-1 as every app knows it)."""

import re
import secrets
from base64 import b32encode
from urllib.parse import quote, urlencode

from allauth.mfa.totp.internal.auth import hotp_value

from plads.core import clock

PERIOD = 30
"""Seconds a code is shown."""

LEEWAY = 1
"""How many codes before and after the present one are taken: a phone's clock may be half a minute off."""


def new_secret() -> str:
    """Return a fresh secret of 160 bits, as apps write it."""
    return b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """Return the code of one step of thirty seconds since 1970."""
    return f"{hotp_value(secret, step):06d}"


def step_of(secret: str, code: str, *, after: int = 0) -> int | None:
    """Return the step a code belongs to, or ``None`` when it is wrong, or not later than ``after``: used before."""
    typed = re.sub(r"\s", "", code)
    now = int(clock.now().timestamp()) // PERIOD
    found = None
    for step in range(now - LEEWAY, now + LEEWAY + 1):
        if secrets.compare_digest(typed.encode(), code_at(secret, step).encode()) and step > after:
            found = step
    return found


def address(secret: str, email: str) -> str:
    """Return the address an app reads from the square code."""
    return f"otpauth://totp/{quote(f'Plads:{email}')}?{urlencode({'secret': secret, 'issuer': 'Plads'})}"
