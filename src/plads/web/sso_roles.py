"""From what a provider says of somebody to roles in Plads: which municipality, which company, which candidate.

Everything here is asked before anybody is signed in, so it sees every municipality; it answers with ids and nothing
else, and takes as long for a number nobody has as for one that somebody has.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from plads.adapters.proven import Proven
from plads.candidates.access import candidates_with_cpr
from plads.centres.queries import workplaces_with_centre
from plads.config.sign_in import Kind, Level, Way
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.people.sso import Held, users_speaking_for

COMPANY_ROLES = frozenset({Role.CONTACT, Role.HEAD_OFFICE})


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to Plads: roles, the kinds of users they are, and the user they are already, if any.

    ``ignored`` are rights that gave nothing, in words for the administrator. ``company`` is the CVR number that
    was found to have no centre.
    """

    held: frozenset[Held]
    kinds: frozenset[Kind]
    belongs_to: UUID | None = None
    ignored: tuple[str, ...] = ()
    company: str = ""

    def needed(self, way: Way) -> Level:
        """Return the least level this standing may be let in with."""
        return max((way.levels[kind] for kind in self.kinds), default=way.least)


def standing(way: Way, proven: Proven) -> Standing:
    """Return what somebody is to Plads by this way. Rights the way may not give, or that are narrowed, give nothing."""
    places = list(Municipality.objects.order_by("id"))
    everywhere = Actor(None, "Plads", Role.SYSTEM, frozenset(place.id for place in places))
    held, ignored, company = set(), [], ""
    with acting(everywhere):
        for privilege in proven.privileges:
            role = way.roles.get(privilege.uri)
            if role is None:
                continue
            if privilege.narrowed:
                ignored.append(f"{privilege.uri} er afgrænset af {', '.join(privilege.narrowed)}")
                continue
            found = _held(way, Role(role), privilege.cvr or proven.cvr, privilege.cvr, places, everywhere)
            if not found:
                ignored.append(f"{privilege.uri} gælder ingen, Plads kender")
                company = company or (privilege.cvr or proven.cvr if Role(role) in COMPANY_ROLES else "")
            held |= found
        candidates = _candidates(way, proven, everywhere)
        belongs_to = next(iter(users_speaking_for([each.subject_id for each in candidates if each.subject_id],
                                                  Role.CANDIDATE)), None)  # fmt: skip
    held |= candidates
    return Standing(frozenset(held), frozenset(_kinds(held)), belongs_to, tuple(ignored), company)


def _held(
    way: Way, role: Role, cvr: str, scope: str, places: Iterable[Municipality], everywhere: Actor
) -> set[Held]:
    if role in COMPANY_ROLES:
        return _company(role, cvr, everywhere) if Kind.COMPANY in way.kinds and cvr else set()
    if Kind.STAFF not in way.kinds:
        return set()
    if way.municipality and not scope:
        return {Held(role, place.id) for place in places if place.code == way.municipality}
    return {
        Held(role, place.id)
        for place in places
        if scope and place.cvr == scope and way.municipality in ("", place.code)
    }


def _company(role: Role, cvr: str, everywhere: Actor) -> set[Held]:
    """Return a contact's role for each workplace with a centre, a head office's for the company wherever it has one."""
    rows = workplaces_with_centre(everywhere, cvr)
    if role is Role.CONTACT:
        return {Held(role, row.municipality_id, row.id) for row in rows}
    return {Held(role, row.municipality_id, row.company_id) for row in rows}


def _candidates(way: Way, proven: Proven, everywhere: Actor) -> set[Held]:
    if Kind.CANDIDATE not in way.kinds or not proven.cpr:
        return set()
    rows = candidates_with_cpr(everywhere, proven.cpr)
    return {Held(Role.CANDIDATE, municipality_id, candidate_id) for municipality_id, candidate_id in rows}


def _kinds(held: Iterable[Held]) -> set[Kind]:
    return {
        Kind.CANDIDATE
        if each.role is Role.CANDIDATE
        else Kind.COMPANY
        if each.role in COMPANY_ROLES
        else Kind.STAFF
        for each in held
    }
