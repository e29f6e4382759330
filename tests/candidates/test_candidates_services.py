"""Candidates: entered once, ready by their own words and consent, with everything else they do in the week."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from plads.candidates.models import Activity, Candidate
from plads.candidates.queries import (
    CandidateFilter,
    candidate_detail,
    candidate_rows,
    candidate_with_cpr,
)
from plads.candidates.services import (
    CandidateFacts,
    add_activity,
    close_candidate,
    make_ready,
    register_candidate,
)
from plads.core import clock
from plads.core.actor import Actor
from plads.core.models import Event
from plads.core.parse_week import parse_week
from plads.core.roles import Role
from plads.core.scope import acting
from tests.days import TODAY
from tests.refusals import not_visible, refused
from tests.world import test_cpr

FACTS = {"name": " Ida Ny ", "cpr": "610190-1234", "target_group": "aktivitetsparat"}


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


@pytest.fixture
def outsider(other_municipality) -> Actor:
    return Actor(uuid4(), "Nabo", Role.CASEWORKER, frozenset({other_municipality.id}))


def themselves(candidate: Candidate) -> Actor:
    return Actor(
        uuid4(), candidate.name, Role.CANDIDATE, frozenset({candidate.municipality_id}), {candidate.id}
    )


def told(kind: str, candidate: Candidate) -> int:
    return Event.objects.filter(kind=f"candidates.{kind}", subjects__contains=[candidate.id]).count()


def classes(actor, candidate, week="man, ons 9-12", days=100, **more) -> Activity:
    defaults = {
        "kind": "danish",
        "title": "Danskuddannelse",
        "first_day": TODAY,
        "last_day": TODAY + timedelta(days=days),
        "slots": parse_week(week),
    }
    return add_activity(actor, candidate.id, **defaults | more)


def test_a_candidate_is_entered_and_waits_from_today(caseworker):
    candidate = register_candidate(caseworker, CandidateFacts(**FACTS))
    assert (candidate.name, candidate.cpr, candidate.state) == ("Ida Ny", "6101901234", "registered")
    assert candidate.waiting_since == TODAY
    assert told("registered", candidate) == 1


def test_a_person_is_entered_once_in_a_municipality(caseworker):
    register_candidate(caseworker, CandidateFacts(**FACTS))
    with refused("cpr_taken", "cpr"):
        register_candidate(caseworker, CandidateFacts(**FACTS | {"cpr": "6101901234"}))
    assert Candidate.objects.count() == 1


def test_two_municipalities_may_know_the_same_person_without_knowing_of_each_other(caseworker, outsider):
    register_candidate(caseworker, CandidateFacts(**FACTS))
    with acting(outsider):
        assert (
            register_candidate(outsider, CandidateFacts(**FACTS)).municipality_id == outsider.municipality_id
        )


def test_an_impossible_number_is_refused_and_never_repeated(caseworker):
    with refused("bad_cpr", "cpr") as refusal:
        register_candidate(caseworker, CandidateFacts(**FACTS | {"cpr": "3113901234"}))
    assert "3113901234" not in refusal.value.message


def test_a_candidate_is_ready_with_their_own_words_and_consent_only(world, caseworker):
    candidate = world.candidate(ready=False)
    with refused("no_motivation", "motivation"):
        make_ready(caseworker, candidate.id, motivation=" ", consent=True)
    with refused("no_consent", "consent"):
        make_ready(caseworker, candidate.id, motivation="Jeg vil gerne i gang.", consent=False)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.consent_at) == ("registered", None)
    ready = make_ready(caseworker, candidate.id, motivation=" Jeg vil gerne i gang. ", consent=True)
    assert (ready.state, ready.motivation) == ("ready", "Jeg vil gerne i gang.")
    assert ready.consent_at == clock.now()
    assert told("ready", candidate) == 1


def test_a_candidate_may_stop_and_come_back(world, caseworker):
    candidate = world.candidate()
    assert close_candidate(caseworker, candidate.id).state == "closed"
    assert told("closed", candidate) == 1
    with refused("wrong_state"):
        close_candidate(caseworker, candidate.id)
    assert make_ready(caseworker, candidate.id, motivation="Igen", consent=True).state == "ready"


@pytest.mark.parametrize(
    "role", [Role.CONTACT, Role.MENTOR, Role.MANAGER, Role.ADMINISTRATOR, Role.CANDIDATE]
)
def test_only_the_office_enters_and_changes_candidates(world, role):
    candidate = world.candidate(ready=False)
    actor = Actor(uuid4(), "Nogen", role, frozenset({candidate.municipality_id}), frozenset({candidate.id}))
    with refused("wrong_role"):
        register_candidate(actor, CandidateFacts(**FACTS))
    with refused("wrong_role"):
        make_ready(actor, candidate.id, motivation="Ja", consent=True)
    with refused("wrong_role"):
        close_candidate(actor, candidate.id)
    with refused("wrong_role"):
        classes(actor, candidate)


def test_an_activity_stands_in_the_week_from_its_first_to_its_last_day(world, caseworker):
    candidate = world.candidate()
    activity = classes(caseworker, candidate, days=10)
    assert activity.week == parse_week("man, ons 9-12")
    with clock.at(TODAY + timedelta(days=10)):
        assert list(candidate_detail(caseworker, candidate.id).activities.all()) == [activity]
    with clock.at(TODAY + timedelta(days=11)):
        assert list(candidate_detail(caseworker, candidate.id).activities.all()) == []
    assert told("activity_added", candidate) == 1


def test_two_activities_at_the_same_time_are_refused_with_the_one_that_is_there(world, caseworker):
    candidate = world.candidate()
    classes(caseworker, candidate)
    with refused("clash", "slots") as refusal:
        classes(caseworker, candidate, "ons 11-13", title="Kursus")
    assert "ons 11.00–13.00 er optaget af Danskuddannelse (ons 9.00–12.00)" in refusal.value.message
    assert classes(caseworker, candidate, "ons 12-13", title="Kursus").title == "Kursus"


def test_activities_at_the_same_time_in_different_months_do_not_clash(world, caseworker):
    candidate = world.candidate()
    classes(caseworker, candidate, days=30)
    later = TODAY + timedelta(days=31)
    assert classes(caseworker, candidate, first_day=later, last_day=later + timedelta(days=30)).pk
    with refused("clash", "slots"):
        classes(caseworker, candidate, first_day=TODAY + timedelta(days=30), title="En dag for tidligt")


def test_an_activity_that_ends_before_it_begins_is_refused(world, caseworker):
    with refused("end_before_start", "last_day"):
        classes(caseworker, world.candidate(), days=-1)


def test_another_municipality_finds_nobody(world, outsider):
    candidate = world.candidate(ready=False)
    for scope in (outsider, world.cast[Role.CASEWORKER]):
        with acting(scope):
            with not_visible():
                candidate_detail(outsider, candidate.id)
            with not_visible():
                make_ready(outsider, candidate.id, motivation="Ja", consent=True)
            with not_visible():
                close_candidate(outsider, candidate.id)
            with not_visible():
                classes(outsider, candidate)
            assert candidate_with_cpr(outsider, candidate.cpr) is None


def test_a_candidate_sees_themselves_and_nobody_else(world):
    candidate, other = world.candidate(), world.candidate()
    assert candidate_detail(themselves(candidate), candidate.id) == candidate
    with not_visible():
        candidate_detail(themselves(candidate), other.id)


@pytest.mark.parametrize(
    "role", [Role.CONTACT, Role.MENTOR, Role.REPRESENTATIVE, Role.HEAD_OFFICE, Role.MANAGER]
)
def test_companies_mentors_and_managers_open_no_candidate(world, role):
    candidate = world.candidate()
    actor = Actor(uuid4(), "Nogen", role, frozenset({candidate.municipality_id}), frozenset({candidate.id}))
    with not_visible():
        candidate_detail(actor, candidate.id)
    assert candidate_with_cpr(actor, candidate.cpr) is None
    assert list(candidate_rows(actor, CandidateFilter())) == []


def test_a_candidate_is_found_by_number_however_it_is_written(world, caseworker):
    candidate = world.candidate()
    assert candidate_with_cpr(caseworker, f"{candidate.cpr[:6]}-{candidate.cpr[6:]}") == candidate.id
    assert candidate_with_cpr(caseworker, test_cpr(9999)) is None
    assert candidate_with_cpr(caseworker, "ikke et nummer") is None


def test_lists_leave_the_secrets_in_the_database(world, caseworker, django_assert_num_queries):
    world.candidate(considerations="Har brug for ro")
    with django_assert_num_queries(1):
        (row,) = candidate_rows(caseworker, CandidateFilter())
    assert {"cpr", "considerations", "motivation"} <= row.get_deferred_fields()


def test_lists_are_narrowed_by_name_caseworker_function_and_wait(world, caseworker):
    other = world.cast[Role.COORDINATOR].user_id
    ida = world.candidate(name="Ida Åkær", functions=["lager"], waiting_since=TODAY - timedelta(weeks=12))
    bo = world.candidate(
        name="Bo René", caseworker_id=other, waiting_since=TODAY - timedelta(weeks=11, days=6)
    )

    def listed(**wanted):
        return list(candidate_rows(caseworker, CandidateFilter(**wanted)))

    assert listed() == [bo, ida]
    assert listed(text="aakær") == listed(text="ÅKÆR ida") == [ida]
    assert listed(text="rene") == listed(caseworker_id=other) == [bo]
    assert listed(function="lager") == listed(waited_weeks=12) == [ida]
    assert listed(text="ida bo") == []


def test_nobody_may_work_more_than_a_full_week_even_in_the_database(world):
    candidate = world.candidate()
    candidate.weekly_minutes = 37 * 60 + 1
    with pytest.raises(IntegrityError, match="candidates_weekly_minutes"), transaction.atomic():
        candidate.save()
