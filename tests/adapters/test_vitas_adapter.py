"""VITAS over the net, against a server that speaks as DFDG does: headers, answers, errors, and what is no answer."""

from datetime import date

import pytest

from plads.adapters.vitas import Dfdg, vitas
from plads.config.services import VitasService
from plads.placements.ports import VitasAnswer, VitasDown
from tests.peers.vitas import LONGEST_ID, grant, vitas_peer

CPR, OTHER = "6101901001", "6202912002"


@pytest.fixture(scope="module")
def running():
    with vitas_peer() as peer:
        yield peer


@pytest.fixture
def peer(running):
    running.grants = {
        "V-1": grant("V-1", CPR, "Godkendt", startDato="2026-11-25T00:00:00", slutDato="2027-02-23")
    }
    running.fault, running.seen, running.asked = "", [], []
    return running


@pytest.fixture
def door(peer):
    return Dfdg(peer.service, seconds=1.0)


def test_a_grant_is_read_with_its_number_and_days(door):
    found = door.grant("V-1", CPR)
    assert (found.answer, found.grant_number, found.said) == (VitasAnswer.APPROVED, "B-V-1", "Godkendt")
    assert found.days == (date(2026, 11, 25), date(2027, 2, 23))


def test_each_question_names_the_person_and_carries_an_id_of_its_own(door, peer):
    for _ in range(5):
        door.grant("V-1", CPR)
    assert len(set(peer.seen)) == 5
    assert all(len(each) <= LONGEST_ID for each in peer.seen)
    assert {asked["x-civilregistrationidentifier"] for asked in peer.asked} == {CPR}


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("Bevilget", VitasAnswer.APPROVED),
        (" godkendt ", VitasAnswer.APPROVED),
        ("Afslag", VitasAnswer.REFUSED),
        ("Afvist", VitasAnswer.REFUSED),
        ("Under behandling", VitasAnswer.WAITING),
        ("Noget helt nyt", VitasAnswer.WAITING),
    ],
)
def test_a_word_for_where_it_stands_that_is_not_known_waits_for_a_person(door, peer, status, answer):
    peer.grants["V-2"] = grant("V-2", CPR, status)
    assert door.grant("V-2", CPR).answer == answer


def test_an_application_vitas_does_not_know_is_told_from_a_server_that_is_down(door):
    assert door.grant("V-404", CPR).answer == VitasAnswer.UNKNOWN


def test_a_question_taken_for_a_replay_is_put_once_more_with_another_id(door, peer):
    peer.fault = "replay"
    assert door.grant("V-1", CPR).answer == VitasAnswer.APPROVED
    assert len({asked["x-requestid"] for asked in peer.asked}) == 2
    peer.fault = "replays"
    with pytest.raises(VitasDown, match="stillet før"):
        door.grant("V-1", CPR)


def test_the_wrong_person_is_an_error_with_its_number(door):
    with pytest.raises(VitasDown, match="fejl 80007") as fault:
        door.grant("V-1", OTHER)
    assert not fault.value.whole


@pytest.mark.parametrize("code", ["4575", "80010", "80011"])
def test_an_error_of_vitas_is_told_by_its_number_and_concerns_one_application(door, peer, code):
    peer.fault = code
    with pytest.raises(VitasDown, match=f"fejl {code}") as fault:
        door.grant("V-1", CPR)
    assert not fault.value.whole


@pytest.mark.parametrize(
    ("fault", "whole"), [("500", True), ("slow", True), ("redirect", True), ("html", False), ("odd", False)]
)
def test_what_is_no_answer_is_said_in_words_without_the_person(door, peer, fault, whole):
    peer.fault = fault
    with pytest.raises(VitasDown) as error:
        door.grant("V-1", CPR)
    assert error.value.whole is whole
    assert error.value.message.startswith("VITAS svarer")
    assert CPR not in error.value.message


def test_a_wrong_token_is_a_matter_for_the_administrator(peer):
    service = VitasService(peer.service.url, "forkert", peer.service.inside)
    with pytest.raises(VitasDown, match="afviser vores adgang") as error:
        Dfdg(service, seconds=1.0).grant("V-1", CPR)
    assert error.value.whole


def test_nobody_at_the_address_is_down(peer):
    with vitas_peer() as gone:
        service = gone.service
    with pytest.raises(VitasDown) as error:
        Dfdg(service, seconds=1.0).grant("V-1", CPR)
    assert error.value.whole


def test_a_number_is_never_a_path(door, peer):
    assert door.grant("../../GetAlt", CPR).answer == VitasAnswer.UNKNOWN


@pytest.mark.parametrize("days", [{}, {"startDato": "i morgen"}, {"startDato": "2026-13-01", "slutDato": 5}])
def test_days_that_are_not_understood_are_left_out(door, peer, days):
    peer.grants["V-3"] = grant("V-3", CPR, "Godkendt", **days)
    assert door.grant("V-3", CPR).days is None


def test_without_a_service_there_is_no_vitas_and_all_is_noted_by_hand():
    assert vitas() is None
