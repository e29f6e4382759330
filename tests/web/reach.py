"""Which rows a demo person may see anything of, worked out from the rows themselves and not from the policies."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from plads.candidates.models import Candidate
from plads.centres.models import Document
from plads.companies.models import Company, Workplace
from plads.core.actor import Actor
from plads.core.models import Municipality
from plads.core.roles import COMPANY, STAFF, Role
from plads.core.scope import acting
from plads.demo.people import person
from plads.mentoring.models import Mentor, MentorAssignment
from plads.people.models import Membership, User
from plads.placements.models import Nomination, Placement
from tests.web.canaries import Canary

TO_CANDIDATE = ("candidate_id", "placement.candidate_id")
TO_WORKPLACE = (
    "workplace_id",
    "centre.workplace_id",
    "place.centre.workplace_id",
    "agreement.centre.workplace_id",
    "version.agreement.centre.workplace_id",
    "mentor.centre.workplace_id",
    "grant.mentor.centre.workplace_id",
    "placement.place.centre.workplace_id",
)
SHARED = (Municipality, Document)
"""Things everybody may know of; a paper shows itself to whoever holds it and has typed its code."""


@dataclass(frozen=True)
class Owners:
    """Whose a row is: the municipalities it lies in, and the candidate and the workplace it belongs to."""

    municipalities: frozenset[UUID]
    candidate: UUID | None = None
    workplace: UUID | None = None
    mentor: UUID | None = None


@dataclass
class Reach:
    """What one demo person reaches."""

    role: Role
    user_id: UUID | None = None
    municipalities: set[UUID] = field(default_factory=set)
    candidates: set[UUID] = field(default_factory=set)
    workplaces: set[UUID] = field(default_factory=set)
    mentors: set[UUID] = field(default_factory=set)

    def reaches(self, canary: Canary, owners: Owners) -> bool:
        """Whether the person may see anything at all of the row a canary stands in."""
        if isinstance(canary.row, SHARED) or canary.row.pk == self.user_id:
            return True
        if not owners.municipalities & self.municipalities:
            return False
        if self.role in STAFF:
            return True
        if owners.candidate:
            return owners.candidate in self.candidates
        if self.role == Role.MENTOR and owners.mentor:
            return owners.mentor in self.mentors
        return owners.workplace in self.workplaces if owners.workplace else True


def owners_of(canary: Canary, everywhere: dict[UUID, Municipality]) -> Owners:
    """Return whose the row of a canary is; called in the scope of the row's municipality."""
    row = canary.row
    if isinstance(row, User):
        held = list(Membership.objects.filter(user=row))
        speaks = next((each.subject_id for each in held if each.role == Role.CANDIDATE), None)
        return Owners(frozenset(each.municipality_id for each in held), candidate=speaks)
    if isinstance(row, Company):
        return Owners(frozenset(each.municipality_id for each in Workplace.objects.filter(company=row)))
    if not hasattr(row, "municipality_id"):
        return Owners(frozenset(everywhere))
    mentor = row.pk if isinstance(row, Mentor) else _climb(row, ("mentor_id", "grant.mentor_id"))
    candidate = row.pk if isinstance(row, Candidate) else _climb(row, TO_CANDIDATE)
    workplace = row.pk if isinstance(row, Workplace) else _climb(row, TO_WORKPLACE)
    return Owners(frozenset({row.municipality_id}), candidate, workplace, mentor)


def _climb(row: Any, paths: tuple[str, ...]) -> UUID | None:
    for path in paths:
        found = row
        for step in path.split("."):
            found = getattr(found, step, None)
        if isinstance(found, UUID):
            return found
    return None


def reach_of(role: Role, municipalities: list[Municipality]) -> Reach:
    """Return what the demo's person in a role reaches, in every municipality."""
    reach = Reach(role)
    for municipality in municipalities:
        with acting(Actor.system(municipality.id)):
            user = User.objects.get(email=person(role).email)
            reach.user_id = user.id
            for held in Membership.objects.filter(user=user, role=role, municipality=municipality):
                reach.municipalities.add(municipality.id)
                _add(reach, held.subject_id)
    return reach


def _add(reach: Reach, subject: UUID | None) -> None:
    if reach.role in COMPANY:
        own = Workplace.objects.filter(id=subject) | Workplace.objects.filter(company_id=subject)
        reach.workplaces |= {each.id for each in own}
    if reach.role == Role.CONTACT:
        asked = Nomination.objects.filter(place__centre__workplace_id=subject)
        reach.candidates |= set(asked.values_list("candidate_id", flat=True))
    if reach.role == Role.MENTOR:
        reach.mentors.add(subject)  # type: ignore[arg-type]
        reach.workplaces.add(Mentor.objects.get(id=subject).centre.workplace_id)
        helped = MentorAssignment.objects.filter(mentor_id=subject)
        reach.candidates |= set(helped.values_list("placement__candidate_id", flat=True))
    if reach.role == Role.CANDIDATE:
        reach.candidates.add(subject)  # type: ignore[arg-type]
        asked = Nomination.objects.filter(candidate_id=subject)
        reach.workplaces |= set(asked.values_list("place__centre__workplace_id", flat=True))
        stays = Placement.objects.filter(candidate_id=subject)
        reach.workplaces |= set(stays.values_list("place__centre__workplace_id", flat=True))
