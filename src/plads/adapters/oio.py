"""What OIOSAML 3 and KOMBIT's context handler say about a user: attributes, privileges, assurance. Pure.

Names and shapes as in OIOSAML Web SSO Profile 3.0, OIO Basic Privilege Profile 1.2 (and the older namespace that is
still in use) and KOMBIT's attribute profile.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plads.adapters.safe_xml import parse
from plads.config.sign_in import Level, Profile

Attributes = Mapping[str, Sequence[str]]

CORE = "https://data.gov.dk/model/core/"
EID = f"{CORE}eid/"
PROFESSIONAL = f"{EID}professional/"
LEVEL = "https://data.gov.dk/concept/core/nsis/loa"
SPEC_VERSION = f"{CORE}specVersion"
CPR, CPR_UUID = f"{EID}cprNumber", f"{EID}cprUuid"
FIRST_NAME, LAST_NAME, FULL_NAME, EMAIL = f"{EID}firstName", f"{EID}lastName", f"{EID}fullName", f"{EID}email"
CVR, COMPANY_NAME = f"{PROFESSIONAL}cvr", f"{PROFESSIONAL}orgName"
PROFESSIONAL_UUID, PERSON_UUID = f"{PROFESSIONAL}uuid/persistent", f"{EID}person/pid"
PRIVILEGES = f"{EID}privilegesIntermediate"

KOMBIT = "dk:gov:saml:attribute:"
KOMBIT_VERSION, KOMBIT_CVR = f"{KOMBIT}KombitSpecVer", f"{KOMBIT}CvrNumberIdentifier"
KOMBIT_PRIVILEGES = f"{KOMBIT}Privileges_intermediate"

NAMESPACES = (
    "http://digst.dk/oiosaml/basic_privilege_profile",
    "http://itst.dk/oiosaml/basic_privilege_profile",
)
CVR_SCOPE = "urn:dk:gov:saml:cvrNumberIdentifier:"
_PRIVILEGES_LIMIT = 300_000


class NotUnderstood(ValueError):
    """An answer that does not follow its profile; the message is for the administrator."""


@dataclass(frozen=True, slots=True)
class Privilege:
    """A right somebody was given: its address, for which CVR number, and what narrows it.

    ``narrowed`` holds the names of constraints, and ``Scope`` for a scope that is no CVR number: Plads can hold none
    of them, so such a right must not be used as if it were whole.
    """

    uri: str
    cvr: str
    narrowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OioPerson:
    """Who an answer is about. Everything but ``level`` may be empty."""

    name: str
    email: str
    cpr: str
    cvr: str
    company_name: str
    level: Level
    privileges: tuple[Privilege, ...]


def level_of(value: str) -> Level:
    """Return the assurance level an attribute or an address of a context names; ``NONE`` for anything unknown."""
    word = value.strip().rpartition("/")[2].lower()
    return {"low": Level.LOW, "substantial": Level.SUBSTANTIAL, "high": Level.HIGH}.get(word, Level.NONE)


def read_privileges(encoded: str) -> tuple[Privilege, ...]:
    """Return the privileges of a base64-encoded privilege list; raises ``NotUnderstood`` when it is none."""
    if len(encoded) > _PRIVILEGES_LIMIT:
        raise NotUnderstood("the privilege list is too large")
    try:
        root = parse(base64.b64decode(re.sub(r"\s", "", encoded), validate=True))
    except ValueError as error:  # not base64, not ASCII, or unsafe XML
        raise NotUnderstood(f"the privilege list cannot be read: {error}") from error
    if root.tag not in {f"{{{namespace}}}PrivilegeList" for namespace in NAMESPACES}:
        raise NotUnderstood("the privilege list has an unknown root")
    found: list[Privilege] = []
    for group in root:
        if _local(str(group.tag)) != "PrivilegeGroup":
            raise NotUnderstood("the privilege list holds something other than groups")
        cvr = _cvr_of(group.get("Scope") or "")
        narrowed = tuple(each.get("Name") or "?" for each in group if _local(str(each.tag)) == "Constraint")
        narrowed += () if cvr else ("Scope",)
        found += [
            Privilege((each.text or "").strip(), cvr, narrowed)
            for each in group
            if _local(str(each.tag)) == "Privilege" and (each.text or "").strip()
        ]
    return tuple(found)


def person_of(attributes: Attributes, profile: Profile) -> OioPerson:
    """Return whom the attributes of an answer are about; raises ``NotUnderstood`` for the wrong profile."""
    if profile is Profile.KOMBIT:
        _expect(attributes, KOMBIT_VERSION, r"2\.0")
        cvr, privileges = _one(attributes, KOMBIT_CVR), _one(attributes, KOMBIT_PRIVILEGES)
    else:
        _expect(attributes, SPEC_VERSION, r"OIO-SAML-3\.[0-9]")
        cvr, privileges = _one(attributes, CVR), _one(attributes, PRIVILEGES)
    first, last = _one(attributes, FIRST_NAME), _one(attributes, LAST_NAME)
    return OioPerson(
        name=_one(attributes, FULL_NAME) or f"{first} {last}".strip(),
        email=_one(attributes, EMAIL),
        cpr=_digits(_one(attributes, CPR), 10),
        cvr=_digits(cvr, 8),
        company_name=_one(attributes, COMPANY_NAME),
        level=level_of(_one(attributes, LEVEL)),
        privileges=read_privileges(privileges) if privileges else (),
    )


def _expect(attributes: Attributes, name: str, pattern: str) -> None:
    if not re.fullmatch(pattern, _one(attributes, name)):
        raise NotUnderstood(f"the answer does not say the version of its profile in {name}")


def _one(attributes: Attributes, name: str) -> str:
    """Return an attribute that has one value; raises for several, where it would be a choice whom to believe."""
    values = [each for each in attributes.get(name, ()) if each]
    if len(set(values)) > 1:
        raise NotUnderstood(f"the answer has several values of {name}")
    return values[0].strip() if values else ""


def _digits(value: str, length: int) -> str:
    digits = value.removeprefix("DK").replace("-", "").strip()
    return digits if re.fullmatch(rf"[0-9]{{{length}}}", digits) else ""


def _cvr_of(scope: str) -> str:
    if not scope.lower().startswith(CVR_SCOPE.lower()):
        return ""
    return _digits(scope[len(CVR_SCOPE) :], 8)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
