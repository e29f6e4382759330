"""Who may vouch for a user: the identity providers of an installation, read from the file ``PLADS_SIGN_IN`` names.

The file is TOML; ``docs/how-to/sign-in-by-others.md`` shows one. Secrets stand in files of their own or in the
environment, never in it. Reading reports every fault at once, each with the place it is at.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cache
from pathlib import Path

from plads.config.reading import Misconfigured, raw

VARIABLE = "PLADS_SIGN_IN"


class Level(IntEnum):
    """How surely an identity was proved, as the national standard (NSIS) counts it."""

    NONE = 0
    LOW = 1
    SUBSTANTIAL = 2
    HIGH = 3

    @property
    def word(self) -> str:
        """The level as it is written in requests and answers: ``Substantial``."""
        return self.name.capitalize()


class Kind(StrEnum):
    """What kind of users a provider vouches for."""

    STAFF = "staff"
    COMPANY = "company"
    CANDIDATE = "candidate"


class Profile(StrEnum):
    """Whose rules a SAML provider's answers follow."""

    OIOSAML3 = "oiosaml3"
    KOMBIT = "kombit"


DEFAULT_LEVELS = {Kind.STAFF: Level.SUBSTANTIAL, Kind.COMPANY: Level.LOW, Kind.CANDIDATE: Level.SUBSTANTIAL}
"""The least level for each kind where the file says nothing."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What an OpenID provider calls the facts about a user; empty where it does not tell."""

    name: str = "name"
    email: str = "email"
    cpr: str = ""
    cvr: str = ""
    roles: str = ""
    level: str = "acr"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to sign in by others. ``id`` is its name in addresses and with stored identities: never reuse one."""

    id: str
    label: str
    kinds: tuple[Kind, ...]
    levels: Mapping[Kind, Level]
    roles: Mapping[str, str]
    """Privilege (or value of the roles claim) to the role's name in Plads."""
    municipality: str = ""
    """Code of the municipality whose staff it is, where the provider does not say it itself."""
    assumed: Level = Level.NONE
    """The level where the provider states none, by written agreement with it."""
    inside: frozenset[str] = frozenset()
    """Hosts that may be private and asked over http."""

    @property
    def least(self) -> Level:
        """The lowest level anybody is let in with: what the first request asks for."""
        return min(self.levels[kind] for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class OidcWay(Way):
    """An OpenID Connect provider."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ("openid",)
    claims: Claims = Claims()
    acr: Mapping[Level, str] = field(default_factory=dict)
    """What the provider calls each level."""


@dataclass(frozen=True, slots=True)
class SamlWay(Way):
    """A SAML identity provider and our own name and keys towards it."""

    profile: Profile = Profile.OIOSAML3
    entity_id: str = ""
    key: str = field(default="", repr=False)
    certificate: str = ""
    next_certificate: str = ""
    metadata_url: str = ""
    metadata: str = ""
    idp_entity_id: str = ""
    sso_url: str = ""
    slo_url: str = ""
    idp_certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignIn:
    """The whole configuration: the address people know Plads by, and the ways in their order."""

    address: str = ""
    ways: Mapping[str, Way] = field(default_factory=dict)


@cache
def configuration() -> SignIn:
    """Return the installation's configuration, read once; without a file there is no way in by others.

    Raises ``Misconfigured``.
    """
    file = os.environ.get(VARIABLE)
    return read(Path(file)) if file else SignIn()


def read(file: Path) -> SignIn:
    """Return what ``file`` says; raises ``Misconfigured`` with everything that is wrong in it."""
    from plads.config.sign_in_reading import Reading

    reading = Reading(file)
    found = reading.whole(raw(file))
    if reading.faults:
        raise Misconfigured(reading.faults)
    return found


def faults() -> list[str]:
    """Return what is wrong with the installation's configuration: nothing, when there is none or it is right."""
    file = os.environ.get(VARIABLE)
    if not file:
        return []
    try:
        read(Path(file))
    except Misconfigured as error:
        return error.faults
    return []
