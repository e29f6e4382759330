"""What follows from what: every reaction of the table, by its effect."""

import inspect
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps

from plads import flows
from plads.centres.models import Place
from plads.centres.services.agreements import offer_agreement
from plads.centres.services.inquiries import InquiryFacts, assign_inquiry, receive_inquiry
from plads.centres.services.signing import sign_agreement
from plads.core import clock, events
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.roles import Role
from plads.followup.models import FollowUp, Statement
from plads.jobs.daily import live_the_day
from plads.jobs.reactions import settle
from plads.mentoring.services import SupportTerms, apply_support, decide_support
from plads.messages.models import Notice
from plads.people.stand_in import name_stand_in
from plads.people.support import grant_support, open_support
from plads.placements.models import Attendance, EndReason, RefillProposal
from plads.placements.services.attendance import note_attendance
from plads.placements.services.endings import Ending, end_placement, withdraw_end
from plads.placements.services.nominations import answer_nomination, withdraw_nomination
from plads.placements.services.placements import approve_placement, cancel_placement
from plads.placements.services.refill import decide_refill
from tests.days import TODAY
from tests.world import CVRS

LAST_WEEK = TODAY - timedelta(days=7)


@dataclass
class Follows:
    """The world with its reactions settled."""

    world: object
    municipality_id: object

    def settle(self) -> None:
        settle(self.municipality_id)

    def told(self, role: Role) -> list[str]:
        """What a member of staff has been told, in order."""
        user = self.world.cast[role].user_id
        return list(
            Notice.objects.filter(recipient_id=user)
            .order_by("event__at", "id")
            .values_list("text", flat=True)
        )


@pytest.fixture
def follows(world) -> Follows:
    return Follows(world, world.cast.municipality.id)


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def open_proposal(place) -> RefillProposal:
    return RefillProposal.objects.get(place=place, state="open")


def test_every_event_the_table_waits_for_is_one_that_is_announced():
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.events"):
            import_module(f"{app.name}.events")
    assert set(flows.REACTIONS) <= set(events._KINDS)


def test_every_reaction_is_in_the_table_and_no_event_has_two_of_one_name():
    known = {
        function.__name__
        for _, function in inspect.getmembers(flows, inspect.isfunction)
        if list(inspect.signature(function).parameters) == ["actor", "event"]
    }
    rows = [[each.__name__ for each in line] for line in flows.REACTIONS.values()]
    assert {name for line in rows for name in line} == known
    assert all(len(set(line)) == len(line) for line in rows)


def test_an_inquiry_is_told_to_the_coordinator_and_to_the_consultant_who_gets_it(world, follows):
    facts = InquiryFacts("Eksempel A/S", str(CVRS[800]), "Kim", "kim@firma.example", "Hej")
    inquiry = receive_inquiry(Actor.public(follows.municipality_id), facts)
    follows.settle()
    assert follows.told(Role.COORDINATOR) == ["Ny henvendelse fra Eksempel A/S"]
    assign_inquiry(world.cast[Role.COORDINATOR], inquiry.id, world.cast[Role.CONSULTANT].user_id)
    follows.settle()
    assert follows.told(Role.CONSULTANT) == ["Du har fået henvendelsen fra Eksempel A/S"]


def test_a_signed_agreement_opens_its_places_and_each_is_proposed(world, follows):
    candidate, version = world.candidate(), world.draft(3)
    offer_agreement(world.cast[Role.CONSULTANT], version.id)
    for party, actor in world.signatories(version.agreement.centre).items():
        assert not Place.objects.exists()
        sign_agreement(actor, version.id, party)
    follows.settle()
    places = Place.objects.filter(agreement=version.agreement)
    assert sorted(place.number for place in places) == [1, 2, 3]
    assert [open_proposal(place).first_choice for place in places] == [candidate] * 3
    version.agreement.centre.refresh_from_db()
    assert version.agreement.centre.state == "open"
    assert follows.told(Role.CONSULTANT) == [
        f"Aftalen med {version.agreement.centre.name} er underskrevet af alle"
    ]


def test_who_is_put_forward_leaves_the_proposals_of_other_places(world, follows, caseworker):
    best = world.candidate(waiting_since=TODAY - timedelta(weeks=20))
    next_best = world.candidate(waiting_since=TODAY - timedelta(weeks=5))
    one, two = world.place(), world.place()
    follows.settle()
    assert open_proposal(one).first_choice == open_proposal(two).first_choice == best
    decide_refill(caseworker, open_proposal(one).id, best.id)
    follows.settle()
    assert open_proposal(two).first_choice == next_best
    assert not RefillProposal.objects.filter(place=one, state="open").exists()


def test_a_stand_in_is_told_for_whom_and_when(world, follows, caseworker):
    karla = world.cast[Role.CONSULTANT]
    name_stand_in(caseworker, caseworker.user_id, karla.user_id, TODAY, TODAY + timedelta(days=1))
    follows.settle()
    days = f"{TODAY:%d.%m.%Y} til {TODAY + timedelta(days=1):%d.%m.%Y}"
    assert follows.told(Role.CONSULTANT) == [f"Du er vikar for Sanne Sagsbehandler fra {days}"]


def test_a_user_is_told_that_support_looks_at_their_pages(world, follows, caseworker):
    access = grant_support(caseworker, caseworker.municipality_id, "Hjælp", 15)
    open_support(world.cast[Role.SUPPORT], access.id)
    follows.settle()
    assert follows.told(Role.CASEWORKER) == ["Support ser dine sider nu. Du kan slutte det på »Min konto«"]


def test_two_yeses_are_told_to_the_caseworker_once(world, follows):
    world.accepted()
    follows.settle()
    assert follows.told(Role.CASEWORKER) == ["Der er sagt ja til en plads for {kandidat}"]


def test_a_no_is_told_and_the_place_is_proposed_to_somebody_again(world, follows, caseworker):
    nomination, other = world.nomination(), world.candidate()
    follows.settle()
    assert not RefillProposal.objects.filter(place=nomination.place, state="open").exists()
    answer_nomination(caseworker, nomination.id, yes=False)
    follows.settle()
    assert follows.told(Role.CASEWORKER) == ["Der er sagt nej til en plads for {kandidat}"]
    assert str(other.id) in [each["candidate"] for each in open_proposal(nomination.place).ranked]


def test_a_withdrawn_nomination_has_its_place_proposed_again(world, follows, caseworker):
    nomination = world.nomination()
    withdraw_nomination(caseworker, nomination.id)
    follows.settle()
    assert open_proposal(nomination.place).first_choice == nomination.candidate


def test_a_granted_placement_gets_its_follow_up_meetings(world, follows, caseworker):
    placement = world.planned()
    follows.settle()
    assert not FollowUp.objects.exists()
    approve_placement(caseworker, placement.id)
    follows.settle()
    assert FollowUp.objects.filter(placement=placement, due_on=placement.agreed_last_day).exists()


@pytest.mark.parametrize(("state", "count"), [("absent", 1), ("ill", 1), ("present", 0), ("excused", 0)])
def test_an_absence_is_told_to_the_caseworker_who_clarifies_it(world, follows, caseworker, state, count):
    placement = world.running(first_day=TODAY)
    follows.settle()
    Notice.objects.all().delete()
    note_attendance(caseworker, placement.id, TODAY, Attendance.State(state))
    follows.settle()
    told = Notice.objects.filter(recipient_id=caseworker.user_id)
    assert [(each.subject, each.subject_id) for each in told] == [("placement", placement.id)] * count


def test_a_placement_called_off_has_its_place_proposed_again(world, follows, caseworker):
    placement = world.planned()
    cancel_placement(caseworker, placement.id)
    follows.settle()
    assert open_proposal(placement.place).free_from == TODAY


def test_a_job_ends_the_course_and_the_same_minute_the_place_is_proposed_and_the_proof_issued(
    world, follows, caseworker
):
    placement = world.running(first_day=LAST_WEEK)
    follows.settle()
    assert FollowUp.objects.filter(placement=placement).count() == 5
    following = world.candidate(waiting_since=TODAY - timedelta(weeks=30))
    end_placement(caseworker, placement.id, Ending(TODAY, EndReason.JOB_HERE))
    follows.settle()
    proposal = open_proposal(placement.place)
    assert (proposal.first_choice, proposal.free_from) == (following, TODAY + timedelta(days=1))
    assert not FollowUp.objects.filter(placement=placement).exists()
    assert Statement.objects.get(placement=placement).content["hours"] == 0


def test_a_job_that_begins_next_week_offers_the_place_today_and_ends_the_course_on_its_day(
    world, follows, caseworker
):
    placement, last = world.running(first_day=LAST_WEEK), TODAY + timedelta(days=6)
    following = world.candidate()
    end_placement(caseworker, placement.id, Ending(last, EndReason.JOB_ELSEWHERE))
    follows.settle()
    assert (open_proposal(placement.place).first_choice, open_proposal(placement.place).free_from) == (
        following,
        last + timedelta(days=1),
    )
    assert not FollowUp.objects.filter(placement=placement, due_on__gt=last).exists()
    assert not Statement.objects.exists()
    with clock.at(last + timedelta(days=1)):
        live_the_day(placement.municipality_id)
        follows.settle()
    placement.refresh_from_db()
    assert placement.state == "ended"
    assert Statement.objects.filter(placement=placement).exists()


def test_an_end_taken_back_plans_the_followups_again_and_offers_the_place_to_nobody(
    world, follows, caseworker
):
    placement, last = world.running(first_day=LAST_WEEK), TODAY + timedelta(days=6)
    world.candidate()
    follows.settle()
    planned = list(FollowUp.objects.filter(placement=placement).order_by("due_on").values_list("due_on"))
    end_placement(caseworker, placement.id, Ending(last, EndReason.CANDIDATE))
    follows.settle()
    assert FollowUp.objects.filter(placement=placement).count() < len(planned)
    withdraw_end(caseworker, placement.id)
    follows.settle()
    assert (
        list(FollowUp.objects.filter(placement=placement).order_by("due_on").values_list("due_on")) == planned
    )
    assert not RefillProposal.objects.filter(place=placement.place, state="open").exists()


def test_a_mentor_is_told_what_was_decided(world, follows, caseworker):
    mentor, _ = world.mentor(world.centre(1))
    terms = SupportTerms(mentor.id, TODAY, TODAY + timedelta(days=30), 120, "Oplæring")
    decide_support(caseworker, apply_support(caseworker, terms).id, yes=True, decision="Ja")
    follows.settle()
    assert list(Notice.objects.filter(recipient_id=mentor.user_id).values_list("text", flat=True)) == [
        "Din mentorstøtte er bevilget"
    ]


def test_places_taken_over_from_a_spreadsheet_are_proposed_too(world, follows):
    place = world.place()
    settle(follows.municipality_id)
    RefillProposal.objects.update(state="expired")
    event = Event(municipality_id=follows.municipality_id, kind="intake.taken_over", facts={})
    flows.propose_for_all_free(Actor.system(follows.municipality_id), event)
    assert open_proposal(place).free_from == TODAY


def test_each_night_known_ends_are_proposed_ahead(world, follows):
    last = TODAY + timedelta(days=13)
    placement = world.running(first_day=LAST_WEEK, last_day=last)
    live_the_day(placement.municipality_id)
    assert open_proposal(placement.place).free_from == last + timedelta(days=1)


def test_a_reaction_done_twice_changes_nothing(world, follows, caseworker):
    """Idempotent: the queue may lose its memory of what it did."""
    placement = world.running(first_day=LAST_WEEK)
    note_attendance(caseworker, placement.id, TODAY, Attendance.State.ABSENT)
    follows.settle()
    end_placement(caseworker, placement.id, Ending(TODAY, EndReason.JOB_HERE))
    follows.settle()
    before = _counts(placement)
    for event in Event.objects.filter(kind__in=flows.REACTIONS).exclude(kind="placements.approved"):
        for reaction in flows.REACTIONS[event.kind]:
            reaction(Actor.system(follows.municipality_id), event)
    assert _counts(placement) == before


def _counts(placement) -> dict[str, int]:
    return {
        "places": Place.objects.count(),
        "notices": Notice.objects.count(),
        "statements": Statement.objects.count(),
        "followups": FollowUp.objects.count(),
        "open proposals": RefillProposal.objects.filter(place=placement.place, state="open").count(),
    }
