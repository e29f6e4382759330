"""Pages are tested on the story, in a database of their own, because GET requests are read-only transactions."""

import pytest
from django.db import connection, connections
from django.test import Client

from plads.core import clock
from plads.core.roles import Role
from plads.demo.people import DEMO_PASSWORD, DEMO_PEOPLE
from tests import databases


def use(name: str) -> None:
    """Let Django's connection use another database."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def story_copy():
    """One copy of the story for all tests of this process that only read."""
    with databases.copy_of(databases.story_template()) as urls:
        yield databases.name_of(urls)


@pytest.fixture
def story(story_copy, django_db_blocker):
    """The story to read."""
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        use(story_copy)
        yield
        use(before)


@pytest.fixture
def own_story(django_db_blocker):
    """The story in a database of the test's own, to change."""
    with django_db_blocker.unblock(), databases.copy_of(databases.story_template()) as urls:
        before = connection.settings_dict["NAME"]
        use(databases.name_of(urls))
        yield
        use(before)


@pytest.fixture(scope="session")
def session_keys():
    """Session cookies by database and role: signing in costs an argon2 each."""
    return {}


@pytest.fixture
def sign_in(settings, session_keys):
    """Returns a client signed in as the demo's person in a role: ``sign_in(Role.MENTOR)``."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }

    def as_role(role: Role | None) -> Client:
        client = Client()
        if role is None:
            return client
        key = (connection.settings_dict["NAME"], role, clock.today())  # a session lasts a day at most
        if key not in session_keys:
            email = next(person.email for person in DEMO_PEOPLE if person.role == role)
            response = client.post("/log-ind/", {"email": email, "password": DEMO_PASSWORD})
            assert response.status_code == 302, response.content.decode()
            session_keys[key] = client.cookies["sessionid"].value
        client.cookies["sessionid"] = session_keys[key]
        return client

    return as_role
