"""Access: everything about a person in one archive, traced, without anybody else, in bounded SQL."""

import io
import json
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plads.core.actor import Actor
from plads.core.errors import NotVisible, Refused
from plads.core.looks import Sight
from plads.core.models import AccessRecord, Event
from plads.core.roles import Role
from plads.core.scope import acting
from plads.rights.kinds import About, parts
from plads.rights.services.access import give_access, give_user_access, packed
from tests.rights.canaries import planted

pytestmark = pytest.mark.django_db

NOT_THEIRS = 4
"""Canaries not in the archive: what their session and a colleague's hold, a file sent in, a note on a look."""


@pytest.fixture
def caseworker(world):
    return world.cast[Role.CASEWORKER]


def unpacked(archive):
    with zipfile.ZipFile(io.BytesIO(packed(archive))) as file:
        page, text = (file.read(name).decode() for name in file.namelist())
    return page, json.loads(text), text


def test_the_archive_holds_every_word_about_the_person(world, caseworker):
    person = planted(world)
    with acting(caseworker):
        page, _, text = unpacked(give_access(caseworker, person.candidate.id))
    for words in (page, text):
        assert len({word for word in person.canaries if word not in words.lower()}) == NOT_THEIRS


def test_the_archive_holds_no_other_candidate(world, caseworker):
    person, other = planted(world), planted(world)
    with acting(caseworker):
        page, _, text = unpacked(give_access(caseworker, person.candidate.id))
    for words in (page, text):
        assert not [word for word in other.canaries if word in words.lower()]
        assert str(other.candidate.id) not in words


def test_the_json_explains_every_field_it_holds(world, caseworker):
    person = planted(world)
    with acting(caseworker):
        _, data, _ = unpacked(give_access(caseworker, person.candidate.id))
    assert data["om"]["format"] == "plads-indsigt-1"
    for part in data["dele"]:
        assert part["formaal"]
        assert part["hjemmel"]
        assert part["opbevaring"]
        for row in part["raekker"]:
            assert set(row) == set(part["felter"])
    filled = {part["tabel"] for part in data["dele"] if part["raekker"]}
    expected = {part.model for _, part in parts() if part.about == About.CANDIDATE}
    assert expected - filled == {"rights.RightsRequest"}


def test_giving_access_is_a_look_at_everything_and_an_event(world, caseworker):
    candidate = world.candidate()
    with acting(caseworker):
        give_access(caseworker, candidate.id)
        look = AccessRecord.objects.filter(people__contains=[candidate.id]).latest("at")
    assert Sight.DOCUMENT in look.sights
    assert look.user_id == caseworker.user_id
    assert Event.objects.filter(kind="rights.access_given", subjects__contains=[candidate.id]).exists()


def test_the_archive_takes_at_most_two_statements_for_each_part(world, caseworker):
    person = planted(world)
    most = 2 * len(list(parts())) + 5
    counts = []
    for _ in range(2):
        with (
            acting(caseworker),
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            give_access(caseworker, person.candidate.id)
        counts.append(len([each for each in seen if "SAVEPOINT" not in each["sql"]]))
    assert counts[0] == counts[1] <= most


def test_a_candidate_gets_their_own_and_nobody_elses(world):
    mine, other = world.candidate(), world.candidate()
    own = Actor(None, mine.name, Role.CANDIDATE, frozenset({mine.municipality_id}), frozenset({mine.id}))
    with acting(own):
        assert give_access(own, mine.id).subject.name == mine.name
        assert not AccessRecord.objects.exists()
        with pytest.raises(NotVisible):
            give_access(own, other.id)


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.MANAGER])
def test_who_does_not_answer_requests_gives_no_access(world, role):
    candidate, actor = world.candidate(), world.cast[role]
    with acting(actor):
        with pytest.raises(NotVisible):
            give_access(actor, candidate.id)
        with pytest.raises(Refused) as refusal:
            give_user_access(actor, world.cast[Role.CASEWORKER].user_id)
    assert refusal.value.code == "wrong_role"


def test_a_mentor_gets_what_is_kept_about_a_mentor(world):
    placement = world.running()
    mentor, actor = world.mentor(placement.place.centre)
    with acting(actor):
        archive = give_user_access(actor, mentor.user_id)
    filled = {section.part.model for section in archive.sections if section.rows}
    assert {"mentoring.Mentor", "people.User", "people.Membership"} <= filled
    assert placement.candidate.name not in json.dumps(archive.as_dict())
