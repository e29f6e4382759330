"""The paper follows from the last signature; where it could not be made it waits in sight, and comes later."""

import pytest

from plads.centres.models import AgreementVersion, Document
from plads.centres.ports import NoCertificate
from plads.core.models import Event, ReactionRun
from plads.jobs.daily import live_the_day
from plads.jobs.reactions import run


@pytest.fixture
def signed(world) -> Event:
    world.centre()
    return Event.objects.get(kind="centres.agreement_signed")


def note(signed) -> ReactionRun:
    return ReactionRun.objects.get(event=signed, reaction="seal_paper")


def test_when_all_have_signed_the_paper_is_made_with_its_address(signed):
    assert run(signed.id, signed.municipality_id, "seal_paper")
    assert Document.objects.get().version_id == AgreementVersion.objects.get().id


def test_without_a_certificate_it_waits_in_sight_and_comes_with_the_day(signed, settings):
    settings.PLADS_DEMO = False
    with pytest.raises(NoCertificate):
        run(signed.id, signed.municipality_id, "seal_paper")
    assert (note(signed).state, note(signed).error) == ("failed", "NoCertificate")
    live_the_day(signed.municipality_id)
    assert not Document.objects.exists()
    settings.PLADS_DEMO = True
    live_the_day(signed.municipality_id)
    assert Document.objects.count() == 1
    assert note(signed).state == "done"
    live_the_day(signed.municipality_id)
    assert Document.objects.count() == 1


def test_an_older_agreement_whose_reaction_never_ran_gets_its_paper_too(signed):
    live_the_day(signed.municipality_id)
    assert Document.objects.count() == 1
    run(signed.id, signed.municipality_id, "seal_paper")
    assert Document.objects.count() == 1
