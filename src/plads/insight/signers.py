"""Who let the people in who gave their word on an agreement: shown beside each word, to all three parties.

Whoever makes a link to choose a password could use it. So nobody signs for a company unseen: see decision 0014.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plads.centres.models import Signature
from plads.core.models import Event
from plads.core.roles import Role
from plads.people.events import AccessLinkMade, RoleGiven

_ROLE_OF = {Signature.Party.COMPANY: Role.CONTACT, Signature.Party.REPRESENTATIVE: Role.REPRESENTATIVE}


@dataclass(frozen=True, slots=True)
class Admission:
    """How a signer came in: who gave them the role they sign in, and who made their latest link, before they signed.

    Empty where the events say nothing: the role came with a spreadsheet, or no link was needed.
    """

    given_by: str = ""
    given_at: datetime | None = None
    link_by: str = ""
    link_at: datetime | None = None


def admissions(signatures: Iterable[Signature]) -> dict[UUID, Admission]:
    """Return by signature how a company's and the employees' signers came in (1 statement; none without signatures).

    Read from events, which nobody changes: it stays true after the role is gone.
    """
    asked = [each for each in signatures if each.party in _ROLE_OF]
    if not asked:
        return {}
    users = [each.user_id for each in asked]
    rows = list(
        Event.objects.filter(
            municipality_id=asked[0].municipality_id,
            kind__in=[RoleGiven.kind, AccessLinkMade.kind],
            subjects__overlap=users,
        )
        .order_by("at", "id")
        .values("at", "kind", "actor_name", "facts")
    )
    return {each.id: _admission(each, rows) for each in asked}


def _admission(signature: Signature, rows: Iterable[Mapping[str, object]]) -> Admission:
    label = str(_ROLE_OF[Signature.Party(signature.party)].label)
    found: dict[str, Mapping[str, object]] = {}
    for row in rows:
        facts = row["facts"]
        if not isinstance(facts, dict) or facts.get("user_id") != str(signature.user_id):
            continue
        if row["at"] <= signature.signed_at and facts.get("role", label) == label:  # type: ignore[operator]
            found[str(row["kind"])] = row
    given, link = found.get(RoleGiven.kind, {}), found.get(AccessLinkMade.kind, {})
    return Admission(
        str(given.get("actor_name", "")),
        given.get("at"),  # type: ignore[arg-type]
        str(link.get("actor_name", "")),
        link.get("at"),  # type: ignore[arg-type]
    )
