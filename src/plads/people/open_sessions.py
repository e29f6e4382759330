"""Where a user is signed in: one row per session, so that they can see it and end it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from plads.core import clock
from plads.people.models import User


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session of a user: since when, from which browser, and whether it is the one that asks."""

    since: datetime
    device: str
    here: bool


def opened(user: User, key: str, network: str, device: str) -> None:
    """Note that a session was opened."""
    now = clock.now()
    UserSession.objects.create(
        user_id=user.id, session_key=key, ip=network, user_agent=device, created_at=now, last_seen_at=now
    )


def moved(before: str | None, after: str | None) -> None:
    """Note that a session got another id."""
    if before and after:
        UserSession.objects.filter(session_key=before).update(session_key=after)


def sessions(user_id: UUID, here: str | None) -> list[OpenSession]:
    """Return where a user is signed in, this session first and then the newest (1 statement)."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    rows = UserSession.objects.filter(Exists(alive), user_id=user_id).order_by("-created_at")
    found = [OpenSession(row.created_at, row.user_agent, row.session_key == here) for row in rows]
    return sorted(found, key=lambda each: not each.here)


def end_session(key: str | None) -> None:
    """Forget one session; who ends it removes the session itself."""
    UserSession.objects.filter(session_key=key or "").delete()


def end_sessions(user_id: UUID, *, but: str | None = None) -> int:
    """End a user's sessions, all or all ``but`` one; return how many."""
    rows = UserSession.objects.filter(user_id=user_id)
    if but:
        rows = rows.exclude(session_key=but)
    keys = list(rows.values_list("session_key", flat=True))
    ended, _ = Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return ended


def sweep_sessions() -> int:
    """Remove sessions that are over and the rows about them; return how many. For the hourly job."""
    ended, _ = Session.objects.filter(expire_date__lte=timezone.now()).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(alive)).delete()
    return ended
