"""What somebody wrote in a form that came too late: kept, sealed, until they have proved who they are."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from plads.core import clock
from plads.core.keyring import key_ring

HELD = "plads_held"
"""The session's key for a form that waits for its writer."""

KEPT_FOR = timedelta(hours=1)
LARGEST = 200_000
"""Characters; a larger form is not kept, and that is said."""

NEVER = ("password", "current", "again", "code", "credential", "csrfmiddlewaretoken")
"""Fields that are never kept."""


def hold(request: HttpRequest, user_id: str) -> bool:
    """Keep the posted form for ``user_id``; return whether all of it could be kept (files can't)."""
    fields = [(name, request.POST.getlist(name)) for name in request.POST if name not in NEVER]
    text = json.dumps(fields)
    if len(text) > LARGEST:
        return False
    request.session[HELD] = {
        "user": user_id,
        "path": request.get_full_path(),
        "at": clock.now().isoformat(),
        "form": key_ring().encrypt(text),
    }
    return not request.FILES


def held(request: HttpRequest, user_id: UUID) -> tuple[str, list[tuple[str, str]]] | None:
    """Return the path and the fields of the form kept for a user; ``None`` when there is none for them."""
    kept: dict[str, Any] | None = request.session.get(HELD)
    if not kept or kept["user"] != str(user_id):
        return None
    if clock.now() - datetime.fromisoformat(kept["at"]) >= KEPT_FOR:
        return None
    fields = json.loads(key_ring().decrypt(kept["form"]))
    return kept["path"], [(name, value) for name, values in fields for value in values]


def let_go(request: HttpRequest) -> None:
    """Forget the form that was kept."""
    request.session.pop(HELD, None)
