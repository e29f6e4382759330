"""Two who answer at the same moment, over connections of their own: one wins, the other is told so in clear words."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from plads.centres.models import AgreementVersion, Party, Signature
from plads.centres.services.agreements import offer_agreement
from plads.centres.services.redrafting import withdraw_agreement
from plads.centres.services.signing import sign_agreement
from plads.core import clock
from plads.core.errors import Refused
from plads.core.roles import Role
from plads.core.scope import acting
from plads.demo.founding import found, hire_staff
from tests import databases
from tests.days import TODAY
from tests.world import World


@pytest.fixture
def committed(django_db_blocker):
    """A world in a database of its own where everything is committed, so that other connections see it."""
    with django_db_blocker.unblock(), databases.copy_of(databases.template()) as urls:
        settings, before = connection.settings_dict, connection.settings_dict["NAME"]
        connection.close()
        settings["NAME"] = databases.name_of(urls)
        try:
            yield World(hire_staff(found("991", "Prøvekøbing Kommune", "proevekoebing"), password=None))
        finally:
            connections.close_all()
            settings["NAME"] = before


def at_once(*deeds) -> list[str]:
    """Do each (actor, deed) on a connection of its own at the same moment; return what came of it."""
    start = Barrier(len(deeds))

    def do(actor, deed) -> str:
        start.wait()
        try:
            with clock.at(TODAY), acting(actor):
                deed(actor)
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(each.result() for each in [pool.submit(do, *deed) for deed in deeds])


def test_one_wins_when_two_answer_or_one_takes_the_offer_back(committed):
    consultant, version = committed.cast[Role.CONSULTANT], committed.draft()
    with acting(consultant):
        offer_agreement(consultant, version.id)
        workplace_id = version.agreement.centre.workplace_id
    two = [committed.speaker(Role.CONTACT, workplace_id) for _ in range(2)]

    def sign(actor):
        return sign_agreement(actor, version.id, Party.COMPANY)

    assert at_once(*[(each, sign) for each in two]) == ["done", "signed_already"]
    representative = committed.speaker(Role.REPRESENTATIVE, workplace_id)
    results = at_once(
        (representative, lambda actor: sign_agreement(actor, version.id, Party.REPRESENTATIVE)),
        (consultant, lambda actor: withdraw_agreement(actor, version.id)),
    )
    assert results in (["done", "done"], ["done", "superseded"])
    with acting(consultant):
        assert Signature.objects.filter(version=version, party=Party.COMPANY).count() == 1
        newest = AgreementVersion.objects.filter(agreement=version.agreement).order_by("-number")[0]
        assert (newest.number, newest.signatures.count()) == (2, 0)
