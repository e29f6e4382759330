"""What every test may use: a database under row-level security, a still clock, and the people of a jobcentre."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.days import TODAY

_URLS = databases.open_run()
_CONTROLLER = "PYTEST_XDIST_WORKER" not in os.environ
os.environ.update(databases.environment_of(databases.own_database()))

import django  # noqa: E402

django.setup()

from plads.core.keyring import make_key_file  # noqa: E402
from tests.peers.fixtures import services, sms_gateway, smtp  # noqa: E402, F401 - offered to every test

(Path(os.environ["PLADS_DATA"]) / "static").mkdir(parents=True, exist_ok=True)
make_key_file(Path(os.environ["PLADS_DATA"]) / "keys.json")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--renew`` writes the SQL snapshots anew; look at the difference before you commit it."""
    parser.addoption("--renew", action="store_true", help="write the SQL snapshots of the pages anew")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let no worker inherit this process's settings: each reads them once it has a database of its own.

    With them pytest-django sets Django up before this file, in this process's database, and the workers wait for
    each other's rows in it.
    """
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure() -> None:
    """Drop this process's databases; the last process stops the server."""
    from django.db import connections

    connections.close_all()
    databases.close_run()


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database is there before Django is: migrated by its owner, used by the application's role."""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """Let the clock stand on a Tuesday in November."""
    from plads.core import clock

    with clock.at(TODAY):
        yield


@pytest.fixture
def municipality(db):
    """A municipality without staff."""
    from plads.demo.founding import found

    return found("991", "Prøvekøbing Kommune", "proevekoebing")


@pytest.fixture
def other_municipality(db):
    """Another municipality, whose rows the first must never see."""
    from plads.demo.founding import found

    return found("992", "Andenby Kommune", "andenby")


@pytest.fixture
def cast(municipality):
    """The municipality's staff, one actor for each role: ``cast[Role.CASEWORKER]``."""
    from plads.demo.founding import hire_staff

    return hire_staff(municipality, password=None)


@pytest.fixture
def inside(cast):
    """Run the test inside the municipality's scope, so that it may look at rows directly."""
    from plads.core.actor import Actor
    from plads.core.scope import acting

    with acting(Actor.system(cast.municipality.id)):
        yield cast


@pytest.fixture
def world(inside):
    """Makes the things a test needs: ``world.centre()``, ``world.candidate()``, ``world.placement()``."""
    from tests.world import World

    return World(inside)
