"""Makes what tests need, through the services, in one line each."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from plads.candidates.models import Candidate
from plads.candidates.services import CandidateFacts, make_ready, register_candidate
from plads.centres.clauses import CLAUSES
from plads.centres.models import AgreementVersion, Centre, Party, Place
from plads.centres.services.agreements import draft_agreement, offer_agreement
from plads.centres.services.inquiries import create_centre
from plads.centres.services.places import open_places
from plads.centres.services.signing import sign_agreement
from plads.centres.services.terms import AgreementTerms, PlaceTerms
from plads.companies.models import Workplace
from plads.companies.services import add_workplace, note_employment
from plads.core import clock
from plads.core.actor import Actor
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.founding import Cast
from plads.mentoring.models import Mentor
from plads.mentoring.services import appoint_mentor, sign_confidentiality
from plads.people.services import give_role
from plads.placements.models import Nomination, Placement, VitasApplication
from plads.placements.services.nominations import (
    NominationTerms,
    StepTerms,
    answer_nomination,
    nominate,
)
from plads.placements.services.placements import approve_placement, plan_placement, start_placement
from plads.placements.services.vitas import Answer, note_answer, send_application
from tests.days import TODAY

CVRS = [
    n
    for n in range(99_000_000, 99_010_000)
    if sum(a * int(b) for a, b in zip((2, 7, 6, 5, 4, 3, 2, 1), str(n), strict=True)) % 11 == 0
]
"""Numbers with a right check digit in a range no company has."""


class World:
    """A jobcentre's things. Everything is made as the right person and in the municipality's scope."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.numbers = count(1)

    def workplace(self, fte: str = "60.00", months: int = 4) -> Workplace:
        """A workplace whose latest months have ``fte`` ordinary full-time equivalents."""
        number, consultant = next(self.numbers), self.cast[Role.CONSULTANT]
        with acting(consultant):
            workplace = add_workplace(
                consultant,
                cvr=str(CVRS[number]),
                company_name=f"Eksempel {number} A/S",
                p_number=f"99{number:08d}",
                name=f"Eksempel {number}",
            )
            month = TODAY.replace(day=1)
            for _ in range(months):
                month = (month - timedelta(days=1)).replace(day=1)
                note_employment(consultant, workplace.id, month, Decimal(fte), "Prøve")
        return workplace

    def draft(self, places: int = 4, *, workplace: Workplace | None = None, **terms: Any) -> AgreementVersion:
        """A centre's agreement as a draft, from 30 days ago and a year on."""
        consultant = self.cast[Role.CONSULTANT]
        with acting(consultant):
            centre = create_centre(consultant, workplace or self.workplace(), f"Center {next(self.numbers)}")
            return draft_agreement(consultant, centre.id, agreement_terms(places, **terms))

    def signatories(self, centre: Centre) -> dict[Party, Actor]:
        """The three people who sign for a centre's parties."""
        with acting(self.cast[Role.CONSULTANT]):
            workplace_id = centre.workplace_id
        return {
            Party.COMPANY: self.speaker(Role.CONTACT, workplace_id),
            Party.REPRESENTATIVE: self.speaker(Role.REPRESENTATIVE, workplace_id),
            Party.MUNICIPALITY: self.cast[Role.CONSULTANT],
        }

    def speaker(self, role: Role, subject_id: Any) -> Actor:
        """Somebody who speaks for a company, mentor or candidate."""
        number, municipality = next(self.numbers), self.cast.municipality
        system = Actor.system(municipality.id)
        with acting(system):
            user = give_role(
                system,
                municipality.id,
                email=f"{role.value}{number}@plads.example",
                name=f"{role.label} {number}",
                role=role,
                subject_id=subject_id,
            )
        return Actor(user.id, user.name, role, frozenset({municipality.id}), frozenset({subject_id}))

    def centre(self, places: int = 4, **terms: Any) -> Centre:
        """An open centre with a signed agreement and its places."""
        version = self.draft(places, **terms)
        consultant, centre = self.cast[Role.CONSULTANT], version.agreement.centre
        with acting(consultant):
            offer_agreement(consultant, version.id)
        for party, actor in self.signatories(centre).items():
            with acting(actor):
                sign_agreement(actor, version.id, party)
        system = Actor.system(self.cast.municipality.id)
        with acting(system):
            open_places(system, version.id)
            centre.refresh_from_db()
        return centre

    def place(self, **terms: Any) -> Place:
        """A free place in a centre of one place."""
        centre = self.centre(1, **terms)
        with acting(self.cast[Role.CONSULTANT]):
            return Place.objects.select_related("centre__workplace").get(centre=centre)

    def candidate(self, *, ready: bool = True, **facts: Any) -> Candidate:
        """A candidate who wants shop work and can come every weekday from 8 to 16."""
        number, caseworker = next(self.numbers), self.cast[Role.CASEWORKER]
        defaults: dict[str, Any] = {
            "name": f"Kandidat {number}",
            "cpr": test_cpr(number),
            "target_group": "aktivitetsparat",
            "danish_level": 3,
            "functions": ["butik"],
            "available": parse_week("man-fre 8-16"),
            "waiting_since": TODAY - timedelta(days=70),
            "caseworker_id": caseworker.user_id,
        }
        with acting(caseworker):
            candidate = register_candidate(caseworker, CandidateFacts(**defaults | facts))
            if ready:
                make_ready(caseworker, candidate.id, motivation="Jeg vil gerne i gang.", consent=True)
            candidate.refresh_from_db()
        return candidate

    def nomination(
        self, place: Place | None = None, candidate: Candidate | None = None, **terms: Any
    ) -> Nomination:
        """A candidate put forward for a place for 13 weeks from tomorrow."""
        caseworker = self.cast[Role.CASEWORKER]
        place, candidate = place or self.place(), candidate or self.candidate()
        with acting(caseworker):
            return nominate(caseworker, nomination_terms(place, candidate, **terms))

    def accepted(
        self, place: Place | None = None, candidate: Candidate | None = None, **terms: Any
    ) -> Nomination:
        """A nomination to which both the candidate and the company said yes."""
        nomination = self.nomination(place, candidate, **terms)
        caseworker = self.cast[Role.CASEWORKER]
        with acting(caseworker):
            workplace_id = nomination.place.centre.workplace_id
        contact = self.speaker(Role.CONTACT, workplace_id)
        with acting(caseworker):
            answer_nomination(caseworker, nomination.id, yes=True)
        with acting(contact):
            return answer_nomination(contact, nomination.id, yes=True)

    def planned(
        self, place: Place | None = None, candidate: Candidate | None = None, **terms: Any
    ) -> Placement:
        """A planned placement."""
        nomination, caseworker = self.accepted(place, candidate, **terms), self.cast[Role.CASEWORKER]
        with acting(caseworker):
            return plan_placement(caseworker, nomination.id)

    def running(
        self, place: Place | None = None, candidate: Candidate | None = None, **terms: Any
    ) -> Placement:
        """A placement that began on its first day; the clock stands at today again afterwards."""
        placement, caseworker = self.planned(place, candidate, **terms), self.cast[Role.CASEWORKER]
        with acting(caseworker):
            with clock.at(min(placement.period.lower, clock.today())):
                approve_placement(caseworker, placement.id)
                self.approved_in_vitas(placement)
            with clock.at(placement.period.lower):
                return start_placement(caseworker, placement.id)

    def approved_in_vitas(self, placement: Placement) -> VitasApplication:
        """The placement's application, sent and approved today."""
        caseworker, number = self.cast[Role.CASEWORKER], f"V-{next(self.numbers):05d}"
        with acting(caseworker):
            send_application(caseworker, placement.id, number, clock.today())
            return note_answer(caseworker, placement.id, Answer(True, clock.today(), f"B-{number}"))

    def mentor(self, centre: Centre, *, signed: bool = True) -> tuple[Mentor, Actor]:
        """A centre's mentor, and the mentor as an actor; confidentiality is signed unless told otherwise."""
        consultant, number = self.cast[Role.CONSULTANT], next(self.numbers)
        with acting(consultant):
            mentor = appoint_mentor(
                consultant, centre.id, name=f"Mentor {number}", email=f"mentor{number}@plads.example"
            )
        scope = frozenset({mentor.municipality_id})
        actor = Actor(mentor.user_id, mentor.name, Role.MENTOR, scope, frozenset({mentor.id}))
        if signed:
            with acting(actor):
                sign_confidentiality(actor, mentor.id)
        return mentor, actor


def test_cpr(number: int) -> str:
    """A replacement number (day + 60), which no person has."""
    return f"{61 + number % 28:02d}{1 + number % 12:02d}90{number % 10000:04d}"


test_cpr.__test__ = False  # type: ignore[attr-defined]


def agreement_terms(places: int = 4, **changes: Any) -> AgreementTerms:
    """The words of an agreement with so many places in a shop, open on weekdays from 8 to 14."""
    place = changes.pop("place", {})
    defaults: dict[str, Any] = {
        "first_day": TODAY - timedelta(days=30),
        "last_day": TODAY + timedelta(days=335),
        "goals": "Flere i job.",
        "target_group": "Mennesker langt fra arbejdsmarkedet.",
        "clauses": [
            {"key": clause.key, "title": clause.title, "text": f"{clause.title}: som aftalt."}
            for clause in CLAUSES
            if clause.required and not clause.column
        ],
        "contacts": [
            {"side": side, "name": "Kim Kontakt", "role": "", "email": f"{side}@plads.example", "phone": ""}
            for side in ("company", "municipality")
        ],
        "places": [
            PlaceTerms(
                **{
                    "number": n,
                    "function": "butik",
                    "tasks": ["Fylde op"],
                    "slots": parse_week("man-fre 8-14"),
                }
                | place
            )
            for n in range(1, places + 1)
        ],
    }
    return AgreementTerms(**defaults | changes)


def nomination_terms(place: Place, candidate: Candidate, **changes: Any) -> NominationTerms:
    """A nomination for 13 weeks from tomorrow, weekday mornings, to train skills."""
    first: date = changes.pop("first_day", TODAY + timedelta(days=1))
    week = parse_week(changes.pop("week", "man-fre 9-13"))
    defaults: dict[str, Any] = {
        "candidate_id": candidate.id,
        "place_id": place.id,
        "first_day": first,
        "last_day": first + timedelta(weeks=13, days=-1),
        "steps": [StepTerms(first, week)],
        "purposes": ["kompetencer"],
    }
    return NominationTerms(**defaults | changes)
