"""A second municipality in which the same company has a centre: what a chain sees, and what others must not."""

from datetime import timedelta
from decimal import Decimal

from plads.centres.models import Party
from plads.centres.services.agreements import draft_agreement, offer_agreement
from plads.centres.services.beginning import contact_row
from plads.centres.services.inquiries import create_centre
from plads.centres.services.signing import sign_agreement
from plads.centres.services.terms import AgreementTerms, PlaceTerms
from plads.companies.services import add_workplace, note_employment
from plads.core import clock
from plads.core.actor import Actor
from plads.core.codes import Function
from plads.core.models import Municipality
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.agreements import usual_clauses
from plads.demo.founding import Cast, found
from plads.demo.people import DEMO_PASSWORD, person
from plads.demo.story import CVR, STORE, Story
from plads.jobs.reactions import settle
from plads.people.services import give_role

PEOPLE = (
    (Role.CONSULTANT, "Nina Nabokonsulent", "nabo-konsulent@plads.example"),
    (Role.CONTACT, "Villy Vareansvarlig", "nabo-kontakt@plads.example"),
    (Role.REPRESENTATIVE, "Rikke Repræsentant", "nabo-tillid@plads.example"),
)


def found_neighbour(story: Story) -> Municipality:
    """Found the neighbour with a centre of two places, seen by the chain's head office; returns it."""
    municipality = found("998", "Nabokøbing Kommune", "nabokoebing")
    cast = Cast(municipality)
    system = Actor.system(municipality.id)
    with acting(system):
        role, name, email = PEOPLE[0]
        user = give_role(system, municipality.id, email=email, name=name, role=role, password=DEMO_PASSWORD)
        cast.enter(role, user)
    _open_centre(cast, story)
    settle(municipality.id)
    return municipality


def _open_centre(cast: Cast, story: Story) -> None:
    consultant = cast[Role.CONSULTANT]
    with clock.at(story.day(-40)), acting(consultant):
        workplace = add_workplace(
            consultant,
            cvr=CVR,
            company_name=STORE,
            p_number="9900000002",
            name=f"{STORE}, Nabokøbing",
            street="Eksempelvej 2",
            postcode="9999",
            city="Nabokøbing",
        )
        month = story.day(-40).replace(day=1)
        for fte in ("14.50", "14.80", "15.10", "14.90"):
            month = (month - timedelta(days=1)).replace(day=1)
            note_employment(consultant, workplace.id, month, Decimal(fte), "Oplyst af virksomheden")
        centre = create_centre(consultant, workplace, f"{STORE}, Nabokøbing")
        version = draft_agreement(consultant, centre.id, _terms(story))
        version = offer_agreement(consultant, version.id)
        for role, name, email in PEOPLE[1:]:
            user = give_role(
                consultant,
                cast.municipality.id,
                email=email,
                name=name,
                role=role,
                subject_id=workplace.id,
                password=DEMO_PASSWORD,
            )
            cast.enter(role, user, workplace.id)
        head = person(Role.HEAD_OFFICE)
        give_role(
            consultant,
            cast.municipality.id,
            email=head.email,
            name=head.name,
            role=Role.HEAD_OFFICE,
            subject_id=workplace.company_id,
        )
    for role, party in (
        (Role.CONTACT, Party.COMPANY),
        (Role.REPRESENTATIVE, Party.REPRESENTATIVE),
        (Role.CONSULTANT, Party.MUNICIPALITY),
    ):
        with clock.at(story.day(-38)), acting(cast[role]):
            sign_agreement(cast[role], version.id, party, statement="Vi er enige.")


def _terms(story: Story) -> AgreementTerms:
    week = parse_week("man-fre 9-13")
    return AgreementTerms(
        first_day=story.day(-35),
        last_day=story.day(330),
        goals="To kandidater ad gangen.",
        target_group="Mennesker med ringe erfaring fra arbejdsmarkedet.",
        places=[PlaceTerms(number, Function.STORE, ["Pakke ud"], week) for number in (1, 2)],
        followup_days=21,
        evaluation_on=story.day(150),
        clauses=usual_clauses(),
        contacts=[
            contact_row(Party.COMPANY, PEOPLE[1][1], "", PEOPLE[1][2]),
            contact_row(Party.MUNICIPALITY, PEOPLE[0][1], "", PEOPLE[0][2]),
        ],
    )
