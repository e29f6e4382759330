"""The leaflet's story in seven steps, each through the services and with its own people.

The demo plays steps 1 to 6, so that the newcomer finds a centre in full life. The smoke test plays all seven on a
database made for it. Every step returns the facts it saw, and raises ``Broken`` when one is not as it should be.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from plads.candidates.models import Candidate
from plads.centres.models import Agreement, Inquiry, Party, Place
from plads.centres.services.agreements import draft_agreement
from plads.centres.services.assignment import RuleTerms, set_rule
from plads.centres.services.inquiries import InquiryFacts, assign_inquiry, open_centre, receive_inquiry
from plads.centres.services.pausing import PauseTerms
from plads.centres.services.requests import Ask, send_for_signature
from plads.centres.services.signing import sign_agreement
from plads.centres.services.terms import AgreementTerms
from plads.companies.models import Contact, Workplace
from plads.companies.services import add_contact, add_workplace, note_employment
from plads.core import clock
from plads.core.actor import Actor
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.agreements import store_terms, usual_template
from plads.demo.days import play_days
from plads.demo.founding import Cast, register_waiting
from plads.demo.people import DEMO_PASSWORD, person
from plads.demo.vitas import apply_in_vitas
from plads.followup.models import Statement
from plads.insight.account import centre_account, occupancy
from plads.mentoring.models import Mentor, SupportGrant
from plads.mentoring.services import (
    SupportTerms,
    apply_support,
    appoint_mentor,
    assign_mentor,
    decide_support,
    note_training,
    sign_confidentiality,
)
from plads.people.services import give_role
from plads.people.support import MINUTES, grant_support
from plads.placements.models import (
    EndReason,
    Nomination,
    Outcome,
    Placement,
    RefillProposal,
    VitasApplication,
)
from plads.placements.services.agreement_changes import pause
from plads.placements.services.endings import Ending, end_placement
from plads.placements.services.nominations import answer_nomination
from plads.placements.services.placements import approve_placement, plan_placement, start_placement
from plads.placements.services.refill import decide_refill

CVR, P_NUMBER = "99000007", "9900000001"
STORE = "Varehuset Eksempel"


class Broken(Exception):
    """A step of the story did not end as it must."""


def expect(condition: object, what: str) -> None:
    """Raise ``Broken`` with ``what`` was expected unless it holds."""
    if not condition:
        raise Broken(what)


@dataclass(slots=True)
class Story:
    """The story on its way. ``today`` is the day one candidate gets a job; ``react`` lets reactions happen."""

    cast: Cast
    today: date
    react: Callable[[], object]
    facts: dict[str, Any] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    inquiry: Inquiry | None = None
    workplace_id: UUID | None = None
    centre_id: UUID | None = None
    mentor_id: UUID | None = None
    placements: list[UUID] = field(default_factory=list)

    def day(self, offset: int) -> date:
        """Return a day of the story: ``offset`` days from the day of the job."""
        return self.today + timedelta(days=offset)

    @property
    def begins(self) -> date:
        """The Monday ten weeks ago on which the four candidates begin."""
        return clock.monday(self.day(-70))

    def password(self) -> str | None:
        """Return the password of the company's people, mentor and candidate."""
        return DEMO_PASSWORD


def inquiry_arrives(story: Story) -> dict[str, Any]:
    """1. A department store writes through the public page; a consultant is given the inquiry."""
    visitor = Actor.public(story.cast.municipality.id)
    contact = person(Role.CONTACT)
    with clock.at(story.day(-110)), acting(visitor):
        story.inquiry = receive_inquiry(
            visitor,
            InquiryFacts(
                STORE,
                CVR,
                contact.name,
                contact.email,
                "Vi vil gerne give fire mennesker en chance. Vi mangler hænder på gulvet og på lageret, "
                "og vi har en erfaren medarbejder, der gerne vil hjælpe.",
                "00 00 00 01",
                P_NUMBER,
            ),
        )
    story.react()
    coordinator, consultant = story.cast[Role.COORDINATOR], story.cast.users[Role.CONSULTANT]
    with clock.at(story.day(-109)), acting(coordinator):
        assigned = assign_inquiry(coordinator, story.inquiry.id, consultant.id)
    story.react()
    expect(assigned.state == Inquiry.State.ASSIGNED, "the inquiry is with a consultant")
    return {"receipt": assigned.number, "consultant": consultant.name}


def agreement_is_signed(story: Story) -> dict[str, Any]:
    """2. Four places; the quota with its working; three parties' words; sealed; the places are open."""
    consultant = story.cast[Role.CONSULTANT]
    terms = _terms(story)
    with clock.at(story.day(-105)), acting(consultant):
        workplace = _workplace(story, consultant)
        if story.inquiry is None:
            raise Broken("there is an inquiry")
        centre = open_centre(consultant, story.inquiry.id, workplace, STORE)
        version = draft_agreement(consultant, centre.id, terms)
        version = send_for_signature(consultant, version.id, _asks())
        quota = version.quota or {}
    story.centre_id, story.workplace_id = centre.id, workplace.id
    _invite_company(story, workplace)
    for offset, role, party in (
        (-103, Role.REPRESENTATIVE, Party.REPRESENTATIVE),
        (-102, Role.CONTACT, Party.COMPANY),
        (-101, Role.CONSULTANT, Party.MUNICIPALITY),
    ):
        actor = story.cast[role]
        with clock.at(story.day(offset)), acting(actor):
            signed = sign_agreement(actor, version.id, party, statement="Vi er enige.")
    story.react()
    with acting(consultant):
        places = Place.objects.filter(centre=centre).count()
        state = Agreement.objects.get(centre=centre).state
    expect(state == Agreement.State.SIGNED and signed.seal, "the agreement is signed and sealed")
    expect(places == 4, "four places are open")
    return {"places": places, "quota": quota["outcome"], "working": quota["working"], "seal": signed.seal}


def mentor_is_ready(story: Story) -> dict[str, Any]:
    """3. A mentor is appointed, promises confidentiality, is trained, and support is granted."""
    contact, caseworker = story.cast[Role.CONTACT], story.cast[Role.CASEWORKER]
    who = person(Role.MENTOR)
    if story.centre_id is None:
        raise Broken("there is a centre")
    with clock.at(story.day(-98)), acting(contact):
        mentor = appoint_mentor(
            contact, story.centre_id, name=who.name, email=who.email, password=story.password()
        )
    if mentor.user is None:
        raise Broken("the mentor can sign in")
    actor = story.cast.enter(Role.MENTOR, mentor.user, mentor.id)
    with clock.at(story.day(-97)), acting(actor):
        sign_confidentiality(actor, mentor.id)
    story.mentor_id = mentor.id
    with clock.at(story.day(-90)), acting(caseworker):
        note_training(caseworker, mentor.id, title="Mentorkursus", day=story.day(-90), completed=True)
        grant = apply_support(caseworker, _support(story, mentor))
        grant = decide_support(
            caseworker, grant.id, yes=True, decision="Fire kandidater kræver mere, end man normalt kan vente."
        )
    story.react()
    expect(grant.state == SupportGrant.State.GRANTED, "mentor support is granted")
    return {"mentor": mentor.name, "weekly_minutes": grant.weekly_minutes, "rate": str(grant.hourly_rate)}


def places_are_filled(story: Story) -> dict[str, Any]:
    """4. Proposals with reasons; a person decides; candidate and company say yes; granted; begun."""
    caseworker = story.cast[Role.CASEWORKER]
    with clock.at(story.begins - timedelta(days=14)):
        for number in range(1, 5):
            story.placements.append(_fill(story, number))
    with clock.at(story.begins), acting(caseworker):
        for placement_id in story.placements:
            start_placement(caseworker, placement_id)
    story.react()
    with acting(caseworker):
        running = Placement.objects.filter(id__in=story.placements, state=Placement.State.RUNNING).count()
        planned = Placement.objects.get(id=story.placements[0]).followups.count()
    expect(running == 4, "four candidates have begun")
    expect(planned > 0, "follow-ups are planned")
    return {"running": running, "followups_each": planned}


def days_go_by(story: Story) -> dict[str, Any]:
    """5. Attendance, follow-up and progress from the mentor, the candidate and the caseworker."""
    facts = play_days(story.cast, story.placements, story.begins, story.day(-1))
    _close_for_stocktaking(story)
    story.react()
    expect(facts["days_noted"] > 100, "attendance is noted")
    return facts


def _close_for_stocktaking(story: Story) -> None:
    """Note the days to come on which the store can have nobody: its agreement rests then."""
    consultant = story.cast[Role.CONSULTANT]
    if story.centre_id is None:
        raise Broken("there is a centre")
    with clock.at(story.day(-7)), acting(consultant):
        agreement = Agreement.objects.get(centre_id=story.centre_id)
        rest = PauseTerms(story.day(40), story.day(46), "Optælling af hele lageret")
        pause(consultant, agreement.id, rest, {})


def one_gets_a_job(story: Story) -> dict[str, Any]:
    """6. One gets a job: early end, statement, and the place is proposed to the next the same minute."""
    caseworker = story.cast[Role.CASEWORKER]
    with clock.at(story.today), acting(caseworker):
        leaving = _leaving(story)
        placement = end_placement(
            caseworker, leaving.id, Ending(story.today, EndReason.JOB_HERE, "Fastansat i butikken.", 30 * 60)
        )
    with clock.at(story.today):
        story.react()
    with acting(caseworker):
        proposal = RefillProposal.objects.filter(place=placement.place, state="open").first()
        statement = Statement.objects.filter(placement=placement).first()
        outcome = Outcome.objects.get(placement=placement, months=0)
    expect(proposal is not None and proposal.first_choice_id, "the freed place is proposed to the next")
    expect(statement is not None, "a competence statement is issued")
    if proposal is None:
        raise Broken("there is a proposal")
    return {
        "outcome": outcome.kind,
        "early": placement.agreed_last_day > story.today,
        "free_from": proposal.free_from.isoformat(),
        "proposed": len(proposal.ranked),
        "blocked": len(proposal.blocked),
    }


def the_others_end(story: Story) -> dict[str, Any]:
    """7. The others end on the agreed day; occupancy, outcomes and the store's account stand."""
    caseworker, manager = story.cast[Role.CASEWORKER], story.cast[Role.MANAGER]
    with acting(caseworker):
        rest = list(Placement.objects.filter(id__in=story.placements, state=Placement.State.RUNNING))
        for placement in rest:
            with clock.at(placement.agreed_last_day):
                end_placement(caseworker, placement.id, Ending(placement.agreed_last_day, EndReason.AGREED))
    story.react()
    last = max(placement.agreed_last_day for placement in rest)
    if story.centre_id is None:
        raise Broken("there is a centre")
    with clock.at(last), acting(manager):
        used = occupancy(manager, story.begins, last)
        account = centre_account(manager, story.centre_id, last.year)
    expect(len(rest) == 3, "three ended on the agreed day")
    expect(used.held_days > 0, "occupancy is counted")
    expect(account.hires == 1, "the store's account shows its hire")
    return {"occupancy": round(used.share, 3), "candidates": account.candidates, "hires": account.hires}


STEPS: tuple[Callable[[Story], dict[str, Any]], ...] = (
    inquiry_arrives,
    agreement_is_signed,
    mentor_is_ready,
    places_are_filled,
    days_go_by,
    one_gets_a_job,
    the_others_end,
)
"""The story, in order."""


def prepare(story: Story) -> None:
    """Enter the candidates who wait before the first step, and let a caseworker ask for help with a list.

    The coordinator has said who gets the inquiries of one area and of one trade: neither is the store's.
    """
    caseworker, coordinator = story.cast[Role.CASEWORKER], story.cast[Role.COORDINATOR]
    consultant_id = story.cast.users[Role.CONSULTANT].id
    with clock.at(story.day(-115)), acting(coordinator):
        set_rule(coordinator, RuleTerms(consultant_id, "3100", "3150"))
        set_rule(coordinator, RuleTerms(consultant_id, industry="56"))
    with acting(caseworker):
        grant_support(
            caseworker,
            caseworker.municipality_id,
            "Jeg kan ikke finde ud af at filtrere listen over kandidater.",
            max(MINUTES),
        )
    story.candidates = register_waiting(story.cast, story.day(-110))


def _asks() -> list[Ask]:
    """Who is asked for their word, by mail: both have their account before they answer, and use that."""
    people = {Party.REPRESENTATIVE: person(Role.REPRESENTATIVE), Party.COMPANY: person(Role.CONTACT)}
    return [Ask(party, "mail", name=who.name, email=who.email) for party, who in people.items()]


def _workplace(story: Story, consultant: Actor) -> Workplace:
    workplace = add_workplace(
        consultant,
        cvr=CVR,
        company_name=f"{STORE} A/S",
        p_number=P_NUMBER,
        name=f"{STORE}, Prøvegade",
        street="Prøvegade 1",
        postcode="3000",
        city="Helsingør",
    )
    month = story.day(-105).replace(day=1)
    for fte in ("31.40", "32.10", "30.90", "31.75"):
        month = (month - timedelta(days=1)).replace(day=1)
        note_employment(consultant, workplace.id, month, Decimal(fte), "Oplyst af virksomheden")
    return workplace


def _terms(story: Story) -> AgreementTerms:
    with clock.at(story.day(-120)):
        template = usual_template(story.cast)
    first, last = story.begins - timedelta(days=14), story.begins + timedelta(days=364)
    return store_terms(story.cast, template, first, last)


def _invite_company(story: Story, workplace: Workplace) -> None:
    consultant = story.cast[Role.CONSULTANT]
    kinds = {
        Role.CONTACT: Contact.Kind.CONTACT,
        Role.REPRESENTATIVE: Contact.Kind.REPRESENTATIVE,
        Role.HEAD_OFFICE: None,
    }
    for role, kind in kinds.items():
        who = person(role)
        subject_id = workplace.company_id if role == Role.HEAD_OFFICE else workplace.id
        with clock.at(story.day(-104)), acting(consultant):
            if kind is not None:
                add_contact(consultant, workplace.id, kind=kind, name=who.name, email=who.email)
            user = give_role(
                consultant,
                story.cast.municipality.id,
                email=who.email,
                name=who.name,
                role=role,
                subject_id=subject_id,
                password=story.password(),
            )
        story.cast.enter(role, user, subject_id)


def _support(story: Story, mentor: Mentor) -> SupportTerms:
    first = story.begins
    return SupportTerms(
        mentor_id=mentor.id,
        first_day=first,
        last_day=first + timedelta(days=170),
        weekly_minutes=10 * 60,
        beyond_normal="Daglig oplæring på let dansk og opfølgning sammen med jobcentret.",
    )


def _fill(story: Story, number: int) -> UUID:
    """Decide the proposal for one place, gather the answers, plan and grant; returns the placement's id."""
    caseworker, contact = story.cast[Role.CASEWORKER], story.cast[Role.CONTACT]
    with acting(caseworker):
        proposal = RefillProposal.objects.get(
            place__in=_places(story), place__number=number, state=RefillProposal.State.OPEN
        )
        expect(proposal.ranked and proposal.ranked[0]["reasons"], "the proposal gives its reasons")
        if proposal.first_choice_id is None:
            raise Broken("somebody fits the place")
        nomination = decide_refill(caseworker, proposal.id, proposal.first_choice_id, first_day=story.begins)
    story.react()
    with acting(caseworker):
        answer_nomination(_candidate(story, nomination), nomination.id, yes=True)
    with acting(contact):
        answer_nomination(contact, nomination.id, yes=True)
    with acting(caseworker):
        placement = approve_placement(caseworker, plan_placement(caseworker, nomination.id).id)
        if story.mentor_id is not None:
            assign_mentor(caseworker, placement.id, story.mentor_id)
    vitas = apply_in_vitas(story.cast, placement.id, f"V-{story.begins:%y%m%d}-{number}", clock.today())
    expect(vitas.state == VitasApplication.State.APPROVED, "VITAS has approved")
    story.react()
    return placement.id


def _leaving(story: Story) -> Placement:
    """Return the course that ends with a job: of somebody else than the candidate one can sign in as."""
    rows = Placement.objects.filter(id__in=story.placements).order_by("place__number")
    chosen = rows.exclude(candidate__name=person(Role.CANDIDATE).name).first()
    if chosen is None:
        raise Broken("somebody can leave")
    return chosen


def _places(story: Story) -> "QuerySet[Place]":
    if story.centre_id is None:
        raise Broken("there is a centre")
    return Place.objects.filter(centre_id=story.centre_id)


def _candidate(story: Story, nomination: Nomination) -> Actor:
    """Let the candidate answer themselves when they can sign in; otherwise the caseworker notes the answer."""
    who, caseworker = person(Role.CANDIDATE), story.cast[Role.CASEWORKER]
    if nomination.candidate.name != who.name:
        return caseworker
    user = give_role(
        caseworker,
        story.cast.municipality.id,
        email=who.email,
        name=who.name,
        role=Role.CANDIDATE,
        subject_id=nomination.candidate_id,
        password=story.password(),
    )
    return story.cast.enter(Role.CANDIDATE, user, nomination.candidate_id)
