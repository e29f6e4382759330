"""How a session's person was recognised, when, and how long that holds. Limits by decision 0012."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from plads.core import clock
from plads.core.roles import SUBJECT_ROLES, Role

SECOND = frozenset({"totp", "passkey", "recovery_code"})
"""Ways that prove a second factor; a passkey asks for a PIN or a finger itself, so it is two factors alone."""

STRONG_LEVELS = frozenset({"substantial", "high"})
"""Assurance levels of others (NSIS: Betydelig, Høj) that stand for a second factor of our own."""

FRESH = timedelta(minutes=15)
"""How long after proving who one is something risky may be done without proving it again."""

ABSOLUTE = timedelta(hours=12)
"""How long a session lasts at most: a working day, whatever happens in it."""

IDLE_STAFF, IDLE_OTHERS = timedelta(minutes=30), timedelta(minutes=60)
"""How long a session lives without a request."""

TOUCH = timedelta(minutes=1)
"""How exactly the last request is remembered; finer would write on every page."""


@dataclass(frozen=True, slots=True)
class Assurance:
    """How somebody was recognised: by which ways, at which level if another system vouched, and when.

    ``methods`` are of: ``password``, ``link``, ``totp``, ``passkey``, ``recovery_code``, ``oidc``, ``saml``. ``level``
    is what the other system said, in lower case (``low``, ``substantial``, ``high``), empty for our own ways. ``at``
    is the sign-in, ``fresh`` the latest proof, ``seen`` the latest request (to the minute).
    """

    methods: tuple[str, ...]
    level: str = ""
    at: datetime | None = None
    fresh: datetime | None = None
    seen: datetime | None = None

    @property
    def strong(self) -> bool:
        """Whether two factors were shown, here or where another system vouched."""
        return bool(SECOND & set(self.methods)) or self.level in STRONG_LEVELS

    @property
    def is_fresh(self) -> bool:
        """Whether the latest proof is recent enough for something risky."""
        return self.fresh is not None and clock.now() - self.fresh < FRESH

    def over(self, role: Role) -> bool:
        """Whether a session in ``role`` has ended by itself: too long idle, or too long in all."""
        if self.at is None or self.seen is None:
            return True
        now, idle = clock.now(), IDLE_OTHERS if role in SUBJECT_ROLES else IDLE_STAFF
        return now - self.seen >= idle or now - self.at >= ABSOLUTE

    def started(self) -> "Assurance":
        """Return the assurance of a session that begins now."""
        now = clock.now()
        return replace(self, at=now, fresh=now, seen=now)

    def proved(self, *methods: str) -> "Assurance":
        """Return the assurance after ``methods`` were shown too, just now."""
        more = tuple(each for each in methods if each not in self.methods)
        return replace(self, methods=(*self.methods, *more), fresh=clock.now())

    def touched(self) -> "Assurance | None":
        """Return the assurance with this request noted; ``None`` when the last one was moments ago."""
        now = clock.now()
        return replace(self, seen=now) if self.seen is None or now - self.seen >= TOUCH else None

    def kept(self) -> dict[str, Any]:
        """Return what the session stores."""
        moments = {"at": self.at, "fresh": self.fresh, "seen": self.seen}
        said = {name: moment.isoformat() for name, moment in moments.items() if moment}
        return {"methods": list(self.methods), "level": self.level, **said}

    @classmethod
    def of(cls, kept: Any) -> "Assurance":
        """Return what a session stored; nothing proved when it stored nothing."""
        if not isinstance(kept, dict):
            return cls(())
        moments = {
            name: datetime.fromisoformat(kept[name]) for name in ("at", "fresh", "seen") if name in kept
        }
        return cls(tuple(kept["methods"]), kept["level"], **moments)


def needs_two(role: Role) -> bool:
    """Whether people in ``role`` must show two factors: everybody who works inside a municipality or for Plads."""
    return settings.PLADS_SECOND_FACTOR == "required" and role not in SUBJECT_ROLES
