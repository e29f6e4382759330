"""Retention: told ahead, done in small steps on its day, reported, and held back when an administrator says so."""

from datetime import date, timedelta

import pytest
from django.db import connection

from plads.candidates.models import Candidate
from plads.candidates.services import close_candidate
from plads.centres.models import Inquiry
from plads.centres.services.inquiries import InquiryFacts, receive_inquiry
from plads.core import clock
from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.looks import Sight, saw
from plads.core.models import AccessRecord, Change
from plads.core.roles import Role
from plads.core.scope import acting
from plads.core.seals import seal_days, verify
from plads.jobs.reactions import settle
from plads.mentoring.models import Mentor
from plads.messages.models import Notice
from plads.people.models import Membership, User
from plads.placements.models import EndReason, Placement
from plads.placements.services.endings import Ending, end_placement
from plads.rights.due import due
from plads.rights.models import RetentionRun
from plads.rights.retention import months_before, period_words, spell
from plads.rights.services.keeping import hold_erasing, resume_erasing, set_period
from plads.rights.services.retaining import TOLD_AHEAD, keep_house
from tests.days import TODAY

pytestmark = pytest.mark.django_db

LATER = TODAY + timedelta(days=6 * 365)


@pytest.fixture
def admin(world):
    with acting(world.cast[Role.ADMINISTRATOR]) as actor:
        yield actor


@pytest.fixture
def course(world):
    """A course that ended on the day before yesterday, of a candidate who then was closed."""
    placement, caseworker = world.running(first_day=TODAY - timedelta(days=20)), world.cast[Role.CASEWORKER]
    with acting(caseworker):
        ending = Ending(TODAY - timedelta(days=2), EndReason.ILLNESS)
        end_placement(caseworker, placement.id, ending)
        with clock.at(TODAY):
            close_candidate(caseworker, placement.candidate_id)
    settle(placement.municipality_id)
    return placement


def months(kind, number, admin):
    set_period(admin, kind, number)


def test_a_round_is_told_ahead_and_carried_out_on_its_day(course, admin):
    with clock.at(LATER):
        told = keep_house(admin.municipality_id)
        assert (told.state, told.runs_on) == ("told", LATER + TOLD_AHEAD)
        assert told.expected["candidate"] == 1
        assert keep_house(admin.municipality_id) is None
        settle(admin.municipality_id)
    assert Notice.objects.filter(recipient_id=admin.user_id, subject="retention").exists()
    assert Candidate.objects.filter(id=course.candidate_id).exists()
    with clock.at(LATER + TOLD_AHEAD):
        done = keep_house(admin.municipality_id)
        connection.check_constraints()
    assert (done.state, done.report["candidate"], done.failures) == ("done", 1, 0)
    assert not Candidate.objects.filter(id=course.candidate_id).exists()
    assert not Placement.objects.exists()


def test_nothing_happens_while_nothing_is_too_old(course, admin):
    assert keep_house(admin.municipality_id) is None
    assert not RetentionRun.objects.exists()


def test_whoever_came_back_in_the_meantime_is_kept(course, admin, world):
    from plads.candidates.services import make_ready

    with clock.at(LATER):
        keep_house(admin.municipality_id)
        with acting(world.cast[Role.CASEWORKER]) as caseworker:
            make_ready(caseworker, course.candidate_id, motivation="Nu igen", consent=True)
    with clock.at(LATER + TOLD_AHEAD):
        assert "candidate" not in keep_house(admin.municipality_id).report
    assert Candidate.objects.filter(id=course.candidate_id).exists()


def test_erasing_waits_while_it_is_held_back(course, admin):
    with clock.at(LATER):
        keep_house(admin.municipality_id)
        hold_erasing(admin, "En sag ved Ankestyrelsen")
    with clock.at(LATER + TOLD_AHEAD):
        assert keep_house(admin.municipality_id) is None
        assert Candidate.objects.filter(id=course.candidate_id).exists()
        resume_erasing(admin)
        assert keep_house(admin.municipality_id).report["candidate"] == 1


def test_one_that_fails_holds_nobody_back_and_is_reported(course, admin, world, monkeypatch):
    from plads.rights.services import retaining

    with clock.at(TODAY):
        other = world.candidate(ready=False)

    def failing(actor, candidate_id, why):
        if candidate_id == other.id:
            raise RuntimeError(other.name)
        return erase(actor, candidate_id, why)

    erase = retaining.erase_person
    monkeypatch.setattr(retaining, "erase_person", failing)
    with clock.at(LATER):
        keep_house(admin.municipality_id)
    with clock.at(LATER + TOLD_AHEAD):
        done = keep_house(admin.municipality_id)
    assert (done.state, done.report["candidate"], done.failures) == ("failed", 1, 1)


def test_a_declined_inquiry_loses_its_person(admin, world):
    public = Actor.public(admin.municipality_id)
    facts = InquiryFacts(
        "Firma", "99000007", "Ida Inquirer", "ida@plads.example", "Vi vil gerne", "00 00 00 01", ""
    )
    with acting(public):
        inquiry = receive_inquiry(public, facts)
    Inquiry.objects.filter(id=inquiry.id).update(state="declined")
    _a_round(admin, TODAY + timedelta(days=400))
    kept = Inquiry.objects.get(id=inquiry.id)
    assert (kept.contact_name, kept.email, kept.phone, kept.message) == (
        "Slettet", "slettet@plads.invalid", "", "Slettet",
    )  # fmt: skip
    assert not Change.objects.filter(row_id=inquiry.id, before__isnull=False).exists()


def test_a_mentor_of_long_ago_loses_their_name_and_access(admin, world, course):
    from plads.mentoring.models import MentorAssignment

    mentor, _ = world.mentor(course.place.centre)
    MentorAssignment.objects.create(
        municipality_id=mentor.municipality_id, mentor=mentor, placement=course, since=TODAY
    )
    user_id = mentor.user_id
    months("candidate", 600, admin)
    _a_round(admin, LATER)
    mentor = Mentor.objects.get(id=mentor.id)
    assert (mentor.name, mentor.phone, mentor.user) == ("Slettet", "", None)
    assert not User.objects.filter(id=user_id).exists()


def test_a_user_whose_last_role_ended_is_let_go(admin, world):
    manager = world.cast[Role.MANAGER].user_id
    from django.db.backends.postgresql.psycopg_any import DateRange

    Membership.objects.filter(user_id=manager).update(valid=DateRange(date(2020, 1, 1), TODAY))
    _a_round(admin, TODAY + timedelta(days=400))
    assert not User.objects.filter(id=manager, is_active=True).exists()
    assert User.objects.filter(id=admin.user_id, is_active=True).exists()


def test_old_looks_and_history_go_by_whole_days_and_the_rest_verifies(admin, world):
    candidate, caseworker = world.candidate(), world.cast[Role.CASEWORKER]
    long_ago = TODAY - timedelta(days=250)
    with clock.at(long_ago), acting(caseworker):
        saw(caseworker, [candidate.id], Sight.NAME)
    seal_days(admin)
    months("look", 7, admin)
    _a_round(admin, TODAY - TOLD_AHEAD, TODAY)
    assert not AccessRecord.objects.filter(at__date__lt=TODAY - timedelta(days=240)).exists()
    assert verify(admin.municipality_id) == []


def test_old_notices_go(admin, course):
    settle(admin.municipality_id)
    Notice.objects.create(
        municipality_id=admin.municipality_id,
        recipient_id=admin.user_id,
        event=_any_event(),
        text="Gammel",
        subject="centre",
        subject_id=course.id,
        created_at=clock.now() - timedelta(days=500),
    )
    _a_round(admin, TODAY)
    assert not Notice.objects.filter(text="Gammel").exists()


@pytest.mark.parametrize(("kind", "number"), [("candidate", 0), ("candidate", 601), ("look", 5)])
def test_a_period_must_make_sense(admin, kind, number):
    with pytest.raises(Refused) as refusal:
        set_period(admin, kind, number)
    assert refusal.value.code == "bad_period"


def test_a_period_of_nothing_does_not_exist(admin):
    with pytest.raises(NotVisible):
        set_period(admin, "statement", 12)


def test_a_municipalitys_own_period_counts_and_is_told(admin, course):
    set_period(admin, "candidate", 12)
    set_period(admin, "candidate", 24)
    assert period_words(admin.municipality_id)["candidate"].startswith("2 år efter")
    assert period_words(admin.municipality_id)["attendance"] == (
        "sammen med »Om dig«: " + period_words(admin.municipality_id)["candidate"]
    )
    assert "candidate" not in due(admin.municipality_id, TODAY + timedelta(days=500))
    assert due(admin.municipality_id, TODAY + timedelta(days=800))["candidate"].number == 1


def test_holding_back_needs_a_reason_and_is_done_once(admin):
    for code, attempt in (
        ("no_reason", lambda: hold_erasing(admin, " ")),
        ("not_held", lambda: resume_erasing(admin)),
        ("held_already", lambda: (hold_erasing(admin, "Fordi"), hold_erasing(admin, "Igen"))),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.code == code


def test_only_an_administrator_sets_periods_and_holds(world):
    with acting(world.cast[Role.COORDINATOR]) as actor:
        for attempt in (lambda: set_period(actor, "candidate", 12), lambda: hold_erasing(actor, "Fordi")):
            with pytest.raises(Refused) as refusal:
                attempt()
            assert refusal.value.code == "wrong_role"


@pytest.mark.parametrize(
    ("day", "back", "expected"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 1, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_back_stop_at_a_shorter_month(day, back, expected):
    assert months_before(day, back) == expected


@pytest.mark.parametrize(("number", "words"), [(1, "1 måned"), (7, "7 måneder"), (12, "1 år"), (60, "5 år")])
def test_a_number_of_months_is_spelt(number, words):
    assert spell(number) == words


def _a_round(admin, told_on, run_on=None):
    with clock.at(told_on):
        assert keep_house(admin.municipality_id) is not None
    with clock.at(run_on or told_on + TOLD_AHEAD):
        done = keep_house(admin.municipality_id)
        connection.check_constraints()
    assert done.failures == 0, done.report
    return done


def _any_event():
    from plads.core.models import Event

    return Event.objects.order_by("id").first()
