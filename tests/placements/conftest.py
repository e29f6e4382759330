"""What tests of placements share."""

import pytest
from django.db import connection, connections

from plads.demo.founding import found, hire_staff
from tests import databases
from tests.world import World


@pytest.fixture
def committed(django_db_blocker):
    """A world in a database of its own where everything is committed, so that other connections see it."""
    with django_db_blocker.unblock(), databases.copy_of(databases.template()) as urls:
        settings, before = connection.settings_dict, connection.settings_dict["NAME"]
        connection.close()
        settings["NAME"] = urls.app.rsplit("/", 1)[1].split("?")[0]
        try:
            yield World(hire_staff(found("991", "Prøvekøbing Kommune", "proevekoebing"), password=None))
        finally:
            connections.close_all()
            settings["NAME"] = before
