"""Which servers outside an installation uses: mail, SMS, the business register, VITAS, and the seal on documents.

Read from the TOML file that ``PLADS_SERVICES`` names; ``docs/how-to/connect-services.md`` shows one. Secrets stand in
files of their own or in the environment, never in it. What the file does not name is not used, and every page that
would need it says so and offers the way by hand.
"""

import os
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from plads.config.reading import Misconfigured, raw

VARIABLE = "PLADS_SERVICES"
ADDRESS = "PLADS_ADDRESS"
"""The environment variable that says what address people know Plads by, where the file does not."""
HERE = "http://127.0.0.1:8000"
"""The address where nobody said another: on this machine only."""


@dataclass(frozen=True, slots=True)
class MailService:
    """An SMTP server that takes mail for delivery. ``security`` is ``tls``, ``starttls`` or ``none``.

    ``authority`` is the file of the certificate that vouches for the server, where it is no public one.
    """

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""


@dataclass(frozen=True, slots=True)
class SmsService:
    """A gateway that takes one SMS as a JSON ``POST``. ``inside`` lists hosts that may be private and plain http.

    ``knows_repeats`` says that it sends a message once however often it gets it with the same ``Idempotency-Key``.
    """

    url: str
    sender: str
    token: str = field(default="", repr=False)
    inside: frozenset[str] = frozenset()
    knows_repeats: bool = False


@dataclass(frozen=True, slots=True)
class RegisterService:
    """The CVR distribution: its base address, to which ``virksomhed/_search`` is added, and the user it knows us by."""

    url: str
    user: str
    password: str = field(default="", repr=False)
    inside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class VitasService:
    """The read services of VITAS through DFDG."""

    url: str
    token: str = field(default="", repr=False)
    inside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SealService:
    """The certificate documents are sealed with: a PKCS#12 file. ``timestamp_url`` is a time stamp server, if any."""

    file: str
    password: str = field(default="", repr=False)
    timestamp_url: str = ""
    inside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Services:
    """The whole configuration; ``address`` is the one people know Plads by, for links in mail, SMS and documents.

    It does not end with a slash. A service that is not set up, or whose table has a fault, is ``None``.
    """

    address: str = ""
    mail: MailService | None = None
    sms: SmsService | None = None
    register: RegisterService | None = None
    vitas: VitasService | None = None
    seal: SealService | None = None

    def names(self) -> list[str]:
        """Return which services are set up, as the file calls them."""
        return [name for name in NAMES if getattr(self, name) is not None]


NAMES = ("mail", "sms", "register", "vitas", "seal")
"""The services an installation may use."""


@cache
def configuration() -> Services:
    """Return the installation's configuration, read once.

    It raises nothing: a table with a fault is as if it were not there, so that Plads goes on by hand. ``faults`` tells
    of it, and ``plads check`` and the administrator's page show it.
    """
    return _read()[0]


def faults() -> list[str]:
    """Return what is wrong in the file, each fault with its place: nothing, when there is none or it is right."""
    return _read()[1]


def _read() -> tuple[Services, list[str]]:
    found, wrong, name = Services(), list[str](), os.environ.get(VARIABLE)
    if name:
        try:
            found, wrong = read(Path(name))
        except Misconfigured as error:
            wrong = error.faults
    return replace(found, address=found.address or os.environ.get(ADDRESS, HERE).rstrip("/")), wrong


def read(file: Path) -> tuple[Services, list[str]]:
    """Return what ``file`` says and every fault in it; raises ``Misconfigured`` when it cannot be read at all."""
    from plads.config.services_reading import ServicesReading

    reading = ServicesReading(file)
    found = reading.whole(raw(file))
    return found, reading.faults
