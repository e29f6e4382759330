"""Looks: collected while a page is made, stored in one statement, and never of oneself."""

from uuid import uuid4

import pytest
from django.db import connection
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from plads.core import looks
from plads.core.actor import Actor
from plads.core.looks import Sight, digest, saw, saw_across, watching
from plads.core.models import AccessRecord, LookTally, Municipality
from plads.core.roles import Role
from plads.core.scope import acting
from plads.web.looking import Looking
from tests import databases
from tests.web.conftest import use


@pytest.fixture(scope="module")
def story(django_db_blocker):
    with django_db_blocker.unblock(), databases.copy_of(databases.story_template()) as urls:
        before = connection.settings_dict["NAME"]
        use(databases.name_of(urls))
        yield
        use(before)


@pytest.fixture
def places(story, django_db_blocker):
    with django_db_blocker.unblock():
        yield list(Municipality.objects.order_by("code").values_list("id", flat=True))


@pytest.fixture
def eva(places):
    return Actor(uuid4(), "Eva", Role.CASEWORKER, frozenset({places[0]}))


def written(actor):
    with acting(actor):
        return list(AccessRecord.objects.filter(user_id=actor.user_id).order_by("id"))


def test_what_is_seen_while_a_page_is_made_is_one_record(eva):
    one, two = uuid4(), uuid4()
    with watching() as seen:
        saw(eva, [one], Sight.NAME)
        saw(eva, [two, one], Sight.CPR, Sight.NAME, protected=True)
        assert written(eva) == []
    looks.write(seen.values(), page="candidate")
    (record,) = written(eva)
    assert (set(record.people), record.sights) == ({one, two}, ["cpr", "name"])
    assert (record.page, record.role, record.protected) == ("candidate", "caseworker", True)
    assert record.digest == digest(record)


def test_a_look_for_another_reason_is_a_record_of_its_own(eva):
    with watching() as seen:
        saw(eva, [uuid4()], Sight.NAME)
        saw(eva, [uuid4()], Sight.CPR, why="Borgeren ringer")
    looks.write(seen.values(), page="candidate")
    assert sorted(each.why for each in written(eva)) == ["", "Borgeren ringer"]


def test_outside_a_page_a_look_is_stored_at_once(eva):
    saw(eva, [uuid4()], Sight.NAME)
    assert len(written(eva)) == 1


def test_several_municipalities_are_a_record_each_in_one_statement(places, django_assert_num_queries):
    contact = Actor(uuid4(), "Karen", Role.CONTACT, frozenset(places))
    with watching() as seen:
        saw_across(contact, [(place, uuid4()) for place in places], Sight.NAME)
    with django_assert_num_queries(1):
        looks.write(seen.values(), page="company_home")
    assert {each.municipality_id for each in written(contact)} == set(places)
    assert all(each.digest == digest(each) for each in written(contact))


def test_the_count_follows_the_looks(eva):
    def counted():
        with acting(eva):
            return sum(LookTally.objects.values_list("looks", flat=True))

    before = counted()
    for _ in range(3):
        saw(eva, [uuid4()], Sight.NAME)
    assert counted() == before + 3


def test_nobody_seen_oneself_and_plads_own_work_are_no_looks(eva, places):
    me = uuid4()
    candidate = Actor(uuid4(), "Kamal", Role.CANDIDATE, frozenset({places[0]}), frozenset({me}))
    with watching() as seen:
        saw(eva, [], Sight.NAME)
        saw(candidate, [me], Sight.NAME)
        saw(Actor.system(places[0]), [me], Sight.NAME)
    assert seen == {}


def test_a_supporter_who_is_shown_a_candidates_page_looks_at_them(places):
    me, helped = uuid4(), uuid4()
    supporter = Actor(
        uuid4(), "Support", Role.CANDIDATE, frozenset({places[0]}), frozenset({me}), helps=helped
    )
    saw(supporter, [me], Sight.NAME)
    (record,) = written(supporter)
    assert (record.helps, record.people) == (helped, [me])


def answered(eva, response, person):
    def view(request):
        saw(eva, [person], Sight.NAME)
        return response

    return Looking(view)(a_request())


def a_request():
    request = RequestFactory().get("/")
    request.resolver_match = None
    return request


@pytest.mark.parametrize(("status", "records"), [(200, 1), (422, 1), (302, 0), (403, 0), (404, 0), (500, 0)])
def test_only_an_answer_that_shows_something_is_a_look(eva, status, records):
    answered(eva, HttpResponse(status=status), uuid4())
    assert len(written(eva)) == records


def test_a_file_is_noted_before_it_is_sent(eva, tmp_path):
    (tmp_path / "fil").write_text("Kamal")
    answer = answered(eva, FileResponse((tmp_path / "fil").open("rb")), uuid4())
    assert len(written(eva)) == 1
    assert b"".join(answer.streaming_content) == b"Kamal"


def test_each_part_of_a_stream_is_noted_before_it_is_sent(eva):
    def parts():
        for number in range(3):
            saw(eva, [uuid4()], Sight.NAME)
            yield f"{number}".encode()

    answer = Looking(lambda request: StreamingHttpResponse(parts()))(a_request())
    assert written(eva) == []
    for number, part in enumerate(answer.streaming_content, 1):
        assert part == f"{number - 1}".encode()
        assert len(written(eva)) == number
