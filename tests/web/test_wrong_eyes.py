"""Seen by the wrong eyes: every role looks at every address, and nothing stands there that the tables do not allow."""

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client, override_settings

from plads.core import clock
from plads.core.actor import Actor
from plads.core.eyes import matrix, things
from plads.core.models import Change, Event, Municipality
from plads.core.roles import STAFF, Role
from plads.core.scope import acting
from plads.demo.people import DEMO_PASSWORD, DEMO_PEOPLE
from tests import databases
from tests.days import TODAY
from tests.web import canaries
from tests.web.canaries import HOME, NEXT_DOOR
from tests.web.conftest import use
from tests.web.inputs import facts
from tests.web.reach import Owners, owners_of, reach_of
from tests.web.walk import WORD, Walker, addresses, text_of

ROLES = [person.role for person in DEMO_PEOPLE]


@dataclass
class World:
    """The walked world: what was planted, whose each row is, who reaches what, and what each role was shown."""

    municipalities: dict
    every: list
    words: dict
    owners: dict
    reach: dict
    found: dict
    secrets: list
    clients: dict


@pytest.fixture(scope="module")
def walked(django_db_blocker):
    """The story with canaries, walked once by everybody."""
    files = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    from django.conf import settings

    with (
        django_db_blocker.unblock(),
        databases.copy_of(databases.story_template()) as urls,
        clock.at(TODAY),
        override_settings(STORAGES=settings.STORAGES | files),
    ):
        before = connection.settings_dict["NAME"]
        use(databases.name_of(urls))
        yield _walk(urls.owner)
        use(before)


def _walk(owner_url):
    municipalities = {code: Municipality.objects.get(code=code) for code in (HOME, NEXT_DOOR)}
    clients = {each.role: _signed_in(each.email) for each in DEMO_PEOPLE} | {Role.PUBLIC: Client()}
    canaries.fill(municipalities)
    reach = {role: reach_of(role, list(municipalities.values())) for role in ROLES}
    protected = canaries.protect(municipalities[HOME])
    planted = canaries.plant(owner_url, municipalities)
    reviewed = [each.row.look_id for each in planted if each.thing == "look_review"]
    every = addresses(municipalities, {"candidate_id": list(protected), "look_id": reviewed})
    secrets = [canaries.secrets_of(each, planted) for each in protected]
    searches = [word for secret in secrets for word in (secret.first, secret.last)]
    found = {role: Walker(client, role, searches).walk(every) for role, client in clients.items()}
    words = {each.word.lower(): each for each in planted}
    return World(
        municipalities, every, words, _owners(planted, municipalities), reach, found, secrets, clients
    )


def _signed_in(email):
    client = Client()
    response = client.post("/log-ind/", {"email": email, "password": DEMO_PASSWORD})
    assert response.status_code == 302, email
    return client


def _owners(planted, municipalities):
    """Whose each row is, asked once a row and in both municipalities, because a company lies in both."""
    owners, byid = {}, {each.id: each for each in municipalities.values()}
    for each in planted:
        key = (each.thing, each.row.pk)
        if key in owners:
            continue
        parts = []
        for municipality in municipalities.values():
            if getattr(each.row, "municipality_id", municipality.id) == municipality.id:
                with acting(Actor.system(municipality.id)):
                    parts.append(owners_of(each, byid))
        inside = frozenset[object]().union(*(part.municipalities for part in parts))
        first = next((part for part in parts if part.candidate or part.workplace or part.mentor), parts[0])
        owners[key] = Owners(inside, first.candidate, first.workplace, first.mentor)
    return owners


def eyes(canary):
    """The row of the table a canary stands under: who sees it. A candidate's sign-in is the candidate's."""
    return next(thing for thing in things() if thing.name == canary.thing).line_of(canary.field).see


def faults(world, role):
    """What a role was shown that it may not see, each with where."""
    for word, where in world.found[role].words.items():
        canary = world.words.get(word)
        if canary is None:
            continue
        owners = world.owners[canary.thing, canary.row.pk]
        said = (
            f"{canary.thing}.{canary.field}{canary.part and ' ' + canary.part} of {canary.row.pk} on {where}"
        )
        if role != Role.PUBLIC and canary.thing == "user" and canary.row.pk == world.reach[role].user_id:
            continue
        if role not in eyes(canary):
            yield f"{said}: not in the table"
        elif canary.field == "cpr" and canary.part != "first_six":
            yield f"{said}: a whole CPR number"
        elif role == Role.PUBLIC:
            continue
        elif not world.reach[role].reaches(canary, owners):
            yield f"{said}: somebody else's"


@pytest.mark.parametrize("role", [*ROLES, Role.PUBLIC])
def test_nothing_is_shown_that_the_table_does_not_allow(walked, role):
    found = sorted(faults(walked, role))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "role", [role for role in ROLES if role != Role.SUPPORT]
)  # it sees with others' eyes
def test_what_the_table_lets_a_role_see_stands_on_a_page(walked, role):
    shown = {(c.thing, c.field) for word, c in walked.words.items() if word in walked.found[role].words}
    planted = {(each.thing, each.field) for each in walked.words.values()}
    elsewhere = ("archive", "counts")
    lines = {(thing.name, name): line for thing in things() for line in thing.lines for name in line.fields}
    missing = [
        (row.thing, row.field)
        for row in matrix()
        if row.role == role
        and row.see
        and (row.thing, row.field) in planted - shown
        and row.condition not in elsewhere
        and not lines[row.thing, row.field].where
    ]
    assert not missing, "\n".join(f"{thing}.{name}" for thing, name in missing)


def test_every_address_is_walked_and_declares_who_may_open_it(walked):
    assert {each.name for each in walked.every if each.roles == "undeclared"} == set()
    for role in ROLES:
        assert walked.found[role].asked > 40


@pytest.mark.parametrize("role", [*ROLES, Role.PUBLIC])
def test_a_protected_candidates_name_is_told_to_those_who_need_it(walked, role):
    own, other = walked.secrets
    shown = set(walked.found[role].words)
    assert [word for secret in walked.secrets for word in secret.rest if word.lower() in shown] == []
    assert (own.first.lower() in shown) == (role in (Role.CANDIDATE, Role.MENTOR, Role.CONTACT))
    assert own.last.lower() not in shown or role == Role.CANDIDATE
    assert (other.last.lower() in shown) == (role == Role.CASEWORKER)


@pytest.mark.parametrize("role", ROLES)
def test_the_file_with_everything_is_for_those_who_may_see_everything(walked, role):
    """It is made by a POST, so the walk does not get it: the candidate's own, and the jobcentre's to hand over."""
    own = walked.secrets[0]
    for page in (f"/kandidater/{own.candidate_id}/indsigt/", "/mine-oplysninger/hent/"):
        response = walked.clients[role].post(page)
        words = set(WORD.findall(text_of(response).lower()))
        whole = own.last.lower() in words
        assert whole == (response.status_code == 200), page
        strangers = {
            word
            for word, each in walked.words.items()
            if each.thing == "candidate" and each.row.pk != own.candidate_id and word in words
        }
        assert not strangers
        assert not whole or role in (Role.CANDIDATE, Role.CASEWORKER, Role.COORDINATOR)


@pytest.mark.parametrize("role", ROLES)
def test_no_form_asks_a_role_for_what_it_may_not_change(walked, role):
    may = (role, Role.PUBLIC)  # on a public page everybody does what the public may
    changes = {(row.thing, row.field) for row in matrix() if row.role in may and row.change}
    unknown, wrong = [], []
    for page, name in sorted(walked.found[role].inputs):
        said = facts(page, name)
        if said is None:
            unknown.append((page, name))
        wrong += [
            (page, name, fact) for fact in (said or "").split() if tuple(fact.split(".")) not in changes
        ]
    assert not unknown, "\n".join(map(str, unknown))
    assert not wrong, "\n".join(map(str, wrong))


def written(world):
    """How much was ever written, in both municipalities."""
    ids = frozenset(each.id for each in world.municipalities.values())
    with acting(Actor(None, "", Role.SYSTEM, ids)):
        return Change.objects.count(), Event.objects.count()


@pytest.mark.parametrize("role", ROLES)
def test_no_post_of_a_wrong_role_or_from_another_municipality_changes_anything(walked, role):
    before, client = written(walked), walked.clients[role]
    for address in walked.every:
        if address.roles is None:
            continue
        if role not in address.roles:
            assert client.post(address.path, {"do": "end"}).status_code == 403, address.path
        elif address.next_door and role in STAFF and "company_id" not in str(address.pattern.pattern):
            status = client.post(address.path, {"do": "change", "link": "1", "protect": "1"}).status_code
            assert status in (302, 403, 404, 405), (address.path, status)
    assert written(walked) == before
