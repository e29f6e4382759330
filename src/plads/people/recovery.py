"""Recovery codes: how somebody who lost phone and key gets in, each code once. Kept as slow hashes only."""

import re
import secrets

from django.contrib.auth.hashers import check_password, make_password

COUNT = 8
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No I, O, 0 or 1, which look alike on paper."""

LENGTH = 12
"""The first letter says which code it is, so that one slow hash is enough to try it; 55 bits are secret."""

SHOWN = re.compile(r"(.{4})(?=.)")


def new_codes() -> tuple[list[str], dict[str, str]]:
    """Return fresh codes to show once, and what to keep of them: a hash by the code's first letter."""
    marks = secrets.SystemRandom().sample(LETTERS, COUNT)
    codes = [mark + "".join(secrets.choice(LETTERS) for _ in range(LENGTH - 1)) for mark in marks]
    return [SHOWN.sub(r"\1-", code) for code in codes], {code[0]: make_password(code) for code in codes}


def plain(code: str) -> str:
    """Return a code as it was made, however it was typed."""
    return re.sub(r"[^A-Z0-9]", "", code.upper())


def matches(code: str, kept: dict[str, str]) -> str | None:
    """Return the letter under which ``code`` is kept, or ``None``; it takes as long either way."""
    typed = plain(code)
    found = kept.get(typed[:1], "!")  # an unusable hash takes as long
    return typed[:1] if check_password(typed, found) else None
