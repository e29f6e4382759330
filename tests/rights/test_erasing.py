"""Erasing one person leaves nothing of them anywhere, and every figure as it was."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from plads.centres.models import Centre
from plads.core.actor import Actor
from plads.core.errors import Refused
from plads.core.models import AccessRecord, Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.core.seals import verify
from plads.jobs.reactions import settle
from plads.people.models import User
from plads.people.services import give_role
from plads.placements.models import RefillProposal
from plads.placements.services.refill import propose_refill
from plads.rights.models import RightsRequest
from plads.rights.services.access import give_access, packed
from plads.rights.services.erasing import Why, erase_person
from plads.rights.services.requests import ask, decide
from tests.rights.canaries import planted, scan, where

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(world):
    return world.cast[Role.ADMINISTRATOR]


def erase(admin, person):
    """Erase, and let the database look at every key now instead of at the end of the test."""
    with acting(admin):
        done = erase_person(admin, person.candidate.id, Why.ASKED)
        connection.check_constraints()
    return done


def test_nothing_of_an_erased_person_is_left_anywhere(world, admin, caplog, capfd):
    person = planted(world)
    assert (
        scan(person.canaries) == person.canaries
    )  # every one of them is somewhere, or the scan sees nothing
    done = erase(admin, person)
    assert done.user_gone
    left = scan(person.canaries, caplog.text, *capfd.readouterr())
    assert {word: where(word) for word in left} == {}


def test_who_has_a_course_is_not_erased(world, admin):
    placement = world.running()
    with acting(admin), pytest.raises(Refused) as refusal:
        erase_person(admin, placement.candidate_id, Why.ASKED)
    assert refusal.value.code == "has_course"
    assert scan({placement.candidate.name}) == {placement.candidate.name}


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.COORDINATOR, Role.MANAGER])
def test_only_an_administrator_erases(world, role):
    candidate, actor = world.candidate(), world.cast[role]
    with acting(actor), pytest.raises(Refused) as refusal:
        erase_person(actor, candidate.id, Why.MISTAKE)
    assert refusal.value.code == "wrong_role"


def test_an_erased_persons_looks_stay_as_numbers_of_nobody(world, admin):
    person = planted(world)
    before = AccessRecord.objects.count()
    erase(admin, person)
    assert AccessRecord.objects.count() == before
    assert AccessRecord.objects.filter(people__contains=[person.candidate.id]).exists()


def test_the_log_of_looks_is_whole_when_a_reason_went_with_its_person(world, admin):
    person = planted(world)
    seen = AccessRecord.objects.filter(people__contains=[person.candidate.id]).exclude(why="")
    assert seen.exists()
    erase(admin, person)
    assert not seen.exists()
    assert verify(person.candidate.municipality_id) == []


def test_a_colleague_stays_signed_in_with_the_person_out_of_their_session(world, admin):
    erase(admin, planted(world))
    assert [each.get_decoded() for each in Session.objects.all()] == [{"stays": "still here"}]


def test_an_answered_request_stays_without_a_name(world, admin):
    person, caseworker = planted(world), world.cast[Role.CASEWORKER]
    with acting(caseworker):
        row = ask(caseworker, person.candidate.id, RightsRequest.Kind.ERASE, person.word())
        decide(caseworker, row.id, "grant", person.word())
    erase(admin, person)
    kept = RightsRequest.objects.get(id=row.id)
    assert (kept.candidate_id, kept.text, kept.answer, kept.state) == (None, "", "", "granted")
    assert scan(person.canaries) == set()


def test_handing_out_the_archive_leaves_no_copy(world, admin):
    person = planted(world)
    with acting(admin):
        packed(give_access(admin, person.candidate.id))
    erase(admin, person)
    assert scan(person.canaries) == set()


def test_somebody_who_is_also_something_else_keeps_their_sign_in(world, admin):
    person = planted(world)
    with acting(Actor.system(person.candidate.municipality_id)) as system:
        give_role(
            system, person.candidate.municipality_id, email=person.user.email, name="", role=Role.MANAGER
        )
    done = erase(admin, person)
    assert not done.user_gone
    assert User.objects.filter(id=person.user.id, is_active=True).exists()


def test_whose_word_stands_on_something_loses_name_and_access(world, admin):
    person = planted(world)
    place = world.place()
    Centre.objects.filter(id=place.centre_id).update(consultant_id=person.user.id)
    assert erase(admin, person).user_gone
    left = User.objects.get(id=person.user.id)
    assert (left.name, left.is_active, left.has_usable_password()) == ("Slettet bruger", False, False)
    assert scan(person.canaries) == set()


def test_the_queue_forgets_what_it_was_to_do_about_the_person(world, admin):
    person = planted(world)
    events = {str(each) for each in _events(person)}
    assert events & _queued()
    erase(admin, person)
    assert not events & _queued()


def test_open_proposals_that_knew_the_person_are_made_anew(world, admin):
    place, candidate, other = world.place(), world.candidate(), world.candidate(danish_level=0)
    with acting(Actor.system(place.municipality_id)) as system:
        assert propose_refill(system, place.id).first_choice_id == candidate.id
    with acting(admin):
        erase_person(admin, candidate.id, Why.MISTAKE)
        connection.check_constraints()
    settle(place.municipality_id)
    assert RefillProposal.objects.get(state="open").first_choice_id == other.id
    assert scan({str(candidate.id)}) <= {str(candidate.id)}
    assert not [row for row in RefillProposal.objects.all() if str(candidate.id) in str(vars(row))]


def _events(person):
    return Event.objects.filter(subjects__contains=[person.candidate.id]).values_list("id", flat=True)


def _queued():
    return {job.args.get("event_id") for job in ProcrastinateJob.objects.all()}
