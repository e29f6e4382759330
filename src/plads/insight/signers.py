"""How the people came to give their word on an agreement: shown beside each word, to all three parties.

Whoever makes a link to choose a password could use it, and whoever asks for a word by SMS chooses the number. So nobody
signs for a company unseen: see decisions 0014 and 0025.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from plads.centres.models import Party, Signature, SignatureRequest
from plads.centres.signing_events import SignatureAsked
from plads.core.events import about
from plads.core.models import Event
from plads.core.roles import Role
from plads.people.events import AccessLinkMade, RoleGiven

_ROLE_OF = {Party.COMPANY: Role.CONTACT, Party.REPRESENTATIVE: Role.REPRESENTATIVE}


@dataclass(frozen=True, slots=True)
class Admission:
    """How a signer came in: who gave them the role they sign in, and who made their latest link, before they signed.

    Or who asked for the word by a personal link, and where it went; or who noted it for them, and why. Empty where the
    events say nothing: the role came with a spreadsheet, or no link was needed.
    """

    given_by: str = ""
    given_at: datetime | None = None
    link_by: str = ""
    link_at: datetime | None = None
    asked_by: str = ""
    asked_at: datetime | None = None
    asked_to: str = ""
    noted_by: str = ""
    noted_why: str = ""


def admissions(signatures: Iterable[Signature]) -> dict[UUID, Admission]:
    """Return by signature how a company's and the employees' words came (1 statement; none without signatures).

    Read from events, which nobody changes: it stays true after the role is gone. The signatures are read with their
    ``request`` and ``noted_by``.
    """
    words = [each for each in signatures if each.party in _ROLE_OF]
    subjects = [each.user_id or each.request_id for each in words]
    known = [each for each in subjects if each]
    rows = _events(words[0].municipality_id, known) if known else []
    return {each.id: _admission(each, rows) for each in words}


def _events(municipality_id: UUID, subjects: list[UUID]) -> list[Mapping[str, object]]:
    kinds = [RoleGiven.kind, AccessLinkMade.kind, SignatureAsked.kind]
    events = Event.objects.filter(about(*subjects), municipality_id=municipality_id, kind__in=kinds)
    return list(events.order_by("at", "id").values("at", "kind", "actor_name", "facts"))


def _admission(signature: Signature, rows: Iterable[Mapping[str, object]]) -> Admission:
    if signature.noted_by is not None:
        return Admission(noted_by=signature.noted_by.name, noted_why=signature.noted_why)
    if signature.request is not None:
        return _by_link(signature, signature.request, rows)
    label = str(_ROLE_OF[Party(signature.party)].label)
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


def _by_link(
    signature: Signature, request: SignatureRequest, rows: Iterable[Mapping[str, object]]
) -> Admission:
    for row in rows:
        facts = row["facts"]
        if isinstance(facts, dict) and facts.get("request_id") == str(signature.request_id):
            return Admission(
                asked_by=str(row["actor_name"]),
                asked_at=row["at"],  # type: ignore[arg-type]
                asked_to=request.hint,
            )
    return Admission(asked_to=request.hint)
