"""What an identity provider has proved about a visitor, whatever protocol it spoke."""

from dataclasses import asdict, dataclass
from typing import Any

from plads.adapters.oio import Privilege
from plads.config.sign_in import Level


class NotProven(Exception):
    """An answer that proves nothing. ``reason`` is for the administrator's log and holds no fact about a person.

    ``reason`` begins with a stable word, so that the log can be searched: ``signature: …``, ``audience: …``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Proven:
    """A visitor's identity: by which way, under which lasting id, and what is said of them.

    ``request`` is the id of the request it answers. ``answer`` names the answer itself, which counts once and
    until ``expires`` (seconds since 1970). ``session`` is the provider's name for its session with the user;
    ``ticket`` is what the provider wants to see again at sign-out, and nothing else.
    """

    way: str
    uid: str
    name: str
    email: str
    cpr: str
    cvr: str
    company_name: str
    level: Level
    privileges: tuple[Privilege, ...]
    request: str
    answer: str
    expires: float
    session: str = ""
    ticket: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return the identity as values for JSON; ``restored`` is the way back."""
        return asdict(self)

    @classmethod
    def restored(cls, values: dict[str, Any]) -> "Proven":
        """Return the identity that ``plain`` wrote."""
        privileges = tuple(
            Privilege(each["uri"], each["cvr"], tuple(each["narrowed"])) for each in values["privileges"]
        )
        known = {
            "privileges": privileges,
            "level": Level(values["level"]),
            "ticket": tuple(values["ticket"]),
        }
        return cls(**values | known)
