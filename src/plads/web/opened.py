"""Which protected candidates a session has opened, why, and until when."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from plads.core import clock

OPEN_FOR = timedelta(minutes=15)
"""How long name and contact of a protected candidate stay open in the session that opened them."""

_KEY = "plads_opened"
"""The session's key for what is open: the candidate's id to the moment it shuts and the reason."""


def remember(request: HttpRequest, candidate_id: UUID, why: str) -> None:
    """Keep a candidate open in this session, and forget those that are shut again."""
    now = clock.now()
    still = {key: value for key, value in _opened(request).items() if datetime.fromisoformat(value[0]) > now}
    request.session[_KEY] = still | {str(candidate_id): [(now + OPEN_FOR).isoformat(), why]}


def reason(request: HttpRequest, candidate_id: UUID) -> str:
    """Return why a candidate is open in this session; empty when they are not."""
    until, why = _opened(request).get(str(candidate_id), ("", ""))
    return why if until and clock.now() < datetime.fromisoformat(until) else ""


def _opened(request: HttpRequest) -> dict[str, list[str]]:
    found: dict[str, list[str]] = request.session.get(_KEY, {})
    return found
