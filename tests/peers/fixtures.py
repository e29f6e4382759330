"""Fixtures of peers that any test may ask for (``tests/conftest.py`` offers them)."""

import pytest

from tests.peers.post_office import post_office
from tests.peers.services import services_file
from tests.peers.sms_gateway import sms_gateway_peer


@pytest.fixture
def services(tmp_path):
    """The installation's file of services, empty but for the address: ``services.set("vitas", url=…)``."""
    with services_file(tmp_path) as file:
        yield file


@pytest.fixture
def smtp(services):
    """A mail server that Plads is set up to use; ``smtp.mails`` is what it took."""
    with post_office() as office:
        services.set("mail", **office.table())
        yield office


@pytest.fixture
def sms_gateway(services):
    """An SMS gateway that Plads is set up to use; ``sms_gateway.sent`` is what it took."""
    with sms_gateway_peer() as peer:
        services.set("sms", **peer.table())
        yield peer
