"""Asking VITAS what became of applications: a server that is down delays, is shown, and loses nothing."""

from datetime import timedelta

import pytest

from plads.core import clock
from plads.core.roles import Role
from plads.core.scope import acting
from plads.jobs.vitas import ask_vitas
from plads.placements.models import VitasApplication
from plads.placements.services.vitas import send_application, withdraw_application
from plads.placements.services.vitas_polling import EVERY
from tests.days import TODAY
from tests.peers.vitas import VitasPeer, grant, vitas_peer

PEER: list[VitasPeer] = []


def door():
    """What stands behind the door »vitas« here: the peer, over the net."""
    from plads.adapters.vitas import Dfdg

    return Dfdg(PEER[0].service, seconds=1.0)


@pytest.fixture
def peer(settings):
    with vitas_peer() as running:
        PEER[:] = [running]
        settings.PLADS_PORTS = settings.PLADS_PORTS | {"vitas": f"{__name__}.door"}
        yield running


@pytest.fixture
def sent(world, peer):
    """Applies for a placement, under a number VITAS knows as ``status``."""

    def apply(number, status="Under behandling", **known):
        placement, caseworker = world.planned(), world.cast[Role.CASEWORKER]
        send_application(caseworker, placement.id, number, TODAY)
        peer.grants[number] = grant(number, placement.candidate.cpr, status, **known)
        return placement

    return apply


def row_of(placement):
    return VitasApplication.objects.get(placement=placement)


def test_an_approval_and_a_refusal_are_noted_as_vitas_own(world, sent):
    yes = sent("V-1", "Godkendt", startDato="2026-11-25", slutDato="2027-02-23")
    no = sent("V-2", "Afslag")
    assert ask_vitas(yes.municipality_id) == 2
    assert (row_of(yes).state, row_of(yes).grant_number, row_of(yes).answered_by) == (
        "approved",
        "B-V-1",
        "VITAS",
    )
    assert (row_of(no).state, row_of(no).refusal_reason) == ("refused", "VITAS: Afslag")
    assert row_of(yes).covers(yes.period, 20 * 60)


def test_days_vitas_approved_count_and_not_those_applied_for(sent):
    placement = sent("V-1", "Godkendt", startDato="2026-11-25", slutDato="2026-12-24")
    ask_vitas(placement.municipality_id)
    assert not row_of(placement).covers(placement.period, 20 * 60)


@pytest.mark.parametrize("hours", [10, 10.0, "10", "10,0"])
def test_hours_vitas_approved_count_and_not_those_applied_for(sent, hours):
    placement = sent("V-1", "Godkendt", ugentligArbejdstid=hours)
    ask_vitas(placement.municipality_id)
    assert row_of(placement).weekly_minutes == 600
    assert not row_of(placement).covers(placement.period, 20 * 60)


@pytest.mark.parametrize("hours", [True, 0, -5, 500, "mange", [20], "1e3"])
def test_hours_that_are_none_leave_those_applied_for(sent, hours):
    placement = sent("V-1", "Godkendt", ugentligArbejdstid=hours)
    before = row_of(placement).weekly_minutes
    ask_vitas(placement.municipality_id)
    assert (row_of(placement).state, row_of(placement).weekly_minutes) == ("approved", before)


def test_an_answer_that_cannot_be_stored_is_shown_and_holds_nobody_back(sent):
    one, two = sent("V-1", "Godkendt", bevillingId="B 1/2026"), sent("V-2", "Godkendt")
    assert ask_vitas(one.municipality_id) == 1
    assert (row_of(one).state, row_of(two).state) == ("sent", "approved")
    assert "Noter svaret selv" in row_of(one).fault


def test_one_that_is_not_decided_is_asked_about_again_after_an_hour_and_not_before(peer, sent):
    placement = sent("V-1")
    ask_vitas(placement.municipality_id)
    assert (row_of(placement).state, row_of(placement).fault) == ("sent", "")
    assert ask_vitas(placement.municipality_id) == 0
    peer.grants["V-1"]["bevillingsstatus"] = "Bevilget"
    with clock.at(clock.now() + EVERY + timedelta(minutes=1)):
        assert ask_vitas(placement.municipality_id) == 1
    assert row_of(placement).state == "approved"


def test_a_number_vitas_does_not_know_is_shown_and_the_application_waits(peer, sent):
    placement = sent("V-1")
    peer.grants.clear()
    ask_vitas(placement.municipality_id)
    assert row_of(placement).state == "sent"
    assert "kender ikke ansøgning V-1" in row_of(placement).fault


def test_a_server_that_is_down_is_shown_on_all_and_answers_once_it_is_up(peer, sent):
    one, two = sent("V-1", "Godkendt"), sent("V-2", "Godkendt")
    peer.fault = "500"
    with pytest.raises(ExceptionGroup, match="no answer"):
        ask_vitas(one.municipality_id)
    assert len(peer.asked) == 1  # nobody else is asked about while it answers nobody
    assert all("svarer ikke lige nu" in row_of(each).fault for each in (one, two))
    peer.fault = ""
    assert ask_vitas(one.municipality_id) == 2
    assert [row_of(each).state for each in (one, two)] == ["approved", "approved"]
    assert [row_of(each).fault for each in (one, two)] == ["", ""]


def test_an_error_about_one_does_not_hold_the_others_back(peer, sent):
    one, two = sent("V-1", "Godkendt"), sent("V-2", "Godkendt")
    peer.grants["V-1"]["borgerCprNummer"] = "0000000000"
    with pytest.raises(ExceptionGroup):
        ask_vitas(one.municipality_id)
    assert "fejl 80007" in row_of(one).fault
    assert row_of(two).state == "approved"


def test_one_withdrawn_while_vitas_was_asked_stays_withdrawn(world, peer, sent):
    from plads.core.actor import Actor
    from plads.placements.ports import VitasAnswer, VitasGrant
    from plads.placements.services.vitas_polling import questions, take_answer

    placement, caseworker = sent("V-1"), world.cast[Role.CASEWORKER]
    system = Actor.system(placement.municipality_id)
    with acting(system):
        (question,) = questions(system)
    withdraw_application(caseworker, placement.id)
    with acting(system):
        take_answer(system, question, VitasGrant(VitasAnswer.APPROVED, "B-1"))
    assert row_of(placement).state == "withdrawn"


def test_without_vitas_nothing_is_asked(world):
    placement, caseworker = world.planned(), world.cast[Role.CASEWORKER]
    send_application(caseworker, placement.id, "V-1", TODAY)
    assert ask_vitas(placement.municipality_id) == 0
    assert row_of(placement).asked_at is None


def test_the_administrator_sees_that_vitas_is_silent(world, peer, sent):
    from plads.insight.operations import operations

    one = sent("V-1")
    sent("V-2")
    administrator = world.cast[Role.ADMINISTRATOR]
    assert operations(administrator).vitas.applications == 0
    peer.fault = "500"
    with pytest.raises(ExceptionGroup):
        ask_vitas(one.municipality_id)
    with acting(administrator):
        trouble = operations(administrator).vitas
    assert (trouble.applications, trouble.tried_at) == (2, clock.now())
    assert "svarer ikke" in trouble.why
