"""What Plads knows already of the things a workbook names, read once in a fixed number of statements."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from plads.candidates.models import Activity, Candidate
from plads.centres.models import Agreement, Centre, Place
from plads.companies.models import Company, Workplace
from plads.core.keyring import key_ring
from plads.core.models import Municipality
from plads.core.periods import first_day
from plads.core.roles import Role
from plads.intake.drafts import Desk, plain_key
from plads.mentoring.models import Mentor, MentorAssignment
from plads.people.models import Membership
from plads.placements.models import Placement


@dataclass(slots=True)
class Known:
    """A municipality's rows by the names a spreadsheet calls them. Empty for a new municipality."""

    municipality: Municipality | None = None
    companies: dict[str, Company] = field(default_factory=dict)
    workplaces: dict[str, Workplace] = field(default_factory=dict)
    staff: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    centres: dict[str, list[Centre]] = field(default_factory=lambda: defaultdict(list))
    agreements: dict[UUID, list[Agreement]] = field(default_factory=lambda: defaultdict(list))
    places: dict[tuple[str, int], list[Place]] = field(default_factory=lambda: defaultdict(list))
    mentors: dict[tuple[str, str], Mentor] = field(default_factory=dict)
    candidates: dict[str, Candidate] = field(default_factory=dict)
    activities: dict[UUID, list[Activity]] = field(default_factory=lambda: defaultdict(list))
    placements: dict[tuple[UUID, UUID, date], Placement] = field(default_factory=dict)
    mentor_periods: dict[UUID, list[Any]] = field(default_factory=lambda: defaultdict(list))


def known_to(desk: Desk, municipality_id: UUID | None) -> Known:
    """Return what Plads knows; must run in the municipality's scope (12 statements)."""
    known = Known()
    cvrs = {
        draft.get("cvr") for key in ("companies", "workplaces") for draft in desk.all(key) if draft.has("cvr")
    }
    known.companies = {row.cvr: row for row in Company.objects.filter(cvr__in=cvrs)}
    if municipality_id is None:
        return known
    inside = {"municipality_id": municipality_id}
    known.municipality = Municipality.objects.get(id=municipality_id)
    for member in Membership.objects.filter(**inside, role__in=list(Role)).select_related("user"):
        known.staff[member.user.email].add(member.role)
    for workplace in Workplace.objects.filter(**inside).select_related("company"):
        known.workplaces[workplace.p_number] = workplace
    _centres(known, inside)
    _people(known, inside)
    return known


def _centres(known: Known, inside: dict[str, UUID]) -> None:
    for centre in Centre.objects.filter(**inside).select_related("workplace"):
        known.centres[plain_key(centre.name)].append(centre)
    for agreement in Agreement.objects.filter(**inside, state__in=["signed", "ended"]):
        known.agreements[agreement.centre_id].append(agreement)
    for place in Place.objects.filter(**inside).select_related("centre"):
        known.places[plain_key(place.centre.name), place.number].append(place)
    for mentor in Mentor.objects.filter(**inside).select_related("centre"):
        known.mentors[plain_key(mentor.centre.name), mentor.email] = mentor


def _people(known: Known, inside: dict[str, UUID]) -> None:
    ring = key_ring()
    secret = ("considerations",) if ring.renewing else ("considerations", "cpr")
    for candidate in Candidate.objects.filter(**inside).defer(*secret):
        lookup = ring.lookup(candidate.cpr) if ring.renewing else candidate.cpr_lookup
        known.candidates[lookup] = candidate
    for activity in Activity.objects.filter(**inside):
        known.activities[activity.candidate_id].append(activity)
    for placement in Placement.objects.filter(**inside).prefetch_related("steps"):
        key = (placement.candidate_id, placement.place_id, first_day(placement.period))
        known.placements[key] = placement
    held = MentorAssignment.objects.filter(**inside, placement__state__in=Placement.HOLDING)
    for assignment in held.select_related("placement"):
        known.mentor_periods[assignment.mentor_id].append(assignment.placement)
